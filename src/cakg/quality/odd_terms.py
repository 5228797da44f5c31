"""Reports the triples that cakg leaves out, each with its file and line, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from cakg.quality.faults import Fault
from cakg.quality.source_files import SourceFile
from cakg.store.odd_triples import OddTriple, shown
from cakg.vocabulary import CAKG, DCTERMS, RDF

_WITHOUT: Mapping[str, str] = {
    **dict.fromkeys((CAKG.earliest, CAKG.latest), "its time counts as not known"),
    **dict.fromkeys((CAKG.coversFrom, CAKG.coversUntil), "nothing is said about the period that the data cover"),
    **dict.fromkeys((CAKG.atLeast, CAKG.atMost, CAKG.moreThan, CAKG.lessThan), "its amount counts as not known"),
    **dict.fromkeys((CAKG.condition, CAKG.unless), "the claim may count as made without a condition"),
    CAKG.hedge: "the claim counts as made without a hedge",
    CAKG.hasMember: "the group has a member less",
    CAKG.reportsOn: "the source counts as reporting on no other work",
    DCTERMS.publisher: "citations name no publisher",
    RDF.type: "the node has a class less",
}
"""What follows where a property has no other value. The checks say what follows from a missing property."""


def faults(odd: Sequence[OddTriple], files: Sequence[SourceFile]) -> Iterator[Fault]:
    """Yield a fault for each odd triple, at the line of its property if the file is Turtle."""
    wanted = {one.triple for one in odd}
    found: dict[Triple, SourceFile] = {}
    for file in files:
        found |= {triple: file for triple in file.triples if triple in wanted and triple not in found}
    for triple, problem, remedy in odd:
        what = f"{shown(triple.subject)} {shown(triple.predicate)}: {problem}, so cakg leaves the triple out"
        if follows := _WITHOUT.get(triple.predicate.value):
            what += f"; {follows}"
        place = _place(found[triple], triple) if triple in found else shown(triple.subject)
        yield Fault(place, what, remedy)


def _place(file: SourceFile, triple: Triple) -> str:
    """Return the file and, if it is known, the line of the first use of the property after the start of the subject."""
    subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
    starts = [token.line for token in file.subjects if token.iri == subject and token.line]
    uses = (token.line for token in file.names if token.iri == triple.predicate.value)
    line = next((line for line in uses if line >= starts[0]), starts[0]) if starts else 0
    return file.place(line)
