"""Pages of statements: parts, claims by polarity, conflicts, verdicts, related statements and citations."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest

from cakg.store.rows import texts
from cakg.vocabulary import CLAIM, STMT
from cakg.web.addresses import anchor
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError, Resource

VALLEY = """
id:north a cakg:State ; rdfs:label "Northland"@en . id:south a cakg:State ; rdfs:label "Southland"@en .
id:arms a cakg:Object ; rdfs:label "Arms"@en . id:writer a cakg:Person ; rdfs:label "Ann Writer"@en .
id:minister a cakg:Person ; rdfs:label "The minister"@en . id:flood a cakg:Event ; rdfs:label "Flood"@en .
source:report a cakg:Article ; cakg:shortName "Report" ; dcterms:title "A report"@en ; cakg:author id:writer ;
  schema:url <https://example.org/report> ; cakg:reportsOn source:speech .
source:speech a cakg:Article ; cakg:shortName "Speech" ; cakg:author id:minister .
source:other a cakg:Article ; cakg:shortName "Other" ; cakg:author id:writer .
passage:r1 a cakg:Passage ; cakg:source source:report ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:o1 a cakg:Passage ; cakg:source source:other ; cakg:paragraph 1 ; cakg:sentence 2 .
stmt:supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply of arms from Northland to Southland"@en ;
  rdf:subject id:north ; rdf:predicate cakg:supplied ; rdf:object id:south ; cakg:item id:arms .
stmt:any-supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply of anything from Northland to Southland"@en ;
  rdf:subject id:north ; rdf:predicate cakg:supplied ; rdf:object id:south .
stmt:flood-led a cakg:Statement , rdf:Statement ; rdfs:label "Flood as a cause of the supply"@en ;
  rdf:subject id:flood ; rdf:predicate cakg:ledTo ; rdf:object stmt:supply .
stmt:supply-led a cakg:Statement , rdf:Statement ; rdfs:label "Supply as a cause of support"@en ;
  rdf:subject stmt:supply ; rdf:predicate cakg:ledTo ; rdf:object stmt:support .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Southland for Northland"@en ;
  rdf:subject id:south ; rdf:predicate cakg:supports ; rdf:object id:north .
stmt:rumour a cakg:Statement , rdf:Statement ; rdfs:label "Sale of the bridge"@en ;
  rdf:subject id:north ; rdf:predicate cakg:supports ; rdf:object id:flood .
claim:accusation a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:alleged ; cakg:speaker id:minister ;
  cakg:passage passage:r1 ; cakg:hedge hedge:reported ; cakg:wording "is said to"@en .
claim:denial a cakg:Claim ; cakg:denies stmt:supply , stmt:rumour ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:o1 .
claim:open a cakg:Claim ; cakg:leavesOpen stmt:supply ; cakg:mode mode:judged ; cakg:speaker id:writer ;
  cakg:passage passage:r1 .
claim:causes a cakg:Claim ; cakg:affirms stmt:flood-led , stmt:supply-led ; cakg:mode mode:judged ;
  cakg:speaker id:writer ; cakg:passage passage:o1 .
claim:condition a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:forecast ; cakg:speaker id:writer ;
  cakg:passage passage:o1 ; cakg:condition stmt:supply ; cakg:unless stmt:rumour .
comparison:c a cakg:Comparison ; rdfs:label "Arms or none"@en ; cakg:compares claim:accusation , claim:denial ;
  cakg:relation relation:disagree ; cakg:proposition "Northland arms Southland."@en ; skos:note "The one says so."@en .
