"""ATOP: what two states have promised each other, year by year.

Which treaty a promise stands in, the table of pairs does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Mapping, is_one_of
from cakg.importing.facts import Fact, Row, Source, by_row, is_number, leaves_out, local, number, runs
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, OBLIGATION

_PROMISES = {
    "atop_defense": ("defence", "alliedWith"),
    "atop_offense": ("offence", "alliedWith"),
    "atop_neutral": ("neutrality", "pactWith"),
    "atop_nonagg": ("non-aggression", "pactWith"),
    "atop_consul": ("consultation", "pactWith"),
}
"""Who promises help in war is an ally; who promises less has a pact."""


def _mapping(engine: Engine) -> Mapping:
    source, states = Source(engine, "atop-5"), codes(engine, "cow")
    names = labels(engine, states.values())

    def told(rows: list[Row]) -> Iterator[str]:
        promised = defaultdict(list)
        years = [int(number(row["year"])) for row in rows]
        for row, year in zip(rows, years, strict=True):
            # A pair stands in the table in both directions; what both promise needs one.
            low, high = sorted((number(row["ccode1"]), number(row["ccode2"])), key=int)
            for flag in _PROMISES:
                if low in states and high in states and number(row[flag]) == "1":
                    promised[low, high, flag].append(year)
        for (low, high, flag), held in promised.items():
            one, other, (obligation, predicate) = states[low], states[high], _PROMISES[flag]
            for run in runs(held, min(years), max(years)):
                yield from source.told(
                    Fact(
                        *(one, CAKG.iri + predicate, other),
                        name=f"{local(one)} and {local(other)} pact of {obligation}{run.span}",
                        label=f"Pact of {obligation} between {names[one]} and {names[other]}{run.span}",
                        key=f"{low} {high} {obligation} {run.first}",
                        record=f"ccode {low} and {high}, {run.first}–{run.last}, {flag}",
                        earliest=run.earliest,
                        latest=run.latest,
                        more=((CAKG.obligation, OBLIGATION[obligation]),),
                    )
                )

    coded = [required for code in ("ccode1", "ccode2") for required in (is_number(code), leaves_out(code, states))]
    flags = [is_one_of(flag, ["0", "1", "0.0", "1.0"], "is neither 0 nor 1") for flag in _PROMISES]
    return by_row([is_number("year", "4"), *coded, *flags], told)


DATASETS = [Dataset("atop-5", ["ccode1", "ccode2", "year", *_PROMISES], _mapping, whole=True)]
