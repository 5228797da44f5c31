"""Measure how long it takes to match a table of 10 000 names, including the graph and its rules. See README.md."""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from babel import Locale

from cakg.cli import main as cakg

ROWS = 10_000
TARGET = 5.0


def names() -> list[tuple[str, str]]:
    """Return names of the world's states in six languages, most with a typing error, and the right English names."""
    chance = random.Random(1)
    languages = [Locale(code).territories for code in ("en", "ru", "de", "fr", "uz", "zh")]
    known = [(name, languages[0][code]) for names in languages for code, name in names.items() if code in languages[0]]
    return [(misspelt(name, chance), right) for name, right in chance.choices(known, k=ROWS)]


def misspelt(name: str, chance: random.Random) -> str:
    """Return *name* with up to three letters omitted, doubled or swapped."""
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(name))
        name = name[:at] + chance.choice(["", 2 * name[at], name[at : at + 2][::-1]]) + name[at + 1 :]
        name = name or "x"
    return name


def match_column(rows: list[tuple[str, str]], column: str, folder: Path) -> list[dict[str, str]]:
    """Match *column* of a table with `cakg link table` and return the resulting rows."""
    given, output = folder / "names.csv", folder / "out.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "right"), *rows])
    cakg(["link", "table", str(given), "--column", column, "-o", str(output)])
    with output.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    """Measure the whole command. Return exit code 1 if the target is missed."""
    rows = names()
    with tempfile.TemporaryDirectory() as scratch:
        start, before = time.perf_counter(), time.process_time()
        found = match_column(rows, "name", Path(scratch))
        taken, processor = time.perf_counter() - start, time.process_time() - before
        right = [row["cakg_iri"] for row in match_column(rows, "right", Path(scratch))]
    outcomes = Counter(
        "not matched" if not row["cakg_iri"] else "right" if row["cakg_iri"] == iri else "wrong"
        for row, iri in zip(found, right, strict=True)
    )
    verdict = "" if taken <= TARGET else ": MISSED"
    print(f"{ROWS} names: {taken:.2f} s (at most {TARGET:g}{verdict}), {processor:.2f} s of it on the processor")
    counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    print(f"{sum(map(bool, right))} are names of things in the graph: {counts}")
    return 0 if taken <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
