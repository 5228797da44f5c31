"""The graph as a network: nodes are things, edges are statements.

This module turns statements into edges. :mod:`cakg.model.selection` selects the statements, and
:mod:`cakg.pictures.network` draws the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx

from cakg.harmless import visible
from cakg.model.claims import Statement, first, values
from cakg.model.names import KINDS
from cakg.model.phrases import whole
from cakg.model.records import Records
from cakg.model.rights import Rights, dataset_lines
from cakg.model.selection import Selection, foremost, involved, left_out
from cakg.network.style import Styles, styles
from cakg.paths import Folders
from cakg.tables import counted
from cakg.vocabulary import CAKG, RDF, local

if TYPE_CHECKING:
    _Graph: TypeAlias = networkx.MultiDiGraph[str]
else:
    _Graph = networkx.MultiDiGraph


class Network(_Graph):
    """A networkx graph built by :func:`build`, or a copy or subgraph of one.

    It is a ``networkx.MultiDiGraph``. Nodes are things by IRI, and the key of an edge is the IRI of its statement.
    The dictionary ``graph`` has ``selection``, ``sources``, ``version``, ``contentHash``, ``licence`` and ``rights``.

    Pictures read statements from *records*. *selection* is the selection that the network was built from, *folders*
    the folders of its graph. Copies and subgraphs have none of the three: their pictures show the edges' ``claims``.
    """

    styles: Styles | None = None
    records: Records | None = None
    selection: Selection | None = None
    folders: Folders | None = None


def build(
    records: Records,
    selection: Selection | None = None,
    kind: type[Network] = Network,
    *,
    only: Collection[str] | None = None,
    most: int | None = None,
) -> Network:
    """Return the network of the statements in *selection*, with all the things that they involve.

    A statement becomes a star: one edge from its subject to each other thing that it involves. This includes things
    in qualifiers and in statements that it is about. A statement that involves only one thing becomes a loop. The key
    of an edge is the IRI of its statement.

    All attributes are texts or numbers, so that every networkx writer accepts them. Unknown values are left out.

    * Nodes have ``label``, ``kind``, ``definition``, ``statements`` (the number of statements that involve the node),
      ``members`` (of a group: IRIs separated by spaces) and ``about`` (1 if the selection is about the node).
    * Edges have ``statement``, ``label``, ``predicate``, ``predicateLabel``, ``theme``, ``drawnAs``, ``status``,
      ``role`` (the role of the target in the statement), ``nearRole`` (``involved`` if the edge starts at a thing
      without a role in the statement, because its subject is another statement), ``affirmedIn``, ``deniedIn``,
      ``leftOpenIn`` (short names of sources), ``independentSources``, ``independentDenials``, ``earliest``,
      ``latest``, ``amount``, ``degree``, ``details`` (qualifiers missing from the label), ``claims`` (one line per
      claim) and ``datasetTerms`` (citation and terms of use of each dataset with a claim).
    * The graph has ``selection``, ``sources`` (one per line), ``version``, ``contentHash``, ``licence`` and
      ``rights`` (what the licence covers, then one line per dataset).

    *kind* is the class of the network. *only* limits the network to the statements with these IRIs. *most* limits it
    to so many statements between the things with the most statements, and ``selection`` then says so.
    """
    selection = selection or Selection()
    limited = foremost(records, selection, most) if most and only is None else None
    if limited:
        only = limited[0]
    kept = involved(records, selection, only)
    statements = records.statements(kept)
    kept = {iri: things for iri, things in kept.items() if iri in statements}  # an incomplete statement has no record
    things = sorted({*chain.from_iterable(kept.values()), *selection.about})
    sources = {claim.passage.source for one in statements.values() for claim in one.claims}
    rights = Rights(records)
    # networkx makes copies and subgraphs from the class alone, so the styles belong to a class of their own.
    graph: Network = type(kind.__name__, (kind,), {"styles": styles(records.engine)})(
        selection=_selected(records, selection, records.labels(selection.about)),
        sources="\n".join(_line(source.named_with_date) for source in sorted(sources)),
        version=records.edition,
        contentHash=records.content_hash,
        licence=rights.licence,
        rights="\n".join(map(_line, rights.lines(sorted(sources)))),
    )
    if limited:
        shown = f"{len(kept):,} of {counted(limited[1], 'statement')}, between the things with the most"
        graph.graph["selection"] = f"{shown} ({graph.graph['selection']})"
    graph.records, graph.selection = records, selection
    _add_nodes(graph, records, things, Counter(chain.from_iterable(kept.values())))
    for thing in selection.about:
        graph.nodes[thing]["about"] = 1
    _add_edges(graph, records, kept, statements)
    return graph


def _add_nodes(graph: Network, records: Records, things: Sequence[str], counts: Mapping[str, int]) -> None:
    """Add *things* with their attributes; *counts* are the numbers of statements that involve them."""
    known = records.properties(things, (RDF.type, CAKG.hasMember))
    definitions, labels = records.definitions(things), records.labels(things)
    for thing in things:
        kinds = [iri.removeprefix(CAKG.iri) for iri in values(known[thing], RDF.type)]
        members = " ".join(values(known[thing], CAKG.hasMember))
        graph.add_node(
            thing,
            label=_line(labels[thing]),
            kind=next((kind for kind in kinds if kind in KINDS), "Thing"),
            **_present(definition=definitions.get(thing), members=members),
            statements=counts[thing],
        )


def _add_edges(
    graph: Network, records: Records, kept: Mapping[str, Sequence[str]], statements: Mapping[str, Statement]
) -> None:
    """Add the edges of each statement to the things that it involves."""
    within = records.properties({one.subject for one in statements.values()}, (RDF.subject,))
    for iri, involves in kept.items():
        one = statements[iri]
        # An edge of a statement about another statement starts at the subject of that other statement.
        hub = next(end for end in (one.subject, first(within[one.subject], RDF.subject), *involves) if end in involves)
        edge = _edge(one) | ({} if hub == one.subject else {"nearRole": "involved"})
        for thing in [other for other in involves if other != hub] or [hub]:
            graph.add_edge(hub, thing, key=iri, role=_role(one, thing), **edge)


def by_statement(graph: networkx.MultiDiGraph[str]) -> dict[str, Mapping[str, Any]]:
    """Return the attributes of one edge of each statement, by the IRI of the statement."""
    return {edge["statement"]: edge for *_, edge in graph.edges(data=True)}


def asked_about(graph: networkx.MultiDiGraph[str]) -> set[str]:
    """Return the things that the selection of a network is about."""
    return {thing for thing, facts in graph.nodes(data=True) if "about" in facts}


def sources_of(edge: Mapping[str, Any]) -> list[str]:
    """Return the short names of the sources that affirm, deny or leave open the statement of an edge."""
    named = (edge.get(role) for role in ("affirmedIn", "deniedIn", "leftOpenIn"))
    return list(dict.fromkeys(source for names in named if names for source in names.split("; ")))


def _selected(records: Records, selection: Selection, labels: Mapping[str, str]) -> str:
    """Return the selection in words, with the number of statements left out because only datasets make them."""
    words = selection.in_words(labels)
    if not (number := left_out(records, selection)):
        return words
    verb, pronoun = ("is", "it") if number == 1 else ("are", "them")
    left_aside = f"{counted(number, 'statement')} made only by datasets {verb} left out (--datasets includes {pronoun})"
    articles = f"statements of articles; {left_aside}"
    return articles if words == "everything" else f"{words}, {articles}"


def _edge(one: Statement) -> dict[str, str | int]:
    """Return the attributes shared by all edges of a statement."""
    claims = sorted(one.claims, key=lambda claim: (claim.passage.source.iri, claim.order))
    by = {
        name: "; ".join(
            dict.fromkeys(_line(claim.passage.source.short_name) for claim in claims if claim.polarity == how)
        )
        for name, how in (("affirmedIn", "affirmed"), ("deniedIn", "denied"), ("leftOpenIn", "left open"))
    }
    return {
        "statement": one.iri,
        "label": _line(one.label),
        "predicate": one.predicate.iri,
        "predicateLabel": _line(one.predicate.label),
        **_present(theme=one.theme.name, drawnAs=local(one.trait(CAKG.drawnAs))),
        **_present(earliest=one.earliest, latest=one.latest),
        **_present(amount=one.amount, degree=one.degree, details=one.details),
        "status": one.status.name,
        **_present(**by, datasetTerms=" | ".join(dataset_lines(sorted({claim.passage.source for claim in claims})))),
        "independentSources": whole(first(one.properties, CAKG.independentSources)),
        "independentDenials": whole(first(one.properties, CAKG.independentDenials)),
        "claims": "\n".join(dict.fromkeys(_line(claim.full_line) for claim in claims)),
    }


def _role(one: Statement, thing: str) -> str:
    """Return the roles of a thing in a statement as text; ``involved`` if it has no role of its own."""
    roles = sorted(role for role in one.properties if role != CAKG.involves and thing in one.values(role))
    return " and ".join(map(local, roles)) or "involved"


def _present(**attributes: str | None) -> dict[str, str]:
    """Return the attributes that have a value."""
    return {name: _line(value) for name, value in attributes.items() if value}


def _line(text: str) -> str:
    """Return *text* on one line, with harmful characters shown as escapes; XML forbids some of them."""
    return " ".join(visible(text).split())
