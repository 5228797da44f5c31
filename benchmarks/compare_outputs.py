"""Compare two directories written by save_outputs.py, and print how the new outputs differ from the old ones.

Equal differences are printed once, with their number and some of their places. A table of renames is applied to the
old outputs first. Claims that only the new outputs name do not count as differences, nor do rows that differ only in
such a claim.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path, PurePosixPath

import pyoxigraph

from differences import TRIPLES, differences
from renames import Rename, renaming

RENAMES = Path(__file__).with_name("renames.tsv")
LONGEST = 400
KEPT = 50
"""The number of characters shown of a difference, and of the common text before it."""


def main() -> int:
    """Print every difference. Return exit code 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", metavar="OLD", type=Path, help="outputs of the older version")
    parser.add_argument("new", metavar="NEW", type=Path, help="outputs of the newer version")
    parser.add_argument("--renames", metavar="FILE", type=Path, default=RENAMES, help="table of renames")
    parser.add_argument("--only", metavar="PATTERN", default="*", help="only these files, such as 'about/*.json'")
    parser.add_argument("--places", metavar="N", type=int, default=3, help="how many places to name of each difference")
    given = parser.parse_args()
    for folder in (given.old, given.new):
        if not any(folder.rglob("*.json")):
            parser.error(f"{folder}: no outputs are saved there")
    rename = renaming(given.renames)
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for file, old, new in files(given.old, given.new, rename):
        if PurePosixPath(file).match(given.only):
            for one in differences(file, old, new):
                found[one.name, one.old, one.new].append(f"{file}: {one.path}")
    for (name, before, after), places in sorted(found.items()):
        print(f"{len(places)} × {name}")
        print("".join(map(_shown, ("- ", "+ "), _from_difference(before, after))), end="")
        more = f" … and {len(places) - given.places} more" if len(places) > given.places else ""
        print("    in " + "\n       ".join(places[: given.places]) + more + "\n")
    print(f"{len(found)} differences at {sum(map(len, found.values()))} places")
    return 1 if found else 0


def _shown(lead: str, text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text)} characters)"
    return "".join(f"  {lead}{line}\n" for line in cut.splitlines())


def _from_difference(old: str, new: str) -> tuple[str, str]:
    """Return two texts, with a long common beginning shortened."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = sum(1 for _ in same) - KEPT
    return (f"… {old[start:]}", f"… {new[start:]}") if start > KEPT else (old, new)


def files(old: Path, new: Path, rename: Mapping[str, Rename]) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the new name, the old content after renaming, and the new content of each file; None if it is missing."""
    before = {rename["path"](name): path for name, path in _saved(old)}
    after = dict(_saved(new))
    for name in sorted(before.keys() | after.keys()):
        asked = rename["question" if name.startswith("questions") else "any"]
        yield (
            name,
            asked(_read(before[name])) if name in before else None,
            _read(after[name]) if name in after else None,
        )


def _read(path: Path) -> str:
    """Return the text of a file. Triples are converted to N-Triples, because a renamed term may have another prefix."""
    text = path.read_text(encoding="utf-8")
    if syntax := TRIPLES.get(path.suffix):
        quads = pyoxigraph.parse(text.encode(), syntax)
        text = (pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode()
    return text


def _saved(folder: Path) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
