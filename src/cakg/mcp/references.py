"""The tool cite: references for claims, statements and sources."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from cakg.errors import BadValueError, UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.mcp.writing import Reply, Slice, Writer, data_of, sides, window
from cakg.model import citing
from cakg.model.claims import Statement
from cakg.pages.points import PointClaim
from cakg.vocabulary import CLAIM, STMT, expand, local, shorten


def cite(kg: KnowledgeGraph, names: Sequence[str], *, format: str) -> Reply:
    """Return references for claims, statements and sources, in a format of :data:`cakg.model.citing.FORMATS`."""
    cited = window(
        [_Cited.of(kg, name) for name in dict.fromkeys(names)], lambda one: one.data(format), Slice(len(names))
    )
    writer = Writer()
    for one, data in zip(cited.items, cited.data, strict=True):
        writer.block(f"{one.label} ({shorten(one.iri)})")
        if one.statement:
            writer.statement(one.statement)
        writer.claims(one.claims)
        for reference in data["references"]:
            writer.add(*reference.splitlines(), indent=2)
    return writer.reply(
        kg.records.edition, {"cited": cited.data}, cited.left_out("names", "call again with the other names")
    )


class _Cited:
    """A claim, a statement or a source with its references."""

    def __init__(self, iri: str, label: str) -> None:
        self.iri = iri
        self.label = label
        self.statement: Statement | None = None
        self.claims: list[PointClaim] = []
        self.source = ""
        self.references: list[citing.Reference] = []

    @classmethod
    def of(cls, kg: KnowledgeGraph, name: str) -> _Cited:
        """Return what *name* is; raise an error with similar names if it is no claim, statement or source."""
        iri, records = iri_of(name), kg.records
        if iri.startswith(CLAIM.iri):
            if not (claim := records.claims([iri]).get(iri)):
                raise UnknownThingError(name, get_close_matches(shorten(iri), map(shorten, records.all_claims)))
            found = cls(iri, "Claim")
            found.claims = sides(records, [claim])
            found.references = [citing.of_claim(claim)]
        elif iri.startswith(STMT.iri) or records.names("statement").iris_named(name):
            iri = statement_of(kg, name)
            if not (one := records.statements([iri]).get(iri)):
                raise BadValueError(f"{shorten(iri)} is incomplete: it has no status or no predicate")
            found = cls(iri, "Statement")
            found.statement = one
            found.references = citing.different(map(citing.of_claim, one.claims))
        else:
            source = records.sources[records.names("source").resolve(name)]
            found = cls(source.iri, "Source")
            found.source, found.references = source.short_name, [citing.of_source(source)]
        return found

    def data(self, format: str) -> dict[str, Any]:
        """Return it as data, with its references in *format*."""
        return {
            "name": shorten(self.iri),
            "statement": data_of(self.statement),
            "claims": data_of(self.claims),
            "source": data_of(self.source) or None,
            "references": [data_of(one.formats[format].strip("\r\n")) for one in self.references],
        }


def statement_of(kg: KnowledgeGraph, name: str) -> str:
    """Return the IRI of the statement *name*: a label or an IRI. Raises an error with similar ones if there is none."""
    names, iri = kg.records.names("statement"), iri_of(name)
    if not iri.startswith(STMT.iri) or names.iris_named(iri):
        return names.resolve(name)
    return names.resolve(local(iri))


def iri_of(name: str) -> str:
    """Return a name as an IRI, if it is one: ``stmt:…``, ``<https://…>``."""
    return expand(name.strip()) or name.strip().strip("<>")
