"""Any request: no failure of the server, no connection elsewhere, nothing left over, and errors that are texts.

1,000 requests, always the same. For a long run by hand: ``CAKG_FUZZ=100000 pytest tests/web/test_fuzz.py`` sends so
many, and ``CAKG_SEED=7`` others.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.web.fuzzing import Answered, Listener, check, exchange, foreign_connections, read, use
from tests.web.server import Server

pytest.importorskip("uvicorn", reason="the extra serve is not installed")
schemathesis = pytest.importorskip("schemathesis", reason="the extra dev is not installed")
pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads /proc, which only Linux has")

NUMBER = int(os.environ.get("CAKG_FUZZ", "1000"))
SEED = int(os.environ.get("CAKG_SEED", "14"))
COUNTS: Counter[str] = Counter()
"""How many requests of each kind got each status."""
OUTSIDE = Listener()
"""What queries name as another endpoint."""


def many(part: float) -> Callable[[Any], Any]:
    """Return the decorator of a test that sends this part of all requests."""
    fuzzed = settings(
        max_examples=max(1, round(NUMBER * part)),
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: seed(SEED)(fuzzed(test))


@pytest.fixture(scope="module")
def fuzzed(start: Callable[..., Server]) -> Iterator[Server]:
    """A server whose processes use as much after all tests as before, and connect to nothing."""
    server = start("--query-timeout", "0.5", "--query-memory", "300", "--access-log", "off")
    for path in ("/openapi.json", "/question/everything-about.json", "/map.svg", "/sparql?query=ASK%7B%7D"):
        assert server.get(path).status == 200
    before = use(server)
    yield server
    after = use(server)
    print("\n".join(f"{number:7} {kind}" for kind, number in COUNTS.most_common()), before, after, sep="\n")
    assert after.processes <= before.processes
    assert after.descriptors <= before.descriptors
    assert after.memory < before.memory * 2 + (64 << 20)
    assert not foreign_connections(server)
    assert not OUTSIDE.was_reached()
    OUTSIDE.close()
    assert server.process.poll() is None
    assert not [line for line in server.messages if "Traceback" in line or "fault" in line]


def request(method: bytes, target: bytes, headers: dict[bytes, bytes], body: bytes) -> bytes:
    """Return the bytes of a request; headers that are not given are the right ones."""
    known = {name.lower() for name in headers}
    lines = [method + b" " + target + b" HTTP/1.1"]
    lines += [] if b"host" in known else [b"Host: 127.0.0.1"]
    lines += [name + b": " + value for name, value in headers.items()]
    lines += (
        [b"Content-Length: %d" % len(body)] if body and not known & {b"content-length", b"transfer-encoding"} else []
    )
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


# ---- The SPARQL protocol, and any other bytes --------------------------------------

QUERIES = [
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "SELECT * { GRAPH ?g { ?s a ?k } } LIMIT 3",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
    "DESCRIBE id:kazakhstan",
    "SELECT ?s { ?s rdfs:label ?l FILTER (REGEX(?l, '^(a+)+$') || CONTAINS(STR(?l), 'x')) } LIMIT 3",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (GROUP_CONCAT(STR(?a)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?s (rdfs:subClassOf|!a)* ?o }",
    f"SELECT * {{ SERVICE <{OUTSIDE.address}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT <{OUTSIDE.address}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ BIND (<{OUTSIDE.address}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    f"LOAD <{OUTSIDE.address}>",
    f"SELECT * FROM <{OUTSIDE.address}> {{ ?s ?p ?o }}",
    "INSERT DATA { id:x a cakg:State }",
    "BASE <x> SELECT * { <y> ?p ?o }",
]
PIECES = [
    *[
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ".",
        ";",
        ",",
        "*",
        "+",
        "?",
        "!",
        "^",
        "|",
        "/",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "#",
        "\x00",
        "\r",
        "\n",
        "?s",
        "?p",
        "?o",
        "$x",
        "_:b",
        "<>",
        "<x>",
        "a",
        "true",
        "1",
        "1e999",
        "-0.0",
    ],
    *[
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "WHERE",
        "FILTER",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "BIND",
        "VALUES",
        "SERVICE",
        "GRAPH",
        "FROM",
        "NAMED",
        "HAVING",
    ],
    *[
        "GROUP",
        "ORDER",
        "BY",
        "LIMIT",
        "OFFSET",
        "COUNT(*)",
        "EXISTS",
        "NOT",
        "IN",
        "UNDEF",
        "REDUCED",
        "DISTINCT",
        "PREFIX",
        "BASE",
        "LATERAL",
        "<<(",
        ")>>",
    ],
    *("'''", '"""', "@en", "^^xsd:date", "\ud800", "\U0001f600", "\u202e", "%%", "\\u0022", "SERVICE SILENT"),
]


