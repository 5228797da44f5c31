"""Compare `cakg build` with deriving the same graph in memory, and opening a store with opening Oxigraph alone.

Prints seconds of processor time, which depends less than others on the load of the machine, and ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import synthetic

ROUNDS = 3
_CAKG = (sys.executable, "-m", "cakg")
_OPEN = "import sys, pyoxigraph; pyoxigraph.Store.read_only(sys.argv[1]).query('ASK {}')"


def main() -> None:
    """Measure a synthetic graph with the given number of ties, by default some 0.6 million triples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ties", type=int, default=70_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        graph = str(synthetic.write(Path(name, "source"), given.ties * 2 // 7, given.ties))
        store, low = f"{name}/store", f"{name}/low"
        lines = {
            "in memory": [*_CAKG, "query", "ASK {}", "--graph", graph],
            "build": [*_CAKG, "build", store, "--graph", graph],
            "build --low-memory": [*_CAKG, "build", low, "--low-memory", "--graph", graph],
            "open with cakg": [*_CAKG, "query", "ASK {}", "--graph", store],
            "open with pyoxigraph": [sys.executable, "-c", _OPEN, store],
        }
        taken: dict[str, list[float]] = {label: [] for label in lines}
        for _ in range(ROUNDS):
            for place in (store, low):
                shutil.rmtree(place, ignore_errors=True)
            for label, line in lines.items():
                start = _processor_time()
                subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "CAKG_CACHE": "off"})
                taken[label].append(_processor_time() - start)
        median = {label: statistics.median(times) for label, times in taken.items()}
    for label, seconds in median.items():
        print(f"{label:22} {seconds:7.2f} s")
    for one, other in (
        ("build", "in memory"),
        ("build --low-memory", "in memory"),
        ("open with cakg", "open with pyoxigraph"),
    ):
        print(f"{one} / {other}: {median[one] / median[other]:.1f}")


def _processor_time() -> float:
    """Return the processor time of all finished child processes, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
