"""Converts the files of a dataset into a file of N-Triples, and writes rejected rows to a second file.

Reads batches, passes them to the dataset's mapping and writes the result. Knows no dataset. Reading and writing use
Polars; everything between is narwhals, which also runs on other engines.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import narwhals as nw
import polars as pl

from cakg.datasets.mapping import Dataset, Mapping
from cakg.datasets.read import LINE, RAW, Recognised, RejectedRow, read
from cakg.errors import CakgError, OutputError
from cakg.file_kinds import exists, is_file, same
from cakg.files import STDOUT, all_or_none, reporting
from cakg.tables import counted

_FIRST_FAILED = "first requirement failed"


@dataclass(slots=True)
class FileReport:
    """The result for one file: rows read and rejected; for each problem, the number of rows and the first line."""

    file: Path
    form: str = ""
    """The form of the file; empty if it was not recognised."""
    rows: int = 0
    rejected: int = 0
    problems: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, problem: str, line: int, times: int = 1) -> None:
        """Count a *problem* at *line*."""
        before, first = self.problems.get(problem, (0, line))
        self.problems[problem] = before + times, first

    def __str__(self) -> str:
        lines = [f"{_printable(self.file)}: {counted(self.rows, 'row')} read, {self.rejected:,} rejected"]
        for problem, (times, line) in self.problems.items():
            lines.append(f"    {problem}" + (f": {counted(times, 'row')}, first on line {line}" if line else ""))
        return "\n".join(lines)


def forms_of(reports: Sequence[FileReport]) -> list[str]:
    """Return a line for each form that was recognised, with the files of that form."""
    names: dict[str, list[str]] = {}
    for report in reports:
        if report.form:
            names.setdefault(report.form, []).append(_printable(report.file))
    return [
        f"{files[0] if len(files) == 1 else counted(len(files), 'file')} read as {form}"
        for form, files in names.items()
    ]


class NothingReadError(CakgError):
    """No row of any file could be read, and nothing was written."""


def is_current(output: Path, dataset: Dataset, path: Path) -> bool:
    """Return whether *output* was made from the current content of the file *path*."""
    if not is_file(output):
        return False
    start = _signature(dataset, path)
    with output.open("rb") as file:
        return file.read(len(start)) == start


def _signature(dataset: Dataset, path: Path) -> bytes:
    """Return the comment above the triples of *path*: the dataset, the file name and the hash of the file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"# {dataset.name}: {_printable(path)}, SHA-256 {digest}\n".encode()


def _printable(path: Path) -> str:
    """Return the name of a file as one line of text, with escapes for line breaks and the like."""
    return repr(path.name)[1:-1]


def rejects_path(dataset: Dataset, output: Path) -> Path:
    """Return the file for rejected rows: next to *output*, or in the working directory if *output* is not a file."""
    if output != STDOUT and (is_file(output) or not exists(output)):
        return output.with_name(f"{output.name}.rejects.tsv")
    return Path(f"{dataset.name}.rejects.tsv")


def convert(
    dataset: Dataset,
    mapping: Mapping,
    paths: Sequence[Path],
    output: Path,
    advance: Callable[[int], object] = lambda _: None,
) -> list[FileReport]:
    """Write the triples of *paths* to *output*, and any rejected rows to :func:`rejects_path`.

    Each file is written completely or not at all. *advance* is called with the number of bytes read since its last
    call. Raises :class:`NothingReadError` if no row could be read, and OutputError if a file cannot be written.
    """

    def write(out: BinaryIO, rejects: BinaryIO) -> list[FileReport]:
        with ThreadPoolExecutor(1) as writer:
            conversion = _Conversion(dataset, mapping, out, rejects, writer)
            reports = [conversion.convert(path, advance) for path in paths]
            conversion.last.result()
        return reports

    return write_outputs(dataset, paths, output, write)


