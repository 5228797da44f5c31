"""``cakg link import``: converts files of datasets to statements and claims.

Libraries of ``cakg[data]`` are imported only when files are converted.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping as Map
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cakg.cli.arguments import OUTPUT, Parser, UsageError, graph_from, nearest, option
from cakg.cli.output import print_message
from cakg.datasets.fitting import described
from cakg.datasets.forms import FORMS
from cakg.errors import CakgError
from cakg.file_kinds import exists, is_file, is_folder
from cakg.files import STDOUT, make_folder
from cakg.graph import files
from cakg.tables import counted

if TYPE_CHECKING:
    from cakg.datasets.convert import FileReport, NothingReadError
    from cakg.datasets.mapping import Dataset, Mapping
    from cakg.store.protocol import Engine

    Result: TypeAlias = list[FileReport] | NothingReadError

Jobs: TypeAlias = Map[Path, Sequence[Path]]
"""The input files of each output."""


class InterruptedImportError(CakgError):
    """The import was interrupted. The unfinished output was removed; finished outputs were kept."""

    exit_code = 130


def import_(line: Sequence[str]) -> int:
    """Import the files of a dataset, all into one output file or each into its own."""
    parser = Parser(
        "link import",
        "Convert the rows of a dataset to statements and claims, in N-Triples. The dataset becomes their source and"
        " each row a passage. A file is recognised by its columns and may be gzipped, or the only table in a zip."
        " Rejected rows go to a file next to the output; the exit code is then 1. If the output is a directory, each"
        f" file gets an output of its own, and files converted earlier are skipped. Datasets: {', '.join(FORMS)}.",
        epilog="examples:\n  cakg link import gdelt-2 20191024143000.export.CSV.zip -o reports.nt\n"
        "  cakg link import gdelt-2 *.export.CSV.zip -o reports/\n"
        "  cakg link import gdelt-2 /shared/*.CSV.zip -o /shared/reports/ --spark spark://head:7077\n"
        "  cakg about Turkmenistan --data reports.nt\n\n" + described(),
        options=(
            option("dataset", metavar="DATASET", help="the dataset of the files"),
            option("files", metavar="FILE", nargs="+", help="one or more files"),
            OUTPUT,
            option(
                "--spark",
                metavar="MASTER",
                default="",
                help="convert the files on this Apache Spark cluster, spark://HOST:PORT, one task for each file; files"
                " and output must be on a path that all its machines share",
            ),
        ),
    )
    given = parser.read(line)
    if given.dataset not in FORMS:
        remedy = nearest(given.dataset, list(FORMS)) or f"datasets: {', '.join(FORMS)}"
        raise UsageError(f"cakg cannot import the dataset {given.dataset!r}", remedy=remedy)

    import tqdm  # noqa: F401 - a missing library is reported before files are read

    from cakg.datasets.convert import is_current
    from cakg.datasets.registry import DATASETS

    dataset, output = DATASETS[given.dataset], Path(given.output)
    paths = files(given.files, "give the files of the dataset; they may be zipped or gzipped")
    jobs = {output: paths}
    if into_directory := given.output.endswith("/") or is_folder(output):
        jobs = {output / f"{path.name}.nt": [path] for path in paths}
        make_folder(output, "cannot be created", "use another directory")
        if len(jobs) < len(paths):
            raise UsageError("two files have the same name", remedy="import them into different directories")
    if given.spark and (output == STDOUT or (exists(output) and not is_file(output) and not is_folder(output))):
        raise UsageError("--spark needs a file or a directory for its output", remedy="name one with -o")
    engine = graph_from(given).engine
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        finished = [one for one in jobs if into_directory and is_current(one, dataset, jobs[one][0])]
        to_do = {output: paths for output, paths in jobs.items() if output not in finished}
        if given.spark:
            results = _on_cluster(given.spark, dataset, engine, to_do)
        else:
            results = _here(dataset, dataset.mapping(engine), to_do)
        return _report(dataset, results, jobs, len(finished))
    except KeyboardInterrupt:
        raise InterruptedImportError(
            "interrupted: the unfinished output was removed",
            remedy="if -o names a directory, run the command again to import the other files",
        ) from None


def _here(dataset: Dataset, mapping: Mapping, jobs: Jobs) -> list[Result]:
    """Convert the input files of each job in this process."""
    from tqdm import tqdm

    from cakg.datasets.convert import NothingReadError, convert

    results: list[Result] = []
    total = sum(path.stat().st_size for paths in jobs.values() for path in paths)
    with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        for output, paths in jobs.items():
            try:
                results.append(convert(dataset, mapping, paths, output, bar.update))
            except NothingReadError as error:
                results.append(error)
    return results


def _on_cluster(master: str, dataset: Dataset, engine: Engine, jobs: Jobs) -> list[Result]:
    """Convert the input files of each job on a Spark cluster."""
    from tqdm import tqdm

    from cakg.datasets.spark import Progress, convert_on_cluster

    total = sum(map(len, jobs.values()))
    with tqdm(total=total, unit="file", disable=None, leave=False) as bar:
        return convert_on_cluster(master, dataset, engine, jobs, Progress(bar.update, print_message))


def _report(dataset: Dataset, results: Sequence[Result], jobs: Jobs, finished: int) -> int:
    """Report on the *results* of this run and on *jobs* that were *finished* earlier, and return the exit code."""
    from cakg.datasets.convert import NothingReadError, forms_of, rejects_path

    failed = [one for one in results if isinstance(one, NothingReadError)]
    reports = [report for one in results if not isinstance(one, NothingReadError) for report in one]
    if failed and not reports and not finished:
        raise NothingReadError("\n".join(error.message for error in failed), remedy=failed[0].remedy)
    rejects = [path for output in jobs if is_file(path := rejects_path(dataset, output))]
    rows = counted(sum(report.rows for report in reports), "row")
    before = f"; {counted(finished, 'file')} finished earlier" if finished else ""
    for message in (
        *(error.message for error in failed),
        *forms_of(reports),
        *(report for report in reports if report.problems),
        f"{counted(len(reports), 'file')}, {rows} read{before}",
        *(f"rejected rows, with line and reason: {path}" for path in rejects),
    ):
        print_message(message)
    return 1 if failed or rejects else 0
