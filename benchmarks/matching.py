"""Print the time to match a table of 10 000 names, with loading the graph and its rules. See README.md."""

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
    """Return names with the correct match: the world's states in six languages, most with a typing mistake."""
    chance = random.Random(1)
    languages = [Locale(code).territories for code in ("en", "ru", "de", "fr", "uz", "zh")]
    known = [(name, languages[0][code]) for names in languages for code, name in names.items() if code in languages[0]]
    return [(slipped(name, chance), right) for name, right in chance.choices(known, k=ROWS)]


def slipped(name: str, chance: random.Random) -> str:
    """Return *name* with up to three letters left out, doubled or swapped."""
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(name))
        name = name[:at] + chance.choice(["", 2 * name[at], name[at : at + 2][::-1]]) + name[at + 1 :]
        name = name or "x"
    return name


def matched(rows: list[tuple[str, str]], column: str, folder: Path) -> list[dict[str, str]]:
    """Return the rows of a table after `cakg link table` matched the column."""
    given, output = folder / "names.csv", folder / "out.csv"
    with given.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "right"), *rows])
    cakg(["link", "table", str(given), "--column", column, "-o", str(output)])
    with output.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    """Measure the whole command; the exit code is 1 if the target is missed."""
    rows = names()
    with tempfile.TemporaryDirectory() as scratch:
        start, before = time.perf_counter(), time.process_time()
        found = matched(rows, "name", Path(scratch))
        taken, processor = time.perf_counter() - start, time.process_time() - before
        right = [row["cakg_iri"] for row in matched(rows, "right", Path(scratch))]
    told = Counter(
        "not matched" if not row["cakg_iri"] else "right" if row["cakg_iri"] == iri else "wrong"
        for row, iri in zip(found, right, strict=True)
    )
    verdict = "" if taken <= TARGET else ": MISSED"
    print(f"{ROWS} names: {taken:.2f} s (at most {TARGET:g}{verdict}), {processor:.2f} s of it on the processor")
    print(f"{sum(map(bool, right))} mean a thing of ours: " + ", ".join(f"{n} {how}" for how, n in told.most_common()))
    return 0 if taken <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