def write_outputs(
    dataset: Dataset, paths: Sequence[Path], output: Path, write: Callable[[BinaryIO, BinaryIO], list[FileReport]]
) -> list[FileReport]:
    """Call *write* with two open files, for the triples of *paths* and for rejected rows, and return its reports.

    Both are written completely or not at all; without rejected rows, an old file of them is removed. Raises as
    :func:`convert` does.
    """
    keep_inputs(dataset, paths, output)
    # If the disk of the temporary file is full, closing it fails as writing did, and is reported for that folder.
    scratch = Path(tempfile.gettempdir())
    with reporting(scratch), tempfile.TemporaryFile() as rejects, all_or_none() as outputs:
        with outputs.writing(output) as out:
            reports = write(out, rejects)
            if not any(report.rows for report in reports):
                raise NothingReadError("\n".join(map(str, reports)), remedy="nothing was written")
        path_of_rejects = rejects_path(dataset, output)
        if rejects.tell():
            rejects.seek(0)
            with outputs.writing(path_of_rejects) as file:
                shutil.copyfileobj(rejects, file)
        else:
            outputs.remove(path_of_rejects)
    return reports


def keep_inputs(dataset: Dataset, paths: Sequence[Path], output: Path) -> None:
    """Raise OutputError if one of *paths* is *output* or its file of rejected rows."""
    for path in paths:
        if same(path, output) or same(path, rejects_path(dataset, output)):
            raise OutputError(f"{path}: would be replaced by an output", remedy="use another file with -o FILE")


def convert_part(
    dataset: Dataset, mapping: Mapping, path: Path, part: Path, advance: Callable[[int], object] = lambda _: None
) -> FileReport:
    """Write the triples of *path* to *part*, and beside it the files that :mod:`cakg.datasets.parts` joins.

    All are written, or none: rejected rows, which may be none, and the places of texts that other parts may have too.
    """
    with all_or_none() as outputs:
        with (
            outputs.writing(part) as out,
            outputs.writing(rejects_path(dataset, part)) as rejects,
            ThreadPoolExecutor(1) as writer,
        ):
            conversion = _Conversion(dataset, mapping, out, rejects, writer)
            report = conversion.convert(path, advance)
            conversion.last.result()
        with outputs.writing(places_path(part)) as file:
            conversion.places.tofile(file)
    return report


def places_path(part: Path) -> Path:
    """Return the file with the places of the texts in *part* that are written only once: offsets and lengths."""
    return part.with_name(f"{part.name}.places")


