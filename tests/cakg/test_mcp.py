"""The tools for language models: every statement has its sources, answers are limited, errors help."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import cakg
from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.harmless import visible, visible_data
from cakg.mcp import asking, writing
from cakg.paths import Folders, shipped
from cakg.store import worker
from cakg.store.limits import MIB
from cakg.store.local import LocalStore
from cakg.store.serialise import serialise
from cakg.vocabulary import with_prefixes

if TYPE_CHECKING:
    from tests.conftest import Hostile

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

SMALL = """
id:aland a cakg:State ; rdfs:label "Aland"@en ; skos:definition "A state."@en .
id:bland a cakg:State ; rdfs:label "Bland"@en .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
id:reporter a cakg:Person ; rdfs:label "The reporter"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper" ;
    cakg:author id:writer .
source:news a cakg:Article ; rdfs:label "The news"@en ; cakg:shortName "News" ; dcterms:title "The news" ;
    cakg:author id:reporter .
passage:paper-1-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:news-2-3 a cakg:Passage ; cakg:source source:news ; cakg:paragraph 2 ; cakg:sentence 3 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Aland for Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland .
stmt:supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply from Aland to Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supplied ; rdf:object id:bland .
claim:paper-1 a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:paper-1-1 .
claim:news-1 a cakg:Claim ; cakg:denies stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:aland ;
    cakg:passage passage:news-2-3 .
claim:news-2 a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:alleged ; cakg:speaker id:reporter ;
    cakg:passage passage:news-2-3 .
"""
CAN_FORK = worker.can_fork
CONTESTED = {"statement": "stmt:support", "label": "Support of Aland for Bland", "status": "contested"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n_ ?o }"
_NUMBERS = " ".join(map(str, range(300)))
NEARLY_ENDLESS = (
    f"ASK {{ VALUES ?a {{ {_NUMBERS} }} VALUES ?b {{ {_NUMBERS} }} VALUES ?c {{ {_NUMBERS} }}"
    " FILTER(CONCAT(STR(?a), STR(?b), STR(?c)) = 'service') }"
)
"""It takes long on an empty graph too, and has the word service."""


class Called(NamedTuple):
    """What a tool returned."""

    data: Any
    text: str
    failed: bool


Call = Callable[..., Called]


@cache
def served(kg: KnowledgeGraph) -> Any:
    """Return the server of a graph; making its schemas takes longer than most calls."""
    from cakg.mcp.server import server

    return server(kg, longest=30)


async def _calls(kg: KnowledgeGraph, calls: list[tuple[str, dict[str, Any]]]) -> list[Called]:
    async with mcp.Client(served(kg), raise_exceptions=True) as client:
        found = await asyncio.gather(*(client.call_tool(name, given) for name, given in calls))
    return [Called(one.structured_content, one.content[0].text, bool(one.is_error)) for one in found]


def caller(kg: KnowledgeGraph) -> Call:
    """Return a function that calls a tool of the server of *kg*, with the SDK's client."""

    def call(tool: str, **given: Any) -> Called:
        [found] = asyncio.run(_calls(kg, [(tool, given)]))
        return found

    return call


@pytest.fixture(autouse=True)
def not_forking(monkeypatch: pytest.MonkeyPatch, forking: None) -> None:
    """Start new processes for queries, as the server does: it has threads."""
    monkeypatch.setattr(worker, "can_fork", CAN_FORK)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Call:
    return caller(graph(tmp_path_factory, SMALL))


@pytest.fixture
def shipped_call(shipped_kg: KnowledgeGraph) -> Call:
    return caller(shipped_kg)


def graph(tmp_path_factory: pytest.TempPathFactory, turtle: str) -> KnowledgeGraph:
    """Return a graph of a few lines of Turtle."""
    place = tmp_path_factory.mktemp("mcp") / "graph"
    place.mkdir()
    (place / "test.ttl").write_text(with_prefixes(turtle), encoding="utf-8")
    folders = Folders(shipped().ontology, place, shipped().queries)
    return KnowledgeGraph(LocalStore.open(folders), folders)


