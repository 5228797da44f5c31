"""Requests with faults get an error that lists all of them; no request breaks the service."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cakg.errors import MissingLibraryError
from cakg.reconcile.faults import BadRequestError, NotFoundError, TooLargeError
from cakg.reconcile.service import Reconciliation

Get = Callable[..., Any]


def fault(get: Get, path: str = "", **parameters: Any) -> str:
    with pytest.raises(BadRequestError) as caught:
        get(path, **parameters)
    assert caught.value.remedy
    return caught.value.message


@pytest.mark.parametrize(
    "query, message",
    [
        ({}, "q: has neither query nor properties"),
        ({"properties": []}, "q: has neither query nor properties"),
        ("Kazakhstan", 'q: "Kazakhstan" is not an object'),
        ({"query": 1}, "q.query: 1 is not a text"),
        ({"query": "x", "typ": "cakg:State"}, 'q: there is no field "typ"; did you mean type?'),
        ({"query": "x", "type": "cakg:Sate"}, 'q.type: there is no type "cakg:Sate"; did you mean cakg:State'),
        ({"query": "x", "type": [1]}, "q.type: 1 is not a text"),
        ({"query": "x", "type_strict": "maybe"}, 'q.type_strict: "maybe" is not any, should or all'),
        ({"query": "x", "limit": 0}, "q.limit: 0 is not a positive integer"),
        ({"query": "x", "limit": 1.5}, "q.limit: 1.5 is not a positive integer"),
        ({"query": "x", "limit": True}, "q.limit: true is not a positive integer"),
        ({"query": "x", "properties": {}}, "q.properties: must be a list"),
        ({"query": "x", "properties": [{"pid": "wikidata"}]}, "is not an object with pid and v"),
        ({"query": "x", "properties": [{"pid": "wikidta", "v": 1}]}, 'no property "wikidta"; did you mean wikidata?'),
        ({"query": "x", "properties": [{"pid": "iso2", "v": {"name": "x"}}]}, "q.properties.iso2: "),
        ({"query": "x", "properties": [{"pid": "iso2", "v": [[1]]}]}, "q.properties.iso2: [1] is not a text"),
    ],
)
def test_a_faulty_query_is_refused(get: Get, query: object, message: str) -> None:
    """The message names the query, the field, what is wrong, and what may be meant."""
    assert message in fault(get, queries={"q": query})


def test_all_faults_are_listed(get: Get) -> None:
    """One run shows every fault; of many, the first ones with the number of the others."""
    message = fault(get, queries={"a": {"query": 1, "limit": 0}, "b": {}})
    assert [line.strip().partition(":")[0] for line in message.splitlines()[1:]] == ["a.query", "a.limit", "b"]
    assert "and 490 more" in fault(get, queries={str(number): {} for number in range(500)})


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "queries is not JSON"),
        ("{", "queries is not JSON"),
        ("[]", "queries is not an object"),
        ('{"q": {"query": "a"}, "q": {"query": "b"}}', "an object has 'q' twice"),
        ('{"q": {"query": "a", "limit": NaN}}', "NaN is not a JSON number"),
        ('{"q": {"query": "a", "limit": 1e999}}', "is not a positive integer"),
        ("[" * 100_000, "nested too deeply"),
        ('{"q": {"query": "a", "limit": ' + "1" * 5000 + "}}", "queries is not JSON"),
    ],
)
def test_what_is_no_batch_is_refused(get: Get, text: str, message: str) -> None:
    """JSON that is broken, too deep, or not an object is an error of the request."""
    assert message in fault(get, queries=text)


@pytest.mark.parametrize(
    "asked, message",
    [
        ("{}", "extend is not an object with the lists ids and properties"),
        ({"ids": [1], "properties": []}, "ids: 1 is not a text"),
        ({"ids": [], "properties": ["wikidata"]}, 'properties: "wikidata" is not an object with an id'),
        ({"ids": [], "properties": [{"id": "wikidta"}]}, "did you mean wikidata?"),
        ({"ids": [], "properties": [{"id": "names", "settings": {"limit": "few"}}]}, 'the limit "few" is not a number'),
        ({"ids": [], "properties": [{"id": "names", "settings": [1]}]}, "is not a number of values"),
    ],
)
def test_a_faulty_extension_is_refused(get: Get, asked: object, message: str) -> None:
    """The message says what is wrong, and what may be meant."""
    assert message in fault(get, extend=asked)


def test_too_large_requests_are_refused(get: Get) -> None:
    """The limit of queries is in the manifest; the error says how many are answered at once."""
    most = get()["batchSize"]
    assert len(get(queries={str(number): {"query": "CSTO"} for number in range(most)})) == most
    with pytest.raises(TooLargeError, match="send at most 1,000 at once"):
        get(queries={str(number): {"query": "CSTO"} for number in range(most + 1)})
    with pytest.raises(TooLargeError):
        get(extend={"ids": ["x"] * (most + 1), "properties": []})
    with pytest.raises(TooLargeError):
        get(extend={"ids": [], "properties": [{"id": "iri"}] * 101})


def test_addresses_and_parameters_are_checked(get: Get, service: Reconciliation) -> None:
    """Unknown addresses and things are not found; missing, malformed and repeated parameters are errors."""
    for path, parameters in (("suggest", {}), ("suggest/x", {}), ("x", {}), ("preview", {"id": "nothing"})):
        with pytest.raises(NotFoundError):
            get(path, **parameters)
    assert "prefix is missing" in fault(get, "suggest/entity")
    assert "id is missing" in fault(get, "preview")
    assert "cursor is '-1'" in fault(get, "suggest/entity", prefix="a", cursor="-1")
    assert "limit is 'x'" in fault(get, "properties", limit="x")
    assert "there is no type 'x'" in fault(get, "properties", type="x")
    assert "both queries and extend" in fault(get, queries={}, extend={})
    assert "a single query is not answered" in fault(get, query="Kazakhstan")
    with pytest.raises(BadRequestError, match="more than once"):
        service.answer("", {"queries": ["{}", "{}"]}, base="https://x.example")
    assert get(callback="x", lang="en")["versions"] == ["0.2"], "parameters of other versions are ignored"
    assert get("/suggest/type/", prefix="sta")["result"], "slashes do not matter"


def test_a_missing_library_is_named(service: Reconciliation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may be installed without the libraries that match names."""
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    with pytest.raises(MissingLibraryError, match=r"reconciliation needs rapidfuzz[^\0]*\[data\]"):
        Reconciliation(service.records, service.ids)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["KAZ", "Astana", "cakg:State"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["pid", "v", "id", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "query": st.text() | VALUES,
        "type": VALUES,
        "limit": VALUES | st.integers(1, 9),
        "type_strict": VALUES | st.just("all"),
        "properties": VALUES
        | st.lists(
            st.fixed_dictionaries({"pid": st.sampled_from(["wikidata", "type", "names-ru"]), "v": VALUES}), max_size=3
        ),
    },
)


@settings(max_examples=200, deadline=None)
@given(batch=st.dictionaries(st.text(max_size=3), QUERIES | VALUES, max_size=3), prefix=st.text())
def test_no_request_breaks_the_service(service: Reconciliation, batch: object, prefix: str) -> None:
    """Every batch gets an answer for each query, as JSON in UTF-8, or an error of the request."""
    content = service.answer("suggest/entity", {"prefix": [prefix]}, base="https://x.example")
    json.loads(content.body.decode())
    try:
        content = service.answer("", {"queries": [json.dumps(batch)]}, base="https://x.example")
    except BadRequestError:
        return
    assert json.loads(content.body.decode()).keys() == json.loads(json.dumps(batch)).keys()
