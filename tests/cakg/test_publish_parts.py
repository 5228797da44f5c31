"""The parts of publishing: addresses, logins, batches and tallies."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, parse_http_list, parse_keqv_list

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from cakg.errors import BadValueError, EndpointError
from cakg.store import login as logins
from cakg.store.address import Address
from cakg.store.batches import Batch, triples_of
from cakg.store.exchange import Exchange
from cakg.store.limits import Limits
from cakg.store.local import LocalStore
from cakg.store.login import Login
from cakg.store.places import Places
from cakg.store.tallies import Tallies

P = NamedNode("urn:p")


def store_of(*triples: Triple) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def lines_of(*triples: Triple, most: int = 1 << 20) -> list[bytes]:
    with triples_of(store_of(*triples)) as found:
        return [line for batch in found.batches(most) for line in batch.data.splitlines(keepends=True)]


@pytest.mark.parametrize(
    "url, options, expected",
    [
        ("http://h:7878", {}, ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store")),
        ("http://h:7878/", {}, ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store")),
        ("https://h/a/query", {}, ("https://h/a/query", "https://h/a/update", "https://h/a/store")),
        ("http://h/sparql", {}, ("http://h/sparql", "http://h/sparql", "http://h/sparql-graph-crud")),
        (
            "http://h/sparql",
            {"named": True},
            ("http://h/sparql", "http://h/sparql-auth", "http://h/sparql-graph-crud-auth"),
        ),
        ("http://h/ds/q", {"update": "http://h/ds/u"}, ("http://h/ds/q", "http://h/ds/u", None)),
        ("http://h/ds/q", {"graph_store": "http://h/ds/d"}, ("http://h/ds/q", None, "http://h/ds/d")),
        (
            "http://h/query?k=1",
            {"graph_store": "http://h/data"},
            ("http://h/query?k=1", "http://h/update?k=1", "http://h/data"),
        ),
    ],
)
def test_the_places_of_a_store(url: str, options: dict[str, object], expected: tuple[str | None, ...]) -> None:
    found = Places.of(url, **options)  # type: ignore[arg-type]

    assert tuple(one and one.url for one in found) == expected


def test_an_unknown_store_needs_an_address() -> None:
    with pytest.raises(EndpointError, match="not known where this store takes triples"):
        Places.of("https://example.org/data/ask")


@pytest.mark.parametrize("most", [1, 100, 1000, 1 << 20])
def test_batches_have_each_triple_once(most: int) -> None:
    triples = [Triple(NamedNode(f"urn:s{number}"), P, Literal("x\r\n\u2028" * number)) for number in range(50)]
    with triples_of(store_of(*triples)) as found:
        batches = list(found.batches(most))
        rest = list(found.batches(most, after=20))

    assert sum(one.number for one in batches) == 50
    assert [one.first for one in batches] == [sum(other.number for other in batches[:at]) for at in range(len(batches))]
    assert {quad.triple for one in batches for quad in pyoxigraph.parse(one.data, RdfFormat.N_TRIPLES)} == set(triples)
    assert all(len(one.data) <= most or one.number == 1 for one in batches)
    assert rest == [one for one in batches if one.first + one.number > 20]
    assert [part for one in batches for part in one.parts(most)] == batches


def test_a_batch_in_parts() -> None:
    batch = Batch(b"a\nbb\nccc\n", 7, 3)

    assert batch.parts(5) == [Batch(b"a\nbb\n", 7, 2), Batch(b"ccc\n", 9, 1)]
    assert batch.parts(1) == [Batch(b"a\n", 7, 1), Batch(b"bb\n", 8, 1), Batch(b"ccc\n", 9, 1)]


def test_blank_nodes_have_names_that_follow_from_the_triples() -> None:
    """They do not depend on the names in memory, and differ from those of another graph."""

    def graph(text: str) -> list[Triple]:
        one, other = BlankNode(), BlankNode()
        return [Triple(NamedNode("urn:s"), P, one), Triple(one, P, other), Triple(other, P, Literal(text))]

    first, again, another = (set(lines_of(*graph(text))) for text in ("a", "a", "b"))

    assert first == again
    assert all(b"_:" not in line for line in first)
    assert not {line for line in first if b"/.well-known/genid/" in line} & another


@pytest.mark.parametrize(
    "value",
    [
        NamedNode("urn:o"),
        Literal('quotes " and \\ and \n and \t and \x00'),
        Literal("привет 😀"),
        Literal("hello", language="en-GB"),
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ],
    ids=str,
)
def test_each_line_means_the_same_in_sparql(value: NamedNode | Literal) -> None:
    triple = Triple(NamedNode("urn:s"), P, value)
    store = pyoxigraph.Store()
    store.update(f"INSERT DATA {{ {b''.join(lines_of(triple)).decode()} }}")

    assert [quad.triple for quad in store] == [triple]


def test_what_sparql_1_1_cannot_express_is_an_error() -> None:
    """A triple term, and an IRI that would end early and let a store run the rest."""
    term = Triple(NamedNode("urn:s"), P, Triple(NamedNode("urn:a"), P, NamedNode("urn:b")))
    with pytest.raises(BadValueError, match=r"cannot be written in SPARQL 1\.1"):
        lines_of(term)

    store = pyoxigraph.Store()
    hostile = rb"<urn:s> <urn:p> <urn:o\u003E } ; DROP ALL ; INSERT DATA { \u003Curn:x> ."
    store.load(hostile, format=RdfFormat.N_TRIPLES, lenient=True)
    with pytest.raises(BadValueError, match=r"cannot be written in SPARQL 1\.1"), triples_of(store):
        pass


def test_tallies_are_those_that_a_store_counts() -> None:
    triples = [
        Triple(NamedNode("urn:s"), P, Literal('a "b"\n\\ привет 😀')),
        Triple(NamedNode("urn:привет"), P, NamedNode("urn:o")),
        Triple(NamedNode("urn:s"), NamedNode("urn:q"), Literal("x", language="ru")),
        Triple(NamedNode("urn:s"), NamedNode("urn:q"), Literal("007", datatype=NamedNode("urn:number"))),
    ]
    store = store_of(*triples)
    with triples_of(store) as found:
        tallies = found.tallies

    assert tallies == Tallies.of(LocalStore(store), "")
    assert tallies["urn:q"] == (2, 10, 1)
    assert tallies.total == 4


def test_tallies_differ_where_graphs_do() -> None:
    one, fewer, other = (
        Tallies.of(LocalStore(store_of(*(Triple(NamedNode("urn:s"), P, Literal(text)) for text in texts))), "")
        for texts in (["a", "b"], ["a"], ["a", "cc"])
    )

    assert list(one.differences(fewer)) == ["<urn:p>: 1 triples instead of 2"]
    assert list(one.differences(other)) == ["<urn:p>: other terms, since they have another length"]


def test_a_login_of_the_environment_comes_before_that_of_the_address() -> None:
    environment = {"CAKG_USER": "ann", "CAKG_PASSWORD": "secret"}

    found = Login.of(environment, "bob", "other")

    assert (found.user, found.password) == ("ann", "secret")
    assert (Login.of({}, "bob", "other").user, bool(Login.of({}))) == ("bob", False)
    assert "secret" not in repr(found)
    assert "ann" not in repr(found)


def test_a_password_without_a_user_is_an_error() -> None:
    with pytest.raises(BadValueError, match="CAKG_PASSWORD is set and CAKG_USER is not"):
        Login.of({"CAKG_PASSWORD": "secret"})


def test_nothing_is_sent_before_a_challenge() -> None:
    request = Request("http://h/a", b"x")
    Login("ann", "secret").authorise(request)

    assert not request.has_header("Authorization")


def test_digest_is_that_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of RFC 7616, section 3.9.1, with both algorithms."""
    own = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    monkeypatch.setattr(logins.secrets, "token_hex", lambda _length: own)
    common = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int"'
        ', nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
        ', opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", algorithm='
    )
    expected = {
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    for algorithm, response in expected.items():
        login = Login("Mufasa", "Circle of Life")
        request = Request("http://www.example.org/dir/index.html")
        assert login.take([common + algorithm])
        login.authorise(request)
        kind, _, rest = str(request.get_header("Authorization")).partition(" ")
        fields = parse_keqv_list(parse_http_list(rest))
        assert (kind, fields["response"], fields["nc"], fields["cnonce"]) == ("Digest", response, "00000001", own)
        assert (fields["uri"], fields["algorithm"], fields["qop"]) == ("/dir/index.html", algorithm, "auth")
        assert not login.sends_password


@pytest.mark.parametrize(
    "challenges, known",
    [
        (['Basic realm="a"'], True),
        (['Negotiate, Basic realm="a, b", charset="UTF-8"'], True),
        (["Negotiate"], False),
        (['Digest realm="a", nonce="b", algorithm=MD4'], False),
        (['Digest realm="a", nonce="b", qop="auth-int"'], False),
        ([], False),
    ],
)
def test_which_challenges_are_answered(challenges: list[str], known: bool) -> None:
    assert Login("ann", "secret").take(challenges) is known
    assert not Login().take(challenges)


def test_digest_is_preferred_to_the_password_itself() -> None:
    login = Login("ann", "secret")

    assert login.take(['Basic realm="a"', 'Digest realm="a", nonce="b", qop="auth"'])
    assert not login.sends_password


def test_a_login_is_sent_once_it_is_asked_for() -> None:
    """With Basic, which a server asks for here; the password is not part of any message."""
    heard: list[str | None] = []
    expected = f"Basic {b64encode('änn:s:cret'.encode()).decode()}"
    with guarded(expected, heard) as url:
        login, address = Login("änn", "s:cret"), Address.parse(url)
        replies = [login.send(Exchange(address, Limits()), Request(url, b"x")) for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 200]
    assert heard == [None, expected, expected]
    assert login.sends_password


def test_a_wrong_password_is_tried_once() -> None:
    heard: list[str | None] = []
    with guarded("Basic other", heard) as url:
        reply = Login("ann", "secret").send(Exchange(Address.parse(url), Limits()), Request(url, b"x"))

    assert reply.status == 401
    assert len(heard) == 2


@contextmanager
def guarded(expected: str, heard: list[str | None]) -> Iterator[str]:
    """Serve a page on loopback that needs the header *expected*."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(self.headers.get("Authorization"))
            self.send_response(200 if heard[-1] == expected else 401)
            self.send_header("WWW-Authenticate", 'Basic realm="store", charset="UTF-8"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing to the output of the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
