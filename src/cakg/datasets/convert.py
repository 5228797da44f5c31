"""Files of a dataset turned into a file of N-Triples, with the rows that could not be read in a file beside it.

Reads in batches, hands them to the dataset's mapping, writes what comes of it. Knows no dataset. Polars is the engine
here: everything between reading and writing is narwhals, which others can run.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

import narwhals as nw
import polars as pl

from cakg.datasets.mapping import Dataset, Mapping
from cakg.datasets.read import Batch, RejectedRow, read
from cakg.errors import CakgError
from cakg.files import STDOUT, writing
from cakg.tables import counted

_PLACE, _FAILED = "row of the batch", "first requirement failed"


@dataclass(slots=True)
class FileReport:
    """What became of one file: rows read and rejected, and of each problem how often and where first it was met."""

    file: Path
    rows: int = 0
    rejected: int = 0
    problems: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, problem: str, line: int, times: int = 1) -> None:
        """Count a *problem* that was met at *line*."""
        before, first = self.problems.get(problem, (0, line))
        self.problems[problem] = before + times, first

    def __str__(self) -> str:
        lines = [f"{self.file.name}: {counted(self.rows, 'row')} read, {self.rejected:,} rejected"]
        for problem, (times, line) in self.problems.items():
            lines.append(f"    {problem}" + (f": {counted(times, 'row')}, first on line {line}" if line else ""))
        return "\n".join(lines)


class NothingReadError(CakgError):
    """No row of any file could be read, and nothing was written."""


def signature(dataset: Dataset, path: Path) -> bytes:
    """Return the comment with which the triples of *path* begin: what they were made of."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"# {dataset.name}: {_printable(path)}, SHA-256 {digest}\n".encode()


def _printable(path: Path) -> str:
    """Return the name of a file as one line of text, whatever is in it."""
    return repr(path.name)[1:-1]


def rejects_path(dataset: Dataset, output: Path) -> Path:
    """Return where the rows go that *output* lacks: beside it, or where we are if it is a device or a pipe."""
    beside = output != STDOUT and (output.is_file() or not output.exists())
    return output.with_name(f"{output.name}.rejects.tsv") if beside else Path(f"{dataset.name}.rejects.tsv")


def convert(
    dataset: Dataset,
    mapping: Mapping,
    paths: Sequence[Path],
    output: Path,
    advance: Callable[[int], object] = lambda _: None,
) -> list[FileReport]:
    """Write the triples of *paths* to *output*, and the rows that could not be read beside it, if there are any.

    Both are written whole or not at all. *advance* is told how many bytes more have been read. Raises
    :class:`NothingReadError` when no row could be read, and OutputError when it cannot be written.
    """
    with tempfile.TemporaryFile() as rejects, writing(output) as out:
        with ThreadPoolExecutor(1) as writer:
            run = _Conversion(dataset, mapping, out, rejects, writer)
            done = [run.convert(path, advance) for path in paths]
            run.last.result()
        if not any(one.rows for one in done):
            raise NothingReadError("\n".join(map(str, done)), remedy="nothing was written")
        out.flush()
        beside = rejects_path(dataset, output)
        beside.unlink(missing_ok=True)
        if rejects.tell():
            rejects.seek(0)
            with writing(beside) as file:
                shutil.copyfileobj(rejects, file)
    return done


class _Conversion:
    """One output in the making, written while the next batch is made; one waits at most, so that memory stays flat."""

    def __init__(
        self, dataset: Dataset, mapping: Mapping, out: BinaryIO, rejects: IO[bytes], writer: ThreadPoolExecutor
    ) -> None:
        self.dataset, self.nodes, self.out, self.rejects, self.writer = dataset, mapping.nodes, out, rejects, writer
        self.requirements = [one for one in mapping.requirements if not one.keep_row]
        self.remarks = [one for one in mapping.requirements if one.keep_row]
        self.written_once: set[str] = set()
        self.last: Future[object] = writer.submit(bool)

    def write(self, texts: pl.DataFrame) -> None:
        """Write *texts*, which end in newlines of their own; raise what went wrong with those before."""
        self.last.result()
        self.last = self.writer.submit(
            texts.write_csv, self.out, include_header=False, quote_style="never", line_terminator=""
        )

    def convert(self, path: Path, advance: Callable[[int], object]) -> FileReport:
        """Write the triples of one file."""
        self.write(pl.DataFrame({"text": [signature(self.dataset, path).decode()]}))
        done, at = FileReport(path), 0
        with path.open("rb") as file:
            for found in read(file, self.dataset.columns, self.dataset.layout):
                if isinstance(found, RejectedRow):
                    self._reject(done, *found)
                else:
                    self._write(done, found)
                advance(file.tell() - at)
                at = file.tell()
        return done

    def _write(self, done: FileReport, batch: Batch) -> None:
        rows = nw.from_native(batch.table.with_row_index(_PLACE).lazy()).with_columns(self._first_failed()).collect()
        failed = rows.filter(~nw.col(_FAILED).is_null())
        for row in failed.iter_rows(named=True):
            missed, place = self.requirements[row[_FAILED]], row[_PLACE]
            reason = f"{missed.column} {row[missed.column] or ''!r} {missed.problem}"
            self._reject(done, batch.lines[place], missed.message, batch.raws[place], reason)
        passed = rows.filter(nw.col(_FAILED).is_null()).lazy()
        done.rows += len(rows) - len(failed)
        for remark in self.remarks:
            places = passed.filter(remark.fails).select(_PLACE).collect()[_PLACE].to_list()
            if places:
                done.note(remark.message, batch.lines[places[0]], len(places))
        for nodes in self.nodes(passed.drop(_PLACE, _FAILED)):
            texts = nw.to_native(nodes.rows.select(nodes.text.alias("text")).collect())
            if nodes.unique:
                new = sorted({*texts["text"].drop_nulls()} - self.written_once)
                self.written_once.update(new)
                texts = pl.DataFrame({"text": new}, texts.schema)
            self.write(texts)

    def _first_failed(self) -> nw.Expr:
        """Return which requirement a row fails first, by number; null where it passes all."""
        numbered = [nw.when(one.fails).then(nw.lit(number)) for number, one in enumerate(self.requirements)]
        return nw.coalesce(*numbered, nw.lit(None, dtype=nw.Int32)).alias(_FAILED)

    def _reject(self, done: FileReport, line: int, problem: str, raw: bytes, reason: str = "") -> None:
        done.note(problem, line)
        done.rejected += line > 0
        self.rejects.write(f"{_printable(done.file)}\t{line}\t{reason or problem}\t".encode() + raw + b"\n")