def encoded(text: str) -> bytes:
    """Return text as bytes; what UTF-8 cannot have becomes bytes that are not UTF-8."""
    return text.encode(errors="surrogatepass")


@st.composite
def queries(draw: st.DrawFn) -> bytes:
    """Return a query, often with a few pieces changed, or pieces in any order, or any text."""
    kind = draw(st.integers(0, 9))
    if kind < 4:
        return encoded(draw(st.sampled_from(QUERIES)))
    if kind < 7:
        text = draw(st.sampled_from(QUERIES))
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 3)) :]
        return encoded(text)
    if kind < 9:
        pieces = draw(st.lists(st.sampled_from(PIECES), max_size=60))
        return encoded(draw(st.sampled_from(["", " "])).join(pieces)) * draw(st.sampled_from([1, 1, 1, 200]))
    return draw(st.binary(max_size=300))


GRAPHS = [b"https://w3id.org/cakg/source/fiia-2023", b"urn:x", b"x", b"", b"<>", b"http://[", b"\xff", b"a:\x00"]
TIMES = [b"0.2", b"0.2", b"5e-324", b"-1", b"nan", b"inf", b"1e999", b"soon", b"", b"0x1", b"\xd9\xa3", b"0_1"]
BATCHES = [
    *(b'{"q0":{"query":"Kazakhstan"}}', b'{"q0":{"query":"x","limit":-1}}', b"[" * 5000, b'{"q0":' * 500, b"null", b""),
    *(b'{"q0":{"query":"x","type":[1],"properties":{}}}', b'{"ids":["kazakhstan"],"properties":[{"id":"wikidata"}]}'),
    *(b'{"q0":{"query":"\\ud800","limit":1e999}}', b'{"ids":[1],"properties":[{}]}', b'{"q0":{"query":NaN}}', b"\xff"),
]
VALUES: dict[str, st.SearchStrategy[bytes]] = {
    "query": queries(),
    "default-graph-uri": st.sampled_from(GRAPHS),
    "named-graph-uri": st.sampled_from(GRAPHS),
    "timeout": st.sampled_from(TIMES),
    "update": st.sampled_from([b"CLEAR ALL", b""]),
    "using-graph-uri": st.sampled_from(GRAPHS),
    "format": st.binary(max_size=10),
    "queries": st.sampled_from(BATCHES),
    "extend": st.sampled_from(BATCHES),
    "prefix": st.binary(max_size=10),
    "cursor": st.sampled_from(TIMES),
    "type": st.sampled_from([b"cakg:State", b"x", b"\xff"]),
    "id": st.sampled_from([b"kazakhstan", b"../x", b"<b>", b""]),
}


@st.composite
def parameters(draw: st.DrawFn) -> bytes:
    """Return parameters of an address or a form; most often one query, sometimes others or broken ones."""
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=4)) if draw(st.integers(0, 3)) == 3 else ["query"]
    text = b"&".join(
        name.encode() + b"=" + quote_from_bytes(draw(VALUES[name]), safe=draw(st.sampled_from(["", "/:?{}"]))).encode()
        for name in names
    )
    if draw(st.integers(0, 9)) == 9:
        text += draw(st.sampled_from([b"&" * 300, b"&a" * 1500, b"%", b"%f", b"%zz", b";", b"=", b"#x", b"?"]))
    return text