note:n a cakg:Note ; cakg:annotates stmt:supply ; cakg:basis basis:inferred ; skos:note "The year is not given."@en .
"""


@pytest.fixture
def valley(explorer_of: Callable[[str], Explorer]) -> Explorer:
    """The explorer of a small graph."""
    return explorer_of(VALLEY)


def shown(explorer: Explorer, path: str) -> tuple[Resource, str]:
    resource = explorer.resource(path)
    return resource, Renderer(explorer).html(resource)


def section(page: str, heading: str) -> str:
    """Return the section of a page below a heading of the second level."""
    parts = re.split(r"<h2[^>]*>", page)
    (found,) = [part for part in parts[1:] if part.startswith(heading)]
    return found


def test_claims_by_polarity(valley: Explorer) -> None:
    """Each claim stands under its polarity, with an anchor, its speaker, manner and passage."""
    _, page = shown(valley, "statement/supply")

    affirmed, denied, open_ = (section(page, f"Who {what}") for what in ("affirms", "denies", "leaves"))
    assert 'id="claim-accusation"' in affirmed
    assert 'id="claim-denial"' in denied
    assert 'id="claim-open"' in open_
    assert page.count('id="claim-') == 3
    assert "../thing/minister" in affirmed
    assert ", as reported by Ann Writer" in affirmed
    for text in ("alleged", "“is said to”", "../source/report#passage-r1", "https://example.org/report"):
        assert text in affirmed


def test_parts_are_links(valley: Explorer) -> None:
    """Subject, predicate, object and qualifiers lead to their pages."""
    _, page = shown(valley, "statement/supply")
    parts = page.partition("<h2")[0]

    for link in ("../thing/north", "../term/cakg/supplied", "../thing/south", "../term/cakg/item", "../thing/arms"):
        assert f'href="{link}"' in parts
    assert "The year is not given." in parts


def test_conditions_are_links(valley: Explorer) -> None:
    """A condition and an exception lead to their statements."""
    _, page = shown(valley, "statement/support")
    affirmed = section(page, "Who affirms")

    assert re.search(r'<dt>If this holds</dt>\s*<dd><a href="supply">', affirmed)
    assert re.search(r'<dt>Unless this holds</dt>\s*<dd><a href="rumour">', affirmed)


def test_inherited_claims_name_their_statement(valley: Explorer) -> None:
    """A claim that follows from a more specific statement says from which."""
    _, page = shown(valley, "statement/any-supply")
    affirmed = section(page, "Who affirms")

    assert "claim-accusation" in affirmed
    assert re.search(r'Follows from a claim about</dt>\s*<dd><a href="supply">', affirmed)
    assert "Who denies" not in page


def test_denied_statement_is_not_asserted(valley: Explorer) -> None:
    """Title, description and previews of a denied statement have no verb, and say that it is denied."""
    resource, page = shown(valley, "statement/rumour")

    assert resource.title == "Sale of the bridge [denied]"
    assert resource.description.startswith("Sale of the bridge [denied]")
    assert page.index("status denied") < page.index("<dl class=")
    assert "No claim affirms it." in page
    assert "status: denied" in section(page, "Cite this page")


def test_conflicts(valley: Explorer) -> None:
    """Opposed claims and editors' comparisons are conflicts, with the reason."""
    _, page = shown(valley, "statement/supply")
    conflicts = section(page, "Conflicts")

    assert "Some claims affirm it and others deny it." in conflicts
    for text in ("Arms or none", "Northland arms Southland.", "The one says so.", "Report 1.1", "Other 1.2"):
        assert text in conflicts


def test_causes_and_effects(valley: Explorer) -> None:
    """Statements about its causes and its effects stand apart."""
    resource, page = shown(valley, "statement/supply")
    related = section(page, "Related statements")
    causes, effects = related.index("<h3>Causes"), related.index("<h3>Effects")

    assert causes < related.index('"flood-led"') < effects < related.index('"supply-led"')
    found = json.loads(resource.writers["json"]())["related"]
    assert [one["statement"] for one in found["causes"]] == ["stmt:flood-led"]
    assert [one["statement"] for one in found["general"]] == ["stmt:any-supply"]


def test_differing_statements(explorer_of: Callable[[str], Explorer]) -> None:
    """Statements with contrary values are conflicts of each other."""
    content = VALLEY + "".join(
        f"""
stmt:trend-{trend} a cakg:Statement , rdf:Statement ; rdfs:label "Trend {trend}"@en ; rdf:subject id:topic ;
  rdf:predicate cakg:trend ; rdf:object trend:{trend} .
claim:{trend} a cakg:Claim ; cakg:affirms stmt:trend-{trend} ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:{place} ."""
        for trend, place in (("falling", "r1"), ("rising", "o1"))
    )
    content += '\nid:topic a cakg:Topic ; rdfs:label "Trade"@en .'

    _, page = shown(explorer_of(content), "statement/trend-falling")

    assert "Statements that differ in value" in section(page, "Conflicts")
    assert '"trend-rising"' in section(page, "Conflicts")


