"""``cakg link import``: other people's data as statements and claims in our own model."""

from __future__ import annotations

import signal
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from tqdm import tqdm

from cakg.cli.arguments import Parser, UsageError, nearest, opened
from cakg.datasets.convert import FileReport, NothingReadError, convert, is_current, rejects_path
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
    """The import was stopped: the unfinished output is removed, finished ones stay."""

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
    dataset, output = DATASETS[given.dataset], Path(given.output)
    paths = files(given.files, "name the files of the dataset, plain, zipped or gzipped")
    jobs = {output: paths}
    if into_directory := given.output.endswith("/") or output.is_dir():
        jobs = {output / f"{path.name}.nt": [path] for path in paths}
        make_folder(output, "cannot be made", "name another directory")
        if len(jobs) < len(paths):
            raise UsageError("two of the files have one name", remedy="give each its own directory with -o")
    mapping = dataset.mapping(opened(given).engine)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        finished = [one for one in jobs if into_directory and is_current(one, dataset, jobs[one][0])]
        return _convert(dataset, mapping, jobs, finished)
    except KeyboardInterrupt:
        raise InterruptedImportError(
            "interrupted: what was not finished is taken away, nothing is half written",
            remedy="the same command goes on where it was stopped, if -o names a directory",
        ) from None


def _convert(dataset: Dataset, mapping: Mapping, jobs: dict[Path, list[Path]], finished: Collection[Path]) -> int:
    """Run the jobs that are not *finished* and report on all; a job is an output with its files."""
    reports: list[FileReport] = []
    failed: list[NothingReadError] = []
    to_do = {output: paths for output, paths in jobs.items() if output not in finished}
    total = sum(path.stat().st_size for paths in to_do.values() for path in paths)
    with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        for output, paths in to_do.items():
            try:
                reports += convert(dataset, mapping, paths, output, bar.update)
            except NothingReadError as error:
                failed.append(error)
    if failed and not reports and not finished:
        raise NothingReadError("\n".join(error.message for error in failed), remedy=failed[0].remedy)
    rejects = [path for output in jobs if (path := rejects_path(dataset, output)).exists()]
    rows = counted(sum(report.rows for report in reports), "row")
    before = f"; {counted(len(finished), 'file')} finished before" if finished else ""
    for message in (
        *(error.message for error in failed),
        *(report for report in reports if report.problems),
        f"{counted(len(reports), 'file')}, {rows} read{before}",
        *(f"rejected rows, with line and reason: {path}" for path in rejects),
    ):
        print(message, file=sys.stderr)
    return 1 if failed or rejects else 0
