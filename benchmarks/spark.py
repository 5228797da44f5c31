"""Measure an import on a Spark cluster of this machine against the same import without one, and compare the bytes.

The rows of a real export of GDELT are repeated with new ids, as in importing.py, in several files. See README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.spark.cluster import SOURCE, Cluster, missing, tree

from importing import replicate


def main() -> int:
    """Import the same files with and without a cluster. Return exit code 1 if a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("export", nargs="?", default=os.environ.get("CAKG_GDELT", ""), help="an export of GDELT 2.0")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows in all files (default: a million)")
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2, help="of one core each")
    given = parser.parse_args()
    if not Path(given.export).is_file():
        print("no export found, so nothing was measured: name a file, or set CAKG_GDELT")
        return 0
    if reason := missing():
        print(f"{reason}: nothing was measured")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        files = split(Path(given.export), Path(scratch) / "files", given.rows, given.files)
        print(f"{given.rows:,} rows in {given.files} files")
        expected = measured("without a cluster", files, Path(scratch) / "output", given.rows)
        cluster = Cluster(Path(scratch))
        try:
            for _ in range(given.workers):
                cluster.worker()
            name = f"cluster of {given.workers} workers of one core"
            found = measured(name, files, Path(scratch) / "output", given.rows, cluster)
        finally:
            cluster.end_all()
    print("outputs are equal" if found == expected else "outputs DIFFER")
    return 0 if found == expected else 1


def split(export: Path, folder: Path, rows: int, count: int) -> list[Path]:
    """Write *rows* to *count* files of *folder*."""
    folder.mkdir()
    whole = folder / "all"
    replicate(export, whole, rows)
    files = [folder / f"{number}.csv" for number in range(count)]
    size = -(-rows // count)
    with whole.open("rb") as lines:
        for path in files:
            with path.open("wb") as file:
                file.writelines(islice(lines, size))
    whole.unlink()
    return files


def measured(name: str, files: list[Path], output: Path, rows: int, cluster: Cluster | None = None) -> dict[str, str]:
    """Import *files* into the folder *output*, print the time, remove the folder, and return its hashes by file."""
    command = [sys.executable, "-m", "cakg", "link", "import", "gdelt-2", *map(str, files), "-o", f"{output}/"]
    command += ["--spark", cluster.master] if cluster else []
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "SPARK_LOCAL_IP": "127.0.0.1"}
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        used = ProcessorTime([process.pid, *(daemon.pid for daemon in cluster.daemons)] if cluster else [process.pid])
        said = process.communicate()[1]
        seconds = time.perf_counter() - start
    if process.returncode != 1:
        raise SystemExit(f"the import ended with {process.returncode}, not with 1 for rejected rows: {said}")
    print(f"{name}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s, {used.end():.1f} s of processor time")
    hashes = {}
    for path in sorted(output.iterdir()):
        with path.open("rb") as file:
            hashes[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        path.unlink()
    output.rmdir()
    return hashes


class ProcessorTime:
    """Adds up the processor time of processes and of all that they start, from now on.

    It looks often: processes of a cluster do not wait for those that they started, so that nobody gets their times.
    """

    def __init__(self, roots: list[int]) -> None:
        self.roots = roots
        self.before = self._now()
        self.latest: dict[int, float] = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def end(self) -> float:
        """Stop looking, and return the processor time in seconds."""
        self.ended.set()
        self.thread.join()
        return sum(seconds - self.before.get(process, 0) for process, seconds in self.latest.items())

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            self.latest |= self._now()

    def _now(self) -> dict[int, float]:
        found = {}
        for process in {one for root in self.roots for one in tree(root)}:
            with suppress(OSError):
                cells = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                found[process] = (int(cells[11]) + int(cells[12])) / os.sysconf("SC_CLK_TCK")
        return found


if __name__ == "__main__":
    sys.exit(main())