class _Conversion:
    """The conversion of files to one output. To save memory, at most one batch is being written at any time."""

    def __init__(
        self, dataset: Dataset, mapping: Mapping, out: BinaryIO, rejects: BinaryIO, writer: ThreadPoolExecutor
    ) -> None:
        self.dataset, self.mapping, self.out, self.rejects, self.writer = dataset, mapping, out, rejects, writer
        self.unique_texts: set[str] = set()
        self.size = 0
        """The bytes written so far."""
        self.places = array("Q")
        """The offset and the length of each of the unique texts, in the order of the output."""
        self.last: Future[object] = writer.submit(bool)

    def convert(self, path: Path, advance: Callable[[int], object]) -> FileReport:
        """Write the triples of one file."""
        try:
            signature = _signature(self.dataset, path).decode()
        except OSError as error:  # an error of the output would be reported otherwise
            raise NothingReadError(f"{path}: cannot be read: {error.strerror}", remedy="nothing was written") from error
        self._write(pl.DataFrame({"text": [signature]}))
        report, at, form = FileReport(path), 0, Recognised("")
        kept: list[pl.DataFrame] = []
        with path.open("rb") as file:
            for found in read(file, self.dataset, self.mapping.wide):
                if isinstance(found, RejectedRow):
                    self._reject(report, *found)
                elif isinstance(found, Recognised):
                    form = found
                    report.form = found.name
                    if found.missing:
                        report.note(f"has no column {', '.join(found.missing)}: left out", 0)
                else:
                    kept.append(self._checked(report, found, form))
                    if self.dataset.layout:
                        self._map(kept)
                advance(file.tell() - at)
                at = file.tell()
        self._map(kept)
        if report.form and not report.rows and not report.rejected:
            report.note("has no rows below its header", 0)
        return report

    def _checked(self, report: FileReport, batch: pl.DataFrame, form: Recognised) -> pl.DataFrame:
        """Return the rows of *batch* that meet the requirements, and count and reject the others."""
        entries = _unpivoted(batch, form)
        required = [one for one in self.mapping.requirements if one.column in entries.columns]
        strict = [one for one in required if not one.keep_row]
        failures = [nw.when(one.fails).then(nw.lit(number)) for number, one in enumerate(strict)]
        first_failed = nw.coalesce(*failures, nw.lit(None, dtype=nw.Int32)).alias(_FIRST_FAILED)
        rows = nw.from_native(entries.lazy()).with_columns(first_failed).collect()
        failed = rows.filter(~nw.col(_FIRST_FAILED).is_null()).unique(LINE, keep="first").sort(LINE)
        passed = rows.filter(~nw.col(LINE).is_in(failed[LINE].to_list()))
        for row in failed.iter_rows(named=True):
            one = strict[row[_FIRST_FAILED]]
            column = row[form.wide[0]] if form.wide and one.column == form.wide[1] else form.called(one.column)
            reason = f"{column} {row[one.column] or ''!r} {one.problem}"
            self._reject(report, row[LINE], f"{form.called(one.column)} {one.problem}", row[RAW], reason)
        report.rows += len(batch) - len(failed)
        for one in (one for one in required if one.keep_row):
            if lines := passed.filter(one.fails)[LINE].unique().sort().to_list():
                report.note(f"{form.called(one.column)} {one.problem}", lines[0], len(lines))
        kept: pl.DataFrame = nw.to_native(passed.drop(LINE, RAW, _FIRST_FAILED))
        return kept

    def _map(self, kept: list[pl.DataFrame]) -> None:
        """Write the triples of the rows in *kept*, and empty it."""
        rows = pl.concat(kept) if kept else pl.DataFrame()
        kept.clear()
        for nodes in self.mapping.nodes(nw.from_native(rows.lazy())) if len(rows) else ():
            texts = nw.to_native(nodes.rows.select(nodes.text.alias("text")).collect())
            if nodes.unique:
                new = sorted({*texts["text"].drop_nulls()} - self.unique_texts)
                self.unique_texts.update(new)
                at = self.size
                for text in new:
                    self.places.extend((at, length := len(text.encode())))
                    at += length
                texts = pl.DataFrame({"text": new}, texts.schema)
            self._write(texts)

    def _write(self, texts: pl.DataFrame) -> None:
        """Write *texts*, which have line breaks already; raise the error of the previous write if it failed."""
        self.last.result()
        self.size += int(texts["text"].str.len_bytes().sum())
        self.last = self.writer.submit(
            texts.write_csv, self.out, include_header=False, quote_style="never", line_terminator=""
        )

    def _reject(self, report: FileReport, line: int, problem: str, raw: bytes, reason: str = "") -> None:
        report.note(problem, line)
        report.rejected += line > 0
        self.rejects.write(f"{_printable(report.file)}\t{line}\t{reason or problem}\t".encode() + raw + b"\n")


def _unpivoted(batch: pl.DataFrame, form: Recognised) -> pl.DataFrame:
    """Return *batch* with one row for each filled cell of the columns of a wide form."""
    if not form.wide:
        return batch
    variable, value = form.wide
    kept = [LINE, RAW, *(name for name in batch.columns if name in form.narrow)]
    return batch.unpivot(index=kept, variable_name=variable, value_name=value).drop_nulls(value)
