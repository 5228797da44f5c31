"""What datasets make of claims, one promise a test: no comfort that the rows do not give.

Every test runs on both engines, which must agree.
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
    """Write the two bounds in time of a statement."""
    return f'cakg:earliest "{first}"^^xsd:date ; cakg:latest "{last or first}"^^xsd:date'


def said(triple: str, more: str = "", *, does: str = "affirms", extra: str = "") -> str:
    """Write stmt:s, which says *triple*, and the claim of the article about it."""
    subject, predicate, object_ = triple.split()
    return (
        f"{SOURCES} stmt:s a cakg:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {object_}"
        f" {'; ' + more if more else ''} .\nclaim:s a cakg:Claim ; cakg:{does} stmt:s ; cakg:mode mode:asserted ;"
        f" cakg:speaker id:writer ; cakg:passage passage:article {extra} .\n"
    )


def row(triple: str, more: str = "", *, source: str = "data", extra: str = "", at: str = "") -> str:
    """Write a statement stmt:rN that says *triple* and the row of *source* that makes it."""
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


def why(graph) -> str:
    """Return what the corroborations say, in one text."""
    return " ".join(sorted(note for check, note in graph.pairs("skos:note") if check.startswith("check:")))


def relevance(source: str, predicate: str, more: str = "") -> str:
    """Write that rows of *source* are relevant to stmt:s."""
    return (
        f"relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:{source} ;"
        f' cakg:matchPredicate {predicate} {"; " + more if more else ""} ; skos:note "Near, and no more."@en .\n'
    )


# ---- The same ------------------------------------------------------------------


def test_the_same_row_in_time_confirms(derived):
    """A row of the same parties, predicate and time confirms."""
    graph = derived(said("id:a cakg:supplied id:b", IN_MARCH), row("id:a cakg:supplied id:b", days("2022-03-02")))

    assert verdicts(graph) == {"data": "confirmed"}


def test_a_compilation_confirms_at_second_hand_alone(derived):
    """What was put together from reports is worth as much as they are."""
    graph = derived(
        said("id:a cakg:supplied id:b", IN_MARCH),
        row("id:a cakg:supplied id:b", days("2022-03-02"), source="compiled"),
    )

    assert verdicts(graph) == {"compiled": "confirmed-at-second-hand"}


def test_a_mutual_predicate_holds_in_both_directions(derived):
    """Two allies are allies whichever of them the row names first; a supplier is not supplied."""
    dated = days("2022-01-01", "2022-12-31")
    allied = derived(said("id:a cakg:alliedWith id:b"), row("id:b cakg:alliedWith id:a", dated))
    supplied = derived(said("id:a cakg:supplied id:b"), row("id:b cakg:supplied id:a", dated))

    assert verdicts(allied) == {"data": "confirmed"}
    assert verdicts(supplied) == {"data": "no-record"}


def test_a_row_may_know_a_thing_by_the_name_that_a_note_identifies(derived):
    """The resolution of March is the roll call that our note takes it for."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "confirmed"}


