"""The wheel: it has the graph, starts quickly, and works without the checkout."""

from __future__ import annotations

import ast
import email
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import cakg

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("ontology", "graph", "queries")
HEAVY = ["IPython", "SPARQLWrapper", "networkx", "openpyxl", "pandas", "pyvis", "rdflib", "resvg_py"]

ASKING = [
    ["questions"],
    ["query", "SELECT ?claim WHERE { ?claim a cakg:Claim } LIMIT 1"],
    ["find", "Kazakhstan"],
    ["ask", "who-is-accused", "--cite"],
    ["ask", "who-is-accused", "--format", "json"],
]

REPORT_IMPORTS = """
import sys
from cakg.cli import main

try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
print(sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("arguments", ASKING, ids=" ".join)
def test_asking_imports_nothing_heavy(arguments):
    """Half a second of imports would be most of the time of an answer."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT_IMPORTS, *arguments], capture_output=True, text=True, encoding="utf-8"
    )

    assert run.returncode == 0, run.stderr
    imported = ast.literal_eval(run.stderr.splitlines()[-1])
    assert "pyoxigraph" in imported
    assert [name for name in HEAVY if name in imported] == []


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    """Build an sdist and a wheel, as an installer would."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def wheel(distributions):
    [path] = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The bin folder of an environment with only the wheel installed.

    The libraries that cakg needs come from the environment of the tests, so that no registry is needed.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin/python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel],
        check=True,
        capture_output=True,
    )
    [packages] = (home / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def test_the_wheel_answers_outside_the_checkout(installed, tmp_path):
    """A question is answered with citations, using only installed files."""
    empty = {"PATH": os.defpath, "HOME": str(tmp_path)}

    where = subprocess.run(
        [installed / "python", "-c", "import cakg.paths as f; print(f.shipped().graph)"],
        cwd=tmp_path, env=empty, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    answer = subprocess.run(
        [installed / "cakg", "ask", "who-is-accused", "--cite"],
        cwd=tmp_path, env=empty, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip

    assert Path(where).is_relative_to(installed.parent)
    assert answer.returncode == 0, answer.stderr
    assert "paragraph" in answer.stdout


@pytest.mark.parametrize("surroundings", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "POSIX"}, {}], ids=str)
def test_the_wheel_works_without_locale_and_home(surroundings, installed, tmp_path):
    """Cyrillic labels are printed as UTF-8 in an ASCII locale."""
    russian = 'SELECT ?label WHERE { id:kazakhstan rdfs:label ?label FILTER (LANG(?label) = "ru") }'
    answer = subprocess.run(
        [installed / "cakg", "query", russian],
        cwd=tmp_path, env={"PATH": os.defpath, **surroundings}, capture_output=True,
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr.decode()
    assert "Казахстан" in answer.stdout.decode("utf-8")


def test_the_wheel_has_the_three_folders_without_their_scripts(wheel):
    """It has the code and all files of the three folders except build scripts, and no other files."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("cakg/data/") for name in archive.namelist() if name.startswith("cakg/data/")}
        tops = {name.partition("/")[0] for name in archive.namelist()}

    folders = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert packed == folders
    assert tops == {"cakg", wheel.name.rpartition("-py3")[0] + ".dist-info"}


def test_the_sdist_has_the_build_scripts(distributions):
    """So the shipped files can be made from the sources."""
    [sdist] = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}

    scripts = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    assert scripts
    assert scripts <= packed


def test_a_wheel_from_the_sdist_is_the_wheel_from_the_checkout(distributions, wheel, tmp_path):
    [sdist] = distributions.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", sdist, "-C", tmp_path], check=True)  # Python 3.11.2 has no extraction filter
    [unpacked] = tmp_path.iterdir()

    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"],
        cwd=unpacked, check=True, capture_output=True,
    )  # fmt: skip

    again = tmp_path / "dist" / wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_declares_the_libraries_of_the_code(wheel):
    """Every imported library is a requirement or part of an extra."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    declared = {re.split(r"[^\w.-]", line)[0].lower().replace("-", "_") for line in metadata.get_all("Requires-Dist")}

    imported = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            imported |= {name.partition(".")[0].lower() for name in names}

    assert imported - {name.lower() for name in sys.stdlib_module_names} - {"cakg"} <= declared
    assert {"pyoxigraph", "rdflib", "networkx", "pyvis", "sparqlwrapper"} <= declared


def test_constraints_have_only_names_and_versions():
    """The environment decides the source of packages."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()

    assert lines == sorted(lines, key=lambda line: re.split("==", line)[0].lower())
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []


def test_the_version_is_the_same_everywhere():
    """The program, the graph, the ontology and the citation have one version."""
    places = {
        "src/cakg/__init__.py": r'^__version__ = "(.+)"$',
        "graph/graph.ttl": r'^    owl:versionInfo "(.+)" ;$',
        "ontology/model.ttl": r'^    owl:versionInfo "(.+)" ;$',
        "CITATION.cff": r"^version: (.+)$",
    }

    versions = {
        path: re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        for path, pattern in places.items()
    }

    assert versions == {path: [cakg.__version__] for path in places}


def test_the_citation_names_the_date_and_the_graph():
    """The citation has the release date of the changelog, and the content hash of the graph as it is."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    [date] = re.findall(r'^date-released: "(.+)"$', citation, re.MULTILINE)
    [content_hash] = re.findall(r'^    value: "sha256:(.+)"$', citation, re.MULTILINE)

    assert f"## {cakg.__version__} ({date})\n" in changelog
    assert content_hash == cakg.open().content_hash
