"""Tests of the rules that compare claims with datasets.

Each test runs on both engines, which must derive the same triples.
"""

from itertools import count

import pytest

pytestmark = pytest.mark.slow

_NUMBERS = count()

SOURCES = """
cakg:votedFor a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote ; cakg:once true .
cakg:votedAgainst a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote ; cakg:once true .
cakg:abstainedOn cakg:once true .
cakg:absentFrom cakg:once true .
cakg:recognised a cakg:Predicate ; cakg:aspect aspect:event .
cakg:alliedWith a cakg:Predicate ; cakg:aspect aspect:state ; cakg:mutual true .
cakg:inConflictWith a cakg:Predicate ; cakg:aspect aspect:state ; cakg:mutual true .
cakg:reportedDoing a cakg:Predicate ; cakg:aspect aspect:event .
cakg:manner a cakg:Qualifier .
cakg:obligation a cakg:Qualifier .
cakg:within a cakg:Qualifier .
cakg:Event rdfs:subClassOf cakg:Thing .
cakg:pactWith a cakg:Predicate ; cakg:aspect aspect:state ; cakg:mutual true .
manner:deliberate rdfs:label "deliberately"@en .
id:five a cakg:Group ; cakg:hasMember id:a , id:c .
id:resolution a cakg:Event .
id:roll-call a cakg:Event .
note:n a cakg:Note ; cakg:annotates id:resolution ; cakg:identifiedAs id:roll-call .
source:article a cakg:Article ; cakg:author id:writer ; cakg:shortName "Article" ; schema:url <https://news.example/a> ;
    cakg:earliest "2023-01-01"^^xsd:date ; cakg:latest "2023-01-31"^^xsd:date .
passage:article a cakg:Passage ; cakg:source source:article ; cakg:paragraph 1 ; cakg:sentence 1 .
source:data a cakg:Dataset ; cakg:author id:makers ; cakg:shortName "Data" ;
    cakg:collectionMethod collection-method:coding ;
    cakg:coversFrom "2000-01-01"^^xsd:date ; cakg:coversUntil "2023-12-31"^^xsd:date .
source:old a cakg:Dataset ; cakg:author id:makers ; cakg:shortName "Old" ;
    cakg:collectionMethod collection-method:records ;
    cakg:coversFrom "2000-01-01"^^xsd:date ; cakg:coversUntil "2019-12-31"^^xsd:date .
source:compiled a cakg:Dataset ; cakg:author id:makers ; cakg:shortName "Compiled" ;
    cakg:collectionMethod collection-method:compilation ;
    cakg:coversFrom "2000-01-01"^^xsd:date ; cakg:coversUntil "2023-12-31"^^xsd:date .
source:feed a cakg:Dataset ; cakg:author id:makers ; cakg:shortName "Feed" ;
    cakg:collectionMethod collection-method:machine-reading .
"""

IN_MARCH = 'cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date'


def days(first: str, last: str = "") -> str:
    """Return Turtle for the first and last day of a statement."""
    return f'cakg:earliest "{first}"^^xsd:date ; cakg:latest "{last or first}"^^xsd:date'


def article_claim(triple: str, more: str = "", *, does: str = "affirms", extra: str = "") -> str:
    """Return Turtle for stmt:s with *triple*, and for the claim of the article about it."""
    subject, predicate, object_ = triple.split()
    return (
        f"{SOURCES} stmt:s a cakg:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {object_}"
        f" {'; ' + more if more else ''} .\nclaim:s a cakg:Claim ; cakg:{does} stmt:s ; cakg:mode mode:asserted ;"
        f" cakg:speaker id:writer ; cakg:passage passage:article {extra} .\n"
    )


def row(triple: str, more: str = "", *, source: str = "data", extra: str = "", at: str = "") -> str:
    """Return Turtle for a statement stmt:rN with *triple*, and for the row of *source* that affirms it."""
    subject, predicate, object_ = triple.split()
    name = f"r{next(_NUMBERS)}"
    return (
        f"stmt:{name} a cakg:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {object_}"
        f" {'; ' + more if more else ''} .\npassage:{name} a cakg:Row ; cakg:source source:{source} ;"
        f' cakg:record "{name}" {at} .\nclaim:{name} a cakg:Claim ; cakg:affirms stmt:{name} ;'
        f" cakg:mode mode:asserted ; cakg:speaker id:makers ; cakg:passage passage:{name} {extra} .\n"
    )