MEDIA = [
    *(b"application/sparql-query", b"application/x-www-form-urlencoded", b"application/sparql-update", b"text/turtle"),
    *(b"application/sparql-query; charset=utf-16", b"application/sparql-query; charset=\xff", b"multipart/form-data"),
    *(
        b"application/sparql-query;charset*=utf-8''%ff",
        b"application/sparql-query; charset==?x?q?=ff?=",
        b"",
        b";",
        b"/",
    ),
]
ACCEPTS = [
    *(b"*/*", b"", b"text/csv", b"text/turtle, */*;q=0.1", b"image/png", b"text/html", b"application/json;q=0"),
    *(b"a" * 5000, b"*/*;q=9", b"text/*;q=0.5;q=1", b",,,", b"\xff/\xfe", b"text/csv;" * 200, b"application/rdf+xml"),
]
HEADERS: dict[bytes, list[bytes]] = {
    b"Accept": ACCEPTS,
    b"Content-Type": MEDIA,
    b"Accept-Encoding": [b"gzip", b"gzip;q=0", b"*", b"br", b"\xff", b"gzip;q=x"],
    b"Content-Encoding": [b"gzip", b"identity", b"", b"deflate, gzip"],
    b"If-None-Match": [b"*", b'"x"', b"W/", b"\xff", b'"' * 500],
    b"Host": [b"", b"x", b"127.0.0.1:99999", b"[::1]:80", b"a b", b"<script>", b"\xff", b"x\x00", b"e.org/%0d%0a"],
    b"Origin": [b"null", b"https://example.org", b"\xff"],
    b"Access-Control-Request-Method": [b"POST", b"DELETE"],
    b"Expect": [b"100-continue", b"200-ok"],
    b"Range": [b"bytes=0-1", b"bytes=-"],
    b"Content-Length": [b"0", b"-1", b"5", b"99999999999999999999999", b"1000000000", b"abc", b"+3", b"3, 3", b"\xb2"],
    b"Transfer-Encoding": [b"chunked", b"gzip", b"chunked, chunked", b"identity", b"xchunked"],
    b"Upgrade": [b"websocket", b"h2c"],
    b"Forwarded": [b"for=1.2.3.4", b"host=evil.example;proto=https"],
    b"X-Forwarded-Host": [b"evil.example"],
}
METHODS = [
    b"GET",
    b"GET",
    b"GET",
    b"POST",
    b"POST",
    b"HEAD",
    b"OPTIONS",
    b"PUT",
    b"DELETE",
    b"TRACE",
    b"get",
    b"CONNECT",
]
PATHS = [
    *(
        b"/sparql",
        b"/sparql/",
        b"/sparql/x",
        b"/sparql/.well-known/sparql-examples",
        b"/sparql/..",
        b"/sparql/../thing/csto",
    ),
    *(b"/sparql%2f", b"/sparql/%2e%2e/x", b"/sparql/%00", b"/sparql/%ff", b"/sparql//", b"//sparql", b"/SPARQL", b"*"),
    *(b"/.well-known/void", b"/.well-known/", b"/.well-known/../x", b"/.well-known/sparql-examples", b"", b"sparql"),
    *(b"/healthz", b"/openapi.json", b"/assets/../app.py", b"/assets/site.css", b"/robots.txt", b"/sitemap.xml"),
    *(
        b"http://evil.example/sparql",
        b"/sparql.json",
        b"/sparql;x",
        b"/thing/csto.ttl",
        b"/id/csto",
        b"/mcp",
        b"/reconcile",
    ),
]


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Return a request of the protocol, with any faults."""
    method = draw(st.sampled_from(METHODS if draw(st.booleans()) else METHODS[:5]))
    target = draw(st.sampled_from(PATHS)) if draw(st.integers(0, 3)) == 3 else b"/sparql"
    if method != b"POST" or not draw(st.integers(0, 3)):
        target += b"?" + draw(parameters())
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), unique=True, max_size=3)) if draw(st.booleans()) else []
    headers = {name: draw(st.sampled_from(HEADERS[name])) for name in names}
    body = b""
    if method == b"POST" or not draw(st.integers(0, 9)):
        kind = draw(st.sampled_from(MEDIA[:2]))
        fitting = queries() if kind == MEDIA[0] else parameters()
        body = draw(fitting) if draw(st.integers(0, 4)) else draw(st.binary(max_size=200))
        headers.setdefault(b"Content-Type", kind)
    found = request(method, target, headers, body)
    if draw(st.integers(0, 15)) == 15:  # a few bytes of the request itself are broken
        at = draw(st.integers(0, len(found)))
        found = found[:at] + draw(st.binary(max_size=5)) + found[at + draw(st.integers(0, 3)) :]
    return found


@pytest.mark.filterwarnings("ignore")
def test_any_request_is_answered_or_refused(fuzzed: Server) -> None:
    """Requests of the SPARQL protocol with broken methods, headers, parameters and bodies."""

    @many(0.7)
    @given(requests())
    def send(sent: bytes) -> None:
        found = read(exchange(fuzzed, sent), head=sent.startswith(b"HEAD "))
        method, target, *_ = [*sent.split(b" "), b"", b""]
        assert not found or found.status != 304 or method in (b"GET", b"HEAD"), sent
        where = "/sparql" if target.startswith(b"/sparql") else "other"
        COUNTS[f"{method.decode() if method in METHODS else '?'} {where} {found.status if found else 'closed'}"] += 1

    send()


# ---- What the description of all addresses says ------------------------------------


NAMES = st.sampled_from(["Kazakhstan", "Москва", "CSTO", "", "x" * 400]) | st.text(max_size=9)
TYPES = st.sampled_from(["cakg:State", "kind:city", "cakg:Stat"])
PROPERTIES = st.sampled_from(["wikidata", "names-ru", "iso3", "type"])
QUERY = st.fixed_dictionaries(
    {"query": NAMES},
    optional={
        "type": TYPES | st.lists(TYPES, max_size=2),
        "type_strict": st.sampled_from(["any", "all", "none"]),
        "limit": st.sampled_from([1, 5, 50, 0, 1.5, "2"]),
        "properties": st.lists(st.fixed_dictionaries({"pid": PROPERTIES, "v": NAMES | st.none()}), max_size=3),
    },
)
WANTED = st.fixed_dictionaries(
    {
        "ids": st.lists(st.sampled_from(["kazakhstan", "csto", "nothing", "", 1]), max_size=4),
        "properties": st.lists(
            st.fixed_dictionaries({"id": PROPERTIES}, optional={"settings": st.just({"limit": 1})}), max_size=3
        ),
    }
)
JSON = {"queries": st.dictionaries(st.text(max_size=3), QUERY, max_size=5), "extend": WANTED}
"""What the texts of parameters contain that are JSON."""


def described(server: Server) -> tuple[st.SearchStrategy[Any], dict[tuple[str, str], st.SearchStrategy[Any]]]:
    """Return requests that the description allows or nearly allows, and better values by path and parameter."""
    found = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/openapi.json")
    modes = st.sampled_from([schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
    every = [one.ok() for one in found.get_all_operations()]
    others = [one for one in every if not one.path.startswith("/question/")]  # far fewer
    operations = st.sampled_from(every) | st.sampled_from(others)
    cases = operations.flatmap(lambda one: modes.flatmap(lambda mode: one.as_strategy(generation_mode=mode)))
    better: dict[tuple[str, str], st.SearchStrategy[Any]] = {}
    for path, item in found.raw_schema["paths"].items():
        for one in [*item.get("parameters", ()), *item["get"].get("parameters", ())]:
            schema = one.get("schema", {})
            if "contentSchema" in schema:
                better[path, one["name"]] = JSON[one["name"]].map(json.dumps)
            elif examples := schema.get("examples"):
                better[path, one["name"]] = st.sampled_from(examples)
            elif examples := schema.get("items", {}).get("examples"):
                better[path, one["name"]] = st.just(examples)
    return cases, better


CHECKS = [
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.status_code_conformance,
]


@pytest.mark.filterwarnings("ignore")
def test_described_requests_get_what_is_described(fuzzed: Server) -> None:
    """Content, media type and status are those of the OpenAPI; half of the requests ask about things that exist."""
    cases, better = described(fuzzed)

    @many(0.3)
    @given(cases, st.booleans(), st.data())
    def send(case: Any, exists: bool, data: st.DataObject) -> None:
        for values, part in ((case.query, "query"), (case.body, "body")):
            if exists and isinstance(values, dict):
                drawn = {name: data.draw(better.get((case.path, name), st.just(one))) for name, one in values.items()}
                setattr(case, part, drawn)
        found = case.call(base_url=f"http://127.0.0.1:{fuzzed.port}", timeout=60)
        headers = {name: values[0] for name, values in found.headers.items()}
        COUNTS[f"{case.method} {case.path.rpartition('/')[0] or case.path} {found.status_code}"] += 1
        check(Answered(found.status_code, headers, found.content))
        case.validate_response(found, checks=CHECKS)

    send()
