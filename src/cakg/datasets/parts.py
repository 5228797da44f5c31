"""Joins the parts of an output, each made from one file, into what one conversion of all files would have written."""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from cakg.datasets.convert import FileReport, places_path, rejects_path, write_outputs
from cakg.datasets.mapping import Dataset

_BLOCK = 1 << 20


def join_parts(
    dataset: Dataset, paths: Sequence[Path], parts: Sequence[Path], reports: list[FileReport], output: Path
) -> list[FileReport]:
    """Write *parts* to *output*, and their rejected rows to its file of rejected rows, and return *reports*.

    *parts* and *reports* are those of *paths*, in the same order. A text that is written only once, such as a node of a
    code, is left out after the first part that has it. Raises as :func:`cakg.datasets.convert.convert` does.
    """

    def write(out: BinaryIO, rejects: BinaryIO) -> list[FileReport]:
        written: set[bytes] = set()
        for part in parts:
            places = array("Q", places_path(part).read_bytes())
            with part.open("rb") as file:
                for at, length in zip(places[::2], places[1::2], strict=True):
                    _copy(file, out, at - file.tell())
                    text = file.read(length)
                    if text not in written:
                        written.add(text)
                        out.write(text)
                shutil.copyfileobj(file, out, _BLOCK)
            with rejects_path(dataset, part).open("rb") as file:
                shutil.copyfileobj(file, rejects, _BLOCK)
        return reports

    return write_outputs(dataset, paths, output, write)


def _copy(file: BinaryIO, out: BinaryIO, size: int) -> None:
    """Copy the next *size* bytes."""
    while size and (block := file.read(min(size, _BLOCK))):
        out.write(block)
        size -= len(block)
