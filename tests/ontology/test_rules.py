"""Tests of the rules. Each runs on both engines, which must derive the same triples."""

from itertools import count

import pytest

from cakg.paths import shipped

_NUMBERS = count()


def statement(name: str, triple: str = "id:a cakg:supplied id:b", more: str = "") -> str:
    """Return Turtle for the statement stmt:*name* with *triple* and the further properties in *more*."""
    subject, predicate, object_ = triple.split()
    return (
        f"stmt:{name} a cakg:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ;"
        f" rdf:object {object_} {'; ' + more if more else ''} .\n"
    )


def claim(does: str, *, mode: str = "asserted", speaker: str = "writer", passage: str = "paper", more: str = "") -> str:
    """Return Turtle for a new claim that *does* something, such as ``affirms stmt:s``."""
    return (
        f"claim:{next(_NUMBERS)} a cakg:Claim ; cakg:{does} ; cakg:mode mode:{mode} ; cakg:speaker id:{speaker} ;"
        f" cakg:passage passage:{passage} {'; ' + more if more else ''} .\n"
    )


STATED = claim("affirms stmt:s")
CONDITION = statement("if", "id:c cakg:partnerOf id:a")


# ---- Origin and attribution --------------------------------------------------


@pytest.mark.slow
def test_passages_and_claims_are_labelled_by_their_place(derived):
    """The label of a passage has source, paragraph and sentence; that of a claim has the label of its passage."""
    graph = derived(statement("s"), "claim:x a cakg:Claim ; cakg:affirms stmt:s ; cakg:passage passage:paper .")

    assert graph.values("passage:paper", "rdfs:label") == {"The Paper 2022, paragraph 11, sentence 1"}
    assert graph.values("claim:x", "rdfs:label") == {"Claim at The Paper 2022, paragraph 11, sentence 1"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "speaker, passage, attribution, origin",
    [
        ("writer", "paper", "attribution:author", "source:paper"),
        ("writer", "agency", "attribution:author", "source:paper"),
        ("agent", "agency", "attribution:author", "source:paper"),
        ("c", "agency", "attribution:named", "id:c"),
        ("accusers", "agency", "attribution:anonymous", "source:paper"),
    ],
    ids=["author", "author-of-the-work-reported-on", "reporter", "named-party", "unnamed-party"],
)
def test_attribution_and_origin_of_a_claim(derived, speaker, passage, attribution, origin):
    """The origin is the named third party, or otherwise the original work."""
    graph = derived(statement("s"), claim("affirms stmt:s", speaker=speaker, passage=passage))

    assert {value for _, value in graph.pairs("cakg:attribution")} == {attribution}
    assert {value for _, value in graph.pairs("cakg:origin")} == {origin}


def test_the_author_of_the_source_reports_claims_of_others(derived):
    """A claim by another speaker is reported by the author of the source."""
    graph = derived(statement("s"), claim("affirms stmt:s", speaker="writer", passage="agency"))

    assert {value for _, value in graph.pairs("cakg:reportedBy")} == {"id:agent"}


def test_nobody_reports_their_own_words(derived):
    """A claim by the author of the source has no reporter."""
    assert derived(statement("s"), STATED).pairs("cakg:reportedBy") == set()


# ---- Commitment --------------------------------------------------------------


@pytest.mark.parametrize(
    "claimed, commitment",
    [
        (claim("affirms stmt:s"), "stated"),
        (claim("affirms stmt:s", mode="judged"), "judged"),
        (claim("affirms stmt:s", speaker="c"), "attributed"),
        (claim("affirms stmt:s", speaker="c", mode="judged"), "attributed"),
        (claim("affirms stmt:s", mode="alleged"), "hedged"),
        (claim("affirms stmt:s", more="cakg:hedge hedge:reported"), "hedged"),
        (claim("affirms stmt:s", more="cakg:hedge hedge:apparent", mode="judged"), "hedged"),
        (claim("affirms stmt:s", speaker="accusers"), "hedged"),
        (claim("affirms stmt:s", mode="forecast"), "foreseen"),
        (claim("affirms stmt:s", mode="forecast", more="cakg:hedge hedge:possible"), "foreseen"),
        (claim("affirms stmt:s", mode="urged", speaker="c"), "urged"),
        (claim("affirms stmt:s", mode="forecast", more="cakg:condition stmt:if"), "conditional"),
        (claim("affirms stmt:s", mode="urged", more="cakg:unless stmt:if"), "conditional"),
    ],
)
def test_commitment_is_the_first_that_fits(derived, claimed, commitment):
    """A claim has the weakest commitment that applies to it."""
    graph = derived(statement("s"), CONDITION, claimed)

    assert graph.commitments() == {f"commitment:{commitment}"}