def test_formats(valley: Explorer) -> None:
    """JSON has claims, conflicts and citations; triples have the claims; citations have one entry for each."""
    resource, _ = shown(valley, "statement/supply")
    content = json.loads(resource.writers["json"]())

    assert {how: [one["claim"] for one in those] for how, those in content["claims"].items()} == {
        "affirmed": ["claim:accusation"],
        "denied": ["claim:denial"],
        "left_open": ["claim:open"],
    }
    assert content["affirmed_and_denied"]
    assert content["comparisons"][0]["reason"] == "The one says so."
    assert content["claims"]["affirmed"][0]["citation"] in (one for one in _texts(resource))
    turtle = resource.writers["ttl"]().decode()
    for node in ("claim:accusation", "passage:r1", "comparison:c", "note:n"):
        assert node in turtle
    assert resource.writers["bib"]().count(b"@misc") == 4
    assert resource.writers["ris"]().count(b"TY  - ") == 4
    assert len(json.loads(resource.writers["csl.json"]())) == 4
    rows = list(csv.reader(io.StringIO(resource.writers["csv"]().decode(), newline="")))
    assert len({tuple(row) for row in rows}) == len(rows)


def _texts(resource: Resource) -> list[str]:
    return [one.text for one in resource.values["citations"].values()]


def test_address_in_citation(valley: Explorer) -> None:
    """A page is cited by its address if that is known, else by the IRI of the statement."""
    unknown, _ = shown(valley, "statement/supply")
    known, _ = shown(Explorer(valley.kg, base="https://example.org/graph", static=True), "statement/supply")

    assert unknown.values["cited"].address == STMT["supply"]
    assert known.values["cited"].address == "https://example.org/graph/statement/supply.html"


@pytest.mark.parametrize("path", ["statement/nothing", "statement/a b", "statement/<x>", "statement/a/b", "statement"])
def test_unknown_statement(valley: Explorer, path: str) -> None:
    """A name that no statement has is an error with the nearest names."""
    with pytest.raises(PageNotFoundError):
        valley.resource(path)


def test_near_names(valley: Explorer) -> None:
    """A misspelt name leads to the statement."""
    with pytest.raises(PageNotFoundError) as caught:
        valley.resource("statement/supply-of-arms-from-northland-to-southlnd")

    assert "statement/supply" in [path for path, _ in caught.value.near]


def test_verdicts_name_their_rows(explorer: Explorer) -> None:
    """Each verdict of a shipped dataset leads to the dataset, and to rows or their number."""
    records = explorer.records
    answered = [
        one
        for those in records.verdicts.values()
        for one in those
        if one.label.startswith(("confirmed", "contradicted"))
    ]
    assert answered
    for one in answered:
        _, page = shown(explorer, explorer.path_of(one.statement))
        checks = section(page, "Checked against datasets")
        assert f'href="../{explorer.path_of(one.source)}"' in checks
        assert f'href="#{anchor(one.claim)}"' in checks
        assert "<li>" in checks


CHECKED = (
    VALLEY
    + """
source:report cakg:earliest "2023-05-01"^^xsd:date ; cakg:latest "2023-05-31"^^xsd:date .
source:other cakg:earliest "2023-05-01"^^xsd:date ; cakg:latest "2023-05-31"^^xsd:date .
id:makers a cakg:Organisation ; rdfs:label "The makers"@en . id:motion a cakg:Event ; rdfs:label "Motion"@en .
source:votes a cakg:Dataset ; cakg:shortName "Votes" ; cakg:author id:makers ;
  cakg:coversFrom "2022-01-01"^^xsd:date ; cakg:coversUntil "2023-04-26"^^xsd:date ;
  cakg:collectionMethod collection-method:records .
passage:row a cakg:Row ; cakg:source source:votes ; cakg:record "row 1" .
claim:row a cakg:Claim ; cakg:affirms stmt:vote ; cakg:mode mode:asserted ; cakg:speaker id:makers ;
  cakg:passage passage:row .
stmt:vote a cakg:Statement , rdf:Statement ; rdfs:label "Vote of Northland for the motion"@en ;
  rdf:subject id:north ; rdf:predicate cakg:votedFor ; rdf:object id:motion ;
  cakg:earliest "2022-03-02"^^xsd:date ; cakg:latest "2022-03-02"^^xsd:date .
claim:first a cakg:Claim ; cakg:affirms stmt:vote ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:r1 .
claim:second a cakg:Claim ; cakg:affirms stmt:vote ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:o1 .
"""
)


