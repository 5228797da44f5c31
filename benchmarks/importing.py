"""Print the speed and memory of importing GDELT, with a real export repeated many times.

Each copy has ids of its own; of a thousand rows, one has an impossible day and one is too short. See README.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET, GROWTH = 50_000, 1.3
MILLIONS = (1, 3)


def main() -> int:
    """Import one and three million rows; the exit code is 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("export", nargs="?", default=os.environ.get("CAKG_GDELT", ""), help="an export of GDELT 2.0")
    given = parser.parse_args()
    if not Path(given.export).is_file():
        print("no export is here: name one, or set CAKG_GDELT; nothing was measured")
        return 0
    rates, peaks = [], []
    for millions in MILLIONS:
        with tempfile.TemporaryDirectory() as scratch:
            rows = Path(scratch) / "rows.csv"
            replicate(Path(given.export), rows, millions * 1_000_000)
            seconds, busy, peak = imported(rows)
            size = rows.with_suffix(".nt").stat().st_size / 1e9
        rates.append(millions * 1_000_000 / seconds)
        peaks.append(peak)
        print(f"{millions} M rows: {seconds:.1f} s, {rates[-1]:,.0f} rows/s, {busy:.1f} s of processor time")
        print(f"    {peak:.0f} MB at most, {size:.1f} GB written")
    print(f"at least {TARGET:,} rows/s: {'met' if min(rates) >= TARGET else 'MISSED'}")
    print(f"memory for 3 M to that for 1 M rows, at most {GROWTH}: {peaks[1] / peaks[0]:.2f}")
    return 0 if min(rates) >= TARGET and peaks[1] <= peaks[0] * GROWTH else 1


def replicate(export: Path, target: Path, count: int) -> None:
    """Write *count* rows: those of *export* repeated, with new ids and some invalid rows."""
    rests = [line.partition(b"\t")[2] for line in export.read_bytes().splitlines(keepends=True)]
    with target.open("wb") as file:
        for number in range(count):
            rest = rests[number % len(rests)]
            if number % 1000 == 500:
                rest = b"20221332" + rest[8:]
            elif number % 1000 == 700:
                rest = rest[:40] + b"\n"
            file.write(b"%d\t%b" % (number, rest))


def imported(rows: Path) -> tuple[float, float, float]:
    """Return the wall time and processor time of the command in seconds, and its peak memory in megabytes."""
    command = [sys.executable, "-m", "cakg", "link", "import", "gdelt-2", str(rows), "-o", str(rows.with_suffix(".nt"))]
    start = time.perf_counter()
    with subprocess.Popen(command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 1:
        raise SystemExit(f"the import ended with {process.returncode}, not with 1 for rejected rows")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
