"""Pages of questions: the form, facets, order, notes and formats of an answer, and the same in a file."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pyoxigraph import RdfFormat, parse

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import QUESTION, RDFS, SH, with_prefixes
from cakg.web.answers.selection import ROWS_IN_A_FILE, ROWS_ON_A_PAGE
from cakg.web.assets import ASSETS, MADE, asset
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import AddressError, BadAddressError, PageNotFoundError, Resource

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RLO = "\u202e"
HOSTILE = "Ir\"a'n $(x) `y` \\"
GRAPH = f"""
id:russia a cakg:State ; rdfs:label "Russia"@en , "Россия"@ru .
id:iran a cakg:State ; rdfs:label "Iran"@en ; skos:altLabel {json.dumps(HOSTILE)} .
id:iraq a cakg:State ; rdfs:label "Iraq"@en .
id:group a cakg:Group ; rdfs:label "the two states"@en ; cakg:hasMember id:iran , id:iraq .
id:odd a cakg:Topic ; rdfs:label "<script>alert(1)</script>{RLO}"@en .
id:long a cakg:Topic ; rdfs:label "{"long " * 20_000}"@en .
id:ann a cakg:Person ; rdfs:label "Ann"@en .
id:bob a cakg:Person ; rdfs:label "Bob"@en .
source:one a cakg:Article ; rdfs:label "First article"@en ; cakg:shortName "One 2022" ; cakg:author id:ann ;
  cakg:earliest "2022-12-26"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date .
source:two a cakg:Article ; rdfs:label "Second article"@en ; cakg:shortName "Two 2023" ; cakg:author id:bob ;
  cakg:earliest "2023-01-01"^^xsd:date ; cakg:latest "2023-01-31"^^xsd:date .
passage:one-1 a cakg:Passage ; cakg:source source:one ; cakg:paragraph 2 ; cakg:sentence 1 .
passage:two-1 a cakg:Passage ; cakg:source source:two ; cakg:paragraph 10 ; cakg:sentence 1 .
""" + "".join(
    f"""
stmt:{name} a cakg:Statement , rdf:Statement ; rdfs:label "Statement {name}"@en ; rdf:subject id:{subject} ;
  rdf:predicate {predicate} ; rdf:object id:{object} {more} .
claim:{name} a cakg:Claim ; {polarity} stmt:{name} ; cakg:mode mode:asserted ; cakg:speaker {speaker} ;
  cakg:passage {passage} .
"""
    for name, subject, predicate, object, more, polarity, speaker, passage in (
        (
            "a",
            "iran",
            "cakg:supports",
            "russia",
            '; cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date',
            "cakg:affirms",
            "id:ann",
            "passage:one-1",
        ),
        (
            "b",
            "iraq",
            "cakg:supports",
            "russia",
            '; cakg:earliest "2021-01-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date',
            "cakg:denies",
            "id:bob",
            "passage:two-1",
        ),
        (
            "c",
            "russia",
            "cakg:attacked",
            "iran",
            '; cakg:earliest "2008-08-01"^^xsd:date ; cakg:latest "2008-08-31"^^xsd:date',
            "cakg:affirms",
            "id:bob",
            "passage:two-1",
        ),
        ("d", "russia", "cakg:attacked", "odd", "", "cakg:affirms", "id:ann", "passage:one-1"),
        ("e", "iran", "cakg:attacked", "long", "", "cakg:affirms", "id:bob", "passage:two-1"),
        ("f", "group", "cakg:supports", "russia", "", "cakg:affirms", "id:ann", "passage:one-1"),
    )
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph of six statements, with the shipped questions."""
    folder = tmp_path_factory.mktemp("graph")
    (folder / "all.ttl").write_text(with_prefixes(GRAPH), encoding="utf-8")
    folders = Folders(shipped().ontology, folder, shipped().queries)
    return KnowledgeGraph(LocalStore.open(folders), folders)


@pytest.fixture(scope="module")
def at(small: KnowledgeGraph) -> Callable[[str], Resource]:
    """Return a function that returns the page of a question of the small graph: ``at("timeline?when=2022")``."""
    return lambda address: resource(Explorer(small), address)


@pytest.fixture(scope="module")
def shown(small: KnowledgeGraph) -> Callable[[str], Rows]:
    """Return a function that returns what a page shows."""
    renderer = Renderer(Explorer(small))
    return lambda address: Rows(renderer.html(resource(renderer.explorer, address)))


