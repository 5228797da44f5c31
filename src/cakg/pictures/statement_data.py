"""The data of a statement with its claims and their citations, for the pages of pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cakg.model.claims import Claim, Statement
from cakg.model.dates import span
from cakg.model.sources import Source
from cakg.network.build import sources_of
from cakg.vocabulary import local


class Citations:
    """The citations of a page without duplicates: claims of one passage share a citation."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.entries: list[dict[str, Any]] = []
        self._sources = {source.iri: place for place, source in enumerate(sources)}
        self._places: dict[tuple[str, str], int] = {}

    def cite(self, claim: Claim) -> int:
        """Return the index of a claim's citation in the entries, adding it if it is new."""
        passage, source = claim.passage, claim.passage.source
        key = (passage.iri, claim.citation)
        if key not in self._places:
            self._places[key] = len(self.entries)
            own = {} if passage.address == source.address else {"address": web_address(passage.address)}
            place = self._sources[source.iri]
            cited = {"iri": passage.iri, "source": place, "place": passage.in_full, "text": claim.citation}
            self.entries.append({**cited, **own})
        return self._places[key]


def web_address(address: str) -> str:
    """Return a web address, or an empty text for any other kind of address, which could run a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


def rank_key(iri: str, known: Mapping[str, Statement], edge: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the sort key of a statement: :attr:`Statement.weight`, or its equivalent for an edge without a record."""
    if iri in known:
        return known[iri].weight
    return (edge["status"] != "contested", True, -len(sources_of(edge)), "amount" not in edge, edge["label"], iri)


def statement(one: Statement, citations: Citations) -> dict[str, Any]:
    """Return the data of a statement with all its claims."""
    claims: list[dict[str, Any]] = [
        {
            "does": claim.polarity,
            "words": claim.attributed,
            "source": claim.passage.source.short_name,
            "cites": citations.cite(claim),
        }
        for claim in one.claims
    ]
    if one.checked:
        claims.append({"line": f"Checked: {one.checked}.", "source": claims[0]["source"]})
    return {
        "label": one.label,
        "predicate": one.predicate.label,
        "more": "; ".join(filter(None, (one.amount, one.degree, one.details))),
        "theme": one.theme.label,
        "status": one.status.label,
        "when": one.when,
        "claims": claims,
    }


def statement_without_record(edge: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a statement without a record, from the attributes of an edge."""
    return {
        "label": edge["label"],
        "predicate": local(edge["predicate"]),
        "more": "; ".join(edge[name] for name in ("amount", "degree", "details") if name in edge),
        "theme": edge.get("theme", "").replace("-", " "),
        "status": edge["status"],
        "when": span(edge.get("earliest", ""), edge.get("latest", "")),
        "claims": [{"line": line, "source": ""} for line in edge["claims"].splitlines()],
        "sources": sources_of(edge),
    }
