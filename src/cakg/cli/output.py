"""Writes the results and messages of commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cakg import tables
from cakg.errors import OutputError
from cakg.file_kinds import is_file, is_folder, same
from cakg.files import STDOUT, write_all, write_whole
from cakg.graph import KnowledgeGraph, folders_of
from cakg.harmless import visible

if TYPE_CHECKING:
    from cakg.model.sources import Source

_FOR_READERS = (None, "", "text", "table", "markdown")
"""The formats in which harmful characters are shown as escapes; other formats have rules of their own."""


def show(
    found: Any,
    given: argparse.Namespace,
    kg: KnowledgeGraph | None = None,
    included: Callable[[Source], bool] = bool,
    **limits: int,
) -> int:
    """Write *found* as JSON or text; with *kg*, the text has a footer with the sources for which *included* is true."""
    if given.format == "json":
        return write_output(found.json(), given)
    text = found.table(width=width(given), **limits)
    if kg:
        text += "\n\n" + tables.wrapped(kg.footer(getattr(given, "profile", ""), included), width(given))
    return write_output(text, given)


def write_output(
    content: str | bytes,
    given: argparse.Namespace,
    more: Mapping[Path, bytes] | None = None,
    inputs: Iterable[Path] = (),
) -> int:
    """Write *content* to the file of ``-o``, and print its name; without ``-o`` to standard output.

    In text for readers, harmful characters are shown as escapes. The files *more* are written with it, or none of them.
    Raises OutputError if the file is one of *inputs*, of ``--data`` or of the graph.
    """
    output = Path(given.output or STDOUT)
    keep_inputs(output, given, inputs)
    if isinstance(content, str):
        safe = visible(content) if given.format in _FOR_READERS else content
        content = (safe.rstrip("\n") + "\n").encode()
    write_all({**(more or {}), output: content})
    if output != STDOUT and output.is_file():
        with suppress(OutputError):  # the file is the result, and it is written
            print_text(given.output)
    return 0


def keep_inputs(output: Path, given: argparse.Namespace, inputs: Iterable[Path] = ()) -> None:
    """Raise OutputError if *output* is one of *inputs*, of the files of ``--data`` or of those in ``--graph``."""
    if not is_file(output):
        return
    of_graph = folders_of(given.graph).triples() if given.graph and is_folder(Path(given.graph)) else []
    if any(same(output, path) for path in (*inputs, *map(Path, given.data), *of_graph)):
        raise OutputError(
            f"{output}: is an input of this command, and would be replaced", remedy="use another file with -o FILE"
        )


def print_text(text: str) -> None:
    """Write *text* and a final newline to standard output, in UTF-8 regardless of the locale."""
    write_whole(STDOUT, (visible(text).rstrip("\n") + "\n").encode())


def print_message(text: object) -> None:
    """Write *text* to standard error, with harmful characters shown as escapes."""
    print(visible(str(text)), file=sys.stderr)


def width(given: argparse.Namespace | None = None) -> int:
    """Return the width of tables: that of the terminal, at least 60 and at most 120; 80 in files and pipes."""
    if given and given.output:
        return tables.WIDTH
    try:
        return min(max(os.get_terminal_size(sys.stdout.fileno()).columns, 60), 120)
    except (OSError, ValueError):
        return tables.WIDTH