def verdicts(graph) -> dict[str, str]:
    """Return the verdict of each dataset on stmt:s, without prefixes."""
    return {
        against.removeprefix("source:"): graph.values(check, "cakg:verdict").pop().removeprefix("verdict:")
        for check, against in graph.pairs("cakg:against")
        if graph.has(f"{check} cakg:verdict ?verdict")
    }


def reasons(graph) -> str:
    """Return the reasons of all corroborations as one text."""
    return " ".join(sorted(note for check, note in graph.pairs("skos:note") if check.startswith("check:")))


def relevance(source: str, predicate: str, more: str = "") -> str:
    """Return Turtle that says that rows of *source* are relevant to stmt:s."""
    return (
        f"relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:{source} ;"
        f' cakg:matchPredicate {predicate} {"; " + more if more else ""} ; skos:note "Related, but different."@en .\n'
    )


# ---- Confirmation --------------------------------------------------------------


def test_the_same_row_in_time_confirms(derived):
    """A row with the same parties, predicate and time confirms the claim."""
    graph = derived(
        article_claim("id:a cakg:supplied id:b", IN_MARCH), row("id:a cakg:supplied id:b", days("2022-03-02"))
    )

    assert verdicts(graph) == {"data": "confirmed"}


def test_a_compilation_confirms_only_at_second_hand(derived):
    """A compilation is only as reliable as its reports."""
    graph = derived(
        article_claim("id:a cakg:supplied id:b", IN_MARCH),
        row("id:a cakg:supplied id:b", days("2022-03-02"), source="compiled"),
    )

    assert verdicts(graph) == {"compiled": "confirmed-at-second-hand"}


def test_a_mutual_predicate_holds_in_both_directions(derived):
    """An alliance matches in both directions, a supply only in one."""
    dated = days("2022-01-01", "2022-12-31")
    allied = derived(article_claim("id:a cakg:alliedWith id:b"), row("id:b cakg:alliedWith id:a", dated))
    supplied = derived(article_claim("id:a cakg:supplied id:b"), row("id:b cakg:supplied id:a", dated))

    assert verdicts(allied) == {"data": "confirmed"}
    assert verdicts(supplied) == {"data": "no-record"}


