"""Builds the tables of claims and statements."""

from __future__ import annotations

import polars as pl

from cakg.columnar.reading import Reader
from cakg.model.claims import POLARITIES
from cakg.vocabulary import CAKG, PROFILE, RDF

_OF_CLAIMS = {"hedge": CAKG.hedge, "commitment": CAKG.commitment, "attribution": CAKG.attribution}
_WORDINGS = {
    "wording": CAKG.wording,
    "amount_wording": CAKG.amountWording,
    "date_wording": CAKG.dateWording,
    "origin": CAKG.origin,
}
_OF_STATEMENTS = {
    "subject": RDF.subject,
    "object": RDF.object,
    "independent_sources": CAKG.independentSources,
    "independent_denials": CAKG.independentDenials,
    "earliest": CAKG.earliest,
    "latest": CAKG.latest,
    "at_least": CAKG.atLeast,
    "at_most": CAKG.atMost,
    "more_than": CAKG.moreThan,
    "less_than": CAKG.lessThan,
    "unit": CAKG.unit,
    "record_years": CAKG.recordYears,
}
_CONFLICTS = {CAKG.differsInValue: "value", CAKG.differsInTime: "time", CAKG.inTensionWith: "tension"}


def claims(read: Reader) -> pl.DataFrame:
    """Return the table ``claims``."""
    return read.described(read.claims, "claim", _OF_CLAIMS | _WORDINGS)


def claims_statements(read: Reader) -> pl.DataFrame:
    """Return the table ``claims_statements``."""
    own = read.of_any(POLARITIES).rename({"node": "claim", "value": "statement"})
    direct = own.select(
        *("claim", "statement", pl.col("role").replace_strict(POLARITIES, return_dtype=pl.String).alias("polarity")),
        pl.lit(True).alias("direct"),
    )
    found = read.polarities.join(direct.unique(), on=["claim", "statement", "polarity"], how="left")
    described = read.described(read.claims, "claim", _OF_CLAIMS)
    return found.with_columns(pl.col("direct").fill_null(False)).join(described, on="claim", how="inner")


def claim_roles(read: Reader) -> pl.DataFrame:
    """Return the table ``claim_roles``."""
    found = read.of_any((CAKG.condition, CAKG.unless, CAKG.reportedBy)).rename({"node": "claim"})
    return found.join(read.claims, on="claim", how="semi")


def statements(read: Reader) -> pl.DataFrame:
    """Return the table ``statements``."""
    found = read.described(read.statements, "statement", _OF_STATEMENTS)
    found = found.join(read.first(CAKG.theme, "theme", "predicate"), on="predicate", how="left")
    profiles = read.pairs(CAKG.inProfile)
    for name in sorted(PROFILE.names):
        members = profiles.filter(pl.col("value") == PROFILE[name])["node"]
        found = found.with_columns(pl.col("statement").is_in(members.implode()).alias(f"in_{name}"))
    return found


def roles(read: Reader) -> pl.DataFrame:
    """Return the table ``roles``."""
    found = read.of_any({RDF.subject, RDF.object, *read.records.qualifiers}).rename({"node": "statement"})
    return _of_statements(read, found, "statement")


def involves(read: Reader) -> pl.DataFrame:
    """Return the table ``involves``."""
    return _of_statements(read, read.pairs(CAKG.involves).rename({"node": "statement", "value": "thing"}), "statement")


def refinements(read: Reader) -> pl.DataFrame:
    """Return the table ``refinements``."""
    found = read.pairs(CAKG.refines).rename({"node": "statement", "value": "general"})
    return _of_statements(read, found, "statement", "general")


def conflicts(read: Reader) -> pl.DataFrame:
    """Return the table ``conflicts``."""
    found = read.of_any(_CONFLICTS).rename({"node": "statement", "value": "other"})
    kinds = found.with_columns(kind=pl.col("role").replace_strict(_CONFLICTS, return_dtype=pl.String))
    return _of_statements(read, kinds, "statement", "other")


def causal_steps(read: Reader) -> pl.DataFrame:
    """Return the table ``causal_steps``."""
    return read.pairs(CAKG.causalStep).rename({"node": "cause", "value": "effect"})


def verdicts(read: Reader) -> pl.DataFrame:
    """Return the table ``verdicts``."""
    names = ("verdict_id", "claim", "statement", "dataset", "verdict", "reason")
    rows = [
        (one.check, one.claim, one.statement, one.source, one.verdict, one.why)
        for those in read.records.verdicts.values()
        for one in those
    ]
    found = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    found = found.join(read.first(CAKG.evidenceCount, "evidence_count", "verdict_id"), on="verdict_id", how="left")
    return _of_statements(read, found.join(read.claims, on="claim", how="semi"), "statement")


def _of_statements(read: Reader, frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Return the rows whose columns *names* are statements of the table ``statements``."""
    for name in names:
        frame = frame.join(read.statements, left_on=name, right_on="statement", how="semi")
    return frame
