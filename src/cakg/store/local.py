"""The graph in this process: loads files, runs the rules and answers SPARQL with pyoxigraph.

Knows no question and does not format answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph

from cakg.errors import BrokenFile, BrokenFileError, QuerySyntaxError
from cakg.paths import Folders
from cakg.store.content import add_content_hash
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.reading import IN_MEMORY, load, shown
from cakg.store.syntax import explain
from cakg.store.terms import leave_out
from cakg.vocabulary import PREFIXES

_CONSTRUCT = re.compile(r"^CONSTRUCT(?=\s*\{)", re.MULTILINE)


class LocalStore(Engine):
    """A graph held by pyoxigraph in this process."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store

    @classmethod
    def open(cls, folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
        """Load the graph of *folders* and the files *data*, add the content hash, then run the *rules*.

        With *rules*, triples that are no use to them are left out: see :mod:`cakg.store.terms`.

        Raises :class:`BrokenFileError` naming every file that cannot be read.
        """
        store = pyoxigraph.Store()
        load(store, [*folders.triples(), *data], most=IN_MEMORY)
        add_content_hash(store)
        if rules:
            leave_out(store)
            run_rules(store, folders.rules())
        return cls(store)

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


def run_rules(store: pyoxigraph.Store, rules: Iterable[Path], *, at_once: bool = True) -> None:
    """Run CONSTRUCT files one after another; each adds its triples before the next one runs.

    With *at_once* the triples of a rule are added together, which is faster. Otherwise they are added as they are
    derived, so that they need not fit into memory. Raises one :class:`BrokenFileError` for all files that are not a
    CONSTRUCT query.
    """
    _raise(_run_rule(store, path, at_once=at_once) for path in rules)


def _raise(found: Iterable[BrokenFile | None]) -> None:
    if faults := [fault for fault in found if fault]:
        raise BrokenFileError(faults)


def _run_rule(store: pyoxigraph.Store, path: Path, *, at_once: bool) -> BrokenFile | None:
    text = path.read_text(encoding="utf-8")
    update, replaced = _CONSTRUCT.subn("INSERT   ", text, count=1)  # same length: errors keep the right column
    try:
        if at_once and replaced:
            store.update(update)  # faster than a query and then an update, which would evaluate the rule twice
            return None
        found = store.query(text)
    except SyntaxError as error:
        return BrokenFile(shown(path), 0, str(explain(text, error)))
    if not isinstance(found, pyoxigraph.QueryTriples):
        return BrokenFile(shown(path), 0, "a rule must be a CONSTRUCT query")
    store.bulk_extend(pyoxigraph.Quad(*triple) for triple in found)
    return None