def test_a_row_may_have_the_thing_that_a_note_identifies(derived):
    """A note identifies the resolution of the article with the roll call of the dataset."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "confirmed"}


def test_details_missing_from_the_row_are_listed(derived):
    """A row for an absence does not confirm that the absence was deliberate."""
    graph = derived(
        article_claim("id:a cakg:absentFrom id:resolution", f"{IN_MARCH} ; cakg:manner manner:deliberate"),
        row("id:a cakg:absentFrom id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "confirmed"}
    assert "The data do not say this: deliberately" in reasons(graph)


def test_a_dataset_that_rests_on_the_article_proves_nothing(derived):
    """A row compiled from the same article is not evidence for it."""
    graph = derived(
        article_claim("id:a cakg:supplied id:b", IN_MARCH),
        row(
            "id:a cakg:supplied id:b",
            days("2022-03-02"),
            source="compiled",
            at="; cakg:evidence <https://news.example/a>",
        ),
    )

    assert verdicts(graph) == {"compiled": "no-record"}


def test_a_row_that_its_dataset_hedges_proves_nothing(derived):
    """A row that only reports an event is not evidence that it happened."""
    graph = derived(
        article_claim("id:a cakg:supplied id:b", IN_MARCH),
        row("id:a cakg:supplied id:b", days("2022-03-02"), extra="; cakg:hedge hedge:reported"),
    )

    assert verdicts(graph) == {"data": "no-record"}


def test_a_weaker_promise_is_not_an_alliance(derived):
    """A non-aggression pact is less than a military alliance."""
    graph = derived(
        article_claim("id:a cakg:alliedWith id:b"),
        row("id:a cakg:pactWith id:b", "cakg:obligation obligation:non-aggression"),
    )

    assert verdicts(graph) == {}


def test_urged_claims_are_not_compared(derived):
    """A claim that something should happen does not say that it happened."""
    graph = derived(
        article_claim("id:a cakg:supplied id:b", IN_MARCH).replace("mode:asserted", "mode:urged"),
        row("id:a cakg:supplied id:b", days("2022-03-02")),
    )

    assert verdicts(graph) == {}


# ---- Contradiction -------------------------------------------------------------


def test_another_vote_contradicts_by_value(derived):
    """A state that voted against did not abstain."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:votedAgainst id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_an_absence_is_not_an_abstention(derived):
    """A row for an absence contradicts a claim of an abstention."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:absentFrom id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_polarity_decides_between_confirmation_and_contradiction(derived):
    """A row that confirms an affirmation contradicts a denial, and the other way round."""
    statement = article_claim("id:a cakg:votedFor id:resolution", IN_MARCH, does="denies")
    same = derived(statement, row("id:a cakg:votedFor id:roll-call", days("2022-03-02")))
    contrary = derived(statement, row("id:a cakg:votedAgainst id:roll-call", days("2022-03-02")))

    assert verdicts(same) == {"data": "contradicted"}
    assert verdicts(contrary) == {"data": "confirmed"}


def test_another_date_of_a_one_time_event_contradicts(derived):
    """A row for a vote in April contradicts a claim of a vote in March."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-04-07")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_a_contradiction_takes_precedence(derived):
    """If some rows confirm and others contradict, the verdict is contradicted."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-03-02")),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


# ---- Time ------------------------------------------------------------------------


def test_a_dataset_that_ends_earlier_is_outside_coverage(derived):
    """Data up to 2019 say nothing about 2022, and the reason gives their last day."""
    graph = derived(
        article_claim("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:c", days("2014-03-27"), source="old"),
    )

    assert verdicts(graph) == {"old": "outside-coverage"}
    assert "2019-12-31" in reasons(graph)


def test_an_alliance_does_not_continue_after_the_end_of_the_data(derived):
    """A pact without a last day in data up to 2019 is not evidence for 2022, and not a further source."""
    graph = derived(
        article_claim("id:a cakg:alliedWith id:b"),
        row("id:a cakg:alliedWith id:b", "cakg:obligation obligation:defence", source="old"),
    )

    assert verdicts(graph) == {"old": "outside-coverage"}
    assert len(graph.pairs("corr:atAnotherTime")) == 1
    assert graph.values("stmt:s", "cakg:independentSources") == {"1"}


def test_further_allies_do_not_contradict(derived):
    """A claim about two allies does not say that there are no others."""
    graph = derived(
        article_claim("id:a cakg:alliedWith id:b"),
        row("id:a cakg:alliedWith id:b", "cakg:obligation obligation:defence"),
        row("id:c cakg:alliedWith id:b", "cakg:obligation obligation:defence"),
    )

    assert verdicts(graph) == {"data": "confirmed"}


@pytest.mark.parametrize(
    "first, last, verdict",
    [
        ("2022-06-01", "2022-09-18", "confirmed"),
        ("2021-06-01", "2022-01-01", "confirmed"),
        ("2021-06-01", "2021-12-31", "no-record"),
        ("2023-06-01", "2023-12-31", "no-record"),
    ],
)
def test_an_undated_state_is_compared_with_the_last_twelve_months(derived, first, last, verdict):
    """An undated conflict is not confirmed by one that ended years before the article, or began after it."""
    graph = derived(
        article_claim("id:a cakg:inConflictWith id:b"), row("id:b cakg:inConflictWith id:a", days(first, last))
    )

    assert verdicts(graph) == {"data": verdict}


def test_a_missing_row_denies_nothing(derived):
    """If the data mention both parties but have no such row, the claim is neither confirmed nor contradicted."""
    graph = derived(
        article_claim("id:a cakg:inConflictWith id:b"),
        row("id:a cakg:inConflictWith id:c", days("2022-06-01")),
        row("id:b cakg:inConflictWith id:c", days("2022-06-01")),
    )

    assert verdicts(graph) == {"data": "no-record"}
    assert "does not show that the statement is false" in reasons(graph)


def test_a_dataset_without_the_parties_is_not_compared(derived):
    """Alliances of other parties say nothing about these two."""
    graph = derived(
        article_claim("id:a cakg:alliedWith id:b"),
        row("id:c cakg:alliedWith id:drones", days("2022-01-01", "2022-12-31")),
    )

    assert verdicts(graph) == {}


# ---- Related rows ------------------------------------------------------------------


def test_a_vote_is_not_a_recognition(derived):
    """A vote that an editor marks as relevant to a recognition is only context, whatever the vote was."""
    for vote in ("votedFor", "votedAgainst", "abstainedOn", "absentFrom"):
        graph = derived(
            article_claim("id:a cakg:recognised id:b", days("2022-01-01", "2022-12-31"), does="denies"),
            row(f"id:a cakg:{vote} id:roll-call", days("2022-03-02")),
            relevance("data", f"cakg:{vote}", "cakg:matchThing id:roll-call"),
        )

        assert verdicts(graph) == {"data": "related-only"}
        assert "Related, but different." in reasons(graph)


def test_rows_are_related_only_by_an_editor(derived):
    """Without an editor's mark, a vote is not related to a recognition."""
    graph = derived(
        article_claim("id:a cakg:recognised id:b", days("2022-01-01", "2022-12-31")),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {}


def test_context_is_of_the_same_subject_or_its_members(derived):
    """For a group, only rows of its members give context."""
    graph = derived(
        article_claim("id:five cakg:supports id:b", IN_MARCH),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
        row("id:c cakg:votedFor id:roll-call", days("2022-03-02")),
        row("id:drones cakg:votedFor id:roll-call", days("2022-03-02")),
        relevance("data", "cakg:votedFor", "cakg:matchThing id:roll-call"),
    )

    assert verdicts(graph) == {"data": "related-only"}
    assert len(graph.pairs("corr:contextFrom")) == 2


def test_rows_for_another_time_are_not_context(derived):
    """Related rows also have to be for the time in question."""
    statement = article_claim("id:a cakg:supports id:b", IN_MARCH)
    related = relevance("old", "cakg:votedFor", "cakg:matchThing id:roll-call")
    graph = derived(statement, related, row("id:a cakg:votedFor id:roll-call", days("2008-05-15"), source="old"))

    assert verdicts(graph) == {"old": "outside-coverage"}


def test_an_editor_may_set_an_earlier_first_day(derived):
    """For a claim about a habit, an editor can include earlier rows as context."""
    graph = derived(
        article_claim("id:a cakg:supports id:b"),
        row("id:a cakg:votedFor id:roll-call", days("2008-05-15"), source="old"),
        relevance("old", "cakg:votedFor", 'cakg:earliest "2006-01-01"^^xsd:date'),
    )

    assert verdicts(graph) == {"old": "related-only"}


def test_rows_read_by_machine_are_counted_as_context(derived):
    """Reports are counted and not listed. Rows with the same duplicate key count once."""
    dated, story = days("2022-06-01"), '; cakg:duplicateKey "one"'
    feed = {"source": "feed", "extra": "; cakg:hedge hedge:reported"}
    graph = derived(
        article_claim("id:a cakg:inConflictWith id:b"),
        row("id:a cakg:reportedDoing id:b", dated, **feed, at=story),
        row("id:a cakg:reportedDoing id:b", dated, **feed, at=story),
        row("id:a cakg:reportedDoing id:b", days("2022-06-02"), **feed),
        relevance("feed", "cakg:reportedDoing", "cakg:matchThing id:b"),
    )

    assert verdicts(graph) == {"feed": "related-only"}
    assert graph.pairs("corr:contextFrom") == set()
    assert "2 reports" in reasons(graph)
