"""Plant twenty faults in a copy of the program, one after another, and print which of them the tests catch.

What a fault is stands here; where it is planted depends on the code, so a TOML file says it for each version
(faults-old.toml for commit 6289b11).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

FAULTS = {
    "swapped-polarity": "what is affirmed is shown as denied, and what is denied as affirmed",
    "lost-hedge": "a claim is shown without the source's hedging words",
    "wrong-speaker": "the author of the source is shown as the speaker of every claim in it",
    "lost-condition": "a claim is shown without its conditions",
    "unless-as-if": "“unless” is shown as “if”",
    "wrong-date-bound": "the last day of a statement is shown as its first too",
    "denial-as-affirmation": "the lines of a network's claims show a denial as an affirmation",
    "dropped-unnamed-speaker": "claims of speakers whom the source does not name are left out",
    "lost-reporting-source": "a citation does not say that a source reports the words of somebody else",
    "wrong-passage": "a row cites every claim at its passage or about its statement",
    "off-by-one-sentence": "a citation names the sentence before",
    "wrong-status-label": "what is contested is shown as stated",
    "lost-dataset-verdict": "a statement is shown without what datasets make of it",
    "dropped-row": "the last row of an answer is left out",
    "source-counted-twice": "a source counts once for each of the statements that a line stands for",
    "profile-ignored": "an answer has all rows whatever the profile",
    "left-open-lost": "claims that leave a statement open are left out",
    "lost-qualifier": "the parts of a statement are shown without its qualifiers",
    "wrong-direction": "a line leads to the wrong end",
    "lost-independent-sources": "a tie has no independent source",
}
TESTS = ("tests/cakg", "tests/ontology", "tests/queries", "tests/graph")

_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


class Edit(NamedTuple):
    """The text that a fault replaces in a file, and the test files that are likely to catch it."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()


def main() -> int:
    """Print a line for each fault; the exit code is 1 if one is not caught or could not be planted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", metavar="CHECKOUT", type=Path, help="the program and its tests; they stay as is")
    parser.add_argument("rules", metavar="TOML", type=Path, help="where each fault is planted in that program")
    parser.add_argument("--fault", metavar="ID", action="append", choices=FAULTS, help="only this one; may be repeated")
    parser.add_argument(
        "--first", metavar="FILE", action="append", default=[], help="a test file to run before all; may be repeated"
    )
    parser.add_argument("--untouched", action="store_true", help="first check that all tests pass without any fault")
    given = parser.parse_args()
    rules = read(given.rules)
    caught = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "checkout"
        copy_files(given.checkout, copy)
        if given.untouched and (failed := first_failure(copy, given.first)):
            parser.error(f"without any fault {failed} fails, so that no test proves anything")
        for name in given.fault or FAULTS:
            start = time.monotonic()
            edits = rules.get(name, [])
            problem = plant(edits, given.checkout, copy)
            failed = (
                "" if problem else first_failure(copy, [*(file for one in edits for file in one.tests), *given.first])
            )
            caught.append(bool(failed))
            outcome = problem or (f"caught by {failed}" if failed else "NOT CAUGHT")
            print(f"{name:<26}{outcome} ({time.monotonic() - start:.0f} s)\n{'':26}{FAULTS[name]}", flush=True)
            for edit in edits:
                shutil.copyfile(given.checkout / edit.file, copy / edit.file)
    print(f"{sum(caught)} of {len(caught)} faults are caught")
    return 0 if all(caught) else 1


def read(path: Path) -> dict[str, list[Edit]]:
    """Return the edits of each fault; exit for an unknown name."""
    rules = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(rules.keys() - FAULTS.keys()):
        raise SystemExit(f"{path}: no such fault: {', '.join(unknown)}")
    return {
        name: [Edit(one["file"], one["old"], one["new"], tuple(one.get("tests", ()))) for one in edits]
        for name, edits in rules.items()
    }


def copy_files(checkout: Path, copy: Path) -> None:
    """Copy the files of a checkout that git tracks, or would add, to *copy*."""
    listed = subprocess.run(
        ["git", "-C", checkout, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (checkout / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(checkout / name, copy / name)


def plant(edits: Sequence[Edit], checkout: Path, copy: Path) -> str:
    """Write the edits into *copy*; return the problem, or an empty text."""
    if not edits:
        return "NOT PLANTED: no rule says where"
    for edit in edits:
        file = copy / edit.file
        number = file.read_text(encoding="utf-8").count(edit.old) if file.is_file() else 0
        if number != 1:
            return f"NOT PLANTED: {checkout / edit.file} has its text {number} times, not once"
        file.write_text(file.read_text(encoding="utf-8").replace(edit.old, edit.new), encoding="utf-8")
    return ""


def first_failure(copy: Path, first: Sequence[str]) -> str:
    """Return the first failing test of *copy*, running the files in *first* first; empty if all pass."""
    files = sorted(path.relative_to(copy).as_posix() for place in TESTS for path in (copy / place).rglob("test_*.py"))
    ordered = dict.fromkeys([*(file for file in first if file in files), *files])
    for cache in list(copy.rglob("__pycache__")):
        shutil.rmtree(cache)  # an edit with equal size and modification second would not be compiled
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *ordered],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 0:
        return ""
    found = _FAILED.search(run.stdout)
    return found[1] if found else f"pytest itself: {(run.stdout + run.stderr).strip().splitlines()[-1]}"


if __name__ == "__main__":
    sys.exit(main())