def resource(explorer: Explorer, address: str) -> Resource:
    name, _, query = address.partition("?")
    return explorer.resource(f"question/{name}", parse_qs(query, keep_blank_values=True))


def failed(explorer: Explorer, address: str) -> AddressError:
    """Return the error that an address causes."""
    with pytest.raises(AddressError) as caught:
        resource(explorer, address)
    return caught.value


class Rows(HTMLParser):
    """The cells of the table of a page without the numbers of citations, and the links and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.rows: list[list[str]] = []
        self.links: dict[str, str] = {}
        self.text = ""
        self._cell = self._mark = False
        self._to = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self._cell = True
            self.rows[-1].append("")
        if tag == "a":
            self._to, self._mark = named.get("href") or "", named.get("class") == "cite"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False
        if tag == "a":
            self._to, self._mark = "", False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell and not self._mark:
            self.rows[-1][-1] = (self.rows[-1][-1] + data).strip()
        if self._to and data.strip():
            self.links[data.strip()] = self._to

    def column(self, name: str) -> list[str]:
        place = self.rows[0].index(name)
        return [row[place] for row in self.rows[1:]]

    def query(self, link: str) -> dict[str, list[str]]:
        """Return the parameters of the link with the text *link*."""
        return parse_qs(urlsplit(self.links[link]).query)


def column(one: Resource, name: str) -> list[str]:
    """Return the cells of a column of the CSV file."""
    return [row[name] for row in csv.DictReader(io.StringIO(one.writers["csv"]().decode()))]


# ---- All questions of the shipped graph -----------------------------------------


@pytest.mark.slow
def test_every_question_has_a_page_with_its_rows(explorer: Explorer) -> None:
    """Each page shows the rows of its answer, and each row that claims support leads to their citations."""
    renderer = Renderer(explorer)
    for name in explorer.kg.questions.names:
        page = resource(explorer, name)
        found = Rows(renderer.html(page))
        answer = page.values["answer"]

        assert len(found.rows) - 1 == min(len(answer), ROWS_ON_A_PAGE) > 0, name
        marks = re.findall(r'href="#(cite-\d+)"', found.html)
        assert {*marks} == {*re.findall(r'id="(cite-\d+)"', found.html)}, name
        assert bool(marks) == (not answer.question.uncited), name


def test_who_abstained_and_who_says_so(html: Callable[..., str]) -> None:
    """The votes on one resolution: state, vote, speaker, passage, and a citation for each row."""
    found = Rows(html("question/votes-on-a-resolution", resolution=["ES-11/1"]))

    by_vote = {vote: state for state, vote in zip(found.column("state"), found.column("vote"), strict=True)}
    assert {"abstained on", "was absent from"} <= by_vote.keys()
    assert all(found.column("speaker"))
    assert all(found.column("passage"))
    assert found.html.count('class="cite"') >= len(found.rows) - 1
    assert "In all rows: resolution: General Assembly resolution ES-11/1" in " ".join(found.text.split())


def test_a_speaker_is_shown_with_those_who_report_the_words(explorer: Explorer) -> None:
    """A newspaper that reports what a government says is no government, and a table must not hide it."""
    page = resource(explorer, "who-is-accused")
    place = [column.name for column in page.values["table"].columns].index("speaker")
    shown = [(row.cells[place].more, claim.reporters) for row in page.values["table"].rows for claim in row.claims[:1]]

    assert any(more for more, _ in shown)
    assert all(more == reporters for more, reporters in shown)
    assert all(more in page.writers["md"]().decode() for more, _ in shown)


def test_rows_lead_to_the_graph(explorer: Explorer) -> None:
    """Each row names what it is about and its claims by their IRIs, so that it can be joined with other tables."""
    page = resource(explorer, "who-is-accused")
    [*rows] = csv.DictReader(io.StringIO(page.writers["csv"]().decode()))
    claims = explorer.records.article_claims

    assert rows
    for row in rows:
        assert explorer.path_of(row["statement_iri"]).startswith("statement/")
        assert {*row["claim_iri"].split()} <= {*claims}
        assert row["claim_iri"]


def test_a_long_table_has_pages_and_whole_downloads(explorer: Explorer) -> None:
    """A page has a part of the rows, and links to the next; files have all rows."""
    renderer = Renderer(explorer)
    first, second = (resource(explorer, f"connections?page={number}") for number in (1, 2))
    answer = first.values["answer"]
    rows = [Rows(renderer.html(one)).rows[1:] for one in (first, second)]

    assert len(answer) > 2 * ROWS_ON_A_PAGE
    assert [len(one) for one in rows] == [ROWS_ON_A_PAGE, ROWS_ON_A_PAGE]
    assert rows[0][-1] != rows[1][0]
    assert Rows(renderer.html(first)).query("Next page") == {"page": ["2"]}
    assert len(column(second, "statement")) == len(answer)
    assert "the last page is" in str(failed(explorer, "connections?page=999"))


# ---- The form -------------------------------------------------------------------


def test_form_keeps_the_values_and_offers_one_more(shown: Callable[[str], Rows]) -> None:
    """Each value has a field, and an empty one is ready for another; a list marks the value that is chosen."""
    page = shown("timeline?thing=Iran&thing=Iraq&when=2022&dated=no&profile=unhedged&datasets=yes")

    assert re.findall(r'name="thing" id="\S+" value="(.*?)"', page.html) == ["Iran", "Iraq", ""]
    assert re.findall(r'name="when" id="\S+" value="(.*?)"', page.html) == ["2022", ""]
    assert '<option value="no" selected>' in page.html
    assert '<option value="unhedged" selected' in page.html
    assert 'name="datasets" value="yes" checked' in page.html
    assert 'data-suggest="thing"' in page.html
    assert page.links["Iran"].endswith("thing/iran")


def test_list_finds_its_value_however_it_is_written(shown: Callable[[str], Rows]) -> None:
    """A status can be given by its label in another language, by its name or by its IRI."""
    for value in ("denied", "Denied", "status:denied", "https://w3id.org/cakg/status/denied"):
        page = shown(f"status-of-a-theme?{urlencode({'status': value})}")
        assert '<option value="denied" selected>' in page.html
        assert page.column("statement") == ["Statement b"]


def test_example_keeps_the_other_values(shown: Callable[[str], Rows]) -> None:
    """The link of an example sets one parameter."""
    assert shown("timeline?thing=Iran").query("2022-03") == {"thing": ["Iran"], "when": ["2022-03"]}


@pytest.mark.parametrize(
    "address, error, said",
    [
        ("timeline?when=March", BadAddressError, "a date is written 2022-03-02, 2022-03 or 2022"),
        ("timeline?when=2022-13", BadAddressError, "the parameter when: '2022-13' is not a date"),
        ("conflict-years?year=22", BadAddressError, "a year is written 2022"),
        ("timeline?dated=maybe", BadAddressError, "give yes or no"),
        ("timeline?when=x&thing=nobody", BadAddressError, "the parameter thing: nothing in the graph has the name"),
        ("timeline?thing=Irann", PageNotFoundError, "for thing, try Iran (Iran)"),
        ("status-of-a-theme?theme=sport", PageNotFoundError, "no theme is called 'sport'"),
    ],
)
def test_invalid_value_is_shown_in_the_form(
    small: KnowledgeGraph, address: str, error: type[AddressError], said: str
) -> None:
    """The error names the field and what would work; the page has the form with all values and no answer."""
    caught = failed(Explorer(small), address)

    assert type(caught) is error
    assert said in str(caught)
    assert caught.page
    page = Rows(Renderer(Explorer(small)).html(caught.page))
    for values in parse_qs(urlsplit(address).query).values():
        assert f'value="{values[0]}"' in page.html
    assert 'aria-invalid="true"' in page.html
    assert page.rows == []


def test_similar_names_keep_the_other_values(small: KnowledgeGraph) -> None:
    """An unknown name has links to similar ones, with which the question is asked."""
    caught = failed(Explorer(small), "timeline?thing=Russia&thing=Irann&when=2022")
    assert caught.page
    page = Rows(Renderer(Explorer(small)).html(caught.page))

    assert page.query("Iran") == {"thing": ["Russia", "Iran"], "when": ["2022"]}


@pytest.mark.parametrize(
    "address, error, said",
    [
        ("timelime", PageNotFoundError, "there is no question 'timelime'"),
        ("timeline?who=Iran", PageNotFoundError, "this page has no parameter 'who'"),
        ("timeline?profile=best", BadAddressError, "it is one of everything, stated, unhedged"),
        ("which-sources?profile=stated", BadAddressError, "it has no profile"),
        ("timeline?datasets=perhaps", BadAddressError, "it is one of yes, no"),
        ("timeline?sort=size", BadAddressError, "with a hyphen before it for the reverse order"),
        ("timeline?sort=statement&sort=when", BadAddressError, "give one value"),
        ("timeline?page=0", BadAddressError, "give a whole number from 1"),
        ("timeline?page=2", PageNotFoundError, "the last page is 1"),
        ("timeline?f.size=1", PageNotFoundError, "facets are theme, status, speaker, source, year"),
        ("timeline?f.status=statd", PageNotFoundError, "use one of stated"),
        ("timeline?f.speaker=nobody", PageNotFoundError, "the facet speaker has no value 'nobody'"),
    ],
)
def test_address_that_leads_nowhere(small: KnowledgeGraph, address: str, error: type[AddressError], said: str) -> None:
    """The error says what would work."""
    caught = failed(Explorer(small), address)

    assert type(caught) is error
    assert said in str(caught)


def test_unknown_question_suggests_others(small: KnowledgeGraph) -> None:
    assert ("question/timeline", small.questions.get("timeline").summary) in failed(Explorer(small), "timelime").near


# ---- Facets and order -----------------------------------------------------------


@pytest.mark.parametrize(
    "query, names",
    [
        ("", "abcdef"),
        ("f.theme=diplomacy", "abf"),
        ("f.theme=diplomacy&f.status=stated", "af"),
        ("f.status=stated&f.status=denied&f.source=two", "bce"),
        ("f.speaker=ann", "adf"),
        ("f.year=2022", "ab"),
        ("f.year=2021&f.year=2008", "bc"),
        ("f.polarity=denied", "b"),
        ("f.year=1900", ""),
        ("f.status=", "abcdef"),
    ],
)
def test_facets_choose_rows(
    at: Callable[[str], Resource], shown: Callable[[str], Rows], query: str, names: str
) -> None:
    """Values of one facet are alternatives, facets narrow each other, and all formats have the same rows."""
    address = f"everything-about?thing=Russia&thing=Iran&{query}"
    want = sorted(f"Statement {name}" for name in names)
    page = at(address)

    assert sorted(column(page, "statement")) == want
    assert [one["statement"]["label"] for one in json.loads(page.writers["json"]())["rows"]] == column(
        page, "statement"
    )
    assert all((f"Statement {name}" in page.writers["md"]().decode()) == (name in names) for name in "abcdef")
    if names:
        assert shown(address).column("statement") == column(page, "statement")
    else:
        assert "No row fits all chosen values." in shown(address).text


def test_counts_of_a_facet_ignore_its_own_choice(at: Callable[[str], Resource]) -> None:
    """A count says how many rows a value would find together with the other facets."""
    facets = dict(at("everything-about?thing=Russia&thing=Iran&f.theme=diplomacy&f.speaker=ann").values["facets"])

    assert {one.key: one.number for one in facets["theme"]} == {"diplomacy": 2, "security": 1}
    assert {one.key: one.number for one in facets["speaker"]} == {"ann": 2, "bob": 1}
    assert {one.key for one in facets["status"]} == {"stated"}
    assert [one.key for one in facets["theme"] if one.chosen] == ["diplomacy"]


def test_chosen_value_can_be_removed(shown: Callable[[str], Rows]) -> None:
    """Links add and remove values, and keep everything else."""
    page = shown("everything-about?thing=Russia&f.theme=security&f.speaker=bob&sort=when")

    kept = {"thing": ["Russia"], "sort": ["when"]}
    assert page.query("Theme: security ✕") == {**kept, "f.speaker": ["bob"]}
    assert page.query("remove all") == kept
    assert page.query("diplomacy") == {**kept, "f.theme": ["security", "diplomacy"], "f.speaker": ["bob"]}


@pytest.mark.parametrize(
    "sort, names",
    [("when", "cbadef"), ("-when", "abcdef"), ("statement", "abcdef"), ("-statement", "fedcba"), ("passage", "adfbce")],
)
def test_rows_are_sorted_by_a_column(at: Callable[[str], Resource], sort: str, names: str) -> None:
    """Dates are sorted as dates; rows without a value come last in both directions."""
    page = at(f"everything-about?thing=Russia&thing=Iran&sort={sort}")

    assert column(page, "statement") == [f"Statement {name}" for name in names]


def test_header_says_and_changes_the_order(shown: Callable[[str], Rows]) -> None:
    """A header sorts upwards, then downwards, then not at all."""
    following = []
    for address in ("timeline", "timeline?sort=statement", "timeline?sort=-statement"):
        page = shown(address)
        following.append((page.query("statement").get("sort"), *re.findall('aria-sort="(.*?)"', page.html)))

    assert following == [(["statement"],), (["-statement"], "ascending"), (None, "descending")]


def test_numbers_in_words_are_sorted_by_size(explorer: Explorer) -> None:
    """Amounts are sorted by their numbers, and empty cells come last."""
    amounts = column(resource(explorer, "trade-growth?sort=amount"), "at_least")
    numbers = [float(text) for text in amounts if text]

    assert numbers == sorted(numbers)
    assert len({*numbers}) > 2
    assert amounts == sorted(amounts, key=lambda text: text == "")


def test_workbook_has_the_chosen_rows(at: Callable[[str], Resource]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    page = at("everything-about?thing=Russia&f.theme=security&sort=-statement")
    book = openpyxl.load_workbook(io.BytesIO(page.writers["xlsx"]()))

    header, *rows = book["Rows"].iter_rows(values_only=True)
    assert (
        [row[header.index("statement")] for row in rows] == column(page, "statement") == ["Statement d", "Statement c"]
    )
    assert ("Theme", "security") in [row[:2] for row in book["About"].iter_rows(values_only=True)]
    assert "Theme: security" in page.writers["md"]().decode()


# ---- What is not shown, and empty answers ---------------------------------------


def test_rows_left_out_are_counted_with_a_link(shown: Callable[[str], Rows], html: Callable[..., str]) -> None:
    """Links lead to hidden rows, rows without a date, statements about groups, and rows of datasets."""
    page = shown("everything-about?thing=Russia&profile=unhedged&f.theme=security")
    assert "The profile unhedged hides 1 row." in page.text
    assert page.query("Show all statements") == {"thing": ["Russia"], "f.theme": ["security"]}

    page = shown("timeline?thing=Iran&when=2022")
    assert page.query("Show rows without a date") == {"thing": ["Iran"], "dated": ["no"]}

    page = shown("everything-about?thing=Iraq")
    assert "1 more statement is about a group: the two states." in page.text
    assert page.query("Show statements about these groups") == {"thing": ["the two states"]}

    page = Rows(html("question/everything-about", thing=["Turkmenistan"]))
    assert page.query("Show rows of datasets too") == {"thing": ["Turkmenistan"], "datasets": ["yes"]}


@pytest.mark.parametrize("address", ["interventions?place=Iran", "what-is-denied?thing=Iran", "timeline?when=1900"])
def test_empty_answer_says_why(shown: Callable[[str], Rows], address: str) -> None:
    """It does not call rows that do not match silence or denial, and offers all rows or those left out."""
    page = shown(address)

    assert page.rows == []
    assert "This is not a denial" in page.text
    assert {"Show the only row without these values", "Show rows without a date"} & page.links.keys() or (
        "The sources are silent" in page.text
    )
    assert " --" not in page.text.partition("curl")[0]


# ---- Elsewhere ------------------------------------------------------------------


def test_code_is_safe_and_gets_the_same_rows(small: KnowledgeGraph) -> None:
    """Values are quoted for each language, and the address of the file has all parameters."""
    folder = Explorer(small, base="https://example.org/cakg")
    page = resource(
        folder, f"timeline?{urlencode({'thing': HOSTILE})}&thing=id:iraq&f.theme=diplomacy&sort=-when&profile=stated"
    )
    code = {one.kind: one.code for one in page.values["snippets"]}
    command = shlex.split(code["curl"])
    assert command[:3] == ["curl", "-o", "timeline.csv"]
    address = urlsplit(command[3])
    assert (address.netloc, address.path) == ("example.org", "/cakg/question/timeline.csv")
    again = resource(folder, f"timeline?{address.query}")
    assert again.writers["csv"]() == page.writers["csv"]()

    tree = ast.parse(code["cakg"])
    call = next(one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "ask")
    asked = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
    assert asked == {"thing": [HOSTILE, "id:iraq"], "profile": "stated"}
    assert json.loads(code["python"].partition("read_csv(")[2].removesuffix(")")) == command[3]
    assert json.loads(code["r"].partition("read.csv(")[2].removesuffix(")")) == command[3]
    assert shlex.split(code["command"]) == [
        *("cakg", "ask", "timeline", "--thing", HOSTILE, "--thing", "id:iraq", "--profile", "stated")
    ]


def test_query_runs_elsewhere(at: Callable[[str], Resource], small: KnowledgeGraph) -> None:
    """The SPARQL has the values, and finds the rows."""
    page = at("who-recognised?state=Iran")
    sparql = page.writers["rq"]().decode()

    assert "<https://w3id.org/cakg/id/iran>" in sparql
    assert small.query(sparql) is not None


def test_odd_labels_are_inert_and_cut(shown: Callable[[str], Rows]) -> None:
    """Markup in a label is text, characters that turn text round are visible, and a very long label is cut."""
    page = shown("connections?thing=Russia&thing=Iran")

    assert "<script>alert(1)</script>" not in page.html
    assert "<script>alert(1)</script>\\u202e" in page.text
    assert len(page.html) < 100_000


# ---- The list -------------------------------------------------------------------


def test_list_of_questions_can_be_searched(html: Callable[..., str], explorer: Explorer) -> None:
    """Without words it has all questions, by theme; with words those that contain them."""
    whole, some = html("questions"), html("questions", q=["votes"])
    names = re.findall('href="question/([^"?]*)"', whole)

    assert sorted(names) == sorted(explorer.kg.questions.names)
    assert re.findall('href="question/([^"?]*)"', some) == [one.name for one in explorer.kg.questions.all("votes")]
    page = explorer.resource("questions", {"q": ["votes"]})
    listed = [row["name"] for row in csv.DictReader(io.StringIO(page.writers["csv"]().decode()))]
    assert listed == [one["name"] for one in json.loads(page.writers["json"]())]
    assert html("questions", q=["zzzz"]).count("<li>") == 0


# ---- In a file ------------------------------------------------------------------


def test_a_page_of_very_many_rows_says_so_and_files_have_all(
    at: Callable[[str], Resource], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = at("everything-about")
    monkeypatch.setattr("cakg.web.views.question.MOST_ROWS", 3)

    page = at("everything-about")

    assert every.values["number"] > page.values["number"]
    assert f"There are more than {page.values['number']} rows." in page.writers["md"]().decode()
    for format in ("csv", "json", "xlsx"):
        assert page.writers[format]() == every.writers[format]()


@pytest.fixture(scope="module")
def files(explorer: Explorer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes the page of a question as a file, with what it loads."""
    renderer = Renderer(Explorer(explorer.kg, static=True))
    folder = tmp_path_factory.mktemp("site")
    (folder / "assets").mkdir()
    (folder / "question").mkdir()
    for name in (*ASSETS, *MADE):
        (folder / "assets" / name).write_bytes(asset(renderer.explorer, name))

    def write(path: str) -> Path:
        file = folder / f"{path}.html"
        if not file.exists():
            page = renderer.explorer.resource(path)
            file.write_text(renderer.html(page), encoding="utf-8")
            for name, writer in page.writers.items():
                if name.endswith(".svg"):
                    (folder / f"{path}.{name}").write_bytes(writer())
        return file

    return write


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a tab without a network. ``page.troubles`` lists errors and messages of the console."""
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.troubles = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.troubles.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
    yield page
    context.close()


IN_FILE = """() => ({
  rows: [...document.querySelectorAll(".rows tbody tr")].map((row) => [...row.cells].map((cell) =>
    [...cell.childNodes].filter((one) => one.className !== "cite" && one.nodeName !== "SMALL")
      .map((one) => one.textContent).join("").trim())),
  count: document.querySelector(".count b").textContent,
  facets: Object.fromEntries([...document.querySelectorAll("[data-facet]")].filter((one) => !one.hidden).map((one) =>
    [one.dataset.facet, [...one.querySelectorAll("[data-key]")].map((item) =>
      [item.dataset.key, +item.children[1].textContent, item.children[0].ariaCurrent === "true"])])),
})"""


def of_server(page: Resource) -> dict[str, Any]:
    """Return what the page of the server shows on all of its parts, as :data:`IN_FILE` does for a file."""
    answer, columns = page.values["answer"], page.values["table"].columns
    times = answer.times
    return {
        "rows": [
            [
                times[place]
                if one.name == "when" and answer.has_time
                else str("" if row[one.name] is None else row[one.name])
                for one in columns
            ]
            for place, row in enumerate(answer.rows)
        ],
        "count": page.values["count"],
        "facets": {
            name: [[one.key, one.number, one.chosen] for one in values] for name, values in page.values["facets"]
        },
    }


def queries(page: Resource) -> list[Mapping[str, Sequence[str]]]:
    """Return different choices of values of facets and of orders for a page."""
    facets = page.values["facets"]
    columns = [one.name for one in page.values["table"].columns]
    found: list[Mapping[str, Sequence[str]]] = [{"sort": [f"-{columns[-1]}"]}]
    if facets:
        (first, some), (last, others) = facets[0], facets[-1]
        order = "-when" if "when" in columns else columns[0]
        found.append({f"f.{first}": [one.key for one in some[:2]]})
        found.append({f"f.{first}": [some[-1].key], f"f.{last}": [others[0].key], "sort": [order]})
    return found


def check_file(explorer: Explorer, file: Path, name: str, tab: Page, chosen: Mapping[str, Sequence[str]]) -> None:
    """Check that a file shows the same rows, counts and facets for its parameters as the server."""
    query = urlencode(chosen, doseq=True)
    want = of_server(resource(explorer, f"{name}?{query}"))
    tab.goto(f"{file.as_uri()}?{query}")
    got = tab.evaluate(IN_FILE)
    got["rows"] = [row[: len(want["rows"][0])] for row in got["rows"]] if want["rows"] else got["rows"]
    assert got == want, f"{name}?{query}"


@pytest.mark.browser
@pytest.mark.parametrize("name", ["what-is-denied", "trade-growth"])
def test_file_selects_and_sorts_like_the_server(
    name: str, explorer: Explorer, files: Callable[[str], Path], tab: Page
) -> None:
    """A page in a file reads the parameters of its address: facets, order, both."""
    for chosen in queries(resource(explorer, name)):
        check_file(explorer, files(f"question/{name}"), name, tab, chosen)
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.slow
def test_every_file_selects_and_sorts_like_the_server(
    explorer: Explorer, files: Callable[[str], Path], tab: Page
) -> None:
    """The same for all questions of which a file has all rows."""
    for name in explorer.kg.questions.names:
        page = resource(explorer, name)
        file = files(f"question/{name}")
        if page.values["number"] <= ROWS_IN_A_FILE:
            check_file(explorer, file, name, tab, queries(page)[-1])
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["f.__proto__", "f.constructor", "__proto__", "constructor", "sort"])
def test_file_survives_parameters_that_no_page_has(name: str, files: Callable[[str], Path], tab: Page) -> None:
    """Names that every object of a script has, and values with markup: no script fails, and nothing runs."""
    value = "<img src=x onerror=\"document.title='taken'\">"
    tab.goto(f"{files('question/trade-growth').as_uri()}?{urlencode({name: value})}")

    assert tab.locator(".count b").count() == 1
    assert tab.locator("img[onerror]").count() == 0
    assert tab.title() != "taken"
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_file_offers_the_shown_rows_as_csv(explorer: Explorer, files: Callable[[str], Path], tab: Page) -> None:
    """From the question to a facet to a file: the same bytes as from the server."""
    name = "votes-on-a-resolution"
    tab.goto(files(f"question/{name}").as_uri())
    with tab.expect_navigation():
        tab.get_by_role("link", name="was absent from", exact=True).first.click()
    with tab.expect_navigation():
        tab.get_by_role("link", name="when", exact=True).click()
    query = urlsplit(tab.url).query
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV of these rows").click()

    assert parse_qs(query) == {"f.vote": ["absentFrom"], "sort": ["when"]}
    assert download.value.suggested_filename == f"{name}.csv"
    assert Path(download.value.path()).read_bytes() == resource(explorer, f"{name}?{query}").writers["csv"]()


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "votes-on-a-resolution?resolution=ES-11/1",
        "votes-on-a-resolution?resolution=ES-11/1&state=Казахстан&state=id:china&f.vote=abstainedOn",
        "who-recognised?state=uzbekistan",
    ],
)
def test_file_selects_rows_by_parameters(
    address: str, explorer: Explorer, files: Callable[[str], Path], tab: Page
) -> None:
    """A value that is in a column of the rows selects them in a file too, by any name of the thing."""
    name, _, query = address.partition("?")
    tab.goto(f"{files(f'question/{name}').as_uri()}?{query}")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV of these rows").click()
    rows = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8")))
    page = resource(explorer, address)

    assert [row["passage"] for row in rows] == column(page, "passage")
    assert tab.locator(".count b").inner_text() == page.values["count"]
    assert not tab.locator("#ignored").is_visible()
    removable = [(field, value) for field, values in parse_qs(query).items() for value in values]
    assert tab.locator(".chosen a[title]").count() == len(removable)
    for field, values in parse_qs(query).items():
        if not field.startswith("f."):
            assert tab.locator(f"form [name='{field}']").first.input_value() == values[0]


@pytest.mark.slow
def test_parameters_of_files_select_what_the_question_finds(explorer: Explorer) -> None:
    """The value of such a parameter is that of the column in every row."""
    static = Explorer(explorer.kg, static=True)
    for name in explorer.kg.questions.names:
        for parameter, keys in resource(static, name).values["usable"].items():
            one = next(text for text in keys if ":" not in text)
            asked = resource(explorer, f"{name}?{urlencode({parameter: one})}").values["answer"]
            chosen = resource(explorer, f"{name}?{urlencode({f'f.{parameter}': keys[one]})}").values["answer"]
            assert [entry.claims for entry in asked.entries] == [entry.claims for entry in chosen.entries], name


@pytest.mark.browser
def test_file_says_what_it_cannot_do(files: Callable[[str], Path], tab: Page) -> None:
    """Parameters of the question need a server: the page names them, and the form has the command."""
    tab.goto(f"{files('question/what-is-denied').as_uri()}?thing=Iran&f.year=1900")

    assert "thing: Iran" in tab.locator("#ignored").inner_text()
    assert tab.locator("fieldset:disabled").count() == 1
    assert tab.get_by_text("No row fits all chosen values.").is_visible()
    assert not tab.locator("table").is_visible()


@pytest.mark.browser
def test_a_phone_shows_all_columns_of_a_row(files: Callable[[str], Path], tab: Page) -> None:
    """Each cell is a line with its column, nothing is cut off, and the facets are folded until they are wanted."""
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(files("question/forecasts").as_uri())
    columns = [text.strip() for text in tab.locator(".rows th").all_text_contents()]
    row = tab.locator(".rows tbody tr").first

    assert row.locator("td").evaluate_all("(cells) => cells.map((cell) => cell.dataset.label)") == columns
    assert tab.evaluate("document.querySelector('.table').scrollWidth <= document.querySelector('.table').clientWidth")
    assert not tab.locator(".facets dl").is_visible()
    tab.locator(".facets summary").first.click()
    assert tab.locator(".facets dl").is_visible()


@pytest.mark.browser
def test_list_in_a_file_can_be_searched(explorer: Explorer, files: Callable[[str], Path], tab: Page) -> None:
    """The same questions as on the server."""
    file = files("questions").as_uri()
    for words in ("votes", "who denies", "ES-11", "zzzz", "the"):
        tab.goto(f"{file}?{urlencode({'q': words})}")
        shown = tab.locator(".questions li:visible a").evaluate_all("those => those.map((one) => one.pathname)")
        found = [Path(path).stem for path in shown]
        assert sorted(found) == sorted(one.name for one in explorer.kg.questions.all(words)), words


def test_a_question_has_triples_of_itself(shipped_kg: KnowledgeGraph) -> None:
    """They have its summary, its query as in the file, parameters and related questions, in each format."""
    resource = Explorer(shipped_kg).resource("question/votes-on-a-resolution", {"state": ["Iran"]})
    question = shipped_kg.questions.get("votes-on-a-resolution")
    formats = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
    read = {name: {quad.triple for quad in parse(resource.writers[name](), one)} for name, one in formats.items()}
    found: dict[tuple[str, str], set[str]] = {}
    for one in read["ttl"]:
        found.setdefault((one.subject.value, one.predicate.value), set()).add(one.object.value)

    itself = QUESTION[question.name]
    assert read["ttl"] == read["nt"] == read["jsonld"]
    assert found[itself, SH.select] == {question.sparql}
    assert found[itself, RDFS.comment] == {question.summary}
    names = {name for one in found[itself, SH.parameter] for name in found[one, SH.name]}
    assert names == {one.name for one in question.parameters}
    assert found[itself, RDFS.seeAlso] == {QUESTION[name] for name in question.related}
