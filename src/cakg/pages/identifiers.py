"""The identifiers of a thing in other lists, ready to be shown: with addresses, and with how each was found.

The links themselves are read by :mod:`cakg.links.identifiers`.
"""

from __future__ import annotations

from typing import NamedTuple

from cakg.links.identifiers import links_with_labels
from cakg.model.claims import Labelled
from cakg.model.records import Records
from cakg.vocabulary import BASE, local

_MATCHES = {"exactMatch": "exact", "closeMatch": "close", "sameAs": "the same individual"}


class Identifier(NamedTuple):
    """An identifier of a thing in a list, or the note that the list was searched and has none."""

    list: str
    """The name of the list: ``Wikidata``, ``ISO 3166-1 alpha-2``."""
    list_address: str
    """The address of the list; empty if the graph has none."""
    identifier: str
    """The identifier: ``Q232``, ``KZ``. Empty if none was found in the list."""
    address: str
    """The address of the entry in the list; empty if entries have none."""
    name: str
    """The name of the thing in the list; empty if unknown."""
    match: str
    """How well the entry fits: ``exact``, ``close`` or ``the same individual``. Empty without an identifier."""
    method: str
    """How the entry was found, such as ``manual mapping curation``."""
    author: str
    """Who made the link."""
    created: str
    """The day on which the link was made."""
    remark: str
    """What the entry covers in addition, or why none was linked; may be empty."""
    evidence: tuple[Labelled, ...]
    """The publications that confirm the link; their IRIs are addresses."""
    mapping: str
    """The IRI of the link itself, with all of this in the graph."""


def identifiers(records: Records, iri: str) -> tuple[Identifier, ...]:
    """Return the identifiers of the thing *iri* by the name of the list; those that were not found come last."""
    found = links_with_labels(records.engine, iri)
    every = (
        Identifier(
            list=link.list_label or local(link.list) or link.target,
            list_address=link.list_address,
            identifier=link.identifier,
            # The codes of our own namespace are names only: nothing is published at their addresses.
            address="" if link.target.startswith(BASE) or not link.identifier else link.target,
            name=link.target_label,
            match=_MATCHES.get(local(link.match), local(link.match)) if link.identifier else "",
            method=_words(local(link.justification)),
            author=link.author,
            created=link.date,
            remark=link.remark,
            evidence=tuple(Labelled(one, label or one) for one, label in labels.items()),
            mapping=link.mapping,
        )
        for link, labels in found
    )
    return tuple(sorted(every, key=lambda one: (not one.identifier, one.list, one.identifier)))


def _words(name: str) -> str:
    """Return the last part of an IRI in words: ``manual mapping curation``."""
    return "".join(f" {sign.lower()}" if sign.isupper() and at else sign.lower() for at, sign in enumerate(name))
