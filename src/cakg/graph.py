"""The graph as a Python user meets it: open it, ask it, look around in it.

Ties the parts together and holds no logic of its own beyond that. What is heavy to import
is imported by the method that needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from cakg import paths as places
from cakg.errors import BadValueError, GraphFolderError
from cakg.model.records import Records
from cakg.model.sources import Source, footer
from cakg.paths import Folders
from cakg.questions.answer import Answer
from cakg.questions.ask import EVERYTHING, ask
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.cache import open_cached
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.tables import counted
from cakg.vocabulary import STMT, expand

if TYPE_CHECKING:
    from datetime import date

    import rdflib

    from cakg.model.selection import Chosen, Selection
    from cakg.network.metrics import Analysis
    from cakg.pages.compare import Comparison
    from cakg.pages.find import Findings
    from cakg.pages.page import Page
    from cakg.pages.path import Connections
    from cakg.pictures.drawing import Drawing
    from cakg.pictures.notebook import NotebookNetwork
    from cakg.results import PlainTriple, Table


def open(graph: Path | str | None = None, data: Sequence[Path | str] = (), *, rules: bool = True) -> KnowledgeGraph:
    """Open a graph: the shipped one, a directory, an Oxigraph store on disk, or a SPARQL endpoint's address.

    *data* are further RDF files to load with it. Without *rules* the graph stays as editors entered it, which
    neither questions nor statuses can do with. What stands in a store or an endpoint is taken as it is: it holds
    what the rules derive already, and takes no files.
    """
    more, folders = files(data), folders_of(graph)
    if graph is None or not _as_it_is(graph):
        return KnowledgeGraph(open_cached(folders, more, rules=rules), folders)
    if more or not rules:
        raise BadValueError(
            f"{graph} is taken as it is: " + ("no file can be added" if more else "what was entered is not kept apart"),
            remedy="open a directory of Turtle files instead",
        )
    if "://" not in str(graph):
        return KnowledgeGraph(LocalStore.on_disk(Path(graph)), folders)
    from cakg.store.remote import RemoteStore

    return KnowledgeGraph(RemoteStore(str(graph)), folders)


def folders_of(graph: Path | str | None, *, local: bool = False) -> Folders:
    """Return the folders of a graph; a store or an endpoint has the shipped ones, unless they must be its own."""
    as_it_is = graph is not None and _as_it_is(graph)
    if local and as_it_is:
        raise GraphFolderError(f"{graph} has no files to read", remedy="name a directory of Turtle files")
    return places.shipped() if graph is None or as_it_is else places.at(Path(graph))


def files(data: Sequence[Path | str], remedy: str = "--data takes RDF files, such as more.ttl") -> list[Path]:
    """Return *data* as paths; raise for the first that is no file."""
    paths = [Path(path) for path in data]
    for path in paths:
        if not path.is_file():
            what = "is a directory, not a file" if path.is_dir() else "no such file"
            raise GraphFolderError(f"{path}: {what}", remedy=remedy)
    return paths


def _as_it_is(graph: Path | str) -> bool:
    """Tell whether *graph* is an endpoint's address or an Oxigraph store, not a directory of files."""
    return "://" in str(graph) or (Path(graph) / "CURRENT").is_file()


