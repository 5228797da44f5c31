"""The pages of things and the list of things."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.vocabulary import ID
from cakg.web.blocks import MOST_BLOCKS, MOST_CLAIMS, MOST_LINES, MOST_SIMILAR
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import BadAddressError, PageNotFoundError
from cakg.web.texts import texts
from cakg.web.views import thing, things

if TYPE_CHECKING:
    pass

TEXTS = texts()["thing"]

SOURCES = """
id:writer a cakg:Person ; rdfs:label "Ana Lyst"@en .
id:rival a cakg:Person ; rdfs:label "Ri Val"@en .
id:accusers a cakg:Group , cakg:Unnamed ; rdfs:label "Those who accuse"@en .
source:agency a cakg:Article ; cakg:shortName "Agency 2022" ; cakg:author id:writer .
source:daily a cakg:Article ; cakg:shortName "Daily 2023" ; cakg:author id:rival .
"""
THINGS = """
id:a a cakg:State ; rdfs:label "Aland"@en , "Аланд"@ru , "Аланд елі"@kk ; skos:altLabel "The A"@en .
id:b a cakg:State ; rdfs:label "Beland"@en .
id:region a cakg:Group ; rdfs:label "The region"@en ; cakg:hasMember id:a , id:b .
id:government a cakg:Organisation ; rdfs:label "Government of Aland"@en ; cakg:actsFor id:a .
id:nameless a cakg:State .
"""


def claim(name: str, statement: str, *, mode: str = "asserted", speaker: str = "writer", more: str = "") -> str:
    """Return a statement of Aland about Beland, unless *more* says otherwise, with one claim of an article."""
    source = "daily" if speaker == "rival" else "agency"
    return f"""
    stmt:{statement} a cakg:Statement ; rdfs:label "Statement {statement}"@en ; rdf:predicate cakg:supports .
    passage:{name} a cakg:Passage ; cakg:source source:{source} ; cakg:paragraph 1 ; cakg:sentence 1 .
    claim:{name} a cakg:Claim ; cakg:{more or "affirms"} stmt:{statement} ; cakg:mode mode:{mode} ;
        cakg:speaker id:{speaker} ; cakg:passage passage:{name} .
    """


def ends(statement: str, subject: str, object: str) -> str:
    return f"stmt:{statement} rdf:subject id:{subject} ; rdf:object id:{object} .\n"


SMALL = (
    SOURCES
    + THINGS
    + ends("plain", "a", "b")
    + claim("plain", "plain")
    + ends("disputed", "b", "a")
    + claim("accusation", "disputed", mode="alleged", speaker="accusers")
    + claim("denial", "disputed", speaker="government", more="denies")
    + ends("second", "a", "government")
    + claim("second", "second", mode="judged", speaker="rival")
    + ends("grouped", "region", "b")
    + claim("grouped", "grouped", mode="forecast")
)


@pytest.fixture
def small(explorer_of: Callable[[str], Explorer]) -> Explorer:
    return explorer_of(SMALL)


def static(explorer: Explorer) -> Explorer:
    """Return the explorer of the static site of the same graph."""
    return Explorer(explorer.kg, static=True)


def shown(explorer: Explorer, path: str, **given: list[str]) -> str:
    """Return the main part of a page, without the legend and the footer."""
    html = Renderer(explorer).html(explorer.resource(path, {name.replace("_", "-"): given[name] for name in given}))
    return html.partition("<main")[2].partition("</main>")[0]


def statements_of(html: str) -> list[str]:
    """Return the labels of the statements in a page, in order."""
    return re.findall(r'<article[^>]*>\s*<p><a href="[^"]*">Statement ([\w-]+)</a>', html)


# ---- The page of a thing ----------------------------------------------------------


def test_names_have_their_languages(small: Explorer) -> None:
    """A screen reader pronounces each name in its language."""
    html = shown(small, "thing/a")
    assert '<bdi lang="ru">Аланд</bdi>' in html
    assert f'<dt>{texts()["languages"]["kk"]}</dt>\n<dd><bdi lang="kk">Аланд елі</bdi></dd>' in html
    assert '<bdi lang="en">The A</bdi>' in html


def test_identifiers_are_links_with_evidence(explorer: Explorer) -> None:
    """Each says how it was found, by whom, when, and which publications confirm it."""
    html = shown(explorer, "thing/kazakhstan")
    assert re.search(r'Wikidata <a href="http://www.wikidata.org/entity/Q232" rel="noopener noreferrer">Q232</a>', html)
    assert "<td>manual mapping curation, The cakg editors, 20" in html
    assert '<a href="https://github.com/datasets/country-codes/' in html
    assert TEXTS["not_found"] in shown(explorer, "thing/caspian-pipeline"), "a search in vain is reported too"


def test_the_summary_counts_and_leads_to_statements(small: Explorer) -> None:
    """Counts are separate for the thing itself, its groups, and what is made by it, and each is a link to these."""
    page = small.resource("thing/a")
    numbers = {one.relation: one.number for one in page.values["summary"]}
    assert numbers == {"about it": 3, "about its groups": 1, "made by it": 1}
    html = shown(small, "thing/a")
    assert "contested 1</a>" in html
    assert 'href="a?status=contested#about-it"' in html
    for place in ("about-it", "about-its-groups", "made-by-it"):
        assert html.count(f'id="{place}"') == 1
        assert f'href="#{place}"' in html
    assert html.index(">Statement plain<") < html.index('id="about-its-groups"') < html.index(">Statement grouped<")


def test_the_summary_links_the_things_of_most_statements(small: Explorer) -> None:
    """From a thing a reader goes on to those that are in most of the statements about it."""
    companions = small.resource("thing/a").values["companions"]
    assert [(one.label, number) for one, number in companions] == [("Beland", 2), ("Government of Aland", 1)]
    assert '<a href="b">Beland</a> <small>2</small>' in shown(small, "thing/a")


def test_each_number_of_the_summary_is_what_its_link_shows(explorer: Explorer) -> None:
    """This holds for all limits of a state with many statements, and for statements about its groups."""
    page = explorer.resource("thing/tajikistan").values
    by_status: dict[str, int] = {}
    for tally in page["summary"]:
        for one in tally.statuses:
            by_status[one.status.name] = by_status.get(one.status.name, 0) + one.number
            limited = explorer.resource("thing/tajikistan", {"status": [one.status.name]}).values["it"]
            assert {each.relation: each.number for each in limited.summary}[tally.relation] == one.number
    assert len(by_status) > 4
    for choice in page["choices"]:
        given = {name: [value] for name, value in choice.query.items()}
        limited = explorer.resource("thing/tajikistan", given).values["it"]
        assert (limited.number, limited.hidden) == (choice.number, page["all"] - choice.number)


@pytest.mark.parametrize(
    "given, left, name",
    [
        ({"profile": ["stated"]}, ["plain"], "Stated"),
        ({"profile": ["unhedged"]}, ["plain", "second"], "Unhedged"),
        ({"status": ["contested"]}, ["disputed", "disputed"], "contested"),
        ({"status": ["contested", "foreseen"]}, ["disputed", "grouped", "disputed"], "contested, foreseen"),
        ({"told_by": ["agency"]}, ["plain", "grouped"], "As told by Agency 2022"),
        ({"told_by": ["daily"]}, ["second"], "As told by Daily 2023"),
    ],
)
def test_a_limit_says_how_many_statements_it_hides(
    small: Explorer, given: dict[str, list[str]], left: list[str], name: str
) -> None:
    """The accusation that an article reports is not in its own voice, so it is not as told by that article."""
    html = shown(small, "thing/a", **given)
    assert sorted(statements_of(html)) == sorted(left)
    number = len(set(left))
    message = TEXTS["shown"].format(n=number, all=4, hidden=4 - number)
    assert re.search(rf'<p class="message" [^>]*><span>[^<]*{name}\. {re.escape(message)}</span>', html)
    assert TEXTS["shown"].partition("{")[0] not in shown(small, "thing/a").replace("data-text", "")


def test_what_a_source_says_itself_has_no_status(small: Explorer) -> None:
    """A status depends on what others say."""
    html = shown(small, "thing/a", told_by=["agency"])
    body = html.partition('class="block"')[2]
    assert "foreseen" not in body
    assert "affirmed by <a" in body


def test_limits_exclude_each_other(small: Explorer) -> None:
    """A profile reads statuses, and the own voice of a source does not."""
    with pytest.raises(BadAddressError, match="cannot be combined"):
        small.resource("thing/a", {"profile": ["stated"], "told-by": ["agency"]})
    with pytest.raises(BadAddressError, match="profile cannot be 'sure'"):
        small.resource("thing/a", {"profile": ["sure"]})
    with pytest.raises(PageNotFoundError, match="no source is called 'x'") as error:
        small.resource("thing/a", {"told-by": ["x"]})
    assert "agency, daily" in error.value.remedy
    with pytest.raises(PageNotFoundError, match="no status is called 'sure'"):
        small.resource("thing/a", {"status": ["sure"]})


def test_sections_can_be_by_source(small: Explorer) -> None:
    """Each source has the statements about the thing with its own claims; groups stay apart."""
    page = small.resource("thing/a/by-source")
    assert [(one.heading, one.relation) for one in page.values["blocks"]] == [
        ("Agency 2022 (undated)", "about it"),
        ("Daily 2023 (undated)", "about it"),
        ("about The region as a group", "about its groups"),
        ("made by Government of Aland", "made by it"),
    ]
    assert 'href="../../thing/a"' in shown(small, "thing/a/by-source")
    assert 'href="a/by-source"' in shown(small, "thing/a")
    assert json.loads(page.writers["json"]())["sections"][0]["heading"] == "Agency 2022 (undated)"


def test_json_has_what_the_page_shows(small: Explorer) -> None:
    """Names by language, counts, sections and what a limit hides."""
    content = json.loads(small.resource("thing/a", {"profile": ["stated"]}).writers["json"]())
    assert {"text": "Аланд елі", "language": "kk"} in content["names"]
    assert content["summary"] == [{"relation": "about it", "statements": 1, "sources": 1, "statuses": {"stated": 1}}]
    assert (content["profile"], content["statements"], content["hidden"]) == ("stated", 1, 3)
    assert [one["statement"] for section in content["sections"] for one in section["statements"]] == ["stmt:plain"]


def test_csv_has_a_row_for_each_claim(small: Explorer) -> None:
    """It has the limits of the page too."""
    rows = list(csv.DictReader(io.StringIO(small.resource("thing/a").writers["csv"]().decode())))
    assert sorted(row["label"] for row in rows) == [
        "Statement disputed",
        "Statement disputed",
        "Statement grouped",
        "Statement plain",
        "Statement second",
    ]
    limited = small.resource("thing/a", {"profile": ["stated"]}).writers["csv"]().decode()
    assert [row["label"] for row in csv.DictReader(io.StringIO(limited))] == ["Statement plain"]


def test_turtle_has_the_evidence_of_identifiers(explorer: Explorer) -> None:
    turtle = explorer.resource("thing/kazakhstan").writers["ttl"]().decode()
    assert "\nmapping:kazakhstan-wikidata " in turtle


def test_turtle_describes_the_thing_and_its_statements(small: Explorer) -> None:
    turtle = small.resource("thing/a").writers["ttl"]().decode()
    assert "\nid:a " in turtle
    assert "\nstmt:disputed " in turtle


def test_a_thing_without_statements_has_a_page(explorer_of: Callable[[str], Explorer]) -> None:
    """It says that nothing is said, which is not a denial."""
    html = shown(explorer_of(THINGS), "thing/b")
    assert TEXTS["empty"] in html
    assert "<article" not in html


def test_what_editors_identify_with_a_thing_is_linked(explorer_of: Callable[[str], Explorer]) -> None:
    """Statements may be about it under another name."""
    note = 'note:n a cakg:Note ; cakg:annotates id:a ; cakg:identifiedAs id:b ; skos:note "Why."@en .'
    html = shown(explorer_of(THINGS + note), "thing/b")
    assert TEXTS["empty_under_name"] in html
    assert f'{TEXTS["identified"]} <a href="a">' in html


def test_the_works_of_an_author_and_of_a_publisher_are_linked(explorer: Explorer) -> None:
    for source in explorer.records.sources.values():
        path = f'href="../{explorer.path_of(source.iri)}"'
        for iris, heading in ((source.authors, "author"), (source.publishers, "publisher")):
            for page in (shown(explorer, explorer.path_of(iri)) for iri in iris if explorer.path_of(iri)):
                row = page.partition(f"<dt>{TEXTS['works'][heading]}</dt>")[2].partition("</dd>")[0]
                assert path in row


def test_a_speaker_has_a_page_of_what_they_say(small: Explorer) -> None:
    """Nothing is said about them."""
    page = small.resource("thing/accusers").values
    assert [(one.heading, one.number) for one in page["blocks"]] == [("made by those who accuse", 1)]
    assert not page["images"]


def test_an_unknown_thing_suggests_similar_ones(small: Explorer) -> None:
    with pytest.raises(PageNotFoundError) as error:
        small.resource("thing/beeland")
    assert ("thing/b", "Beland") in error.value.near
    for path in ("thing/a/theme-nothing", "thing/a/by-source/2", "thing/a/theme-diplomacy/2", "thing/a/b/c/d"):
        with pytest.raises(PageNotFoundError):
            small.resource(path)


def test_a_thing_without_a_name_has_no_page_but_a_reason(small: Explorer) -> None:
    """Its statements are shown with its IRI, without a link."""
    with pytest.raises(PageNotFoundError, match="id:nameless has no label") as error:
        small.resource("thing/nameless")
    assert "rdfs:label" in error.value.remedy


# ---- Long pages -------------------------------------------------------------------


def supports_of_events(number: int, claimed: str) -> str:
    """Return *number* statements that id:a supports an event, each followed by *claimed* with its number."""
    each = (
        f"""id:t{n} a cakg:Event ; rdfs:label "Event {n}"@en .
        stmt:s{n} a cakg:Statement ; rdfs:label "Statement s{n}"@en ; rdf:predicate cakg:supports ;
            rdf:subject id:a ; rdf:object id:t{n} .
        """
        + claimed.replace("{n}", str(n))
        for n in range(number)
    )
    return SOURCES + THINGS + "".join(each)


@pytest.mark.slow
def test_a_thing_of_thousands_of_statements_has_pages_of_limited_length(explorer_of: Callable[[str], Explorer]) -> None:
    """Together they show every statement once, and their number is known on each."""
    number = 1_500
    turtle = supports_of_events(
        number,
        """passage:p{n} a cakg:Passage ; cakg:source source:agency ; cakg:paragraph 1{n} ; cakg:sentence 1 .
        claim:c{n} a cakg:Claim ; cakg:affirms stmt:s{n} ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
            cakg:passage passage:p{n} .
        """,
    )
    explorer = static(explorer_of(turtle))
    renderer = Renderer(explorer)
    paths = [path for path in thing.paths(explorer) if path.startswith("thing/a/") or path == "thing/a"]
    pages = {path: renderer.html(explorer.resource(path)) for path in paths}

    assert max(len(page.encode()) for page in pages.values()) < 200_000
    assert all("1,500 statements" in page for page in pages.values())
    sections = [path for path in paths if path != "thing/a"]
    assert len(sections) == -(-2 * number // MOST_LINES)
    found = [name for path in sections for name in statements_of(pages[path])]
    assert sorted(found) == sorted(f"s{n}" for n in range(number))
    first = statements_of(pages["thing/a"])
    assert first == found[: len(first)]
    assert 'href="a/theme-' in pages["thing/a"]
    assert len(json.loads(explorer.resource("thing/a").writers["json"]())["sections"][0]["statements"]) == number
    ends = [explorer.resource(path).path for path in sections]
    assert ends == sections, "each page knows its own address"


def test_one_claim_about_hundreds_is_cut_too(explorer_of: Callable[[str], Explorer]) -> None:
    """Statements that differ only in one thing are listed as one, but not hundreds of them."""
    number = 300
    turtle = supports_of_events(number, "claim:all cakg:affirms stmt:s{n} .\n")
    turtle += """passage:all a cakg:Passage ; cakg:source source:agency ; cakg:paragraph 1 ; cakg:sentence 1 .
        claim:all a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:writer ; cakg:passage passage:all ."""
    html = shown(explorer_of(turtle), "thing/a")
    assert len(statements_of(html)) == number // MOST_SIMILAR
    assert all(f">Event {n}</a>" in html or f">Statement s{n}</a>" in html for n in range(number))


def test_a_member_of_many_groups_has_links_to_their_sections(explorer_of: Callable[[str], Explorer]) -> None:
    """The first page shows some sections; the others have pages of their own."""
    turtle = SOURCES + THINGS
    for n in range(80):
        turtle += f'id:g{n} a cakg:Group ; rdfs:label "Group {n}"@en ; cakg:hasMember id:b .\n'
        turtle += ends(f"g{n}", f"g{n}", "a") + claim(f"g{n}", f"g{n}")
    explorer = explorer_of(turtle)
    page = explorer.resource("thing/b").values
    assert (len(page["blocks"]), len(page["others"])) == (MOST_BLOCKS, 80 - MOST_BLOCKS)
    for block in (page["blocks"][0], page["others"][-1]):
        assert statements_of(shown(explorer, f"thing/b/{block.name}")) == [block.iri.rpartition("/")[2]]
    site = static(explorer)
    found = [path for path in thing.paths(site) if path.startswith("thing/b/")]
    assert found == [f"thing/b/{one.name}" for one in page["others"]]


def test_a_statement_of_many_claims_shows_some(explorer_of: Callable[[str], Explorer]) -> None:
    """Its own page has all."""
    turtle = SOURCES + THINGS + ends("much", "a", "b") + "".join(claim(f"c{n}", "much") for n in range(14))
    html = shown(explorer_of(turtle), "thing/a")
    assert html.count('<li class="claim') == MOST_CLAIMS
    assert texts()["page"]["more_claims"].format(n=14 - MOST_CLAIMS) in html


def test_what_a_dataset_says_itself_is_listed(explorer: Explorer) -> None:
    """Who names a dataset means its rows."""
    page = explorer.resource("thing/kazakhstan", {"told-by": ["voeten-unga"]}).values["it"]
    assert page.statements
    assert {claim.passage.source.short_name for one in page.statements for claim in one.claims} == {"Voeten 2020"}


# ---- Hostile names ----------------------------------------------------------------


def test_hostile_names_are_inert_and_cut(explorer_of: Callable[[str], Explorer]) -> None:
    """Names are texts in every place of the page, and very long ones are cut."""
    name = '<script>alert(1)</script>\\" onclick=\\"x'
    long = "W" * 100_000
    turtle = (
        SMALL
        + f'''
        id:evil a cakg:State ; rdfs:label "{name}"@en ; skos:altLabel "{long}"@en , "{name}"@x-a .
        stmt:evil a cakg:Statement ; rdfs:label "{long}"@en ; rdf:predicate cakg:supports ;
            rdf:subject id:evil ; rdf:object id:a .
    '''
        + claim("evil", "evil")
    )
    explorer = static(explorer_of(turtle.replace('rdfs:label "Statement evil"@en ;', "")))
    for path in ("thing/evil", "thing/evil/by-source", "thing/a", "things", "things/state"):
        html = Renderer(explorer).html(explorer.resource(path))
        assert "<script>alert" not in html
        assert not re.search(r'<[a-z][^>]*" onclick="', html)
        assert len(html) < 120_000


# ---- The list of things -----------------------------------------------------------


def test_things_are_listed_by_kind_with_numbers_and_names(small: Explorer) -> None:
    """Names in Russian come first, then those in other languages."""
    page = small.resource("things")
    assert [(one.kind, [each.label for each in one.things]) for one in page.values["lists"]] == [
        ("state", ["Aland", "Beland"]),
        ("organisation", ["Government of Aland"]),
        ("person", ["Ana Lyst", "Ri Val"]),
        ("group", ["The region", "Those who accuse"]),
    ]
    row = shown(small, "things").partition('<th scope="row"><a href="thing/a">Aland</a></th>')[2].partition("</tr>")[0]
    assert row.index("Аланд</bdi>") < row.index("Аланд елі</bdi>")
    assert re.findall(r'class="number">(\d+)<', row) == ["3", "0", "0"]


def test_the_list_has_the_numbers_of_the_pages(explorer: Explorer) -> None:
    """The number of statements about each thing is that of its own page."""
    listed = {one.iri: one for part in explorer.resource("things").values["lists"] for one in part.things}
    for name in ("kazakhstan", "csto", "wagner", "mir", "temur-umarov"):
        summary = {one.relation: one.number for one in explorer.resource(f"thing/{name}").values["summary"]}
        one = listed[ID[name]]
        assert (one.statements, one.made) == (summary.get("about it", 0), summary.get("made by it", 0))


def test_the_list_can_be_limited_to_a_kind_and_to_names(small: Explorer) -> None:
    """Each word begins a word of a name, in any script; capitals and accents do not matter."""

    def found(path: str, words: str) -> list[str]:
        lists = small.resource(path, {"q": [words]}).values["lists"]
        return [one.label for part in lists for one in part.things]

    assert found("things", "алан") == ["Aland"]
    assert found("things", "GOV of al") == ["Government of Aland"]
    assert found("things/person", "ana") == ["Ana Lyst"]
    assert found("things/person", "aland") == []
    assert "search?q=%3Cb%3E" in shown(small, "things", q=["<b>"])
    with pytest.raises(PageNotFoundError) as error:
        small.resource("things/planet")
    assert ("things/state", texts()["things"]["kinds"]["state"]) in error.value.near
    with pytest.raises(PageNotFoundError):
        small.resource("things/state/2")


def test_the_list_of_things_is_json_and_csv(small: Explorer) -> None:
    """Both have all things that match, not only those of a page."""
    writers = small.resource("things", {"q": ["a"]}).writers
    rows = list(csv.DictReader(io.StringIO(writers["csv"]().decode())))
    assert [row["thing"] for row in rows] == ["id:a", "id:government", "id:writer", "id:accusers"]
    assert "Аланд (ru)" in rows[0]["names"]
    assert [one["thing"] for one in json.loads(writers["json"]())["things"]] == [row["thing"] for row in rows]


@pytest.mark.slow
def test_ten_thousand_things_have_pages(explorer_of: Callable[[str], Explorer]) -> None:
    """The first page has some of each kind, and every thing is on one page of its kind."""
    number = 10_000
    turtle = THINGS + "".join(f'id:e{n} a cakg:Event ; rdfs:label "Event {n}"@en .\n' for n in range(number))
    explorer = static(explorer_of(turtle))
    paths = list(things.paths(explorer))
    pages = {path: Renderer(explorer).html(explorer.resource(path)) for path in paths}
    assert max(len(page.encode()) for page in pages.values()) < 200_000
    assert "Beland" in pages["things"]
    assert "10,000" in pages["things"]
    listed = [
        name
        for path in paths
        if path != "things"
        for name in re.findall(r"<th scope=\"row\"><a[^>]*>(Event \d+)", pages[path])
    ]
    assert sorted(listed) == sorted(f"Event {n}" for n in range(number))


# ---- The static site --------------------------------------------------------------


@pytest.mark.slow
def test_every_path_of_the_shipped_graph_is_a_page(explorer: Explorer) -> None:
    """No page of a thing is too long, and each has the address that leads to it."""
    site = static(explorer)
    renderer = Renderer(site)
    paths = [*thing.paths(site), *things.paths(site)]
    assert len(paths) == len(set(paths))
    assert all("." not in path for path in paths), "an extension would be read as a format"
    for path in paths[::7]:
        resource = site.resource(path)
        assert resource.path == path
        assert len(renderer.html(resource).encode()) < 200_000
