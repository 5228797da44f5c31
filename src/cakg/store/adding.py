"""Adds files to a store on disk: the result is that of a build with these files, without running all rules again.

The store is read first, and what changes is computed. Then a copy of the store is changed. Tables of a store are never
changed, so the copy shares them with the store and needs little space.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Quad, Triple

from cakg.errors import BrokenFile, BrokenFileError, GraphFolderError
from cakg.store import content, entered, manifest, odd_triples, reading
from cakg.store.rederive import derive_again
from cakg.store.view import Changes

_NOT_COPIED = ("LOCK", "LOG", manifest.NAME, entered.NAME)


class Addition(NamedTuple):
    """What adding files to a store changes."""

    made: manifest.Made
    """What the store was made from before."""
    entered: Mapping[Triple, bytes]
    """The triples that are new in the files, with their hashes."""
    changes: Changes
    """All triples to be added and removed, derived ones too; empty if the files have nothing new."""
    left_out: int
    """How many of the new triples are left out, because their properties do not take their terms."""
    old: tuple[Path, ...]
    """The files of which every triple is in the store already."""


def plan(store: Path, files: Sequence[Path]) -> Addition:
    """Return what adding *files* to *store* changes. Nothing is written.

    Raises :class:`GraphFolderError` if the store cannot be used or the files change what any triple may depend on,
    :class:`BrokenFileError` if a file cannot be read.
    """
    made = _usable(store)
    known = _entered(store)
    new: dict[Triple, bytes] = {}
    old = []
    for path, triples in _read(files).items():
        hashes = {triple: entered.digest(triple) for triple in triples if not content.is_content_hash(triple)}
        fresh = {triple: hashed for triple, hashed in hashes.items() if hashed not in known}
        old += [] if fresh else [path]
        new |= fresh
    if not new:
        return Addition(made, {}, Changes(), 0, tuple(old))
    for hashed in new.values():
        known.add(hashed)
    engine = pyoxigraph.Store.read_only(str(store))
    odd = {one.triple for one in odd_triples.odd_after_adding(engine, list(new))}
    if others := [one for one in odd if one not in new]:
        raise GraphFolderError(
            f"the files give {odd_triples.shown(others[0].subject)} a class whose nodes cannot have the value"
            f" {odd_triples.shown(others[0].object)}, which the store has",
            remedy="correct the files, or build the store again with them: cakg build leaves the value out",
        )
    odd |= {triple for triple in new if odd_triples.is_number_left_out(triple)}
    added = [triple for triple in new if triple not in odd]
    changes = derive_again(engine, added, made.folders.rules(), lambda one: entered.digest(one) in known)
    number = sum(not odd_triples.is_number_left_out(triple) for triple in odd)
    return Addition(made, new, changes, number, tuple(old))


def write(target: Path, store: Path, addition: Addition, files: Sequence[Path], version: str) -> int:
    """Write a copy of *store* with an addition to the empty folder *target*, and return its number of triples.

    Raises OSError if it cannot be written.
    """
    _copy(store, target)
    engine = pyoxigraph.Store(str(target))
    for triple in addition.changes.removed:
        engine.remove(Quad(*triple))
    engine.extend(Quad(*triple) for triple in addition.changes.added)
    left_out = odd_triples.left_out(engine)
    odd_triples.set_left_out(engine, left_out + addition.left_out)
    found = content.with_more(addition.made.facts["content"], addition.entered.values())
    content.set_content_hash(engine, found)
    engine.flush()
    facts = dict(addition.made.facts)
    del engine  # closes it: the manifest describes its files
    known = _entered(store)
    for hashed in addition.entered.values():
        known.add(hashed)
    known.write(target / entered.NAME)
    triples = int(facts["triples"]) + len(addition.changes.added) - len(addition.changes.removed)
    triples += bool(addition.left_out and not left_out)  # the triple with their number
    facts |= {"cakg": version, "content": found, "triples": triples}
    manifest.write_with_more(target, addition.made, files, facts)
    return triples


def _usable(store: Path) -> manifest.Made:
    made = manifest.read(store)
    if not made.rules:
        what = "was built by a version of cakg to whose stores nothing can be added"
    elif made.facts.get("blank_nodes"):
        what = "has triples with blank nodes, so nothing can be added"
    elif not manifest.has_rules_of(made):
        what = "was built with other rules than those of this version of cakg"
    else:
        return made
    raise GraphFolderError(f"{store}: the store {what}", remedy=manifest.BUILD_AGAIN)


def _entered(store: Path) -> entered.Entered:
    try:
        return entered.Entered.read(store / entered.NAME)
    except (OSError, ValueError) as error:
        raise manifest.damaged(store, f"{entered.NAME} cannot be read") from error


def _read(files: Sequence[Path]) -> dict[Path, list[Triple]]:
    """Return the triples of each file, each once."""
    found: dict[Path, list[Triple]] = {}
    faults: list[BrokenFile] = []
    for path in dict.fromkeys(files):
        small = pyoxigraph.Store()
        try:
            reading.load(small, [path], most=reading.IN_MEMORY)
        except BrokenFileError as error:
            faults += error.faults
            continue
        found[path] = [quad.triple for quad in small]
        if any(map(entered.has_blank_node, found[path])):
            what = "has blank nodes, which cannot be added to a store: give them IRIs"
            faults.append(BrokenFile(reading.shown(path), 0, what))
    if faults:
        raise BrokenFileError(faults)
    return found


def _copy(store: Path, target: Path) -> None:
    """Copy a store that no program writes to; its tables get second names, or are copied if there are none."""
    for path in store.iterdir():
        if path.name.startswith(_NOT_COPIED):
            continue
        try:
            if path.suffix != ".sst":
                raise OSError
            os.link(path, target / path.name)
        except OSError:
            shutil.copy2(path, target / path.name)
