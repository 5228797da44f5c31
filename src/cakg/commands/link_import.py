"""``cakg link import``: other people's data as statements and claims in our own model."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cakg.arguments import Parser, UsageError, nearest, opened
from cakg.errors import CakgError, OutputError

if TYPE_CHECKING:
    from cakg.importing.dataset import Dataset, Mapping

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
    try:
        import tqdm  # noqa: F401 - what is missing is told before anything is done

        from cakg.importing import conversion  # noqa: F401
        from cakg.importing.registry import DATASETS, dataset
    except ModuleNotFoundError as error:
        raise CakgError(f"importing needs {error.name}", remedy="pip install 'cakg[data]'") from error
    parser = Parser(
        "link import",
        "Write the rows of a dataset as statements and claims, in N-Triples: the dataset is the source, a row the"
        " passage. Files may be zipped or gzipped. Rows that cannot be read are put aside in a file beside the output,"
        " and the exit code is 1. Into a directory, each file gets an output of its own, and what is finished is not"
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
    chosen = dataset(given.dataset)
    apart = given.output.endswith("/") or Path(given.output).is_dir()
    paths = [_existing(Path(name)) for name in given.files]
    jobs = _each(paths, Path(given.output)) if apart else [(paths, Path(given.output))]
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


def _existing(path: Path) -> Path:
    if not path.is_file():
        what = "is a directory, not a file" if path.is_dir() else "no such file"
        raise UsageError(f"{path}: {what}", remedy="name the files of the dataset, plain, zipped or gzipped")
    return path


def _each(paths: list[Path], folder: Path) -> list[tuple[list[Path], Path]]:
    """Return each file with its own output in *folder*, which is made."""
    jobs = [([path], folder / f"{path.name}.nt") for path in paths]
    if len({target for _, target in jobs}) < len(jobs):
        raise UsageError("two of the files have one name", remedy="give each its own directory with -o")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}", remedy="name another directory") from error
    return jobs


def _convert(chosen: Dataset, mapping: Mapping, jobs: list[tuple[list[Path], Path]], *, apart: bool) -> int:
    from tqdm import tqdm

    from cakg.importing.conversion import Converted, NothingReadError, aside_of, convert, counted, signature

    done: list[Converted] = []
    failed: list[NothingReadError] = []
    before, asides = 0, []
    total = sum(path.stat().st_size for paths, _ in jobs for path in paths)
    with tqdm(total=total, unit="B", unit_scale=True, disable=None, leave=False) as bar:
        for paths, output in jobs:
            if apart and _begins(output, signature(chosen, paths[0])):
                before += 1
                bar.update(paths[0].stat().st_size)
            else:
                try:
                    done += convert(chosen, mapping, paths, output, bar.update)
                except NothingReadError as error:
                    failed.append(error)
            asides += [aside] if (aside := aside_of(chosen, output)).exists() else []
    if failed and not done and not before:
        raise NothingReadError("\n".join(error.message for error in failed), remedy=failed[0].remedy)
    for line in [*(error.message for error in failed), *(str(one) for one in done if one.problems)]:
        print(line, file=sys.stderr)
    rows = counted(sum(one.rows for one in done), "row")
    finished = f"; {counted(before, 'file')} finished before" if before else ""
    print(f"{counted(len(done), 'file')}, {rows} read{finished}", file=sys.stderr)
    for aside in asides:
        print(f"put aside, with line and reason: {aside}", file=sys.stderr)
    return 1 if failed or asides else 0


def _begins(path: Path, start: bytes) -> bool:
    """Tell whether *path* is a file that begins with *start*."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start