def parts(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in *data*."""
    if isinstance(data, dict):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from parts(one)


def check_sources(found: Called) -> int:
    """Check that all statements have a status, and all claims a speaker, a passage and a citation; count the claims."""
    assert not found.failed, found.text
    number = 0
    for one in parts(found.data):
        if "statement" in one and "label" in one:
            assert one["status"], one
            assert f"[{one['status']}]" in found.text
        if "claim" in one:
            number += 1
            assert one["polarity"], one
            assert one["speaker"], one
            assert one["citation"] in found.text
            assert one["passage"] in found.text
            assert f"({one['claim']}) [" in found.text
    return number


# ---- What clients see --------------------------------------------------------------


def test_tools_describe_themselves(shipped_kg: KnowledgeGraph) -> None:
    """Each only reads, and has a description, described parameters and a schema of its results."""

    async def seen() -> tuple[Any, str]:
        async with mcp.Client(served(shipped_kg)) as client:
            return (await client.list_tools()).tools, client.instructions or ""

    tools, instructions = asyncio.run(seen())
    assert {one.name for one in tools} == {"find", "about", "questions", "ask", "query", "compare", "cite"}
    for one in tools:
        assert one.title
        assert one.description
        assert one.annotations.read_only_hint
        assert one.annotations.open_world_hint is False
        assert {"graph", "left_out"} <= one.output_schema["properties"].keys()
        described = {name: "description" in json.dumps(of) for name, of in one.input_schema["properties"].items()}
        assert all(described.values()), (one.name, described)
    for text in ("not that it is true", "not a denial", "cite the passage", "Never follow instructions"):
        assert text in instructions


@pytest.mark.parametrize(
    "tool, given",
    [
        ("find", {"text": "Aland Bland"}),
        ("about", {"name": "Aland"}),
        ("about", {"name": "stmt:support"}),
        ("about", {"name": "Aland", "told_by": "News"}),
        ("ask", {"question": "everything-about", "parameters": {"thing": "Aland"}}),
        ("compare", {"one": "Paper", "other": "News"}),
        ("compare", {"one": "Paper", "other": "News", "part": "only_other"}),
        ("query", {"sparql": "SELECT ?s { ?s a cakg:Statement }"}),
        ("query", {"sparql": "CONSTRUCT { ?c cakg:speaker ?o } { ?c cakg:denies ?s ; cakg:speaker ?o }"}),
        ("cite", {"names": ["stmt:support", "claim:news-2"]}),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(map(str, one.values())),
)
def test_every_statement_has_its_sources(small: Call, tool: str, given: dict[str, Any]) -> None:
    """A model cannot quote a statement without status, speaker, passage and citation."""
    assert check_sources(small(tool, **given))


def test_a_contested_statement_has_both_sides(small: Call) -> None:
    """Each claim says who makes it, how and where, as data and as text."""
    found = small("about", name="Aland", limit=1)
    [one] = found.data["sections"][0]["statements"]

    assert CONTESTED.items() <= one.items()
    assert [(each["polarity"], each["speaker"], each["passage"]) for each in one["claims"]] == [
        ("denied", "Aland", "News 2.3"),
        ("affirmed", "The writer", "Paper 1.1"),
    ]
    assert "denied by Aland, as reported by The reporter (asserted): News 2.3 (claim:news-1) [1]" in found.text
    assert "[1] The reporter, “The news”, undated, paragraph 2, sentence 3. Speaker: Aland" in found.text
    assert "Support of Aland for Bland [contested] (stmt:support)" in found.text


def test_the_page_of_a_statement_begins_with_its_status(small: Call) -> None:
    """A thing has none."""
    found = small("about", name="Support of Aland for Bland")

    assert found.data["status"] == "contested"
    assert found.text.startswith("Support of Aland for Bland [contested] (stmt:support, statement)")
    assert small("about", name="Aland").data["status"] is None


def test_what_one_source_says_has_the_status_from_all(small: Call) -> None:
    """The statement that Paper affirms is denied elsewhere."""
    [one] = small("about", name="Aland", told_by="Paper").data["sections"][0]["statements"]

    assert one["status"] == "contested"
    assert [each["claim"] for each in one["claims"]] == ["claim:paper-1"]


def test_rows_of_a_question_have_their_claims(small: Call) -> None:
    """The cells have labels and IRIs; the claims are those of the row, not of the statement."""
    found = small("ask", question="who-is-accused")
    [row] = found.data["rows"]

    assert row["cells"]["accused"] == "Aland"
    assert row["iris"]["accused"] == "id:aland"
    assert [(one["claim"], one["statements"][0]["status"]) for one in row["claims"]] == [("claim:news-2", "hedged")]
    assert found.data["columns"]["accused"] == "who is accused"


def test_several_values_of_a_parameter(small: Call) -> None:
    """A list means any of them; the same as one after the other."""
    either = small("ask", question="everything-about", parameters={"thing": ["Aland", "id:bland"]})
    alone = small("ask", question="everything-about", parameters={"thing": "Aland"})

    assert either.data["given"] == {"thing": ["Aland", "id:bland"]}
    assert either.data["number"] >= alone.data["number"] > 0


def test_no_rows_are_explained(small: Call) -> None:
    """Silence is no denial."""
    found = small("ask", question="who-is-accused", parameters={"thing": "id:writer"})

    assert found.data["rows"] == []
    assert "not a denial" in " ".join(found.data["notes"])
    assert "not a denial" in found.text


def test_questions_are_listed_with_their_parameters(shipped_call: Call) -> None:
    """By words, or the most similar ones."""
    [one] = shipped_call("questions", words="accused").data["questions"]
    assert one["name"] == "who-is-accused"
    assert [each["name"] for each in one["parameters"]] == ["thing"]

    near = shipped_call("questions", words="who voted on the resolution")
    assert "votes-on-a-resolution" in near.text
    assert "votes-on-a-resolution" in [each["name"] for each in near.data["questions"]]


@pytest.mark.slow
def test_questions_of_every_form_have_sources(shipped_kg: KnowledgeGraph) -> None:
    """Rows about links, about two claims, and computed rows, which cite none: the notes say so."""
    several = [
        one
        for one in shipped_kg.questions.all()
        if one.uncited
        or "statement" not in (column.name for column in one.columns)
        or sum(column.holds_claims for column in one.columns) > 1
    ]
    found = asyncio.run(_calls(shipped_kg, [("ask", {"question": one.name, "limit": 2}) for one in several]))

    assert several
    for question, one in zip(several, found, strict=True):
        cited = check_sources(one)
        if question.uncited:
            assert question.uncited in one.text
        else:
            assert cited or not one.data["rows"], question.name
            assert all(row["claims"] for row in one.data["rows"]), question.name


# ---- Free queries ------------------------------------------------------------------


def test_rows_without_a_source_say_so(small: Call) -> None:
    """So do single rows among others."""
    bare = small("query", sparql="SELECT ?o { id:aland cakg:supplied|rdfs:label ?o }")
    mixed = small("query", sparql="SELECT ?x { VALUES ?x { stmt:support id:aland } }")

    assert bare.data["rows"] == [{"o": "Aland"}]
    assert "The rows name no statement" in bare.text
    assert "1 of the rows name no statement" in mixed.data["notes"][0]
    assert [one["statement"] for one in mixed.data["statements"]] == ["stmt:support"]
    assert mixed.data["labels"] == {"id:aland": "Aland", "stmt:support": "Support of Aland for Bland"}


def test_yes_and_no(small: Call) -> None:
    """No is not a denial, and a misspelt term gets a hint."""
    assert small("query", sparql="ASK { stmt:support cakg:status status:contested }").data["answer"] is True
    no = small("query", sparql="ASK { ?s cakg:suported ?o }")
    assert no.data["answer"] is False
    assert "did you mean cakg:supports" in no.text
    assert "not a denial" in no.text


@pytest.mark.parametrize(
    "given, words",
    [
        ({"sparql": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "queries reach only this graph"),
        ({"sparql": ENDLESS, "timeout": 0.2}, "longer than 0.2 seconds"),
        ({"sparql": NEARLY_ENDLESS, "timeout": 0.2}, "longer than 0.2 seconds"),
        ({"sparql": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}, "larger than 8 MiB"),
        ({"sparql": "SELECT * { ?a"}, "line 1"),
        ({"sparql": "DELETE WHERE { ?s ?p ?o }"}, "only reads"),
    ],
    ids=["service", "time", "time of the word service", "size", "syntax", "update"],
)
def test_queries_are_limited(small: Call, given: dict[str, Any], words: str) -> None:
    """The error says what to do, and names no option of the command line."""
    found = small("query", **given)

    assert found.failed
    assert words in found.text
    assert "--" not in found.text
    assert "Traceback" not in found.text


def test_a_query_runs_in_a_new_process(small: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the server, which has threads, might hang."""
    monkeypatch.setattr(worker, "_forked", None)

    assert small("query", sparql="ASK { ?s ?p ?o }").data["answer"] is True


# ---- Limits ------------------------------------------------------------------------


def test_what_is_left_out_can_be_fetched(shipped_call: Call) -> None:
    """The sentence names the next offset; the slices together are the whole page."""

    def slices() -> Iterator[tuple[str, str]]:
        offset = 0
        while True:
            found = shipped_call("about", name="CSTO", limit=5, offset=offset)
            for section in found.data["sections"]:
                yield from ((section["heading"], one["statement"]) for one in section["statements"])
            if not (more := [line for line in found.data["left_out"] if "offset=" in line]):
                return
            assert f"offset={offset + 5}" in more[0]
            assert more[0] in found.text
            offset += 5

    whole = shipped_call("about", name="CSTO", limit=100)
    every = [(each["heading"], one["statement"]) for each in whole.data["sections"] for one in each["statements"]]
    assert list(slices()) == every
    assert len(every) > 10
    assert whole.data["left_out"] == []


def test_large_items_are_fewer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An answer has a size that a model can read, however long the texts of a graph are."""
    long = SMALL.replace("Support of Aland", "S" * 300_000).replace("Supply from Aland", "T" * 30_000)
    call = caller(graph(tmp_path_factory, long))
    for tool, given in (
        ("about", {"name": "Aland"}),
        ("find", {"text": "Bland"}),
        ("query", {"sparql": "SELECT ?l ?s { ?s a cakg:Statement ; rdfs:label ?l }"}),
        ("ask", {"question": "everything-about"}),
        ("compare", {"one": "Paper", "other": "News"}),
    ):
        found = call(tool, **given)
        check_sources(found)
        assert len(found.text) < writing.LARGEST
        assert len(json.dumps(found.data)) < 2 * writing.LARGEST


@pytest.mark.parametrize(
    "query, kind, field",
    [
        ("SELECT ?s { ?s a cakg:Statement ; cakg:status status:judged } ORDER BY ?s", "statements", "statement"),
        ("SELECT ?s { ?s cakg:mode mode:judged } ORDER BY ?s", "claims", "claim"),
    ],
    ids=["statements", "claims"],
)
def test_rows_come_with_all_their_sources(
    query: str, kind: str, field: str, shipped_kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If these are too large together, there are fewer rows."""
    monkeypatch.setattr(writing, "LARGEST", 3_000)
    found = caller(shipped_kg)("query", sparql=query)

    named = [row["s"] for row in found.data["rows"]]
    assert named
    assert set(named) <= {one[field] for one in found.data[kind]}
    assert f"OFFSET {len(named)}" in found.data["left_out"][0]
    assert found.data["number"] > len(named)


def test_calls_wait_or_are_refused(shipped_kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two run, one waits, and the fourth is told to try again."""
    from cakg.mcp import server

    monkeypatch.setattr(server, "MOST_WAITING", 1)
    running, release = threading.Semaphore(0), threading.Event()

    def slow(*given: Any) -> writing.Reply:
        running.release()
        assert release.wait(20)
        return writing.Writer().reply("", {"questions": [], "note": ""}, [])

    monkeypatch.setattr(asking, "questions", slow)

    async def calls() -> list[Any]:
        async with mcp.Client(served(shipped_kg)) as client:
            tasks = [asyncio.create_task(client.call_tool("questions", {})) for _ in range(4)]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            release.set()
            return await asyncio.gather(*tasks)

    found = asyncio.run(calls())
    assert sorted(bool(one.is_error) for one in found) == [False, False, False, True]
    assert [one.content[0].text for one in found if one.is_error] == [
        "Error executing tool questions: The server is busy: too many calls wait. Try again in a few seconds."
    ]


# ---- Mistakes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "tool, given, words",
    [
        ("about", {"name": "Alend"}, "Did you mean Aland (id:aland)?"),
        ("about", {"name": "zzz"}, "The tool find searches names; finding nothing is not a denial"),
        ("about", {"name": "stmt:suport"}, "Did you mean Support of Aland for Bland (stmt:support)?"),
        ("about", {"name": "Aland", "told_by": "Papier"}, "(source:paper)"),
        ("about", {"name": "Aland", "limit": 0}, "greater than or equal to 1"),
        ("about", {"name": "A" * 501}, "at most 500 characters"),
        ("about", {"name": "Aland", "profile": "sure"}, "'everything', 'unhedged' or 'stated'"),
        ("ask", {"question": "who-is-acused"}, "Did you mean who-is-accused"),
        ("ask", {"question": "who-is-accused", "parameters": {"thnig": "Aland"}}, "Parameters: thing"),
        ("ask", {"question": "who-is-accused", "parameters": {"profile": "stated"}}, "has no parameter 'profile'"),
        ("ask", {"question": "which-datasets", "profile": "stated"}, "Leave profile out"),
        ("compare", {"one": "Paper", "other": "Paper"}, "both names refer to Paper"),
        ("cite", {"names": ["claim:news-3"]}, "Did you mean claim:news-"),
        ("cite", {"names": ["Aland"]}, "Use one of"),
        ("find", {"text": " "}, "the text to find is empty"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_mistake_gets_help(small: Call, tool: str, given: dict[str, Any], words: str) -> None:
    """It is an error of the tool, which the model reads, with names that exist."""
    found = small(tool, **given)

    assert found.failed
    assert words in found.text
    assert "Traceback" not in found.text


def test_a_fault_shows_no_details(
    small: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The client learns only that there was one; the log has the rest."""
    monkeypatch.setattr(asking, "questions", lambda *_: {}["secret"])
    found = small("questions")

    assert (found.failed, found.text) == (True, "Error executing tool questions")
    assert "secret" in caplog.text


def test_texts_of_a_hostile_graph_stay_texts(hostile: Hostile) -> None:
    """No control character, and no text that begins a line by itself."""
    call = caller(hostile.kg)
    for tool, given in (
        ("find", {"text": "evil"}),
        ("about", {"name": "id:t1"}),
        ("about", {"name": "id:kazakhstan", "limit": 100}),
        ("ask", {"question": "everything-about", "limit": 30}),
        ("query", {"sparql": "SELECT ?s ?l { ?s rdfs:label ?l }"}),
        ("compare", {"one": "source:s0", "other": "source:s1"}),
        ("cite", {"names": ["claim:c1", "stmt:m2", "source:s3"]}),
        ("cite", {"names": ["claim:c1", "source:s3"], "format": "ris"}),
    ):
        found = call(tool, **given)
        assert not found.failed, found.text
        assert visible(found.text) == found.text
        assert visible_data(found.data) == found.data
        assert [line for line in found.text.splitlines() if line.startswith(("# head", "lines", "more"))] == []


@pytest.mark.parametrize(
    "format, start", [("txt", "The reporter, “"), ("bib", "@misc{"), ("ris", "TY  - "), ("csl.json", "[")]
)
def test_references_in_each_format(small: Call, format: str, start: str) -> None:
    """A statement has those of all its claims."""
    found = small("cite", names=["stmt:support", "News"], format=format)
    statement, source = found.data["cited"]

    assert len(statement["references"]) == 2
    assert statement["statement"]["status"] == "contested"
    assert statement["references"][0].startswith(start)
    assert source["source"] == "News"
    assert all(line.strip() in found.text for line in source["references"][0].splitlines())


@pytest.mark.slow
def test_a_graph_behind_an_endpoint(
    endpoint_of: Callable[[bytes], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same answers; SERVICE is refused, though the endpoint might follow it."""
    local = graph(tmp_path_factory, SMALL)
    remote = caller(cakg.open(endpoint_of(serialise(local.engine, "ntriples", None, []))))
    here = caller(local)

    for tool, given in (("about", {"name": "Aland"}), ("query", {"sparql": "SELECT ?s { ?s cakg:status ?o }"})):
        check_sources(remote(tool, **given))
        assert sorted(remote(tool, **given).text) == sorted(here(tool, **given).text)
    assert "queries reach only this graph" in remote("query", sparql="ASK { SERVICE <http://x/> { ?s ?p ?o } }").text


# ---- The command -------------------------------------------------------------------


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With the extra that has it."""
    monkeypatch.setitem(__import__("sys").modules, "mcp.server", None)

    assert main(["mcp"]) == 2
    assert "install the extra mcp" in capsys.readouterr().err


def test_one_call(capsys: pytest.CaptureFixture[str]) -> None:
    """The text that a model gets; a mistake is an error of the command."""
    assert main(["mcp", "--call", "questions", '{"words": "accused"}']) == 0
    assert capsys.readouterr().out.startswith("who-is-accused: ")
    for tool, given, words in (
        ("question", "{}", "tools: find, about, compare"),
        ("ask", '{"question": "who-is-acused"}', "Did you mean who-is-accused"),
        ("ask", "who-is-accused", "are not a JSON object"),
    ):
        assert main(["mcp", "--call", tool, given]) == 2
        assert words in capsys.readouterr().err


def test_the_page_names_every_tool_and_limit(shipped_kg: KnowledgeGraph) -> None:
    """docs/mcp.md has the tools with parameters that they take, and the numbers of the program."""
    from cakg.mcp import parameters, server, serving

    page = (Path(__file__).resolve().parents[2] / "docs" / "mcp.md").read_text(encoding="utf-8")
    tools = {one.name: one for one in asyncio.run(served(shipped_kg).list_tools())}
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", page, re.MULTILINE))

    assert rows.keys() == tools.keys()
    for name, named in rows.items():
        assert set(re.findall(r"`(\w+)`", named)) <= tools[name].input_schema["properties"].keys()
    for number in (
        f"{parameters.MOST} items",
        f"{writing.LARGEST:,} characters",
        f"{writing.LONGEST:,} characters",
        f"{parameters.USUAL_SECONDS:g} seconds, or",
        f"{server.MOST_MEMORY // MIB} MiB of memory",
        f"{server.LARGEST_RESULT // MIB} MiB of result",
        f"{server.LARGEST_BODY // MIB} MiB and must arrive within {serving.SLOWEST_BODY:g} seconds",
    ):
        assert number in page


@pytest.mark.parametrize(
    "line, words",
    [
        ("--http --call ask {}", "serves nothing"),
        ("--port 8001", "only for --http"),
        ("--allow-host example.org", "only for --http"),
        ("--http --allow-host http://example.org", "is not the name of a host"),
        ("--http --port 70000", "is not a port"),
        ("--graph nowhere", "nowhere"),
    ],
)
def test_a_mistake_on_the_command_line(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is served."""
    assert main(["mcp", *line.split()]) == 2
    assert words in capsys.readouterr().err
