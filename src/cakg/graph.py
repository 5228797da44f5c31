"""Opens a graph, and gives access to its questions, pages, networks and pictures.

Connects the other modules and has little logic of its own. Modules that are slow to import are imported in the methods
that need them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from cakg import paths as places
from cakg.errors import BadValueError, GraphFolderError, require
from cakg.file_kinds import exists, is_file, is_folder
from cakg.model.records import Records
from cakg.model.sources import Source, footer
from cakg.paths import Folders
from cakg.questions.answer import Answer
from cakg.questions.ask import EVERYTHING, ask
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.cache import open_cached
from cakg.store.limits import DEFAULT_LIMITS, Limits
from cakg.store.local import LocalStore
from cakg.store.manifest import is_store
from cakg.store.protocol import Engine
from cakg.tables import counted
from cakg.vocabulary import STMT, expand

if TYPE_CHECKING:
    from datetime import date

    import polars as pl
    import rdflib

    from cakg.model.selection import Selection, SelectionFields
    from cakg.network.metrics import Analysis
    from cakg.pages.compare import Comparison
    from cakg.pages.find import Findings
    from cakg.pages.page import Page
    from cakg.pages.path import Connections
    from cakg.pictures.drawing import Drawing
    from cakg.pictures.notebook import NotebookNetwork
    from cakg.results import PlainTriple, Table


MOST_DRAWN = 2_000
"""The most statements in the picture of a network; its tables have all."""


def open(
    graph: Path | str | None = None,
    data: Sequence[Path | str] = (),
    *,
    rules: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> KnowledgeGraph:
    """Open a graph: a directory, a store of ``cakg build``, or a SPARQL endpoint; by default the shipped graph.

    *data* are more RDF files to load. With ``rules=False``, nothing is derived: the graph is as editors entered it, and
    has no statuses, so that most questions find nothing. A store or an endpoint contains derived triples already and
    takes neither *data* nor ``rules=False``. *limits* apply to each query to an endpoint; for those of a query to any
    other graph, see :meth:`KnowledgeGraph.query`.
    """
    more, folders = files(data), folders_of(graph)
    if graph is None or not _is_loaded(graph):
        return KnowledgeGraph(open_cached(folders, more, rules=rules), folders)
    if more or not rules:
        raise BadValueError(
            f"{_shown(graph)} is a store or an endpoint: "
            + ("no files can be added to it" if more else "derived triples cannot be left out"),
            remedy="open a directory of Turtle files instead",
        )
    if not is_address(graph):
        from cakg.store.disk import DiskStore

        return KnowledgeGraph(DiskStore(Path(graph)), folders)
    from cakg.store.remote import RemoteStore

    return KnowledgeGraph(RemoteStore(str(graph), limits=limits), folders)


def folders_of(graph: Path | str | None, *, local: bool = False) -> Folders:
    """Return the folders of a graph; for a store or an endpoint, the shipped folders. With *local*, raise an error."""
    loaded = graph is not None and _is_loaded(graph)
    if local and loaded:
        raise GraphFolderError(
            f"{_shown(graph)} is not a directory of files", remedy="give a directory of Turtle files"
        )
    return places.shipped() if graph is None or loaded else places.at(Path(graph))


def files(data: Sequence[Path | str], remedy: str = "--data takes RDF files, such as more.ttl") -> list[Path]:
    """Return *data* as paths; raise :class:`GraphFolderError` for the first that is not a file."""
    paths = [Path(path) for path in data]
    for path in paths:
        if not is_file(path):
            other = "is a pipe or a device: save the data in a file first" if exists(path) else "no such file"
            what = "is a directory, not a file" if is_folder(path) else other
            raise GraphFolderError(f"{path}: {what}", remedy=remedy)
    return paths


def _is_loaded(graph: Path | str) -> bool:
    """Return whether *graph* is the address of an endpoint or a store on disk, not a directory of files."""
    return is_address(graph) or is_store(Path(graph))


def is_address(graph: Path | str) -> bool:
    """Return whether *graph* begins like an address; a path may contain :// further on."""
    return re.match("[a-z][a-z0-9+.-]*://", str(graph).lstrip(), re.IGNORECASE) is not None


def _shown(graph: Path | str | None) -> str:
    from cakg.store.address import shown_address  # slow to import, so only for errors

    return shown_address(str(graph))


