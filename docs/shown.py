"""The commands that README.md and docs/*.md show: run them, and compare or rewrite their output.

`make examples` rewrites every output that a page shows, and the graph's content hash in CITATION.cff. In a block of the
language ``console``, a line ``$ cakg …`` is a command and the lines up to the next command are its output. A command
without lines below it is run, and may print anything. ``| head -n N`` after a command keeps the first lines of its
output.
Other commands, such as ``$ make demo``, are left alone.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cakg

ROOT = Path(__file__).resolve().parent.parent
CITATION = ROOT / "CITATION.cff"

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^```\w+ (\S+\.\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HASH = re.compile(r"\b[0-9a-f]{12}\b")
_CONTENT = re.compile(r"sha256:[0-9a-f]{64}")

Run = Callable[[list[str]], str]
"""Runs cakg with these words and returns what it prints."""


class Shown(NamedTuple):
    """A command that a page shows, and the output below it; empty if the page shows no output."""

    command: str
    output: str

    @property
    def words(self) -> list[str]:
        """The words that follow ``cakg``, without ``| head -n N``."""
        return self._words[: self._words.index("|")] if "|" in self._words else self._words

    @property
    def lines(self) -> int | None:
        """How many lines of the output are kept; None for all."""
        if "|" not in self._words:
            return None
        head, option, number = self._words[self._words.index("|") + 1 :]
        assert (head, option) == ("head", "-n"), f"{self.command}: only `| head -n N` may follow"
        return int(number)

    @property
    def _words(self) -> list[str]:
        return shlex.split(self.command)[1:]

    def printed(self, run: Run) -> str:
        """Return what the command prints now."""
        printed = run(self.words)
        return printed if self.lines is None else "".join(printed.splitlines(keepends=True)[: self.lines])


def pages() -> list[Path]:
    """Return the README and the pages of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(text: str) -> Iterator[Shown]:
    """Yield each command of cakg that a page shows."""
    for block in _BLOCK.finditer(text):
        for found in _COMMAND.finditer(block[0]):
            if found[1].startswith("cakg "):
                yield Shown(found[1], found[2])


def python(text: str) -> list[str]:
    """Return the blocks of Python that a page shows."""
    return _PYTHON.findall(text)


def write_files(text: str, folder: Path) -> None:
    """Write to *folder* the files that a page shows: blocks with a file name after their language."""
    for name, content in _FILE.findall(text):
        (folder / name).write_text(content, encoding="utf-8")


def rewritten(text: str, run: Run) -> str:
    """Return a page with each output replaced by what the command prints now."""

    def output(found: re.Match[str]) -> str:
        one = Shown(found[1], found[2])
        if not one.command.startswith("cakg "):
            return found[0]
        printed = one.printed(run)
        return f"$ {one.command}\n{printed if one.output else ''}"

    return _BLOCK.sub(lambda block: _COMMAND.sub(output, block[0]), text)


def without_hash(text: str) -> str:
    """Return *text* without content hashes, which change with every fact of the graph."""
    return _HASH.sub("", text)


def main() -> None:
    """Rewrite the outputs in all pages, and the content hash in the citation."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            write_files(text, Path(folder))
            new = rewritten(text, partial(_cakg, folder))
        _write(page, text, new)
    text = CITATION.read_text(encoding="utf-8")
    _write(CITATION, text, _CONTENT.sub(f"sha256:{cakg.open(ROOT / 'graph').content_hash}", text))


def _write(path: Path, old: str, new: str) -> None:
    """If *new* differs from *old*, write it to the file and print the file's name."""
    if new != old:
        path.write_text(new, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: changed")


def _cakg(folder: str, words: list[str]) -> str:
    """Run cakg in *folder*, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cakg", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main()
