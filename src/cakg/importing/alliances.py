"""ATOP: what two states have promised each other, year by year.

Which treaty a promise stands in, the table of pairs does not say.
"""

from __future__ import annotations

import narwhals as nw

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Frame, Mapping, Nodes, is_one_of
from cakg.importing.facts import Texts, author, facts, is_number, leaves_out, number, runs
from cakg.importing.ntriples import iri, looked_up
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, OBLIGATION

_NAME = "atop-5"
_FLAGS = {
    "atop_defense": "defence",
    "atop_offense": "offence",
    "atop_neutral": "neutrality",
    "atop_nonagg": "non-aggression",
    "atop_consul": "consultation",
}
_PREDICATES = {
    flag: f"{CAKG.iri}{'allied' if flag in ('atop_defense', 'atop_offense') else 'pact'}With" for flag in _FLAGS
}
"""Who promises help in war is an ally; who promises less has a pact."""


def _mapping(engine: Engine) -> Mapping:
    states, speaker = codes(engine, "cow"), author(engine, _NAME)
    names = labels(engine, states.values())

    def nodes(rows: Frame) -> list[Nodes]:
        # A pair stands in the table in both directions; what both promise needs one.
        one, other = (number(code).cast(nw.Int64) for code in ("ccode1", "ccode2"))
        years = rows.with_columns(
            nw.when(one < other).then(one).otherwise(other).cast(nw.String).alias("low"),
            nw.when(one < other).then(other).otherwise(one).cast(nw.String).alias("high"),
            number("year").cast(nw.Int64).alias("year"),
        )
        pair = ["low", "high", "flag"]
        promised = (
            years.unpivot(list(_FLAGS), index=["low", "high", "year"], variable_name="flag", value_name="set")
            .filter(nw.col("set").str.starts_with("1"))
            .unique([*pair, "year"])
        )
        found = runs(promised, years, *pair).with_columns(
            looked_up(nw.col("low"), states).alias("about"),
            looked_up(nw.col("high"), states).alias("value"),
            looked_up(nw.col("flag"), _PREDICATES).alias("predicate"),
            looked_up(nw.col("flag"), _FLAGS).alias("obligation"),
        )
        found = found.filter(~nw.col("about").is_null(), ~nw.col("value").is_null()).with_columns(
            looked_up(nw.col("about"), names).alias("first state"),
            looked_up(nw.col("value"), names).alias("second state"),
        )
        return facts(
            _NAME,
            speaker,
            found,
            Texts(
                name="{one} and {other} pact of {obligation}{span}",
                label="Pact of {obligation} between {first state} and {second state}{span}",
                key="{low} {high} {obligation} {first}",
                record="ccode {low} and {high}, {first}–{last}, {flag}",
            ),
            (CAKG.obligation, iri(OBLIGATION.iri, nw.col("obligation"))),
        )

    requirements = [
        is_number("year"),
        *(is_one_of(flag, ["0", "1", "0.0", "1.0"], "is neither 0 nor 1") for flag in _FLAGS),
    ]
    for code in ("ccode1", "ccode2"):
        requirements += [is_number(code), leaves_out(code, looked_up(number(code), states))]
    return Mapping(requirements, nodes)


DATASETS = [Dataset(_NAME, ["ccode1", "ccode2", "year", *_FLAGS], _mapping, whole=True)]
