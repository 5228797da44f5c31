"""Facts about our things are fetched from an endpoint, cached and converted, completely or not at all.

The endpoint is a real Oxigraph on loopback behind a proxy that can misbehave. Its few triples have the form of
Wikidata. Real items of Wikidata have only names and codes; invented items have numbers that Wikidata does not use.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

import cakg
from cakg.cli import main
from cakg.links import fetching
from cakg.paths import Folders, shipped
from cakg.vocabulary import RDFS, STMT, VALUE

pytestmark = pytest.mark.slow

SHIPPED = shipped().graph / "links/sources/wikidata.toml"
TODAY = datetime.now(UTC).date().isoformat()

WIKIDATA = """
@prefix p: <http://www.wikidata.org/prop/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix pqv: <http://www.wikidata.org/prop/qualifier/value/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <http://www.wikidata.org/entity/statement/> .
@prefix v: <http://www.wikidata.org/value/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

wd:Q232 rdfs:label "Kazakhstan"@en , "Қазақстан"@kk , "Казахстан"@ru , "Kasachstan"@de ;
    wdt:P297 "KZ" ; wdt:P298 "KAZ" ; wdt:P1566 "1522867" .

wd:Q999999901 rdfs:label "Arcadia"@en ; p:P463 s:league , s:club , s:gone , s:wrong , s:vague ; p:P1082 s:people ;
    p:P571 s:founded , s:refounded .
wd:Q999999902 rdfs:label "League of Arcadian Towns"@en .
wd:Q999999903 rdfs:label "Club of Shepherds"@en .

s:league a wikibase:Statement , wikibase:BestRank ; wikibase:rank wikibase:NormalRank ; ps:P463 wd:Q999999902 ;
    pq:P580 "1994-01-01T00:00:00Z"^^xsd:dateTime ; pqv:P580 v:y1994 ;
    pq:P582 "2012-06-28T00:00:00Z"^^xsd:dateTime ; pqv:P582 v:d2012 .
s:club a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P463 wd:Q999999903 .
s:gone a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P463 wd:Q999999902 ; pq:P582 _:somevalue .
s:vague a wikibase:Statement ; wikibase:rank wikibase:NormalRank ; ps:P463 wd:Q999999902 ;
    pq:P580 "1990-01-01T00:00:00Z"^^xsd:dateTime ; pqv:P580 v:decade .
s:wrong a wikibase:Statement ; wikibase:rank wikibase:DeprecatedRank ; ps:P463 wd:Q999999903 .
s:people a wikibase:Statement , wikibase:BestRank ; ps:P1082 "70000"^^xsd:decimal ; pqv:P585 v:y1994 .
s:founded a wikibase:Statement , wikibase:BestRank ; psv:P571 v:y1994 .
s:refounded a wikibase:Statement , wikibase:BestRank ; psv:P571 v:m1995 .

v:y1994 wikibase:timeValue "1994-01-01T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision 9 .
v:m1995 wikibase:timeValue "1995-02-01T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision 10 .
v:d2012 wikibase:timeValue "2012-06-28T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision 11 .
v:decade wikibase:timeValue "1990-01-01T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision 8 .
"""

OURS = """
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en , "Казахстан"@ru ; skos:definition "A state."@en ;
    skos:exactMatch wd:Q232 .
id:arcadia a cakg:State ; rdfs:label "Arcadia"@en , "Аркадия"@ru ; skos:definition "A state."@en ;
    skos:exactMatch wd:Q999999901 .
id:league a cakg:Organisation ; rdfs:label "League"@en , "Лига"@ru ; skos:definition "A league."@en ;
    skos:exactMatch wd:Q999999902 .