class KnowledgeGraph:
    """A graph with its questions."""

    def __init__(self, engine: Engine, folders: Folders) -> None:
        self.engine = engine
        self.folders = folders

    def __repr__(self) -> str:
        if not isinstance(self.engine, LocalStore):
            return f"<KnowledgeGraph at {getattr(self.engine, 'endpoint', type(self.engine).__name__)}>"
        datasets = sum(source.dataset for source in self.sources)
        count = f"{counted(len(self.sources) - datasets, 'article')} and {counted(datasets, 'dataset')}"
        return f"<KnowledgeGraph {self.records.edition or 'without a version'}: {count}>"

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows: version and sources. An endpoint is not asked for them."""
        from cakg.notebook import templates

        if not isinstance(self.engine, LocalStore):
            return None
        return templates().get_template("notebook/KnowledgeGraph.html").render(it=self)

    @cached_property
    def questions(self) -> Catalogue:
        """The catalogue of questions that come with the graph."""
        return Catalogue.load(self.folders.queries / "questions")

    @cached_property
    def records(self) -> Records:
        """The sources, passages, claims and statements of the graph, each read once."""
        return Records(self.engine)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that speak in the graph; one that is only reported on, or has no row in it, is not among them."""
        return self.records.speaking

    @property
    def version(self) -> str:
        """The version that the graph gives itself; empty when it gives none."""
        return self.records.version

    @property
    def content_hash(self) -> str:
        """What tells the content of the graph from any other, 64 digits; empty when a store made elsewhere lacks it."""
        return self.records.content_hash

    def ask(
        self,
        question: str | Question,
        /,
        *,
        profile: str = EVERYTHING,
        datasets: bool = False,
        **given: str | int | Sequence[str | int],
    ) -> Answer:
        """Answer a *question* of the catalogue, given by its name or as the catalogue has it.

        Each parameter takes a label, an alias, an IRI, a date or a year as its type says, or several of
        them, which means any of them; one left out or without values means what the question says, mostly anything.
        *profile* narrows the statements to ``unhedged`` or ``stated`` ones. What only datasets say is left
        out and counted, unless *datasets* is true or the question is about it.
        """
        words = {parameter: _several(words) for parameter, words in given.items()}
        asked = self.questions.get(question) if isinstance(question, str) else question
        return ask(self.records, asked, words, profile=profile, datasets=datasets)

    def query(self, sparql: str) -> Table | bool | list[PlainTriple]:
        """Answer any SPARQL query in plain values; cakg's prefixes need not be declared.

        A SELECT gives a :class:`Table`, an ASK a truth value, a CONSTRUCT or DESCRIBE triples as tuples. Values are
        texts, numbers, truth values and dates, an IRI is a text, and what is unbound is None. ``kg.engine.query``
        gives the terms instead, with datatypes and languages.
        """
        from cakg.results import plain_result

        return plain_result(self.engine.query(sparql))

    def footer(self, profile: str = "", rests_on: Callable[[Source], bool] = bool) -> str:
        """Return what a view of the graph rests on: the profile, sources with dates, version and content hash."""
        return footer(filter(rests_on, self.sources), self.records.edition, profile)

    def thing(self, name: str) -> str:
        """Return the IRI of the thing called *name*; raise with candidates when nothing or more than one is."""
        return self.records.names().resolve(name)

    def find(self, text: str) -> Findings:
        """Return the things, statements, sources and questions that have all the words of *text* in their names."""
        from cakg.pages.find import find

        return find(self.records, self.questions, text)

    def about(self, thing: str, *, profile: str = EVERYTHING, datasets: bool = False) -> Page:
        """Return everything said about a thing, about its groups as such, and by it.

        What only datasets say is summed up; with *datasets* it stands statement by statement among the rest.
        A statement, named by its label, its IRI or as ``stmt:…``, has such a page too.
        """
        from cakg.pages import about

        iri = expand(thing) or thing
        if iri.startswith(STMT.iri):
            return about.statement(self.records, iri)
        names = self.records.names
        if not names().called(thing) and names("statement").called(thing):
            return about.statement(self.records, names("statement").resolve(thing))
        return about.thing(self.records, self.thing(thing), profile=profile, datasets=datasets)

    def path(self, start: str, end: str, *, profile: str = EVERYTHING, datasets: bool = False) -> Connections:
        """Return the shortest ways from one thing to another through statements, and by whose word.

        Through what articles say, and with *datasets* through what only datasets say too.
        """
        from cakg.pages.path import connect

        return connect(self.records, self.thing(start), self.thing(end), profile=profile, datasets=datasets)

    def compare(self, one: str, other: str) -> Comparison:
        """Return on what two sources agree, where they disagree, and what only one of them says."""
        from cakg.pages.compare import compare

        names = self.records.names("source")
        return compare(self.records, names.resolve(one), names.resolve(other))

    def selection(self, **chosen: Unpack[Chosen]) -> Selection:
        """Return a ``Selection`` with these fields, each given by name or IRI, alone or as one of several.

        *since* and *until* take a date, or a day, a month or a year as text.

        ``kg.selection(about="Tajikistan", themes=["security", "economy"], since="2022-03")``
        """
        from cakg.model.dates import first_day, last_day
        from cakg.model.selection import Selection

        fields: dict[str, Any] = {**chosen}
        for field, kind in (("about", "thing"), ("themes", "theme"), ("sources", "source"), ("statuses", "status")):
            words = _several(fields.get(field) or ())
            fields[field] = tuple(dict.fromkeys(self.records.names(kind).resolve(word) for word in words))
        days = {"since": first_day(fields.get("since")), "until": last_day(fields.get("until"))}
        return Selection(**fields | days)

    def network(self, selection: Selection | None = None, /, **chosen: Unpack[Chosen]) -> NotebookNetwork:
        """Return the things and the statements between them, each thing with its place where the graph stores one.

        *chosen* narrows them as :meth:`selection` says, or *selection* does. A notebook shows the network, and any
        part of it, as its picture.
        """
        from cakg.network.build import build
        from cakg.network.positions import stored
        from cakg.pictures.notebook import NotebookNetwork

        built = build(self.records, selection or self.selection(**chosen), NotebookNetwork)
        graph = cast("NotebookNetwork", built)
        graph.folders = self.folders
        for thing, (x, y) in stored(self.folders.graph).items():
            if thing in graph:
                graph.nodes[thing].update(x=x, y=y)
        return graph

    def analysis(self, *, changes: Sequence[date | str] | None = None, **chosen: Unpack[Chosen]) -> Analysis:
        """Return who stands where in the network that *chosen* keeps, in figures that say what they mean.

        The last measure tells what disappears when only unhedged statements count; *changes*, two
        dates, add what changes from the one to the other. A month or a year begins the span with its first day and
        ends it with its last.
        """
        from dataclasses import replace

        from cakg.model.dates import first_day, last_day
        from cakg.network.metrics import analyse, between, unhedged

        selection = self.selection(**chosen)
        network = self.network(selection)
        found = analyse(network)
        measures = list(found.measures)
        if selection.profile == EVERYTHING:
            measures.append(unhedged(network, self.network(replace(selection, profile="unhedged"))))
        if changes:
            days = [one for one in (first_day(changes[0]), last_day(changes[-1])) if one]
            measures.append(between([self.network(replace(selection, since=one, until=one)) for one in days], days))
        return found._replace(measures=tuple(measures))

    def timeline(self, selection: Selection | None = None, /, **chosen: Unpack[Chosen]) -> Drawing:
        """Return the picture of what happened and held when: as a page, as images, as a table.

        *chosen* narrows it as :meth:`selection` says, or *selection* does.
        """
        from cakg.pictures.draw import drawing

        return drawing("timeline", self.network(selection, **chosen))

    def map(self, selection: Selection | None = None, /, *, question: str = "", **given: Any) -> Drawing:
        """Return the map: as a page, as images, as a table. *question* colours the states by its answers.

        *given* narrows it as :meth:`selection` says, or *selection* does; what else is given is for the map itself.
        """
        from cakg.model.selection import Chosen
        from cakg.pictures.draw import drawing

        chosen: Any = {name: given.pop(name) for name in Chosen.__annotations__ if name in given}
        return drawing("map", self.network(selection, **chosen), question=question, **given)

    def draw(
        self,
        picture: str = "network",
        selection: Selection | None = None,
        /,
        *,
        format: str = "html",
        question: str = "",
        command: str = "",
        **chosen: Any,
    ) -> str:
        """Return a picture, ``network``, ``timeline`` or ``map``, as the text of a file: html, svg, mermaid or csv.

        *chosen* narrows it as :meth:`selection` says, or *selection* does. *question* colours the states of a map by
        its answers; then whatever else is given is a parameter of it, as :meth:`ask` takes it. *command* is what the
        picture says makes it; left out, it is `cakg draw` with these options. :meth:`network`, :meth:`timeline` and
        :meth:`map` give the picture in every format.

        ``kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1")``
        """
        from cakg.model.selection import Chosen
        from cakg.pictures.draw import check_format, drawing

        check_format(picture, format, question)
        narrowed: Any = {name: chosen.pop(name) for name in Chosen.__annotations__.keys() & chosen.keys()}
        network = self.network(selection, **narrowed)
        return drawing(picture, network, command=command, question=question, **chosen).text(format)

    def draw_path(self, start: str, end: str, *, format: str = "html", command: str = "", **narrowed: Any) -> str:
        """Return the picture of :meth:`path` as text, html, svg or csv, which says that *command* makes it.

        *narrowed* is what :meth:`path` takes.
        """
        from cakg.pictures.excerpts import path_drawing

        found = self.path(start, end, **narrowed)
        return path_drawing(self.network(**narrowed), found, command=command).text(format)

    def draw_comparison(self, one: str, other: str, *, format: str = "html", command: str = "") -> str:
        """Return the picture of :meth:`compare` as text, html, svg or csv, which says that *command* makes it."""
        from cakg.pictures.excerpts import comparison_drawing

        whole = self.network(sources=[one, other])
        return comparison_drawing(whole, self.compare(one, other), command=command).text(format)

    def export(self, format: str = "turtle", selection: Selection | None = None, /, **chosen: Unpack[Chosen]) -> bytes:
        """Return the graph as a file: ``turtle``, ``ntriples``, ``jsonld``, ``csv``, ``xlsx`` or ``sssom``.

        *chosen*, as :meth:`selection` says, or *selection* narrows it. ``csv`` and ``xlsx`` have one row a claim, and
        like every view leave out what only datasets say, unless *datasets* is true. The triples are all, those of
        datasets too, as long as nothing else narrows them. ``sssom`` has the links to other lists, and always all.
        Each file names the graph's version and content, what its licence covers, and the licence and the citation of
        each dataset whose rows are in it.
        """
        from cakg.model.selection import Selection, connected

        if format == "sssom":
            from cakg.links.sssom import mapping_set

            return mapping_set(self.records)
        if format in ("csv", "xlsx"):
            return self._claims(format, selection or self.selection(**chosen))
        from cakg.model.rights import Rights
        from cakg.store.serialise import SYNTAXES, serialise

        if format not in SYNTAXES:
            known = ", ".join(SYNTAXES)
            raise BadValueError(f"{format!r} is no format to export to", remedy=f"take {known}, csv, xlsx or sssom")
        selection = selection or self.selection(**chosen)
        kept = None if selection == Selection() else connected(self.records, selection)
        rights = Rights(self.records)
        header = rights.lines(source for source in self.sources if kept is None or source.iri in kept)
        return serialise(self.engine, format, kept and kept | rights.nodes, header)

    def _claims(self, format: str, selection: Selection) -> bytes:
        """Return the claims of a selection as CSV or XLSX."""
        from cakg.model.claims_table import claims_table
        from cakg.model.rights import Rights
        from cakg.model.selection import connected
        from cakg.tables import csv

        kept = connected(self.records, selection)
        if format == "csv":
            return csv(claims_table(self.records, kept), newline="\r\n").encode()
        from cakg.workbook import workbook

        words = selection.in_words(self.records.labels(selection.about))
        about = Rights(self.records).about((one for one in self.sources if one.iri in kept), selection=words)
        return workbook(claims_table(self.records, kept), about, title="Claims")

    def to_rdflib(self) -> rdflib.Graph:
        """Return everything, what the rules derive included, as an rdflib graph."""
        from cakg.store.serialise import to_rdflib

        return to_rdflib(self.engine)


def _several(words: str | int | Sequence[str | int]) -> list[str]:
    """Return one value or several as a list of texts."""
    return [str(word) for word in ([words] if isinstance(words, str | int) else words)]
