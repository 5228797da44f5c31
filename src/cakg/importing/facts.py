"""Facts of a dataset: a statement, the claim by which the dataset makes it, and the row that holds it.

What the importers of votes, alliances, memberships and conflicts share. Knows no dataset.
"""

from __future__ import annotations

from string import Formatter
from typing import NamedTuple

import narwhals as nw

from cakg.asking.names import texts, values_of
from cakg.engines.engine import Engine
from cakg.errors import CakgError
from cakg.importing.dataset import Frame, Nodes, Requirement, matches
from cakg.importing.ntriples import (
    Text,
    claim,
    constant,
    day,
    iri,
    joined,
    literal,
    row,
    row_name,
    statement,
    web_address,
)
from cakg.vocabulary import CAKG, CLAIM, ID, SCHEMA, SOURCE, STMT


def author(engine: Engine, dataset: str) -> str:
    """Return who speaks in a dataset, as a term; an error when the graph does not describe the dataset."""
    found = texts(engine, f"SELECT ?author WHERE {{ <{SOURCE[dataset]}> cakg:author ?author }}")
    if not found:
        raise CakgError(
            f"the graph does not describe source:{dataset}", remedy="copy it from graph/datasets/datasets.ttl"
        )
    return constant(found[0]["author"])


def named(engine: Engine, *classes: str) -> dict[str, str]:
    """Return the things of *classes* by their English names, hidden ones too; a label goes before an alias."""
    wanted = values_of(CAKG[one] for one in classes)
    found = texts(
        engine,
        f"""SELECT ?thing ?name WHERE {{
          VALUES ?class {{ {wanted} }}
          ?thing a ?class .
          {{ ?thing rdfs:label ?name BIND (2 AS ?rank) }}
          UNION
          {{ ?thing skos:altLabel|skos:hiddenLabel ?name BIND (1 AS ?rank) }}
          FILTER (LANG(?name) = "en")
        }} ORDER BY ?rank DESC(?thing)""",
    )
    return {one["name"]: one["thing"] for one in found}


def number(column: str) -> nw.Expr:
    """Return a column of whole numbers as they should be written: ``2.0`` is ``2``."""
    return nw.col(column).str.replace_all(r"\.0$", "")


def is_number(column: str, problem: str = "is no whole number") -> Requirement:
    """Return the requirement that a cell is a whole number, such as a code or a year."""
    return matches(column, r"^\d{1,9}(?:\.0)?$", problem)


def leaves_out(column: str, known: nw.Expr) -> Requirement:
    """Return what counts the rows that are left out, since what they name is *known* as no thing of the graph."""
    return Requirement(column, "names nothing in the graph: left out", known.is_null(), kept=True)


def filled(template: str) -> nw.Expr:
    """Return *template* with each ``{column}`` in it filled in; null where one of them is null."""
    parts = [(fixed, column) for fixed, column, _, _ in Formatter().parse(template)]
    return joined(*(part for fixed, column in parts for part in (fixed, nw.col(column) if column else "")))


def slug(text: nw.Expr) -> nw.Expr:
    """Return *text* as a part of a name: small letters, digits and hyphens."""
    return text.str.to_lowercase().str.replace_all("[^a-z0-9]+", "-").str.replace_all("^-|-$", "")


def local(column: str) -> nw.Expr:
    """Return the last part of the IRIs of our things in a column."""
    return nw.col(column).str.replace_all(ID.iri, "", literal=True)


class Texts(NamedTuple):
    """How the nodes of a fact are named and called, as templates: see :func:`filled`.

    Besides the columns at hand they may use ``{one}`` and ``{other}``, the last parts of subject and object.
    """

    name: str
    """The last part of the statement's IRI."""
    label: str
    record: str
    key: str
    """What tells the claim from the dataset's others."""
    row: str = "{key}"
    """What tells the row from the dataset's others, where a row makes several claims."""


def facts(
    dataset: str, speaker: str, rows: Frame, texts: Texts, *more: tuple[str, Text], address: nw.Expr | None = None
) -> list[Nodes]:
    """Return statement, claim and row for each of *rows*, in the order of their keys.

    *rows* have the columns ``about``, ``predicate`` and ``value``, which are IRIs, and ``earliest`` and ``latest``,
    eight digits or null. *more* is said of the statement; *address* is that of the row, where it has one on the web.
    """
    rows = rows.with_columns(local("about").alias("one"), local("value").alias("other"))
    rows = rows.with_columns(slug(filled(texts.key)).alias("key")).sort("key")
    stated, place = iri(STMT.iri, slug(filled(texts.name))), row_name(dataset, slug(filled(texts.row)))
    said = nw.concat_str(
        statement(
            stated,
            literal(filled(texts.label), language="en"),
            iri(nw.col("about")),
            iri(nw.col("predicate")),
            iri(nw.col("value")),
            *more,
            (CAKG.earliest, day(nw.col("earliest"))),
            (CAKG.latest, day(nw.col("latest"))),
        ),
        claim(iri(f"{CLAIM.iri}{dataset}-", nw.col("key")), stated, speaker, place),
    )
    at = [] if address is None else [(SCHEMA.url, web_address(address))]
    return [Nodes(rows, said), Nodes(rows, row(place, dataset, filled(texts.record), *at), once=True)]


def runs(rows: Frame, every: Frame, *of: str) -> Frame:
    """Return the unbroken runs of years in *rows*, apart for each value of the columns *of*.

    ``first`` and ``last`` are the years. ``earliest`` and ``latest`` are days of eight digits, null where the run
    reaches the first or last year of *every* row: beyond it the data say nothing. ``span`` tells the dates in words.
    """
    year, first, last = nw.col("year"), nw.col("first"), nw.col("last")
    start = nw.when(first > nw.col("begin")).then(first.cast(nw.String))
    stop = nw.when(last < nw.col("end")).then(last.cast(nw.String))
    told = (joined(", ", start, "–", stop), joined(" from ", start), joined(" until ", stop), nw.lit(""))
    return (
        rows.with_columns((year - year.cum_count().over(*of, order_by="year").cast(nw.Int64)).alias("run"))
        .group_by(*of, "run")
        .agg(year.min().alias("first"), year.max().alias("last"))
        .join(every.select(year.min().alias("begin"), year.max().alias("end")), how="cross")
        .with_columns(
            joined(start, "0101").alias("earliest"),
            joined(stop, "1231").alias("latest"),
            nw.coalesce(*told).alias("span"),
            first.cast(nw.String).alias("first"),
            last.cast(nw.String).alias("last"),
        )
    )