# ---- Refines and polarity ----------------------------------------------------

DATED = 'cakg:latest "2022-12-26"^^xsd:date'


def test_affirming_the_special_affirms_the_general(derived):
    """A claim that drones were supplied also says that something was supplied."""
    graph = derived(statement("s"), statement("special", more="cakg:item id:drones"), claim("affirms stmt:special"))

    assert graph.pairs("cakg:refines") == {("stmt:special", "stmt:s")}
    assert graph.values("stmt:s", "cakg:status") == {"status:stated"}


def test_denying_the_general_denies_the_special(derived):
    """A claim that nothing was supplied also says that no drones were supplied."""
    graph = derived(statement("s"), statement("special", more="cakg:item id:drones"), claim("denies stmt:s"))

    assert graph.values("stmt:special", "cakg:status") == {"status:denied"}


def test_denying_the_special_leaves_the_general_alone(derived):
    """If no drones were supplied, something else may have been."""
    graph = derived(statement("s"), statement("special", more="cakg:item id:drones"), claim("denies stmt:special"))

    assert graph.values("stmt:s", "cakg:status") == {"status:unclaimed"}


def test_affirming_the_general_leaves_the_special_alone(derived):
    """If something was supplied, it need not have been drones."""
    graph = derived(statement("s"), statement("special", more="cakg:item id:drones"), STATED)

    assert graph.values("stmt:special", "cakg:status") == {"status:unclaimed"}


def test_an_event_refines_by_its_dates(derived):
    """An event that happened in a certain year happened."""
    assert derived(statement("s"), statement("dated", more=DATED)).pairs("cakg:refines") == {("stmt:dated", "stmt:s")}


def test_a_state_does_not_refine_by_its_dates(derived):
    """A state that held until a certain day need not hold now."""
    partners = "id:a cakg:partnerOf id:b"

    graph = derived(
        statement("s", partners),
        statement("until", partners, DATED),
        statement("until-and-much", partners, DATED + " ; cakg:degree degree:major"),
        statement("much", partners, "cakg:degree degree:major"),
    )

    assert graph.pairs("cakg:refines") == {("stmt:much", "stmt:s")}


def test_only_a_bare_statement_is_refined(derived):
    """Statements with details do not refine each other. Of two equal bare statements, the first is refined."""
    graph = derived(
        statement("drones", more="cakg:item id:drones"), statement("dated", more=DATED), statement("s"), statement("t")
    )

    assert graph.pairs("cakg:refines") == {("stmt:drones", "stmt:s"), ("stmt:dated", "stmt:s")}


def test_refinements_by_an_editor_are_followed(derived):
    """An affirmation applies along a chain of derived and entered refinements."""
    graph = derived(
        statement("s"),
        statement("item", more="cakg:item id:drones"),
        statement("item-and-place", more="cakg:item id:drones ; cakg:place id:c"),
        "stmt:item-and-place cakg:refines stmt:item .",
        statement("leaf", "id:b cakg:supplied id:c", "cakg:item id:drones"),
        "stmt:leaf cakg:refines stmt:item-and-place .",
        claim("affirms stmt:leaf", mode="judged"),
    )

    assert graph.values("stmt:s", "cakg:status") == {"status:judged"}


def test_leaving_open_does_not_affect_other_statements(derived):
    """A question whether drones were supplied does not leave open whether anything was."""
    graph = derived(statement("s"), statement("special", more="cakg:item id:drones"), claim("leavesOpen stmt:special"))

    assert graph.values("stmt:special", "cakg:status") == {"status:open"}
    assert graph.values("stmt:s", "cakg:status") == {"status:unclaimed"}


# ---- Status ------------------------------------------------------------------

