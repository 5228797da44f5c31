"""The graph inside this process: Turtle in, SPARQL out.

Knows how to load the folders, run the rules and answer a query with pyoxigraph.
Does not know any question, nor how an answer is shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from cakg.errors import BadValueError, BrokenFile, BrokenFileError, GraphFolderError, QuerySyntaxError
from cakg.paths import Folders
from cakg.store.content import add_content_hash
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.syntax import explain
from cakg.vocabulary import PREFIXES

_READ = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD, RdfFormat.RDF_XML)
FORMATS = {f".{syntax.file_extension}": syntax for syntax in _READ}
"""The formats in which files are read, by the endings of their names."""
_CONSTRUCT = re.compile(r"^CONSTRUCT(?=\s*\{)", re.MULTILINE)


class LocalStore(Engine):
    """A graph held by pyoxigraph in this process."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store

    @classmethod
    def open(cls, folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
        """Load the graph of *folders* and the files *data*, hash them, then run the rules unless told not to.

        Raises :class:`BrokenFileError` naming every file that cannot be read.
        """
        store = pyoxigraph.Store()
        load(store, [*folders.triples(), *data])
        add_content_hash(store)
        if rules:
            run_rules(store, folders.rules())
        return cls(store)

    @staticmethod
    def build(path: Path, folders: Folders, data: Sequence[Path], step: Callable[[Path], object]) -> int:
        """Make a store on disk at *path* of what :meth:`open` would load and derive; return how many triples it has.

        What is loaded or derived goes to the disk as it comes. *step* is told each file and each rule that begins.
        """

        def told(one: Path) -> Path:
            step(one)
            return one

        store = pyoxigraph.Store(str(path))
        load(store, map(told, [*folders.triples(), *data]))
        add_content_hash(store)
        run_rules(store, map(told, folders.rules()), at_once=False)
        store.optimize()  # a question takes ten times as long without
        return len(store)

    @classmethod
    def on_disk(cls, path: Path) -> LocalStore:
        """Open the Oxigraph store at *path* for reading; what the rules derive is expected to be in it."""
        try:
            return cls(pyoxigraph.Store.read_only(str(path)))
        except (OSError, RuntimeError) as error:  # a file that is not there, or one that is broken
            raise GraphFolderError(f"{path}: not an Oxigraph store: {error}") from error

    def query(self, sparql: str) -> Result:
        """Answer any query; see :meth:`Engine.query`."""
        try:
            found = self.store.query(sparql, prefixes=PREFIXES)
            if isinstance(found, pyoxigraph.QueryBoolean):
                return bool(found)
            if isinstance(found, pyoxigraph.QueryTriples):
                return list(dict.fromkeys(found))
            return Solutions.of(found)
        except SyntaxError as error:
            raise explain(sparql, error) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QuerySyntaxError(f"the query cannot be answered: {error}") from error


def load(store: pyoxigraph.Store, paths: Iterable[Path]) -> None:
    """Load every file into the default graph of *store*; raise one error for all that are broken."""
    _raise(_load_file(store, path) for path in paths)


def run_rules(store: pyoxigraph.Store, rules: Iterable[Path], *, at_once: bool = True) -> None:
    """Run CONSTRUCT files one after another, each adding its triples before the next one runs.

    What a rule derives is added *at_once*, which is faster, or as it comes, for more than memory holds.
    Raises one :class:`BrokenFileError` for all files that are no CONSTRUCT query.
    """
    _raise(_run_rule(store, path, at_once=at_once) for path in rules)


def _raise(found: Iterable[BrokenFile | None]) -> None:
    if faults := [fault for fault in found if fault]:
        raise BrokenFileError(faults)


def _run_rule(store: pyoxigraph.Store, path: Path, *, at_once: bool) -> BrokenFile | None:
    text = path.read_text(encoding="utf-8")
    update, written_so = _CONSTRUCT.subn("INSERT   ", text, count=1)  # as long, so that errors keep their columns
    try:
        if at_once and written_so:
            store.update(update)  # asked as a query first, a rule that counts or joins would do its work twice
            return None
        found = store.query(text)
    except SyntaxError as error:
        return BrokenFile(_shown(path), 0, str(explain(text, error)))
    if not isinstance(found, pyoxigraph.QueryTriples):
        return BrokenFile(_shown(path), 0, "a rule must be a CONSTRUCT query")
    store.bulk_extend(pyoxigraph.Quad(*triple) for triple in found)
    return None


def _load_file(store: pyoxigraph.Store, path: Path) -> BrokenFile | None:
    syntax = FORMATS.get(path.suffix)
    if syntax is None:
        known = ", ".join(FORMATS)
        raise BadValueError(f"{path}: cannot tell what it holds", remedy=f"a file of triples ends in one of {known}")
    try:
        store.bulk_load(path=path, format=syntax)
    except SyntaxError as error:
        return BrokenFile(_shown(path), error.lineno or 0, _first_line(error.msg))
    except OSError as error:
        return BrokenFile(_shown(path), 0, error.strerror or str(error))
    if syntax.supports_datasets and any(store.named_graphs()):
        return BrokenFile(_shown(path), 0, "holds named graphs, and cakg keeps everything in one graph")
    return None


def _shown(path: Path) -> str:
    """Return *path* as the user would type it: from the working directory when it is below it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _first_line(message: str) -> str:
    """Return what the parser says, without the place that we name ourselves."""
    return message.partition(": ")[2] or message
