"""``cakg link import``: other people's data as statements and claims in our own model."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from cakg.cli.arguments import Parser, UsageError, nearest, opened
from cakg.datasets.convert import FileReport, NothingReadError, convert, rejects_path, signature
from cakg.datasets.mapping import Dataset, Mapping
from cakg.datasets.registry import DATASETS
from cakg.errors import CakgError
from cakg.files import make_folder
from cakg.graph import files
from cakg.tables import counted

_EXAMPLES = """\
examples:
  cakg link import gdelt-2 20191024143000.export.CSV.zip -o reports.nt
  cakg link import gdelt-2 *.export.CSV.zip -o reports/
  cakg about Turkmenistan --data reports.nt
"""


class InterruptedImportError(CakgError):
    """Somebody stopped the import; the file that was being made is gone, those made before it stand."""

    exit_code = 130


def run(line: Sequence[str]) -> int:
    """Import files, all into one output or each into its own."""
    parser = Parser(
        "link import",
        "Write the rows of a dataset as statements and claims, in N-Triples: the dataset is the source, a row the"
        " passage. Files may be zipped or gzipped. Rows that cannot be read go to a file beside the output, and the"
        " exit code is 1. Into a directory, each file gets an output of its own, and what is finished is not"
        f" made again. Datasets: {', '.join(DATASETS)}.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("dataset", metavar="DATASET", help="which dataset the files are of")
    parser.add_argument("files", metavar="FILE", nargs="+", help="its files, any number")
    parser.add_output()
    given = parser.read(line)
    if given.dataset not in DATASETS:
        remedy = nearest(given.dataset, list(DATASETS)) or f"datasets are {', '.join(DATASETS)}"
        raise UsageError(f"cakg cannot import {given.dataset!r}", remedy=remedy)
    chosen, output = DATASETS[given.dataset], Path(given.output)
    paths = files(given.files, "name the files of the dataset, plain, zipped or gzipped")
    apart = given.output.endswith("/") or output.is_dir()
    jobs = {output / f"{path.name}.nt": [path] for path in paths} if apart else {output: paths}
    if apart:
        make_folder(output, "cannot be made", "name another directory")
        if len(jobs) < len(paths):
            raise UsageError("two of the files have one name", remedy="give each its own directory with -o")
    mapping = chosen.mapping(opened(given).engine)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        return _convert(chosen, mapping, jobs, apart=apart)
    except KeyboardInterrupt:
        raise InterruptedImportError(
            "interrupted: what was not finished is taken away, nothing is half written",
            remedy="the same command goes on where it was stopped, if -o names a directory",
        ) from None


def _convert(chosen: Dataset, mapping: Mapping, jobs: dict[Path, list[Path]], *, apart: bool) -> int:
    done: list[FileReport] = []
    failed: list[NothingReadError] = []
    finished = 0
    total = sum(path.stat().st_size for paths in jobs.values() for path in paths)
    with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        for output, paths in jobs.items():
            if apart and _begins(output, signature(chosen, paths[0])):
                finished += 1
                bar.update(paths[0].stat().st_size)
                continue
            try:
                done += convert(chosen, mapping, paths, output, bar.update)
            except NothingReadError as error:
                failed.append(error)
    if failed and not done and not finished:
        raise NothingReadError("\n".join(error.message for error in failed), remedy=failed[0].remedy)
    rejects = [path for output in jobs if (path := rejects_path(chosen, output)).exists()]
    rows = counted(sum(one.rows for one in done), "row")
    before = f"; {counted(finished, 'file')} finished before" if finished else ""
    for said in (
        *(error.message for error in failed),
        *(one for one in done if one.problems),
        f"{counted(len(done), 'file')}, {rows} read{before}",
        *(f"rejected rows, with line and reason: {path}" for path in rejects),
    ):
        print(said, file=sys.stderr)
    return 1 if failed or rejects else 0


def _begins(path: Path, start: bytes) -> bool:
    """Tell whether *path* is a file that begins with *start*."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start
