"""A store on disk: written completely or not at all, and queried like other graphs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.errors import BrokenFileError
from cakg.graph import open as open_graph

pytestmark = pytest.mark.slow

TRIPLE = '<https://w3id.org/cakg/id/{}> <http://www.w3.org/2000/01/rdf-schema#label> "{}"@en .\n'


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A graph folder with one statement to which a rule applies, and the shipped ontology."""
    graph = tmp_path / "graph"
    graph.mkdir()
    (graph / "a.nt").write_text(
        "".join(
            f"<https://w3id.org/cakg/{one}> <{two}> <https://w3id.org/cakg/{three}> .\n"
            for one, two, three in (
                ("stmt/s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "ontology#Statement"),
                ("stmt/s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject", "id/a"),
            )
        ),
        encoding="utf-8",
    )
    (tmp_path / "more.nt").write_text(TRIPLE.format("extra", "Extra"), encoding="utf-8")
    return str(tmp_path)


def test_a_store_has_loaded_and_derived_triples(small: str, capfd: pytest.CaptureFixture[str]) -> None:
    """It has derived triples and those of --data, and --graph opens it."""
    store = f"{small}/store"
    assert main(["build", store, "--graph", small, "--data", f"{small}/more.nt"]) == 0
    assert capfd.readouterr().out.startswith(f"{store}: ")

    engine = open_graph(store).engine
    assert engine.ask("ASK { stmt:s cakg:status status:unclaimed . id:extra rdfs:label ?label }")


def test_only_an_empty_directory_is_accepted(small: str) -> None:
    """Existing files are not changed."""
    empty = Path(small, "empty")
    empty.mkdir()
    assert main(["build", str(empty), "--graph", small]) == 0
    before = sorted(empty.iterdir())
    assert main(["build", str(empty), "--graph", small]) == 2
    assert main(["build", f"{small}/more.nt", "--graph", small]) == 2
    assert main(["build", f"{small}/nowhere/store", "--graph", small]) == 2
    assert sorted(empty.iterdir()) == before


def test_a_broken_file_leaves_nothing(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    """There is no partial store; the error names the place."""
    Path(small, "broken.nt").write_text(TRIPLE.format("x", "X") + "<a\n", encoding="utf-8")
    before = sorted(Path(small).iterdir())
    assert (
        main(["build", f"{small}/store", "--graph", small, "--data", f"{small}/broken.nt"]) == BrokenFileError.exit_code
    )
    assert "broken.nt:2" in capsys.readouterr().err
    assert sorted(Path(small).iterdir()) == before


def test_an_interrupt_leaves_nothing(small: str) -> None:
    """Ctrl-C ends a build at once, also during a rule."""
    Path(small, "long.nt").write_text("".join(TRIPLE.format(n, n) for n in range(600_000)), encoding="utf-8")
    before = sorted(Path(small).iterdir())
    line = [sys.executable, "-m", "cakg", "build", f"{small}/store", "--graph", small, "--data", f"{small}/long.nt"]
    with subprocess.Popen(line, stderr=subprocess.PIPE) as process:
        for _ in range(200):
            if any(path.name.endswith(".partial") for path in Path(small).iterdir()):
                break
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert b"nothing is left" in error
    assert sorted(Path(small).iterdir()) == before