def test_what_the_row_does_not_say_is_said_to_be_missing(derived):
    """That a state was absent does not confirm that it stayed away on purpose."""
    graph = derived(
        said("id:a cakg:absentFrom id:resolution", f"{IN_MARCH} ; cakg:manner manner:deliberate"),
        row("id:a cakg:absentFrom id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "confirmed"}
    assert "Not in the data: deliberately" in why(graph)


def test_a_dataset_that_rests_on_the_article_proves_nothing(derived):
    """A row compiled from the very article would confirm it by its own words."""
    graph = derived(
        said("id:a cakg:supplied id:b", IN_MARCH),
        row(
            "id:a cakg:supplied id:b",
            days("2022-03-02"),
            source="compiled",
            at="; cakg:evidence <https://news.example/a>",
        ),
    )

    assert verdicts(graph) == {"compiled": "no-record"}


def test_a_row_that_its_dataset_hedges_proves_nothing(derived):
    """A report of an event is no event."""
    graph = derived(
        said("id:a cakg:supplied id:b", IN_MARCH),
        row("id:a cakg:supplied id:b", days("2022-03-02"), extra="; cakg:hedge hedge:reported"),
    )

    assert verdicts(graph) == {"data": "no-record"}


def test_a_weaker_promise_is_no_alliance(derived):
    """Not to attack each other is less than to be military allies."""
    graph = derived(
        said("id:a cakg:alliedWith id:b"), row("id:a cakg:pactWith id:b", "cakg:obligation obligation:non-aggression")
    )

    assert verdicts(graph) == {}


def test_what_is_urged_or_foreseen_is_not_checked(derived):
    """Who says what should be so does not say that it is."""
    graph = derived(
        said("id:a cakg:supplied id:b", IN_MARCH).replace("mode:asserted", "mode:urged"),
        row("id:a cakg:supplied id:b", days("2022-03-02")),
    )

    assert verdicts(graph) == {}


# ---- Contradictions ------------------------------------------------------------


def test_another_vote_contradicts_by_value(derived):
    """Who voted against did not abstain."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:votedAgainst id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_an_absence_is_not_an_abstention(derived):
    """A dataset that marks absences contradicts who tells of an abstention."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:absentFrom id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_a_denial_is_contradicted_by_the_row_and_confirmed_by_its_contrary(derived):
    """Polarity counts: the row that bears out who affirms stands against who denies."""
    statement = said("id:a cakg:votedFor id:resolution", IN_MARCH, does="denies")
    against = derived(statement, row("id:a cakg:votedFor id:roll-call", days("2022-03-02")))
    with_it = derived(statement, row("id:a cakg:votedAgainst id:roll-call", days("2022-03-02")))

    assert verdicts(against) == {"data": "contradicted"}
    assert verdicts(with_it) == {"data": "confirmed"}


def test_another_date_of_what_happens_once_contradicts(derived):
    """A vote in April is not the vote in March."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-04-07")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


def test_a_contradiction_outweighs_what_else_a_dataset_has(derived):
    """A dataset that has it both ways gives no comfort."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:roll-call", days("2022-03-02")),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {"data": "contradicted"}


# ---- Time ------------------------------------------------------------------------


def test_a_dataset_that_ends_before_says_nothing(derived):
    """Data that end with 2019 say nothing of 2022, and the end stands in the reason."""
    graph = derived(
        said("id:a cakg:abstainedOn id:resolution", IN_MARCH),
        row("id:a cakg:abstainedOn id:c", days("2014-03-27"), source="old"),
    )

    assert verdicts(graph) == {"old": "outside-coverage"}
    assert "2019-12-31" in why(graph)


def test_an_alliance_up_to_the_end_of_the_data_does_not_reach_further(derived):
    """A pact that has no last day in data up to 2019 is not one of 2022, and adds no source to it."""
    graph = derived(
        said("id:a cakg:alliedWith id:b"),
        row("id:a cakg:alliedWith id:b", "cakg:obligation obligation:defence", source="old"),
    )

    assert verdicts(graph) == {"old": "outside-coverage"}
    assert len(graph.pairs("corr:atAnotherTime")) == 1
    assert graph.values("stmt:s", "cakg:independentSources") == {"1"}


def test_further_allies_are_more_and_no_contradiction(derived):
    """Who names two allies does not say that there are no others."""
    graph = derived(
        said("id:a cakg:alliedWith id:b"),
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
def test_a_present_state_is_looked_for_in_the_last_twelve_months(derived, first, last, verdict):
    """A conflict that an article speaks of as present is not confirmed by one of years ago, nor by a later one."""
    graph = derived(said("id:a cakg:inConflictWith id:b"), row("id:b cakg:inConflictWith id:a", days(first, last)))

    assert verdicts(graph) == {"data": verdict}


def test_a_missing_row_denies_nothing(derived):
    """Where the parties are known and the row is missing, it stays unknown."""
    graph = derived(
        said("id:a cakg:inConflictWith id:b"),
        row("id:a cakg:inConflictWith id:c", days("2022-06-01")),
        row("id:b cakg:inConflictWith id:c", days("2022-06-01")),
    )

    assert verdicts(graph) == {"data": "no-record"}
    assert "does not show that the statement is false" in why(graph)


def test_a_dataset_without_the_parties_is_not_asked(derived):
    """That alliances of others are recorded says nothing of these two."""
    graph = derived(
        said("id:a cakg:alliedWith id:b"), row("id:c cakg:alliedWith id:drones", days("2022-01-01", "2022-12-31"))
    )

    assert verdicts(graph) == {}


# ---- Near the point ----------------------------------------------------------------


def test_a_vote_is_not_a_recognition(derived):
    """An editor may set a vote beside a recognition, and it stays context, whichever way it went."""
    for vote in ("votedFor", "votedAgainst", "abstainedOn", "absentFrom"):
        graph = derived(
            said("id:a cakg:recognised id:b", days("2022-01-01", "2022-12-31"), does="denies"),
            row(f"id:a cakg:{vote} id:roll-call", days("2022-03-02")),
            relevance("data", f"cakg:{vote}", "cakg:matchThing id:roll-call"),
        )

        assert verdicts(graph) == {"data": "related-only"}
        assert "Near, and no more." in why(graph)


def test_nothing_is_near_the_point_of_itself(derived):
    """Unless an editor calls it relevant, a vote has nothing to do with a recognition."""
    graph = derived(
        said("id:a cakg:recognised id:b", days("2022-01-01", "2022-12-31")),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
    )

    assert verdicts(graph) == {}


def test_context_is_of_the_same_subject_or_its_members(derived):
    """Of a group, the rows of its members give context, and nobody else's."""
    graph = derived(
        said("id:five cakg:supports id:b", IN_MARCH),
        row("id:a cakg:votedFor id:roll-call", days("2022-03-02")),
        row("id:c cakg:votedFor id:roll-call", days("2022-03-02")),
        row("id:drones cakg:votedFor id:roll-call", days("2022-03-02")),
        relevance("data", "cakg:votedFor", "cakg:matchThing id:roll-call"),
    )

    assert verdicts(graph) == {"data": "related-only"}
    assert len(graph.pairs("corr:contextFrom")) == 2


def test_context_out_of_time_is_none(derived):
    """What an editor finds near the point is still looked for in the time in question alone."""
    statement = said("id:a cakg:supports id:b", IN_MARCH)
    near = relevance("old", "cakg:votedFor", "cakg:matchThing id:roll-call")
    graph = derived(statement, near, row("id:a cakg:votedFor id:roll-call", days("2008-05-15"), source="old"))

    assert verdicts(graph) == {"old": "outside-coverage"}


def test_an_editor_may_look_further_back(derived):
    """For what is said of a habit, an editor says from when rows count as context."""
    graph = derived(
        said("id:a cakg:supports id:b"),
        row("id:a cakg:votedFor id:roll-call", days("2008-05-15"), source="old"),
        relevance("old", "cakg:votedFor", 'cakg:earliest "2006-01-01"^^xsd:date'),
    )

    assert verdicts(graph) == {"old": "related-only"}


def test_what_a_machine_read_is_counted_and_never_more_than_context(derived):
    """Reports of one day are context with a count, and near-equal rows of one story count once."""
    dated, story = days("2022-06-01"), '; cakg:duplicateKey "one"'
    feed = {"source": "feed", "extra": "; cakg:hedge hedge:reported"}
    graph = derived(
        said("id:a cakg:inConflictWith id:b"),
        row("id:a cakg:reportedDoing id:b", dated, **feed, at=story),
        row("id:a cakg:reportedDoing id:b", dated, **feed, at=story),
        row("id:a cakg:reportedDoing id:b", days("2022-06-02"), **feed),
        relevance("feed", "cakg:reportedDoing", "cakg:matchThing id:b"),
    )

    assert verdicts(graph) == {"feed": "related-only"}
    assert graph.pairs("corr:contextFrom") == set()
    assert "2 reports" in why(graph)
