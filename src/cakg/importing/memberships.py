"""Correlates of War, intergovernmental organisations: which state belongs to which, year by year.

The years are those of the dataset's coders, who count by calendar years and not always from the day of accession.
"""

from __future__ import annotations

import narwhals as nw

from cakg.asking.names import labels
from cakg.engines.engine import Engine
from cakg.importing.dataset import Dataset, Frame, Mapping, Nodes, is_one_of
from cakg.importing.facts import Texts, author, facts, is_number, leaves_out, named, number, runs
from cakg.importing.ntriples import iri, looked_up
from cakg.linking.codes import codes
from cakg.vocabulary import CAKG, MEMBERSHIP

_NAME = "cow-igo-3"
_MEMBERSHIPS = {"1": "full", "2": "associate", "3": "observer"}
_WORDS = {"full": "Full membership", "associate": "Associate membership", "observer": "Observer status"}
_NONE = {"0": "no member", "-1": "not in existence", "-9": "missing"}


def _mapping(engine: Engine) -> Mapping:
    states, speaker = codes(engine, "cow"), author(engine, _NAME)
    names = labels(engine, states.values())
    organisations = {name.lower(): thing for name, thing in named(engine, "Organisation").items()}
    coded = [*_MEMBERSHIPS, *_NONE]

    def nodes(rows: Frame) -> list[Nodes]:
        years = rows.with_columns(
            nw.col("igo").str.to_lowercase().alias("igo"),
            *(number(column).alias(column) for column in ("ccode", "code")),
            number("year").cast(nw.Int64).alias("year"),
        )
        of = ["ccode", "igo", "membership"]
        belongs = years.with_columns(looked_up(nw.col("code"), _MEMBERSHIPS).alias("membership"))
        belongs = belongs.filter(~nw.col("membership").is_null()).unique([*of, "year"])
        found = runs(belongs, years, *of).with_columns(
            looked_up(nw.col("ccode"), states).alias("about"),
            looked_up(nw.col("igo"), organisations).alias("value"),
            looked_up(nw.col("membership"), _WORDS).alias("words"),
            nw.col("igo").str.to_uppercase().alias("organisation"),
            nw.lit(f"{CAKG.iri}memberOf").alias("predicate"),
        )
        found = found.filter(~nw.col("about").is_null(), ~nw.col("value").is_null())
        return facts(
            _NAME,
            speaker,
            found.with_columns(looked_up(nw.col("about"), names).alias("state")),
            Texts(
                name="{words} of {one} in {other}{span}",
                label="{words} of {state} in {organisation}{span}",
                key="{ccode} {igo} {membership} {first}",
                record="ccode {ccode}, {igo}, {first}–{last}, {membership}",
            ),
            (CAKG.membership, iri(MEMBERSHIP.iri, nw.col("membership"))),
        )

    return Mapping(
        [
            is_number("year"),
            is_number("ccode"),
            is_one_of("code", [*coded, *(f"{code}.0" for code in coded)], "is no code of membership"),
            leaves_out("ccode", looked_up(number("ccode"), states)),
            leaves_out("igo", looked_up(nw.col("igo").str.to_lowercase(), organisations)),
        ],
        nodes,
    )


DATASETS = [Dataset(_NAME, ["ccode", "year", "igo", "code"], _mapping, whole=True)]
