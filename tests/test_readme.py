"""The README's commands run; test_docs.py compares the outputs that it shows."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import shown
from cakg.cli import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
IN_TEXT = re.findall(r"`(cakg [^`]*)`", README)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
NOT_RUN = {"cakg query", "cakg check --text FILE", "cakg link enrich --from wikidata -o wikidata.ttl"}
"""Commands that need more than the page has: a query, the articles' texts, the network."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder for the commands, with the files that the README and the page on links show."""
    folder = tmp_path_factory.mktemp("readme")
    shown.write_files(README, folder)
    shown.write_files((ROOT / "docs" / "links-and-datasets.md").read_text(encoding="utf-8"), folder)
    return folder


@pytest.fixture
def output_of(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[[str], str]:
    """Run a cakg command and return its output."""

    def run(command: str) -> str:
        assert main(shlex.split(command)[1:]) == 0
        return capfdbinary.readouterr().out.decode()

    return run


@pytest.mark.parametrize("command", [one for one in IN_TEXT if one not in NOT_RUN])
def test_a_command_named_in_the_text_runs(
    output_of: Callable[[str], str], command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command prints something or writes the file that it names."""
    monkeypatch.chdir(folder)
    before = set(folder.iterdir())

    assert output_of(command) or set(folder.iterdir()) - before


def test_the_table_of_names_is_matched_as_documented(output_of: Callable[[str], str], folder: Path) -> None:
    """A person, a state and an organisation; Moscow is ambiguous; the last one is not in the graph."""
    printed = output_of(f"cakg link table {folder / 'names.csv'} --column name")
    rows = list(csv.DictReader(printed.splitlines()))

    assert [row["cakg_kind"] for row in rows] == ["person", "state", "organisation", "", ""]
    assert "id:moscow" in rows[3]["cakg_candidates"]
    assert "id:russia" in rows[3]["cakg_candidates"]
    assert rows[4]["cakg_how"] == "not found"


@pytest.mark.parametrize("example", PYTHON)
def test_the_python_of_the_readme_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The library has the same results as the command line."""
    exec(compile(example, "README.md", "exec"), {})

    printed = capsys.readouterr().out
    assert "Kazakhstan" in printed
    assert "paragraph 6, sentence 4" in printed


def test_the_readme_runs_the_makefile_targets() -> None:
    """The two commands are targets of the Makefile."""
    targets = re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE)

    assert {"demo", "test"} <= set(targets)
    assert re.findall(r"^\$ make (\w+)$", README, re.MULTILINE) == ["demo", "test"]


def test_the_picture_is_drawn_from_the_graph_as_it_is(tmp_path: Path) -> None:
    """If this fails, run `make picture`."""
    (line,) = re.findall(r"^picture:.*\n\t\$\(BIN\)/cakg (.*) -o docs/network\.svg$", MAKEFILE, re.MULTILINE)
    assert main([*shlex.split(line), "-o", str(tmp_path / "network.svg")]) == 0

    drawn, kept = (path / "network.svg" for path in (tmp_path, ROOT / "docs"))
    assert shown.without_hash(drawn.read_text(encoding="utf-8")) == shown.without_hash(kept.read_text(encoding="utf-8"))
