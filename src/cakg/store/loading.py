"""Loads a graph from files and runs its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pyoxigraph

from cakg.errors import BrokenFile, BrokenFileError, CakgError, QuerySyntaxError
from cakg.store import reading
from cakg.store.content import add_content_hash
from cakg.store.odd_triples import leave_out
from cakg.store.scan import check_depth, check_service, query_form
from cakg.store.syntax import query_error

_CONSTRUCT = re.compile(r"^CONSTRUCT(?=\s*\{)", re.MULTILINE)


def loaded(inputs: Iterable[Path], rules: Sequence[Path] | None) -> pyoxigraph.Store:
    """Return a store in memory with the triples of *inputs*, the content hash, and what *rules* derive.

    With *rules*, triples that are no use to them are left out: see :mod:`cakg.store.odd_triples`.
    Raises :class:`BrokenFileError` naming every file that cannot be read.
    """
    store = pyoxigraph.Store()
    reading.load(store, inputs, most=reading.IN_MEMORY)
    add_content_hash(store)
    if rules is not None:
        leave_out(store)
        run_rules(store, rules)
    return store


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
    try:
        text = reading.text(path)
        _check_construct(text)
        update, replaced = _CONSTRUCT.subn("INSERT   ", text, count=1)  # same length: errors keep the right column
        if at_once and replaced:
            with suppress(SyntaxError):  # an update cannot end in ORDER BY, LIMIT or the like, as a query can
                store.update(update)  # faster than a query and then an update, which would evaluate the rule twice
                return None
        found = store.query(text)
        assert isinstance(found, pyoxigraph.QueryTriples)
        store.bulk_extend(pyoxigraph.Quad(*triple) for triple in found)
    except BrokenFileError as error:
        return error.faults[0]
    except (ValueError, CakgError) as error:
        return BrokenFile(reading.shown(path), 0, str(error))
    return None


@lru_cache(maxsize=256)
def _check_construct(text: str) -> None:
    """Raise an error unless *text* is exactly one CONSTRUCT query, without SERVICE: as an update it could do anything.

    Running it on an empty store shows whether it is valid.
    """
    check_depth(text)
    try:
        check_service(text)
        found = pyoxigraph.Store().query(text)
    except (SyntaxError, RuntimeError) as error:  # RuntimeError: such as an unknown function
        raise query_error(text, error) from error
    if not isinstance(found, pyoxigraph.QueryTriples) or query_form(text) != "CONSTRUCT":
        raise QuerySyntaxError("a rule must be a CONSTRUCT query")
