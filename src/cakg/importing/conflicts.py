"""UCDP/PRIO armed conflicts: who fought whom in a year, and who stood by whom with troops.

Sides are as they are coded: a state where its government is one, else the group. A state that joins with troops is no
side; it supports one. The names and the numbers in a cell are not in one order, so states are found by numbers and
groups by names; and of a side of several groups the row does not say which of them was supported.
"""

from __future__ import annotations

import narwhals as nw

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Frame, Mapping, Nodes, Requirement, is_one_of
from cakg.importing.facts import Texts, author, facts, filled, is_number, named, slug
from cakg.importing.ntriples import DAY, constant, iri, joined, literal, looked_up, node
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, ID, INTENSITY, RDF, RDFS, SKOS

_NAME = "ucdp-prio"
_INTENSITIES = {"1": INTENSITY.minor, "2": INTENSITY.war}
_STATES = ["gwno_a", "gwno_b", "gwno_a_2nd", "gwno_b_2nd"]
_DAYS = ["start_date", "end_date"]
_KEPT = ["about", "value", "party", "conflict_id", "year", "when", "intensity", "over", "earliest", "latest"]
_GOVERNMENT = "Government of "
_A_PARTY = "A party to an armed conflict, by the name that the Uppsala Conflict Data Program gives it."


def _mapping(engine: Engine) -> Mapping:
    states, speaker = codes(engine, "gw"), author(engine, _NAME)
    groups = named(engine, "Place", "Group", "Organisation")
    names = labels(engine, {*states.values(), *groups.values()})

    def group(column: str) -> nw.Expr:
        """Return the thing that a name stands for: one of the graph, or for a single name a new one."""
        single = nw.when(~nw.col(column).str.contains(", ")).then(filled(f"ucdp {{{column}}}"))
        return nw.coalesce(looked_up(nw.col(column), groups), joined(ID.iri, slug(single)))

    def each(rows: Frame, column: str, into: str) -> Frame:
        """Return a row for each number in a *column*, with its state; for none, where the graph has no such state."""
        rows = rows.with_columns(nw.col(column).str.split(",").alias(into)).explode(into)
        rows = rows.with_columns(looked_up(nw.col(into).str.strip_chars(), states).alias(into))
        return rows.filter(~nw.col(into).is_null())

    def nodes(rows: Frame) -> list[Nodes]:
        first, last = (joined(nw.col("year"), day) for day in ("0101", "1231"))
        start, end = (_digits(column) for column in ("start_date", "end_date"))
        rows = rows.with_columns(
            nw.when(start > first).then(start).otherwise(first).alias("earliest"),
            nw.when(end < last).then(end).otherwise(last).alias("latest"),
            looked_up(nw.col("intensity_level"), _INTENSITIES).alias("intensity"),
            nw.coalesce(joined(" over ", nw.col("territory_name")), nw.lit("")).alias("over"),
        )
        rows = rows.with_columns(
            nw.when((nw.col("earliest") == first) & (nw.col("latest") == last))
            .then(nw.col("year"))
            .otherwise(joined(_written("earliest"), " – ", _written("latest")))
            .alias("when"),
            nw.lit(None, dtype=nw.String).alias("party"),
        )
        parties = rows.with_columns(nw.col("side_b").str.split(", ").alias("party")).explode("party")
        parties = parties.filter(~nw.col("party").str.starts_with(_GOVERNMENT)).with_columns(
            group("party").alias("value")
        )
        against_groups = each(parties, "gwno_a", "about")
        against_states = each(each(rows, "gwno_a", "about"), "gwno_b", "value")
        with_states = each(each(rows, "gwno_a_2nd", "about"), "gwno_a", "value")
        with_groups = each(rows, "gwno_b_2nd", "about").with_columns(nw.col("side_b").alias("party"))
        with_groups = with_groups.with_columns(group("party").alias("value")).filter(~nw.col("value").is_null())
        new = parties.filter(looked_up(nw.col("party"), groups).is_null())
        return [
            Nodes(new, _group(), once=True),
            *told(
                against_groups, against_states, "in conflict with", "Armed conflict of {a} with {b}, {when} ({deadly})"
            ),
            *told(with_states, with_groups, "supports", "Support by troops of {a} for {b}, {when}"),
        ]

    def told(one: Frame, other: Frame, verb: str, label: str) -> list[Nodes]:
        """Return the facts of one kind."""
        fights = verb != "supports"
        both = nw.concat([frame.select(*_KEPT) for frame in (one, other)]).with_columns(
            nw.lit(CAKG.iri + ("inConflictWith" if fights else "supports")).alias("predicate"),
            nw.col("intensity").str.replace_all(INTENSITY.iri, "", literal=True).alias("deadly"),
            looked_up(nw.col("about"), names).alias("a"),
            nw.coalesce(looked_up(nw.col("value"), names), nw.col("party")).alias("b"),
        )
        return facts(
            _NAME,
            speaker,
            both,
            Texts(
                name=f"{{one}} {verb} {{other}} {{when}}" + (" {deadly}" if fights else ""),
                label=label,
                key=f"{{conflict_id}} {{year}} {{one}} {verb} {{other}}",
                row="{conflict_id} {year}",
                record="conflict {conflict_id}{over}, {year}",
            ),
            *([(CAKG.intensity, iri(nw.col("intensity")))] if fights else []),
        )

    listed = [
        Requirement(column, "is no list of state numbers", ~nw.col(column).str.contains(r"^\d+(, *\d+)*$"))
        for column in _STATES
    ]
    ours = rf"^(?:(?:{'|'.join(states)}) *(?:, *|$))+$"
    unknown = [
        Requirement(
            column, "names a state that the graph has not: left out", ~nw.col(column).str.contains(ours), kept=True
        )
        for column in _STATES
    ]
    days = [Requirement(column, "is no day of the calendar", ~_digits(column).str.contains(DAY)) for column in _DAYS]
    return Mapping(
        [
            is_number("conflict_id"),
            is_number("year"),
            is_one_of("intensity_level", _INTENSITIES, "is neither 1 nor 2"),
            *listed,
            *days,
            *unknown,
        ],
        nodes,
    )


def _digits(column: str) -> nw.Expr:
    """Return a day as eight digits, whether it begins with the day or the year."""
    return nw.col(column).str.replace_all(r"^(\d\d)-(\d\d)-(\d{4})$", "$3$2$1").str.replace_all("-", "", literal=True)


def _written(column: str) -> nw.Expr:
    """Return a day of eight digits as it is written."""
    return nw.col(column).str.replace_all(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")


def _group() -> nw.Expr:
    """Return the node of a party that the graph does not know yet."""
    return node(
        iri(nw.col("value")),
        (RDF.type, constant(CAKG.Group)),
        (RDFS.label, literal(nw.col("party"), language="en")),
        (SKOS.definition, literal(_A_PARTY, language="en")),
    )


DATASETS = [
    Dataset(
        _NAME,
        ["conflict_id", "year", "side_b", "intensity_level", "territory_name", *_DAYS, *_STATES],
        _mapping,
    )
]