ACCUSATION = claim("affirms stmt:s", mode="alleged", speaker="accusers", passage="agency")
URGED = claim("affirms stmt:s", mode="urged")
CONDITIONAL = claim("affirms stmt:s", more="cakg:condition stmt:if")
FORECAST = claim("affirms stmt:s", mode="forecast")
HEDGED = claim("affirms stmt:s", more="cakg:hedge hedge:reported")
ATTRIBUTED = claim("affirms stmt:s", speaker="c")
JUDGED = claim("affirms stmt:s", mode="judged")
OPEN = claim("leavesOpen stmt:s")
DENIAL = claim("denies stmt:s")
DOUBT = claim("denies stmt:s", more="cakg:hedge hedge:apparent")


@pytest.mark.parametrize(
    "claims, status",
    [
        ((), "unclaimed"),
        ((OPEN,), "open"),
        ((OPEN, URGED), "urged"),
        ((URGED, CONDITIONAL), "conditional"),
        ((CONDITIONAL, FORECAST), "foreseen"),
        ((FORECAST, HEDGED), "hedged"),
        ((HEDGED, ATTRIBUTED), "attributed"),
        ((ATTRIBUTED, JUDGED), "judged"),
        ((JUDGED, STATED), "stated"),
        ((DENIAL,), "denied"),
        ((DENIAL, URGED, CONDITIONAL, OPEN), "denied"),
        ((DENIAL, DOUBT), "denied"),
        ((DOUBT,), "doubted"),
        ((DOUBT, URGED, CONDITIONAL, OPEN), "doubted"),
        ((DOUBT, HEDGED), "contested"),
        ((DENIAL, STATED), "contested"),
        ((DENIAL, FORECAST), "contested"),
        ((claim("denies stmt:s", mode="urged"),), "urged"),
        ((claim("denies stmt:s", more="cakg:unless stmt:if"),), "conditional"),
        ((claim("denies stmt:s", mode="urged"), JUDGED), "judged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}",
)
def test_status_is_the_first_that_fits(derived, claims, status):
    """Every statement has one status, from the firmest claims about it."""
    graph = derived(statement("s"), CONDITION, *claims)

    assert graph.values("stmt:s", "cakg:status") == {f"status:{status}"}


def test_an_accusation_and_its_denial_make_contested(derived):
    """An accusation that somebody denies is contested, whoever made it."""
    graph = derived(statement("s"), ACCUSATION, claim("denies stmt:s", speaker="a", passage="agency"))

    assert graph.values("stmt:s", "cakg:status") == {"status:contested"}


def test_a_claim_of_a_named_party_is_attributed(derived):
    """A claim by a state about itself is not stated as a fact."""
    assert derived(statement("s"), ATTRIBUTED).values("stmt:s", "cakg:status") == {"status:attributed"}


# ---- Independent sources -----------------------------------------------------


def test_a_republication_adds_no_source(derived):
    """A work and a summary of it have the same origin."""
    graph = derived(
        statement("s"),
        STATED,
        claim("affirms stmt:s", passage="agency"),
        claim("affirms stmt:s", passage="agency", speaker="agent"),
    )

    assert graph.values("stmt:s", "cakg:independentSources") == {"1"}


def test_two_works_are_two_sources(derived):
    """Works that do not report on each other are counted separately."""
    graph = derived(statement("s"), STATED, claim("affirms stmt:s", passage="institute", speaker="fellow"))

    assert graph.values("stmt:s", "cakg:independentSources") == {"2"}


def test_one_party_quoted_twice_is_one_source(derived):
    """A named party is one origin, however many works quote it."""
    graph = derived(statement("s"), ATTRIBUTED, claim("affirms stmt:s", passage="institute", speaker="c"))

    assert graph.values("stmt:s", "cakg:independentSources") == {"1"}


@pytest.mark.parametrize("weak", [HEDGED, ACCUSATION, FORECAST, CONDITIONAL, URGED, OPEN, DENIAL])
def test_only_an_outright_affirmation_counts_as_source(derived, weak):
    """Hedged, alleged, forecast, conditional and urged claims, questions and denials are not counted."""
    assert derived(statement("s"), CONDITION, weak).values("stmt:s", "cakg:independentSources") == {"0"}


def test_denials_are_counted_separately(derived):
    """Two works that deny a statement count as two denials, not as sources."""
    graph = derived(statement("s"), DENIAL, claim("denies stmt:s", passage="institute", speaker="fellow"))

    assert graph.values("stmt:s", "cakg:independentDenials") == {"2"}
    assert graph.values("stmt:s", "cakg:independentSources") == {"0"}


# ---- Conflicts and tensions --------------------------------------------------

RISING = "id:influence cakg:trend trend:rising"
FALLING = "id:influence cakg:trend trend:falling"
GROWTH = "id:a cakg:tradeGrowth id:b"
TEN = "cakg:atLeast 10 ; cakg:atMost 10 ; cakg:unit unit:percent"
FORTY = "cakg:atLeast 40.5 ; cakg:atMost 40.5 ; cakg:unit unit:percent"
BOTH = claim("affirms stmt:s , stmt:t")
PAIR = {("stmt:s", "stmt:t")}


def span(earliest: str = "", latest: str = "") -> str:
    """Return Turtle for the dates of a statement."""
    bounds = {"earliest": earliest, "latest": latest}
    return " ; ".join(f'cakg:{name} "{day}"^^xsd:date' for name, day in bounds.items() if day)


def test_contrary_values_differ(derived):
    """A topic cannot rise and fall at the same time."""
    assert derived(statement("s", RISING), statement("t", FALLING), BOTH).pairs("cakg:differsInValue") == PAIR


@pytest.mark.parametrize(
    "one, other, overlap",
    [
        (span(latest="2021-12-31"), span(earliest="2022-02-24"), False),
        (span(latest="2022-02-24"), span(earliest="2022-02-24"), True),
        (span(latest="2021-12-31"), "", False),
        ("", span(latest="2021-12-31"), False),
        (span(earliest="2022-02-24"), "", True),
        ("", "", True),
    ],
)
def test_contrary_values_differ_only_where_their_times_overlap(derived, one, other, overlap):
    """A value that has ended does not contradict. An undated statement is about the date of its source."""
    graph = derived(statement("s", RISING, one), statement("t", FALLING, other), BOTH)

    assert graph.pairs("cakg:differsInValue") == (PAIR if overlap else set())


def test_contrary_values_in_different_respects_agree(derived):
    """A topic may rise in one place and fall in general. A difference in degree alone does not matter."""
    placed = derived(statement("s", RISING, "cakg:place id:c"), statement("t", FALLING), BOTH)
    graded = derived(statement("s", RISING, "cakg:degree degree:rapid"), statement("t", FALLING), BOTH)

    assert placed.pairs("cakg:differsInValue") == set()
    assert graded.pairs("cakg:differsInValue") == PAIR


def test_amounts_that_do_not_overlap_differ(derived):
    """The growth of one trade in one period has only one figure."""
    assert (
        derived(statement("s", GROWTH, FORTY), statement("t", GROWTH, TEN), BOTH).pairs("cakg:differsInValue") == PAIR
    )


@pytest.mark.parametrize(
    "one, other",
    [
        (FORTY + " ; " + span("2022-01-01", "2022-06-30"), TEN + " ; " + span("2022-01-01", "2022-10-31")),
        (FORTY + " ; " + span("2022-01-01"), TEN),
        (FORTY + " ; cakg:item id:drones", TEN),
        (FORTY, "cakg:atLeast 10 ; cakg:unit unit:percent"),
        (FORTY, "cakg:atLeast 7 ; cakg:atMost 7 ; cakg:unit unit:fold"),
        (FORTY, "cakg:atLeast 40 ; cakg:atMost 41 ; cakg:unit unit:percent"),
    ],
    ids=["other-span", "no-span", "other-item", "open-above", "other-unit", "overlapping"],
)
def test_amounts_that_can_both_be_true_agree(derived, one, other):
    """Figures for other periods, items or units, and overlapping bounds, do not conflict."""
    graph = derived(statement("s", GROWTH, one), statement("t", GROWTH, other), BOTH)

    assert graph.pairs("cakg:differsInValue") == set()


def test_two_options_of_one_choice_differ(derived):
    """A state cannot abstain in a vote and stay away from it."""
    graph = derived(statement("s", "id:a cakg:abstainedOn id:b"), statement("t", "id:a cakg:absentFrom id:b"), BOTH)

    assert graph.pairs("cakg:differsInValue") == PAIR


def test_a_one_time_event_at_two_times_differs(derived):
    """Dates that do not overlap cannot both be right; dates that overlap can."""
    annexed = "id:a cakg:annexed id:b"
    early, late = span("2014-03-01", "2014-03-31"), span("2022-09-01", "2022-09-30")

    apart = derived(statement("s", annexed, late), statement("t", annexed, early), BOTH)
    overlapping = derived(statement("s", annexed, late), statement("t", annexed, span("2022-01-01")), BOTH)

    assert apart.pairs("cakg:differsInTime") == PAIR
    assert overlapping.pairs("cakg:differsInTime") == set()


def test_repeatable_events_do_not_differ_in_time(derived):
    """Goods can be supplied in two different years."""
    early, late = span("2014-03-01", "2014-03-31"), span("2022-09-01", "2022-09-30")

    assert derived(statement("s", more=late), statement("t", more=early), BOTH).pairs("cakg:differsInTime") == set()


def test_contrary_values_on_a_topic_and_a_wider_one_are_in_tension(derived):
    """Soft power may fall while influence rises; readers should see both."""
    graph = derived(statement("s", RISING), statement("t", "id:soft-power cakg:trend trend:falling"), BOTH)

    assert graph.pairs("cakg:inTensionWith") == PAIR
    assert graph.pairs("cakg:differsInValue") == set()


def test_contrary_predicates_are_in_tension(derived):
    """Supporting and opposing the same state is a tension, derived once for each pair."""
    graph = derived(statement("s", "id:a cakg:supports id:b"), statement("t", "id:a cakg:opposes id:b"), BOTH)

    assert graph.pairs("cakg:inTensionWith") == PAIR


@pytest.mark.slow
@pytest.mark.parametrize("out", ["conditional", "urged", "open", "denied", "unclaimed"])
@pytest.mark.parametrize(
    "one, other, conflict",
    [
        ((RISING, ""), (FALLING, ""), "cakg:differsInValue"),
        ((GROWTH, TEN), (GROWTH, FORTY), "cakg:differsInValue"),
        (("id:a cakg:abstainedOn id:b", ""), ("id:a cakg:absentFrom id:b", ""), "cakg:differsInValue"),
        (
            ("id:a cakg:annexed id:b", span("2014-03-01", "2014-03-31")),
            ("id:a cakg:annexed id:b", span("2022-09-01", "2022-09-30")),
            "cakg:differsInTime",
        ),
        (("id:a cakg:supports id:b", ""), ("id:a cakg:opposes id:b", ""), "cakg:inTensionWith"),
    ],
    ids=["value", "amount", "choice", "time", "tension"],
)
def test_only_affirmed_statements_conflict(derived, one, other, conflict, out):
    """Conditional and urged claims, questions and denials do not conflict; the same pair conflicts when affirmed."""
    second = {
        "conditional": claim("affirms stmt:t", more="cakg:condition stmt:if"),
        "urged": claim("affirms stmt:t", mode="urged"),
        "open": claim("leavesOpen stmt:t"),
        "denied": claim("denies stmt:t"),
        "unclaimed": "",
    }[out]
    pair = statement("s", *one) + statement("t", *other) + CONDITION + STATED

    assert derived(pair, second).pairs(conflict) == set()
    assert derived(pair, claim("affirms stmt:t")).pairs(conflict) == PAIR


# ---- Involves and causes -----------------------------------------------------


def test_a_statement_involves_the_things_in_its_qualifiers(derived):
    """Things in qualifiers are involved, but values of closed lists are not."""
    graph = derived(statement("s", more="cakg:item id:drones ; cakg:degree degree:major"))

    assert graph.values("stmt:s", "cakg:involves") == {"id:a", "id:b", "id:drones"}


def test_a_statement_involves_the_things_that_its_topics_concern(derived):
    """A statement about the soft power of a state involves the state."""
    graph = derived(statement("s", "id:soft-power cakg:trend trend:falling"))

    assert graph.values("stmt:s", "cakg:involves") == {"id:soft-power", "id:a"}


def test_a_statement_about_a_statement_involves_its_things(derived):
    """Subjects, objects and qualifiers that are statements are followed one level deep."""
    graph = derived(
        statement("inner", more="cakg:item id:drones"),
        statement("s", "stmt:inner cakg:ledTo id:c"),
        statement("asked", "id:c cakg:partnerOf id:c", "cakg:content stmt:inner"),
        statement("outer", "id:c cakg:followed stmt:s"),
    )

    assert graph.values("stmt:s", "cakg:involves") == {"id:a", "id:b", "id:c", "id:drones"}
    assert graph.values("stmt:asked", "cakg:involves") == {"id:a", "id:b", "id:c", "id:drones"}
    assert graph.values("stmt:outer", "cakg:involves") == {"id:c"}


@pytest.mark.parametrize(
    "claimed, step",
    [(HEDGED, True), (JUDGED, True), (FORECAST, True), (DENIAL, False), (URGED, False), (CONDITIONAL, False),
     (OPEN, False), ("", False)],
)  # fmt: skip
def test_a_cause_that_somebody_affirms_is_a_step(derived, claimed, step):
    """Only a link that is affirmed without a condition gives a causal step."""
    graph = derived(statement("effect"), statement("s", "id:c cakg:ledTo stmt:effect"), CONDITION, claimed)

    assert graph.pairs("cakg:causalStep") == ({("id:c", "stmt:effect")} if step else set())


def test_a_requirement_comes_first(derived):
    """The step goes from the requirement to its subject, opposite to the direction of the statement."""
    graph = derived(statement("s", "id:a cakg:requires id:b"), JUDGED)

    assert graph.pairs("cakg:causalStep") == {("id:b", "id:a")}


def test_a_link_that_is_not_causal_gives_no_step(derived):
    """An event that followed another was not necessarily caused by it."""
    graph = derived(statement("s", "id:a cakg:followed id:b"), STATED)

    assert graph.pairs("cakg:causalStep") == set()


# ---- Profiles ----------------------------------------------------------------


@pytest.mark.parametrize(
    "claims, profiles",
    [
        ((STATED,), {"everything", "unhedged", "stated"}),
        ((JUDGED,), {"everything", "unhedged"}),
        ((ATTRIBUTED,), {"everything", "unhedged"}),
        ((HEDGED,), {"everything"}),
        ((FORECAST,), {"everything"}),
        ((URGED,), {"everything"}),
        ((CONDITIONAL,), {"everything"}),
        ((OPEN,), {"everything"}),
        ((DENIAL,), {"everything"}),
        ((DENIAL, STATED), {"everything"}),
        ((), set()),
    ],
)
def test_profiles_follow_the_status(derived, claims, profiles):
    """The status of a statement decides which profiles include it. Unclaimed statements are in none."""
    graph = derived(statement("s"), CONDITION, *claims)

    assert graph.values("stmt:s", "cakg:inProfile") == {f"profile:{profile}" for profile in profiles}


# ---- Plain triples -----------------------------------------------------------


def test_a_stated_statement_without_details_is_a_plain_triple(derived):
    """A stated statement without qualifiers is derived as a triple, with or without a date."""
    assert derived(statement("s"), STATED).has("id:a cakg:supplied id:b")
    assert derived(statement("s", more=DATED), STATED).has("id:a cakg:supplied id:b")


@pytest.mark.parametrize(
    "claims",
    [(ACCUSATION,), (HEDGED,), (DENIAL,), (JUDGED,), (CONDITIONAL,), (URGED,), (FORECAST,), (ATTRIBUTED,), (OPEN,),
     (STATED, DENIAL)],
    ids=["alleged", "hedged", "denied", "judged", "conditional", "urged", "foreseen", "attributed", "open",
         "contested"],
)  # fmt: skip
def test_only_stated_statements_are_plain_triples(derived, claims):
    """Statements with any other status are not derived as triples."""
    assert not derived(statement("s"), CONDITION, *claims).has("id:a cakg:supplied id:b")


@pytest.mark.parametrize("more", ["cakg:item id:drones", "cakg:atLeast 3", "cakg:recordYears 6"])
def test_a_statement_with_details_is_not_a_plain_triple(derived, more):
    """Without its amount or qualifier, the triple would say something else."""
    assert not derived(statement("s", more=more), STATED).has("id:a cakg:supplied id:b")


@pytest.mark.parametrize(
    "triple", ["stmt:if cakg:partnerOf id:b", "id:a cakg:partnerOf stmt:if", "id:a cakg:ledTo id:b"]
)
def test_links_and_statements_about_statements_are_not_plain_triples(derived, triple):
    """Plain triples are only about things."""
    assert not derived(statement("s", triple), CONDITION, STATED).has(triple)


# ---- The files ---------------------------------------------------------------


@pytest.mark.parametrize("path", shipped().rules(), ids=lambda path: path.stem)
def test_every_rule_says_what_it_derives(path):
    """The first line of each file says what the rule derives."""
    assert path.read_text(encoding="utf-8").startswith("# Derives ")
