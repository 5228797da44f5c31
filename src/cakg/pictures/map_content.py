"""The content of a map: rows of answers, their statements as a network, and boundaries.

This module selects rows and boundaries and writes the caption; :mod:`cakg.pictures.map` draws the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from cakg.errors import BadValueError, GraphFolderError
from cakg.model.phrases import listed
from cakg.network.build import Network, build, by_statement
from cakg.network.style import styles_of
from cakg.paths import shipped
from cakg.pictures.boundaries import Boundaries
from cakg.pictures.data import Caption
from cakg.pictures.layer import Layer
from cakg.pictures.map_layers import KINDS, layers, rows_on_article_subjects
from cakg.questions.ask import EVERYTHING, ask
from cakg.questions.catalogue import Catalogue, Question
from cakg.tables import counted

Value: TypeAlias = str | int | Sequence[str | int]
"""One or several values of a question's parameter."""

_TITLE = "What the sources say about states"
NO_ANSWER = "No state has an answer in the selection."


class MapContent(NamedTuple):
    """The content of a map: boundaries, statements, layers and caption."""

    land: Boundaries
    network: Network
    layers: list[Layer]
    caption: Caption

    @property
    def notes(self) -> dict[str, dict[str, str]]:
        """The layer and the answer of each statement, and the states that it colours, by IRI."""
        found: dict[str, dict[str, str]] = {}
        for layer in self.layers:
            for state, facts in layer.answers.items():
                for fact in facts:
                    note = found.setdefault(fact.statement.iri, {"layer": layer.title, "answer": fact.entry.label})
                    note["states"] = " | ".join(filter(None, (note.get("states"), layer.names[state])))
        return found


def as_list(values: Value) -> list[str]:
    """Return the values of a parameter as a list of texts."""
    return [str(one) for one in ([values] if isinstance(values, str | int) else values)]


def map_content(graph: Network, question: str, given: Mapping[str, Value], *, coarse: bool = False) -> MapContent:
    """Return the content of the map of *graph*: the answers to *question*; without a question, an overview.

    *coarse* borders make images smaller: see :class:`cakg.pictures.boundaries.Boundaries`.
    """
    folders = graph.folders or shipped()
    catalogue = Catalogue.load(folders.queries / "questions")
    questions = [catalogue.get(question)] if question else [one for one in catalogue.all() if one.view == "map"]
    for one in questions:
        if all(column.name != "statement" for column in one.columns):
            raise BadValueError(
                f"{one.name} has no column of statements, so its answers cannot be drawn on a map",
                remedy=f"use {' or '.join(other.name for other in catalogue.all() if other.view == 'map')}",
            )
    land, own = boundaries_of(graph, coarse=coarse)
    if graph.records is None or graph.selection is None:
        return MapContent(land, graph, [], Caption(land.title if own else _TITLE))
    network, found = _answered(graph, questions, given if question else None, land)
    title = land.title if own and land.title else _TITLE
    if question:
        title = f"{questions[0].title} – {found[0].title}" if len(found) == 1 else questions[0].summary
    return MapContent(land, network, found, _caption(title, found))


def boundaries_of(graph: Network, *, coarse: bool = False) -> tuple[Boundaries, bool]:
    """Return the boundaries for a map of *graph*, its own or else the shipped ones, and whether they are its own.

    Raises :class:`GraphFolderError` if they cannot be read, or if the shipped ones show none of its states.
    """
    folders = graph.folders or shipped()
    folder, usual = folders.graph / "boundaries", shipped().graph / "boundaries"
    if folder.is_dir():
        return Boundaries(folder, coarse=coarse), True
    land = Boundaries(usual, coarse=coarse)
    states = {iri for iri, facts in graph.nodes(data=True) if facts["kind"] == "State"}
    if states and states.isdisjoint(land.states):
        raise GraphFolderError(
            f"{folder}: no such directory, and the shipped boundaries show none of the states of this graph",
            remedy="add a directory boundaries to the graph, as the README of the shipped graph/boundaries describes;"
            " `cakg draw network` needs none",
        )
    return land, False


def _answered(
    graph: Network, questions: Sequence[Question], given: Mapping[str, Value] | None, land: Boundaries
) -> tuple[Network, list[Layer]]:
    """Return the network and the layers of *questions*.

    Rows come from :func:`cakg.questions.ask.ask`; those whose statements the selection of *graph* excludes are left
    out. If *given* is None, the result is an overview: it includes the statements of *graph*, and leaves out subjects
    found only in datasets, unless the selection includes datasets.
    """
    records, selection = graph.records, graph.selection
    assert records
    assert selection
    words = {name: as_list(value) for name, value in (given or {}).items()}
    rows = {}
    for one in questions:
        profile = selection.profile if one.has_profile else EVERYTHING
        entries = ask(records, one, words, profile=profile, datasets=selection.datasets).entries
        rows[one] = entries if given is not None or selection.datasets else rows_on_article_subjects(records, entries)
    wanted = {entry.statement for entries in rows.values() for entry in entries if entry.statement}
    mine = by_statement(graph).keys() if given is None else set()
    network = graph
    if given is not None or not wanted <= mine:
        network = build(records, replace(selection, datasets=True), only=wanted - mine)
        network.graph["selection"] = _selection(graph, questions, words if given is not None else None)
    if given is None and network is not graph:
        network = _joined(graph, network) if network.edges else graph
    kept = by_statement(network)
    states = [iri for iri in land.states if iri in network]
    styles = styles_of(graph)
    found = [
        layer
        for one, entries in rows.items()
        for layer in layers(records, one, [entry for entry in entries if entry.statement in kept], states, styles)
    ]
    return network, sorted(found, key=lambda layer: KINDS.index(layer.kind))


def _joined(graph: Network, more: Network) -> Network:
    """Return a network with the statements and the sources of both networks."""
    network = graph.copy()
    network.add_nodes_from((iri, facts) for iri, facts in more.nodes(data=True) if iri not in graph)
    for one, other, key, edge in more.edges(keys=True, data=True):
        network.add_edge(one, other, key=key, **edge)
    network.records = graph.records
    sources = "\n".join(one.graph["sources"] for one in (graph, more)).splitlines()
    network.graph |= {"selection": more.graph["selection"], "sources": "\n".join(sorted(set(sources)))}
    return network


def _selection(graph: Network, questions: Sequence[Question], words: Mapping[str, Sequence[str]] | None) -> str:
    """Return the selection of a map in words, if it differs from that of *graph*."""
    assert graph.records
    assert graph.selection
    narrowed = replace(graph.selection, datasets=False).in_words(graph.records.labels(graph.selection.about))
    if words is None:
        articles = "statements of articles" if narrowed == "everything" else f"{narrowed}, statements of articles"
        return f"{articles}, and of datasets about the same votes"
    [one] = questions
    options = [one.parameter(name).given(values) for name, values in words.items() if values]
    asked = " ".join(["the rows of", one.name, *options])
    return asked if narrowed == "everything" else f"{asked}, {narrowed}"


def _caption(title: str, found: Sequence[Layer]) -> Caption:
    """Return the caption of a map: the takeaway of its only layer, or the subjects of several."""
    alternative = " ".join(layer.alternative for layer in found)
    if len(found) < 2:
        return Caption(title, found[0].takeaway if found else NO_ANSWER, alternative)
    states = {state for layer in found for state in layer.answers}
    themes = list(dict.fromkeys(layer.question.title for layer in found))
    named = f": {listed(themes)}" if len(themes) > 1 else ""
    return Caption(title, f"{counted(len(states), 'state')} in {len(found)} layers{named}.", alternative)
