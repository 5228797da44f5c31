"""Builds the tables of sources, passages, things, terms and the editors' additions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from cakg.columnar.reading import Reader
from cakg.links.identifiers import links
from cakg.model.claims import first, values
from cakg.model.labels import best_text
from cakg.vocabulary import CAKG, DCTERMS, PREFIXES, RDFS, SCHEMA, SKOS

_OF_PASSAGES = {
    "paragraph": CAKG.paragraph,
    "sentence": CAKG.sentence,
    "start_offset": CAKG.start,
    "end_offset": CAKG.end,
    "sha256": CAKG.sha256,
    "record": CAKG.record,
    "address": SCHEMA.url,
    "no_claim_reason": CAKG.noClaimReason,
}
_RELATIONS = (CAKG.actsFor, CAKG.concerns, CAKG.hasMember, CAKG.kind, CAKG.codedCountry, SKOS.broader)
_OF_PREDICATES = {
    "theme": CAKG.theme,
    "aspect": CAKG.aspect,
    "mutual": CAKG.mutual,
    "once": CAKG.once,
    "one_object": CAKG.oneObject,
    "one_amount": CAKG.oneAmount,
    "causal": CAKG.causal,
    "one_of": CAKG.oneOf,
}
_OF_COMPARISONS = {
    "proposition": CAKG.proposition,
    "relation": CAKG.relation,
    "reason": SKOS.note,
    "creator": DCTERMS.creator,
    "date": DCTERMS.date,
}
_KINDS = {RDFS.label: "label", SKOS.prefLabel: "label", SKOS.altLabel: "alias", SKOS.hiddenLabel: "hidden"}


def sources(read: Reader) -> pl.DataFrame:
    """Return the table ``sources``."""
    names = "source short_name title kind author publisher date earliest latest covers language address reports_on"
    return _frame(
        [*names.split(), "licence", "rights", "citation", "has_passages"],
        (
            (
                *(one.iri, one.short_name, one.title, "dataset" if one.dataset else "article"),
                *(one.author, one.publisher, one.date, one.earliest, one.latest, one.covers, one.language),
                *(one.address, one.reports_on[0] if one.reports_on else None),
                *(one.licence, one.rights, one.citation, str(one.has_passages).lower()),
            )
            for one in read.records.sources.values()
        ),
    )


def source_agents(read: Reader) -> pl.DataFrame:
    """Return the table ``source_agents``."""
    return _frame(
        ("source", "role", "agent"),
        (
            (one.iri, role, agent)
            for one in read.records.sources.values()
            for role, agents in (("author", one.authors), ("publisher", one.publishers))
            for agent in agents
        ),
    )


def passages(read: Reader) -> pl.DataFrame:
    """Return the table ``passages``: the passages and rows of known sources."""
    found = read.first(CAKG.source, "source", "passage").join(
        read.claims, left_on="passage", right_on="claim", how="anti"
    )
    known = found.filter(pl.col("source").is_in(list(read.records.sources)))
    return read.described(known, "passage", _OF_PASSAGES)


def things(read: Reader) -> pl.DataFrame:
    """Return the table ``things``."""
    found = read.rows("SELECT ?thing ?class WHERE { ?class rdfs:subClassOf cakg:Thing . ?thing a ?class }")
    unnamed = read.rows("SELECT ?thing WHERE { ?thing a cakg:Unnamed }")["thing"]
    first = found.group_by("thing").agg(pl.col("class").min())
    return first.with_columns(unnamed=pl.col("thing").is_in(unnamed.implode()))


def thing_relations(read: Reader) -> pl.DataFrame:
    """Return the table ``thing_relations``."""
    found = read.of_any(_RELATIONS).rename({"node": "thing", "role": "relation"})
    return found.join(things(read), on="thing", how="semi")


def identifiers(read: Reader) -> pl.DataFrame:
    """Return the table ``identifiers``."""
    return _frame(
        ("mapping", "thing", "list", "identifier", "entry", "match", "name", "method", "author", "date", "remark"),
        (
            (
                *(one.mapping, one.thing, one.list or None, one.identifier, one.target if one.identifier else None),
                *(one.match, one.target_label, one.justification, one.author, one.date, one.remark),
            )
            for one in links(read.records.engine)
        ),
    )


def predicates(read: Reader) -> pl.DataFrame:
    """Return the table ``predicates``."""
    found = read.rows("SELECT DISTINCT ?predicate WHERE { ?predicate a cakg:Predicate }")
    return read.described(found, "predicate", _OF_PREDICATES)


def terms(read: Reader) -> pl.DataFrame:
    """Return the table ``terms``."""
    return read.first(SKOS.inScheme, "list", "term")


def notes(read: Reader) -> pl.DataFrame:
    """Return the table ``notes``."""
    names = ("note", "about", "identified_as", "identified_name", "basis", "reason", "creator", "date")
    return _frame(
        names,
        (
            (
                *(note, about, *_node_or_name(first(one, CAKG.identifiedAs)), first(one, CAKG.basis) or None),
                *(best_text(one.get(SKOS.note, ())), best_text(one.get(DCTERMS.creator, ())), first(one, DCTERMS.date)),
            )
            for note, one in read.records.notes.items()
            for about in values(one, CAKG.annotates)
        ),
    )


def comparisons(read: Reader) -> pl.DataFrame:
    """Return the table ``comparisons``."""
    found = read.rows("SELECT DISTINCT ?comparison WHERE { ?comparison a cakg:Comparison }")
    return read.described(found, "comparison", _OF_COMPARISONS)


def compared(read: Reader) -> pl.DataFrame:
    """Return the table ``compared``."""
    found = read.of_any((CAKG.compares, CAKG.comparesStatement)).rename({"node": "comparison"})
    return found.join(comparisons(read), on="comparison", how="semi")


def labels(read: Reader) -> pl.DataFrame:
    """Return the table ``labels`` for all nodes of the graph."""
    asked = "SELECT ?node ?text (LANG(?text) AS ?language) WHERE {{ ?node <{}> ?text . FILTER ISLITERAL(?text) }}"
    parts = [read.rows(asked.format(role)).with_columns(kind=pl.lit(kind)) for role, kind in _KINDS.items()]
    return pl.concat(parts)


def prefixes(_read: Reader) -> pl.DataFrame:
    """Return the table ``prefixes``."""
    return _frame(("prefix", "namespace"), PREFIXES.items())


def _node_or_name(value: str) -> tuple[str | None, str]:
    """Return a value as a node and as a name, of which one is empty. Only addresses are nodes."""
    return (value, "") if "://" in value else (None, value)


def _frame(names: Sequence[str], rows: Iterable[Sequence[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")