class KnowledgeGraph:
    """A graph with its questions, pages, networks and pictures."""

    def __init__(self, engine: Engine, folders: Folders) -> None:
        self.engine = engine
        """Answers SPARQL with RDF terms, which keep datatypes and languages: ``engine.query(sparql)``."""
        self.folders = folders
        """Where ontology, graph and queries are, as paths."""

    def __repr__(self) -> str:
        if not isinstance(self.engine, LocalStore):
            return f"<KnowledgeGraph at {getattr(self.engine, 'endpoint', type(self.engine).__name__)}>"
        datasets = sum(source.dataset for source in self.sources)
        count = f"{counted(len(self.sources) - datasets, 'article')} and {counted(datasets, 'dataset')}"
        return f"<KnowledgeGraph {self.records.edition or 'without a version'}: {count}>"

    def _repr_html_(self) -> str | None:
        """Return version and sources as HTML for a notebook; None for an endpoint, which is not queried for them."""
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
        """The sources, passages, claims and statements of the graph, each read once.

        ``records.claims(iris)`` and ``records.statements(iris)`` return dictionaries of :class:`Claim` and
        :class:`Statement` by IRI.
        """
        return Records(self.engine)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources with passages in the graph; not works that are only reported on, nor datasets without rows."""
        return self.records.sources_with_passages

    @property
    def version(self) -> str:
        """The version of the graph; empty if it has none."""
        return self.records.version

    @property
    def content_hash(self) -> str:
        """A hash of the content of the graph, 64 hexadecimal digits; empty if a store of another program has none."""
        return self.records.content_hash

    def ask(
        self,
        question: str | Question,
        /,
        *,
        profile: str = EVERYTHING,
        datasets: bool = False,
        limit: int | None = None,
        **given: str | int | Sequence[str | int],
    ) -> Answer:
        """Answer a *question* of the catalogue, given by its name or as a :class:`Question`.

        Each parameter takes a label, an alias, an IRI, a date or a year, depending on its type. Several values mean any
        of them. A parameter without values has its default, usually anything.
        *profile* restricts the rows to ``unhedged`` or ``stated`` statements. Rows found only in datasets are left out
        and counted, unless *datasets* is true or the question is about datasets.

        All rows are computed. With *limit*, the query stops after so many, which takes no longer in a large graph. The
        engine chooses the rows, which are then sorted; :attr:`Answer.is_cut` says whether there are more. Rows that
        differ only in their claims are merged, so that there may be fewer than *limit*.
        """
        if limit is not None and limit < 1:
            raise BadValueError(f"an answer cannot have {limit} rows", remedy="use a limit of at least 1")
        words = {parameter: _as_list(words) for parameter, words in given.items()}
        asked = self.questions.get(question) if isinstance(question, str) else question
        return ask(self.records, asked, words, profile=profile, datasets=datasets, most=limit)

    def query(
        self, sparql: str, *, limits: Limits | None = None, allow_service: bool = False
    ) -> Table | bool | list[PlainTriple]:
        """Run a SPARQL query and return plain values; cakg's prefixes need not be declared.

        SELECT returns a :class:`Table`, ASK a truth value, CONSTRUCT and DESCRIBE a list of tuples. Values are texts,
        numbers, truth values and dates; an IRI is a text, an unbound value None. ``kg.engine.query``
        returns terms instead, with datatypes and languages.

        Without *limits* the query runs in this process and may take any time. With *limits* it runs in a process of
        its own, which is ended if it exceeds one: :class:`QueryLimitError`. SERVICE, which sends a part of the query to
        another endpoint, raises :class:`ServiceError` unless *allow_service* is true. For a graph behind an endpoint,
        that endpoint decides about SERVICE.
        """
        from cakg.results import plain_result

        if limits:
            from cakg.store.worker import run

            return plain_result(run(self.engine, sparql, limits, allow_service=allow_service))
        if isinstance(self.engine, LocalStore):
            return plain_result(self.engine.query(sparql, allow_service=allow_service))
        return plain_result(self.engine.query(sparql))

    def footer(self, profile: str = "", included: Callable[[Source], bool] = bool) -> str:
        """Return the footer of a view: profile, sources with dates and licences, version and content hash.

        *included* returns whether a source is to be listed; by default all are.
        """
        return footer(filter(included, self.sources), self.records.edition, "" if profile == EVERYTHING else profile)

    def thing(self, name: str) -> str:
        """Return the IRI of the thing with this name; raise with candidates if there is none or more than one."""
        return self.records.names().resolve(name)

    def find(self, text: str) -> Findings:
        """Return the things, statements, sources and questions whose names contain all words of *text*."""
        from cakg.pages.find import find

        return find(self.records, self.questions, text)

    def about(
        self,
        thing: str,
        *,
        profile: str = EVERYTHING,
        datasets: bool = False,
        told_by: str | None = None,
        limit: int | None = None,
    ) -> Page:
        """Return all statements about a thing, about the groups that it belongs to, and those that it makes.

        *profile* limits them by status. *told_by*, the name of a source, limits them to what its author says in their
        own voice, whatever others say. Statements found only in datasets are summarised; with *datasets* they are
        listed like the others. *thing* may also be a statement, given by its label, its IRI or as ``stmt:…``.
        With *limit*, the page is as short as :meth:`Page.shortened` makes it, and only its statements are loaded, which
        is much faster if the graph has many.
        """
        from cakg.pages import about

        iri, names = expand(thing) or thing, self.records.names
        if not iri.startswith(STMT.iri) and not names().iris_named(thing) and names("statement").iris_named(thing):
            iri = names("statement").resolve(thing)
        source = self.records.sources[names("source").resolve(told_by)] if told_by else None
        if limit is not None and not source and not iri.startswith(STMT.iri):
            return about.short(self.records, self.thing(thing), limit, profile=profile, datasets=datasets)
        if iri.startswith(STMT.iri):
            page = about.statement(self.records, iri)
        else:
            page = about.thing(self.records, self.thing(thing), profile=profile, datasets=datasets, told_by=source)
        return page if limit is None else page.shortened(limit)

    def path(
        self,
        start: str,
        end: str,
        *,
        profile: str = EVERYTHING,
        datasets: bool = False,
        limit: int | None = None,
    ) -> Connections:
        """Return the shortest paths from one thing to another through statements, with the claims about each.

        Statements found only in datasets count if *datasets* is true. With *limit*, at most so many paths of each
        length and statements of each step are loaded, which is faster; the others are counted.
        """
        from cakg.pages.path import connect

        ends = self.thing(start), self.thing(end)
        return connect(self.records, ends, profile=profile, datasets=datasets, limit=limit)

    def compare(self, one: str, other: str) -> Comparison:
        """Return where two sources agree, where they disagree, and the statements found in only one of them."""
        from cakg.pages.compare import compare

        names = self.records.names("source")
        return compare(self.records, names.resolve(one), names.resolve(other))

    def selection(self, **fields: Unpack[SelectionFields]) -> Selection:
        """Return a ``Selection`` with these fields: one name or IRI, or several.

        *since* and *until* take a date, or a day, month or year as text. An unknown field raises
        :class:`BadValueError`.

        ``kg.selection(about="Tajikistan", themes=["security", "economy"], since="2022-03")``
        """
        from cakg.model.dates import check_order, first_day, last_day
        from cakg.model.selection import Selection, SelectionFields

        for unknown in fields.keys() - SelectionFields.__annotations__.keys():
            known = ", ".join(SelectionFields.__annotations__)
            raise BadValueError(f"a selection has no field {unknown!r}", remedy=f"its fields are {known}")

        resolved: dict[str, Any] = {**fields}
        for field, kind in (("about", "thing"), ("themes", "theme"), ("sources", "source"), ("statuses", "status")):
            words = _as_list(resolved.get(field) or ())
            resolved[field] = tuple(dict.fromkeys(self.records.names(kind).resolve(word) for word in words))
        days = {"since": first_day(fields.get("since")), "until": last_day(fields.get("until"))}
        check_order(days["since"], days["until"])
        return Selection(**resolved | days)

    def network(
        self, selection: Selection | None = None, /, *, most: int | None = None, **fields: Unpack[SelectionFields]
    ) -> NotebookNetwork:
        """Return the network of things and of the statements between them, with the stored positions of things.

        *selection*, or the fields of one in *fields* (see :meth:`selection`), restricts the statements. If more than
        *most* are selected, the network has so many of those between the things with the most statements, and its
        ``selection`` says so. A notebook shows the network, and any part of it, as a picture.
        """
        from cakg.network.build import build
        from cakg.network.positions import place, stored
        from cakg.pictures.notebook import NotebookNetwork

        built = build(self.records, selection or self.selection(**fields), NotebookNetwork, most=most)
        graph = cast("NotebookNetwork", built)
        graph.folders = self.folders
        place(graph, stored(self.folders.graph))
        return graph

    def analysis(self, *, changes: Sequence[date | str] | None = None, **fields: Unpack[SelectionFields]) -> Analysis:
        """Return measures of the network that *fields* selects, each with its meaning.

        One measure lists what is missing when only unhedged statements count. *changes*, two dates, adds a measure of
        the changes between them. As first date, a month or year means its first day; as second date, its last.
        """
        from dataclasses import replace

        from cakg.network.metrics import analyse, between, unhedged

        days = _two_days(changes) if changes is not None else ()
        selection = self.selection(**fields)
        network = self.network(selection)
        found = analyse(network)
        measures = list(found.measures)
        if selection.profile == EVERYTHING:
            measures.append(unhedged(network, self.network(replace(selection, profile="unhedged"))))
        if days:
            measures.append(between([self.network(replace(selection, since=one, until=one)) for one in days], days))
        return found._replace(measures=tuple(measures))

    def timeline(self, selection: Selection | None = None, /, **fields: Unpack[SelectionFields]) -> Drawing:
        """Return the timeline of events and states: as a page, an image or a table.

        *selection*, or the fields of one in *fields* (see :meth:`selection`), restricts the statements.
        """
        from cakg.pictures.draw import drawing

        return drawing("timeline", self.network(selection, **fields))

    def map(self, selection: Selection | None = None, /, *, question: str = "", **given: Any) -> Drawing:
        """Return the map: as a page, an image or a table. *question* colours the states by its answers.

        *selection*, or the fields of one in *given* (see :meth:`selection`), restricts the statements; all other
        arguments are parameters of the question.
        """
        from cakg.pictures.draw import drawing

        fields, parameters = _split(given)
        return drawing("map", self.network(selection, **fields), question=question, **parameters)

    def draw(
        self,
        picture: str = "network",
        selection: Selection | None = None,
        /,
        *,
        format: str = "html",
        question: str = "",
        command: str = "",
        **given: Any,
    ) -> str:
        """Return a picture, ``network``, ``timeline`` or ``map``, as text in the format html, svg, mermaid or csv.

        *selection*, or the fields of one in *given* (see :meth:`selection`), restricts the statements. *question*
        colours the states of a map by its answers; all other arguments are then parameters of it, as for :meth:`ask`.
        *command* is the command shown in the picture; by default `cakg draw` with these options. :meth:`network`,
        :meth:`timeline` and :meth:`map` return the picture in every format.

        ``kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1")``
        """
        from cakg.pictures.draw import check_format, drawing

        check_format(picture, format, question)
        fields, parameters = _split(given)
        network = self.network(selection, most=most_drawn(picture, format), **fields)
        return drawing(picture, network, command=command, question=question, **parameters).text(format)

    def draw_path(self, start: str, end: str, *, format: str = "html", command: str = "", **options: Any) -> str:
        """Return the picture of :meth:`path` as html, svg or csv text; it names *command* as its source.

        *options* are the options of :meth:`path`.
        """
        from cakg.pictures.excerpts import path_drawing

        found = self.path(start, end, **options)
        return path_drawing(self.network(**options), found, command=command).text(format)

    def draw_comparison(self, one: str, other: str, *, format: str = "html", command: str = "") -> str:
        """Return the picture of :meth:`compare` as html, svg or csv text; it names *command* as its source."""
        from cakg.pictures.excerpts import comparison_drawing

        whole = self.network(sources=[one, other])
        return comparison_drawing(whole, self.compare(one, other), command=command).text(format)

    def export(
        self,
        format: str = "turtle",
        selection: Selection | None = None,
        /,
        *,
        raw: bool = False,
        **fields: Unpack[SelectionFields],
    ) -> bytes:
        """Return the graph as ``turtle``, ``ntriples``, ``jsonld``, ``trig``, ``csv``, ``xlsx`` or ``sssom``.

        *selection*, or the fields of one in *fields* (see :meth:`selection`), restricts it. ``csv`` and ``xlsx`` have
        one row per claim, without claims of datasets unless *datasets* is true. Formats of triples have the whole
        graph, datasets included, unless something is selected. ``trig`` puts the passages and claims of each source
        into a graph with the IRI of the source. ``sssom`` always has all links to other lists. *raw* leaves the texts
        of ``csv`` unchanged, for programs; otherwise no spreadsheet runs one as a formula.
        Each file names the version and content hash of the graph, what its licence covers, and the licence and citation
        of each dataset in it.
        """
        if format == "sssom":
            from cakg.links.sssom import mapping_set

            return mapping_set(self.records)
        if format in ("csv", "xlsx"):
            return self._claims(format, selection or self.selection(**fields), raw)
        from cakg.model.rights import exported
        from cakg.store.serialise import SYNTAXES, serialise

        if format not in (*SYNTAXES, "trig"):
            known = ", ".join([*SYNTAXES, "trig"])
            raise BadValueError(f"{format!r} is not an export format", remedy=f"use {known}, csv, xlsx or sssom")
        return serialise(self.engine, format, *exported(self.records, selection or self.selection(**fields)))

    def tables(self) -> Mapping[str, pl.DataFrame]:
        """Return the whole graph as tables: polars data frames by the name of the table.

        A table is built when it is first used, and kept. ``docs/parquet.md`` lists the tables and their columns, and
        ``cakg export --format parquet`` writes them to files. Needs the extra ``data``; raises
        a :class:`CakgError` without it, and KeyError for the name of no table.

        ``kg.tables()["claims_statements"].filter(polarity="denied")``
        """
        require("polars", "a table of the graph", "polars", "data")
        from cakg.columnar.tables import Tables

        return Tables(self.records)

    def _claims(self, format: str, selection: Selection, raw: bool) -> bytes:
        """Return the claims in *selection* as CSV or XLSX."""
        from cakg.model.claims_table import claims_table
        from cakg.model.rights import Rights
        from cakg.model.selection import connected
        from cakg.tables import csv

        kept = connected(self.records, selection)
        if format == "csv":
            return csv(claims_table(self.records, kept), newline="\r\n", raw=raw).encode()
        from cakg.workbook import workbook

        words = selection.in_words(self.records.labels(selection.about))
        about = Rights(self.records).about((one for one in self.sources if one.iri in kept), selection=words)
        return workbook(claims_table(self.records, kept), about, title="Claims")

    def to_rdflib(self) -> rdflib.Graph:
        """Return the whole graph, with derived triples, as an rdflib graph."""
        from cakg.store.serialise import to_rdflib

        return to_rdflib(self.engine)


def most_drawn(picture: str, format: str) -> int | None:
    """Return the most statements in a picture; None if it has all, as the tables of a picture do."""
    return MOST_DRAWN if picture == "network" and format not in ("csv", "xlsx") else None


def _split(given: dict[str, Any]) -> tuple[SelectionFields, dict[str, Any]]:
    """Return the fields of a selection among *given*, and the others: parameters of a question."""
    from cakg.model.selection import SelectionFields

    names = SelectionFields.__annotations__.keys()
    fields = {name: value for name, value in given.items() if name in names}
    return cast("SelectionFields", fields), {name: value for name, value in given.items() if name not in names}


def _two_days(given: Sequence[date | str]) -> tuple[date, date]:
    """Return the first day of the first date and the last day of the second; raise an error for anything else."""
    from cakg.model.dates import check_order, first_day, last_day

    if isinstance(given, str) or len(given) != 2:
        raise BadValueError(f"changes are between two dates, not {given!r}", remedy='write ("2021-12-31", "2022")')
    days = (first_day(given[0]), last_day(given[1]))
    if not (days[0] and days[1]):
        raise BadValueError("a date of the changes is missing", remedy='write ("2021-12-31", "2022")')
    check_order(*days)
    return days[0], days[1]


def _as_list(words: str | int | Sequence[str | int]) -> list[str]:
    """Return one value or several as a list of texts."""
    return [str(word) for word in ([words] if isinstance(words, str | int) else words)]