def test_equal_verdicts_are_one_block(explorer_of: Callable[[str], Explorer]) -> None:
    """It names each claim that was checked, and its reason has dates in words."""
    resource, page = shown(explorer_of(CHECKED), "statement/vote")

    checks = section(page, "Checked against datasets")
    assert checks.count("<article") == 1
    assert 'href="#claim-first"' in checks
    assert 'href="#claim-second"' in checks
    assert "dated 2 March 2022. The data cover 1 January 2022 to 26 April 2023." in checks
    (check,) = json.loads(resource.writers["json"]())["verdicts"]
    assert check["claims"] == ["claim:second", "claim:first"]
    assert "corroboration" in resource.writers["ttl"]().decode()


def test_equal_verdicts_of_a_dataset_are_one_line(explorer_of: Callable[[str], Explorer]) -> None:
    """The page of the dataset counts each verdict, and gives the reason once."""
    resource, page = shown(explorer_of(CHECKED), "source/votes")

    verdicts = section(page, "Verdicts on claims of articles")
    assert "Confirmed (2)" in verdicts
    assert verdicts.count("The data say the same") == 1
    assert len(json.loads(resource.writers["json"]())["dataset"]["verdicts"]) == 2


def test_claim_that_affirms_and_denies_has_one_anchor(explorer_of: Callable[[str], Explorer]) -> None:
    """It is listed under both polarities; links lead to the first."""
    both = VALLEY.replace("cakg:denies stmt:supply , stmt:rumour", "cakg:denies stmt:supply ; cakg:affirms stmt:supply")

    _, page = shown(explorer_of(both), "statement/supply")

    for heading in ("Who affirms it", "Who denies it"):
        assert 'href="#claim-denial"' in section(page, heading)
    assert page.count('id="claim-denial"') == 1


def test_row_of_a_dataset(explorer: Explorer) -> None:
    """A statement that only a dataset makes has a page on the server, whose claim leads to the dataset."""
    query = "SELECT ?about { ?row a cakg:Row . ?claim cakg:passage ?row ; cakg:affirms ?about } ORDER BY ?about LIMIT 1"
    (row,) = texts(explorer.kg.engine, query)
    _, page = shown(explorer, f"statement/{row['about'].removeprefix(STMT.iri)}")

    assert "Who affirms it" in page
    assert 'href="../source/' in page


def test_the_claim_of_a_row_is_by_the_dataset(explorer_of: Callable[[str], Explorer]) -> None:
    """The dataset affirms it, not its makers in person; the reports that the row names are links."""
    row = CHECKED + "passage:row cakg:evidence <https://paper.example/vote> .\n"

    _, page = shown(explorer_of(row), "statement/vote")

    claim = page.partition('id="claim-row"')[2].partition("</article>")[0]
    assert re.search(r'<h3><a href="../source/votes">Votes</a></h3>', claim)
    assert "Presented as a fact." not in claim
    assert re.search(r"<dt>Dataset by</dt><dd>.*The makers", claim)
    assert re.search(r"<dt>Row</dt>\s*<dd><a [^>]*>row 1</a>", claim)
    assert '<a href="https://paper.example/vote" rel="noopener noreferrer">' in claim
    article = page.partition('id="claim-first"')[2].partition("</article>")[0]
    assert "Ann Writer" in article
    assert "Presented as a fact." in article


def test_shipped_statements(explorer: Explorer, html: Callable[..., str]) -> None:
    """Each claim of an article has one anchor in the page of each of its statements, and the title is the label."""
    claims = explorer.records.claims(sorted(explorer.records.article_claims)[::6])
    paths = {explorer.path_of(statement) for claim in claims.values() for statement in claim.statements}
    pages = {path: html(path) for path in paths}

    assert all(paths)
    for claim in claims.values():
        for statement in claim.statements:
            page = pages[explorer.path_of(statement)]
            assert page.count(f'id="{anchor(claim.iri)}"') == 1
    for page in pages.values():
        anchors = re.findall(r'id="([^"]+)"', page)
        assert len(anchors) == len(set(anchors))


def test_hostile_texts_are_inert(hostile) -> None:
    """No text of a graph becomes markup, and no address a script."""
    explorer = Explorer(hostile.kg)
    renderer = Renderer(explorer)
    for name in explorer.statements.iris:
        page = renderer.html(explorer.resource(f"statement/{name}"))
        assert "<script>" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page
        assert 'href="data:text' not in page
        assert CLAIM.iri not in re.findall(r'href="([^"]*)"', page)