"""

MEMBERSHIP = "Membership of Arcadia in League from 1994 until 28 June 2012"


# ---- A faulty proxy ----------------------------------------------------------------

Said = tuple[int, dict[str, str], bytes]


@dataclass
class Proxy:
    """A proxy to an endpoint: each of *faults* spoils one answer, then *changes* applies to every query."""

    upstream: str = ""
    address: str = ""
    faults: list[Callable[[Said], Said]] = field(default_factory=list)
    changes: Callable[[str], str] = str
    heard: list[dict[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str]) -> Said:
        self.heard.append(headers)
        query = self.changes(path.partition("?")[2])
        self.queries += urllib.parse.parse_qs(query)["query"]
        request = urllib.request.Request(f"{self.upstream}?{query}", headers={"Accept": headers["Accept"]})
        with urllib.request.urlopen(request) as response:
            said = (response.status, {"Content-Type": response.headers["Content-Type"]}, response.read())
        return self.faults.pop(0)(said) if self.faults else said


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    passing = Proxy()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                status, headers, body = passing.answer(self.path, dict(self.headers))
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # the client has closed the connection, as it should
                self.close_connection = True

        def do_POST(self) -> None:
            self.path = "?" + self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing to the output of the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        passing.address = f"http://127.0.0.1:{server.server_port}/query"
        try:
            yield passing
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def wikidata(endpoint_of) -> Callable[[str], str]:
    """Serve Turtle from a real endpoint, one for each text, and return its address."""

    @cache
    def serve(turtle: str) -> str:
        quads = pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)
        return endpoint_of(pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_TRIPLES))

    return serve


@dataclass
class Desk:
    """A working folder with our graph, a description of the endpoint, and the command."""

    folders: Folders
    folder: Path
    proxy: Proxy

    @property
    def output(self) -> Path:
        return self.folder / "out.ttl"

    def describe(self, *changes: tuple[str, str]) -> Path:
        text = re.sub(r"^endpoint = .*$", f'endpoint = "{self.proxy.address}"', SHIPPED.read_text(), flags=re.MULTILINE)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (self.folder / "mine.toml").write_text(text)
        return self.folder / "mine.toml"

    def enrich(self, *options: str, output: Path | None = None) -> int:
        if not (self.folder / "mine.toml").exists():
            self.describe()
        places = {"--from": self.folder / "mine.toml", "--cache": self.folder / "cache", "--graph": self.folders.graph}
        words = [str(word) for pair in places.items() for word in pair]
        return main(["link", "enrich", *words, *options, "-o", str(output or self.output)])

    def labels(self, output: Path | None = None) -> list[str]:
        """Return the labels of the values and statements in the output."""
        triples = pyoxigraph.parse(path=output or self.output)
        return sorted(
            one.object.value
            for one in triples
            if one.predicate.value == RDFS.label and one.subject.value.startswith((VALUE.iri, STMT.iri))
        )

    def loaded(self) -> cakg.KnowledgeGraph:
        return cakg.open(self.folders.graph, [self.output])


@pytest.fixture
def desk(folder_of, tmp_path, proxy, wikidata) -> Desk:
    proxy.upstream = wikidata(WIKIDATA)
    return Desk(folder_of(OURS), tmp_path, proxy)


# ---- The output -------------------------------------------------------------------


def test_values_and_statements_are_written(desk, capsys):
    """Names, codes, amounts, dates and memberships, each as precise as the source has it."""
    assert desk.enrich() == 1

    assert desk.labels() == [
        "GeoNames number of Kazakhstan: 1522867",
        "ISO 3166-1 alpha-2 code of Kazakhstan: KZ",
        "ISO 3166-1 alpha-3 code of Kazakhstan: KAZ",
        "Inception of Arcadia: 1994",
        "Inception of Arcadia: February 1995",
        "Membership of Arcadia in Club of Shepherds",
        MEMBERSHIP,
        "Name of Arcadia: Arcadia (en)",
        "Name of Kazakhstan: Kazakhstan (en)",
        "Name of Kazakhstan: Казахстан (ru)",
        "Name of Kazakhstan: Қазақстан (kk)",
        "Name of League: League of Arcadian Towns (en)",
        "Population of Arcadia: 70000, 1994",
    ]
    said = capsys.readouterr()
    assert said.out == ""
    assert "13 values and statements; 3 things have an item in the source" in said.err
    assert "2 rejected rows, with reasons" in said.err


def test_a_value_that_is_our_thing_becomes_a_statement(desk):
    """The claim is the source's, with a row that has the item's address and the day of the answer."""
    desk.enrich()

    [row] = (
        desk.loaded()
        .engine.select("""SELECT ?earliest ?latest ?status ?source ?record ?item ?day WHERE {
      ?statement rdf:subject id:arcadia ; rdf:predicate cakg:memberOf ; rdf:object id:league ; cakg:status ?status ;
          cakg:earliest ?earliest ; cakg:latest ?latest ; cakg:affirmedBy/cakg:passage ?row .
      ?row a cakg:Row ; cakg:source ?source ; cakg:record ?record ; schema:url ?item ; dcterms:date ?day }""")
        .rows
    )
    assert [term.value.rpartition("/")[2] for term in row] == [
        *("1994-01-01", "2012-06-28", "stated", "wikidata", "Q999999901, memberships", "Q999999901", TODAY)
    ]


def test_a_value_asserts_nothing(desk):
    """A fetched name is not a name of our thing, and no question uses a fetched amount."""
    desk.enrich()
    kg = desk.loaded()

    assert kg.find("Қазақстан").things == ()
    assert not kg.engine.ask("ASK { id:arcadia ?p 70000 }")
    assert kg.engine.ask("""ASK { ?value a cakg:Value ; owl:annotatedSource id:arcadia ;
      owl:annotatedProperty <http://www.wikidata.org/prop/direct/P1082> ; owl:annotatedTarget ?people ;
      cakg:earliest "1994-01-01"^^xsd:date ; cakg:latest "1994-12-31"^^xsd:date ;
      prov:wasDerivedFrom/cakg:source source:wikidata . FILTER (?people = 70000) }""")


def test_the_query_on_the_page_finds_the_values(desk):
    """It shows each value with its item and its day."""
    desk.enrich()
    [query] = re.findall("```sparql\n(.*?)```", (SHIPPED.parent / "README.md").read_text(), re.DOTALL)

    rows = desk.loaded().engine.select(query).rows
    assert [row[0].value for row in rows] == [label for label in desk.labels() if "Kazakhstan" in label]


def test_an_unknown_or_vague_date_is_rejected(desk):
    """A membership with an unknown end has not necessarily continued, and a decade is not a year."""
    assert desk.enrich() == 1

    header, *rows = (desk.folder / "out.ttl.rejects.tsv").read_text().splitlines()
    assert header.split("\t") == ["query", "reason", "row"]
    assert [row.split("\t")[:2] for row in rows] == [
        ["memberships", "the date in 'from' is unknown or less precise than a year"],
        ["memberships", "the date in 'until' is unknown or less precise than a year"],
    ]


def test_the_output_has_no_fault(desk, check_report, capsys):
    """The checks that our own files pass find nothing in it."""
    output = desk.folder / "out.nt"
    desk.enrich(output=output)
    capsys.readouterr()
    reports = [check_report(desk.folders.graph, *options) for options in ((), ("--data", str(output)))]
    before, after = ({fault["problem"] for fault in report["faults"]} for report in reports)

    assert after - before == set()


def test_the_same_answers_give_the_same_bytes(desk):
    desk.enrich()
    first = desk.output.read_bytes()
    desk.enrich("--refresh")
    desk.enrich(output=desk.folder / "out.nt")

    assert desk.output.read_bytes() == first
    assert desk.labels(desk.folder / "out.nt") == desk.labels()


def test_a_property_without_a_mapping_is_rejected(desk):
    desk.describe(('[properties."http://www.wikidata.org/prop/direct/P1082"]', '[properties."urn:other"]'))
    desk.enrich()

    assert "Population of Arcadia: 70000, 1994" not in desk.labels()
    assert "population\tthe description does not map this property" in (desk.folder / "out.ttl.rejects.tsv").read_text()


def test_an_end_in_the_future_is_rejected(desk, wikidata):
    """A source cannot know what happens after its date."""
    desk.proxy.upstream = wikidata(WIKIDATA.replace("2012-06-28", "2999-06-28"))
    desk.enrich()

    assert "it begins or ends after the day of the answer" in (desk.folder / "out.ttl.rejects.tsv").read_text()


def test_an_end_in_this_year_is_bounded_by_the_day_of_the_answer(desk, wikidata):
    """The last day of the current year is in the future."""
    this_year = f"{TODAY[:4]}-01-01T00:00:00Z"
    text = WIKIDATA.replace("2012-06-28T00:00:00Z", this_year)
    desk.proxy.upstream = wikidata(text.replace("wikibase:timePrecision 11", "wikibase:timePrecision 9"))
    desk.enrich()

    assert f"Membership of Arcadia in League from 1994 until {TODAY[:4]}" in desk.labels()
    assert desk.loaded().engine.ask(f'ASK {{ ?s a cakg:Statement ; cakg:latest "{TODAY}"^^xsd:date }}')


MEMBER = "http://www.wikidata.org/prop/direct/P463"
ODD: list[dict[str, dict[str, str]]] = [
    {"value": {"type": "bnode", "value": "b0"}},
    {"value": {"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/1"}},
    {"value": {"type": "literal", "value": '" . <urn:a> <urn:p> \\\n\x00\x1b[31m\u202e\U0001f600'}},
    {"value": {"type": "literal", "value": "x", "xml:lang": "zh-Hant-x-a"}},
    {"value": {"type": "literal", "value": "-0500-01-01", "datatype": "urn:odd:%7B"}},
    {"value": {"type": "uri", "value": "urn:x:" + "y" * 3000}},
    {"property": {"type": "literal", "value": "p"}},
    {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q42"}},
    *(
        {"from": {"type": "literal", "value": day}, "fromPrecision": {"type": "literal", "value": precision}}
        for day, precision in [
            ("-0500-01-01T00:00:00Z", "9"),
            ("+1991-00-00T00:00:00Z", "9"),
            ("+1991-00-00T00:00:00Z", "11"),
            ("0000-01-01T00:00:00Z", "11"),
            ("１９９４-０１-０１T00:00:00Z", "11"),
            ("1994-01-01T00:00:00Z", "14"),
            ("1994-02-31T00:00:00Z", "11"),
            ("99999-01-01T00:00:00Z", "9"),
            ("", ""),
        ]
    ),
]


def test_odd_values_are_written_as_they_are_or_rejected(desk):
    """Nothing in an answer can add a triple of its own or end the command."""
    usual = {
        "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q999999901"},
        "property": {"type": "uri", "value": MEMBER},
        "value": {"type": "uri", "value": "urn:club"},
    }
    variables = [*usual, "valueLabel", "from", "fromPrecision", "until", "untilPrecision"]
    rows = [usual | odd for odd in ODD]
    body = json.dumps({"head": {"vars": variables}, "results": {"bindings": rows}}).encode()
    desk.proxy.faults.append(lambda said: (*said[:2], body))

    assert desk.enrich() == 1
    rejected = (desk.folder / "out.ttl.rejects.tsv").read_text().splitlines()[1:]
    written = [label for label in desk.labels() if label.startswith("Membership")]
    assert len(rejected) + len(written) == len(ODD)
    assert len(written) == 5
    assert not any(one.subject.value == "urn:a" for one in pyoxigraph.parse(path=desk.output))


# ---- Requests ---------------------------------------------------------------------


def test_the_endpoint_gets_the_contact(desk):
    desk.enrich("--contact", "me@example.org")

    assert {re.sub(r"cakg/[\w.]+", "cakg", heard["User-Agent"]) for heard in desk.proxy.heard} == {
        "cakg (+https://w3id.org/cakg/; me@example.org)"
    }


@pytest.mark.parametrize(
    "changes",
    [[("batch = 50", "batch = 1")], [("page = 5000", "page = 1")], [("page = 5000", "page = 2")]],
    ids=["one thing a request", "one row a page", "two rows a page"],
)
def test_batches_and_pages_do_not_change_the_output(changes, desk):
    desk.enrich()
    whole = desk.output.read_bytes()
    desk.describe(*changes)
    desk.enrich("--refresh")

    assert desk.output.read_bytes() == whole


def test_a_server_with_a_limit_of_its_own_is_asked_for_all_rows(desk):
    """Many servers limit the rows of an answer without saying so."""
    desk.enrich()
    whole = desk.output.read_bytes()
    desk.proxy.changes = lambda query: query.replace("LIMIT+5000", "LIMIT+2").replace("LIMIT%205000", "LIMIT%202")
    desk.enrich("--refresh")

    assert desk.output.read_bytes() == whole
    assert len(desk.proxy.heard) > 20


def test_a_server_that_repeats_rows_is_an_error(desk, capsys):
    desk.proxy.changes = lambda query: re.sub(r"OFFSET(\+|%20)\d+", "", query)

    assert desk.enrich() == 2
    assert "repeats rows on another page" in capsys.readouterr().err
    assert not desk.output.exists()


def test_a_server_that_changes_its_columns_is_an_error(desk, capsys):
    desk.proxy.faults += [lambda said: said, columns_named("item", "property", "other")]

    assert desk.enrich() == 2
    assert "answered another query: it returned the columns" in " ".join(capsys.readouterr().err.split())


def test_an_answer_without_an_end_is_an_error(desk, capsys, monkeypatch):
    """Here, ten rows stand for the two million that are allowed."""
    monkeypatch.setattr(fetching, "MOST_ROWS", 10)

    def more(said: Said) -> Said:
        names = json.loads(said[2])["head"]["vars"]
        rows = [
            {name: {"type": "uri", "value": f"urn:{len(desk.proxy.heard)}:{row}"} for name in names} for row in (1, 2)
        ]
        return *said[:2], json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()

    desk.proxy.faults += [more] * 99
    assert desk.enrich() == 2
    assert "has more than 10 rows" in capsys.readouterr().err
    assert len(desk.proxy.heard) == 7


def columns_named(*names: str) -> Callable[[Said], Said]:
    body = json.dumps({"head": {"vars": names}, "results": {"bindings": []}}).encode()
    return lambda said: (*said[:2], body)


# ---- Errors of the endpoint -----------------------------------------------------------


def status(code: int, **headers: str) -> Callable[[Said], Said]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (code, {"Content-Type": "text/plain", **named}, b"no")


def cut(said: Said) -> Said:
    return said[0], {**said[1], "Content-Length": str(len(said[2]))}, said[2][: len(said[2]) // 2]


def ended_early(said: Said) -> Said:
    return said[0], said[1], said[2][: len(said[2]) // 2]


def web_page(said: Said) -> Said:
    return 200, {"Content-Type": "text/html"}, b"<html>too busy</html>"


def error_inside(said: Said) -> Said:
    return 200, said[1], b'{"error": "java.util.concurrent.TimeoutException"}'


def error_after(said: Said) -> Said:
    return 200, said[1], said[2][:-4] + b"java.util.concurrent.TimeoutException"


def no_columns(said: Said) -> Said:
    return 200, said[1], b'{"head": {"vars": []}, "results": {"bindings": []}}'


def slow(said: Said) -> Said:
    time.sleep(1.5)
    return said


@pytest.mark.parametrize("fault", [status(429, Retry_After="0"), status(502), status(503), status(504)])
def test_temporary_errors_are_tried_again(fault, desk):
    desk.enrich()
    whole = desk.output.read_bytes()
    desk.proxy.faults.append(fault)
    desk.enrich("--refresh")

    assert desk.output.read_bytes() == whole


def test_retry_after_is_respected(desk):
    desk.proxy.faults.append(status(429, Retry_After="2"))
    start = time.monotonic()
    desk.enrich()

    assert time.monotonic() - start >= 2
    assert MEMBERSHIP in desk.labels()


@pytest.mark.parametrize(
    "fault", [status(403), status(500), cut, ended_early, web_page, error_inside, error_after, no_columns, slow]
)
@pytest.mark.parametrize("answered", [0, 3])
def test_an_error_keeps_the_output_and_the_cached_answers(fault, answered, desk, capsys):
    """The next run asks only for the missing answers and has the same result as a run without errors."""
    desk.output.write_text("before")
    desk.proxy.faults += [lambda said: said] * answered + [fault]

    assert desk.enrich("--timeout", "1") == 2
    assert desk.output.read_text() == "before"
    assert "the same command continues from there" in re.sub(r"\s+", " ", capsys.readouterr().err)

    asked = len(desk.proxy.heard)
    assert desk.enrich() == 1
    assert MEMBERSHIP in desk.labels()
    assert len(desk.proxy.heard) - asked == 10 - answered // 2 * 2


def test_an_interrupt_leaves_no_partial_output(desk):
    """There is no output, and the next run continues from the cached answers."""
    desk.describe()
    desk.proxy.faults += [lambda said: said] * 4 + [slow] * 9
    words = ["--from", desk.folder / "mine.toml", "--cache", desk.folder / "cache", "--graph", desk.folders.graph]
    run = subprocess.Popen([sys.executable, "-m", "cakg", "link", "enrich", *words, "-o", desk.output])
    while len(desk.proxy.heard) < 5:
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)

    assert run.wait() == -signal.SIGINT
    assert not desk.output.exists()
    assert len(list((desk.folder / "cache").iterdir())) == 2
    desk.proxy.faults.clear()
    desk.enrich()
    assert MEMBERSHIP in desk.labels()


# ---- The cache -----------------------------------------------------------------------


def test_cached_answers_need_no_network(desk, capsys):
    desk.enrich()
    first, asked = desk.output.read_bytes(), len(desk.proxy.heard)
    desk.output.unlink()
    desk.enrich()

    assert desk.output.read_bytes() == first
    assert len(desk.proxy.heard) == asked
    assert "5 of 5 answers came from the cache; use --refresh to query again" in capsys.readouterr().err


def test_a_cached_answer_keeps_its_day(desk):
    """The day is that of the answer, not that of the run."""
    desk.enrich()
    for path in (desk.folder / "cache").iterdir():
        entry = json.loads(path.read_text())
        path.write_text(json.dumps(entry | {"asked": "2026-01-02"}))
    desk.enrich()

    triples = desk.loaded().engine
    assert triples.ask('ASK { source:wikidata cakg:latest "2026-01-02"^^xsd:date }')
    assert not triples.ask(f'ASK {{ ?row a cakg:Row ; dcterms:date "{TODAY}"^^xsd:date }}')


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"asked": "2026-01-02", "answer": ["?item", "no term"]}'])
def test_a_broken_cached_answer_is_asked_again(content, desk):
    desk.enrich()
    first = desk.output.read_bytes()
    for path in (desk.folder / "cache").iterdir():
        path.write_bytes(content)
    desk.enrich()

    assert desk.output.read_bytes() == first


DAMAGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda entry: entry["answer"].pop(),
    lambda entry: entry["answer"].append(entry["answer"][-1]),
    lambda entry: entry["answer"].clear(),
    lambda entry: entry.update(answer=5),
    lambda entry: entry.update(endpoint="http://example.org/query"),
    lambda entry: entry.update(query=entry["query"] + " "),
    lambda entry: entry.pop("sha256"),
    lambda entry: entry.update(asked="2999-01-01"),
    lambda entry: entry.update(asked="2026-99-99"),
    lambda entry: entry.update(asked=5),
]
RAW = [b"null", b"\xff", b"[" * 100_000, b'{"answer": [1]}', b"\0" * 9]


def test_a_damaged_or_foreign_cached_answer_is_asked_again(desk):
    """Each of the five cached answers is damaged in another way, in each of three rounds."""
    desk.enrich()
    first = desk.output.read_bytes()
    paths = sorted((desk.folder / "cache").iterdir())
    whole = [path.read_bytes() for path in paths]
    for damages in (DAMAGES[:5], DAMAGES[5:], RAW):
        for path, content, damage in zip(paths, whole, damages, strict=True):
            if isinstance(damage, bytes):
                path.write_bytes(damage)
            else:
                damage(entry := json.loads(content))
                path.write_text(json.dumps(entry))
        asked = len(desk.proxy.heard)
        desk.enrich()
        assert len(desk.proxy.heard) - asked == 10  # every answer, with an empty second page
        assert desk.output.read_bytes() == first
        assert [path.read_bytes() for path in paths] == whole


def test_a_cached_answer_has_its_query_and_day(desk):
    """It has the endpoint, the query and the day."""
    desk.enrich()

    [path] = (desk.folder / "cache").glob("population-*.json")
    entry = json.loads(path.read_text())
    assert entry["endpoint"] == desk.proxy.address
    assert entry["asked"] == TODAY
    assert "VALUES ?item { <http://www.wikidata.org/entity/Q232>" in entry["query"]
    assert len(entry["answer"]) == 2


def test_the_changes_since_the_last_run_are_listed(desk, wikidata, capsys):
    desk.enrich()
    desk.proxy.upstream = wikidata(
        WIKIDATA.replace('"70000"', '"71000"').replace(', "Қазақстан"@kk', ""),
    )
    capsys.readouterr()
    desk.enrich("--refresh")

    assert capsys.readouterr().err.splitlines()[2:-1] == [
        "since the last run: 1 new, 2 removed",
        "  - Name of Kazakhstan: Қазақстан (kk)",
        "  - Population of Arcadia: 70000, 1994",
        "  + Population of Arcadia: 71000, 1994",
    ]


def test_an_old_file_of_rejected_rows_is_removed(desk, wikidata):
    """The file of an earlier run is removed when no row is rejected any more."""
    desk.enrich()
    desk.proxy.upstream = wikidata(WIKIDATA.replace(", s:gone , s:wrong , s:vague", ""))

    assert desk.enrich("--refresh") == 0
    assert not (desk.folder / "out.ttl.rejects.tsv").exists()


# ---- Files and errors -------------------------------------------------------------------


def test_a_full_disk_leaves_no_partial_output(desk, capsys):
    (desk.folder / "full.ttl").symlink_to("/dev/full")

    assert desk.enrich(output=desk.folder / "full.ttl") == 2
    assert "cannot be written" in re.sub(r"\s+", " ", capsys.readouterr().err)
    assert not (desk.folder / "full.ttl.rejects.tsv").exists()


def test_an_unusable_cache_is_an_error(desk, capsys):
    (desk.folder / "cache").write_text("a file")

    assert desk.enrich() == 2
    assert "answers cannot be cached there: File exists" in re.sub(r"\s+", " ", capsys.readouterr().err)
    assert desk.proxy.heard == []


def test_an_unknown_extension_is_refused_before_any_query(desk, capsys):
    assert desk.enrich(output=desk.folder / "out.csv") == 2
    assert ".ttl or .nt" in capsys.readouterr().err
    assert desk.proxy.heard == []


@pytest.mark.parametrize(
    "change, problem",
    [
        (("batch = 50", "batch = "), "Invalid value"),
        (("batch = 50", "bitch = 50"), "unexpected keyword argument 'bitch'"),
        (("name = ", "nome = "), "'nome'"),
        (("ORDER BY", "LIMIT"), "needs a line # items and an ORDER BY"),
        (("batch = 50", "batch = 0"), "at least 1"),
        (("batch = 50", "batch = '50'"), "batch must be a whole number"),
        (("population = ", '"../population" = '), "lower-case letters"),
        (("# items", ""), "needs a line # items and an ORDER BY"),
        (("?item ?property ?value ?from", "?item ?value ?from"), "does not have the columns item, property and value"),
        (
            ("of {thing} in {value}", "of {thang}"),
            "the label 'Membership of {thang}' may have only {thing} and {value} in braces",
        ),
        (('label = "Population of {thing}: {value}"', "label = 3"), "label must be a string in quotes"),
        (("SELECT ?item ?thing", "SELECT ?item"), "needs an IRI as ?item and one as ?thing"),
        (("cakg:memberOf", "cakg:memberOff"), "cakg:memberOff is not a predicate of the ontology"),
        (("cakg:author id:contributors-to-wikidata ;", ""), "source:wikidata with one cakg:author"),
        (("a cakg:Dataset ;", "a"), "is not Turtle"),
        (("entity/Q", "entity/X"), "no thing in the graph"),
        (("http://127", "file://127"), "an endpoint is opened over HTTP or HTTPS only"),
        (("http://127", "http://u:secret@[127"), "the host is not valid"),
        (("/query", "/query?query=ASK"), "already contains a query"),
        (("batch = 50", "batch = true"), "at least 1"),
        (("batch = 50", "batch = 9999999"), "at most 1000000"),
        (("page = 5000", f"page = 5000\nmore = {'[' * 9999}"), "nested too deep"),
        (('name = "wikidata"', f'name = "{"w" * 61}"'), "at most 60 lower-case letters"),
        (("SELECT DISTINCT ?item", "DELETE WHERE { ?item"), "must be a SELECT"),
        (("[queries]", '[properties]\n"urn:x" = 5\n[queries]'), "properties must be a table of tables"),
    ],
)
def test_a_mistake_in_a_description_is_reported_before_any_query(change, problem, desk, capsys):
    desk.describe(change)

    assert desk.enrich() == 2
    assert problem in re.sub(r"\s+", " ", capsys.readouterr().err)
    assert not desk.output.exists()
    assert (desk.proxy.heard == []) == ("the columns" not in problem)


def test_the_order_of_columns_does_not_matter(desk):
    desk.enrich()
    before = desk.output.read_bytes()
    desk.describe(("SELECT ?item ?thing", "SELECT ?thing ?item"))
    desk.enrich()
    assert desk.output.read_bytes() == before


def test_a_missing_description_is_an_error(tmp_path, capsys):
    assert main(["link", "enrich", "--from", str(tmp_path / "none.toml"), "-o", str(tmp_path / "out.ttl")]) == 2
    said = re.sub(r"\s+", " ", capsys.readouterr().err)
    assert "none.toml: cannot be read as a description: No such file" in said
    assert main(["link", "enrich", "--from", "wikidatta", "-o", str(tmp_path / "out.ttl")]) == 2
    assert "did you mean wikidata?" in capsys.readouterr().err


# ---- The descriptions that come with the graph ------------------------------------------------


@pytest.mark.parametrize("path", sorted(SHIPPED.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_description_fits_the_shipped_graph(path, desk, shipped_store):
    """Its queries are portable SPARQL, and our things have counterparts there."""
    text = re.sub(r"^endpoint = .*$", f'endpoint = "{desk.proxy.address}"', path.read_text(), flags=re.MULTILINE)
    (desk.folder / "mine.toml").write_text(text)

    assert desk.enrich("--graph", shipped_store) == 0
    assert len(desk.proxy.queries) >= len(re.findall("# items", text))
    assert not any("SERVICE" in query for query in desk.proxy.queries)
    assert "Name of Kazakhstan: Қазақстан (kk)" in desk.labels()
