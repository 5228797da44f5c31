"""Save the outputs of cakg for its shipped graph, for comparison with those of another version.

The script runs every command through ``cakg.cli.main`` and uses nothing else of cakg. PYTHONPATH decides which version
runs. compare_outputs.py compares two directories of saved outputs.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from hashlib import sha256
from pathlib import Path
from typing import Any

from cakg.cli import main as cakg

STORE = "store"
"""The graph with derived triples, built once. Loading the Turtle for a thousand commands would take minutes."""
STATEMENTS = 30

PAIRS = (
    # Both are in the same statement.
    ("russia", "kazakhstan"),
    ("tajikistan", "russia"),
    ("kyrgyzstan-tajikistan-conflict", "kyrgyzstan"),
    ("csto", "protests-in-kazakhstan-2022"),
    ("wagner", "ukraine"),
    # They are two to four steps apart.
    ("kassym-jomart-tokayev", "donetsk-peoples-republic"),
    ("georgia", "mir"),
    ("red-flags", "caspian-pipeline"),
    ("home-appliances", "un-general-assembly"),
    ("iran", "turkmenistan"),
    ("multi-vector-foreign-policy", "oil"),
    ("rockets", "violence-in-kazakhstan-2022"),
    # One of them is a group.
    ("central-asian-states", "resolution-of-march-2022"),
    ("uzbekistan", "central-asian-governments"),
    ("central-asian-elites", "china"),
    ("central-asian-states", "tokayevs-leadership"),
    # No article connects them, or both are the same thing.
    ("dpr-and-lpr", "luhansk-peoples-republic"),
    ("iranian-attack-drones", "taliban"),
    ("unga-61-88", "labour-migrants"),
    ("ukraine", "ukraine"),
)
"""The ends of twenty paths, by the last part of their IRIs."""

WORDS = (
    "drone",
    "Russia",
    "Душанбе",
    "Қазақстан",
    "sanctions",
    "vote",
    "CSTO",
    "support",
    "ES-11/1",
    "asia",
    "abstention",
    "nothing is called this",
)

PICTURES = {
    "network": ("network",),
    "network-about": ("network", "--about", "Tajikistan"),
    "network-theme": ("network", "--theme", "security"),
    "network-two-hops": ("network", "--about", "Wagner", "--hops", "2", "--profile", "unhedged"),
    "network-datasets": ("network", "--about", "Kyrgyzstan", "--datasets"),
    "timeline": ("timeline",),
    "timeline-about": ("timeline", "--about", "Kazakhstan"),
    "timeline-theme": ("timeline", "--theme", "diplomacy", "--from", "2022-01-01", "--until", "2022-06-30"),
    "map": ("map",),
    "map-about": ("map", "--about", "Uzbekistan"),
    "map-theme": ("map", "--theme", "economy"),
    "map-question": ("map", "--question", "votes-on-a-resolution"),
}

EXPORTS = {
    "graph.ttl": ("turtle",),
    "graph.nt": ("ntriples",),
    "graph.jsonld": ("jsonld",),
    "graph-about.ttl": ("turtle", "--about", "Tajikistan"),
    "claims.csv": ("csv",),
    "claims-theme.csv": ("csv", "--theme", "security"),
    "network.graphml": ("graphml",),
    "network.gexf": ("gexf",),
    "edges.csv": ("csv-network",),
    "links.sssom.tsv": ("sssom",),
}

EVERY_THING = """SELECT DISTINCT ?it { ?it rdfs:label ?label FILTER (STRSTARTS(STR(?it), STR(id:))) } ORDER BY ?it"""
OF_ARTICLES = """SELECT DISTINCT ?it {
  ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?it ; cakg:source ?source . ?source a cakg:Article
} ORDER BY ?it"""

_EMBEDDED = re.compile(r'<script type="application/json" id="(\w+)">(.*?)</script>', re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def main() -> int:
    """Save every output. If a command fails, its failure is saved instead, and the exit code is still 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", metavar="DIR", help="where to save; a directory that is new or empty")
    folder = Path(parser.parse_args().folder).resolve()
    if folder.is_dir() and any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # a page shows its command with the path of the graph, so that path must always be the same
        code, _, problem = run("build", STORE)
        if code != 0:
            parser.error(problem)
        outputs = Outputs(folder)
        for name, part in PARTS.items():
            part(outputs)
            print(f"{name}: {outputs.number} files after {time.monotonic() - start:.0f} s", file=sys.stderr)
        os.chdir("/")
    return 0


def run(*line: str) -> tuple[int, bytes, str]:
    """Run a command and return its exit code, standard output and standard error."""
    out, err = io.BytesIO(), io.StringIO()
    with _stdout(out), redirect_stderr(err):
        code = cakg(line)
    return code, out.getvalue(), err.getvalue()


@contextmanager
def _stdout(out: io.BytesIO) -> Iterator[None]:
    """Redirect standard output, text and bytes, to *out*."""
    before, text = sys.stdout, io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    sys.stdout = text
    try:
        yield
    finally:
        sys.stdout = before
        text.detach()


class Outputs:
    """The directory of saved outputs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def save(self, name: str, *line: str) -> bytes:
        """Run a command on the graph, save its output as the file *name*, and return it.

        If the exit code is not 0, the file is called ``….failed`` and contains the code and the message.
        """
        code, out, err = run(*line, "--graph", STORE)
        if code != 0:
            self.write(f"{name}.failed", f"exit code {code}\n{err}")
            return b""
        self.write(name, out)
        return out

    def write(self, name: str, content: bytes | str) -> None:
        """Save *content* as the file *name*."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.number += 1


def questions(outputs: Outputs) -> None:
    """Save the catalogue and the answers to every question: with defaults, examples, a profile and datasets."""
    catalogue: list[dict[str, Any]] = json.loads(outputs.save("questions.json", "questions", "--format", "json"))
    for one in catalogue:
        examples = {
            parameter["name"]: (f"--{parameter['name'].replace('_', '-')}", parameter["example"].strip('"'))
            for parameter in one["parameters"]
            if parameter["example"]
        }
        ask = ("ask", one["name"])
        asked: dict[str, Sequence[str]] = {"defaults": (), **examples}
        if len(examples) > 1:
            asked["all-examples"] = [word for option in examples.values() for word in option]
        asked |= {"profile": ("--profile", "stated"), "datasets": ("--datasets",)}
        for name, options in asked.items():
            outputs.save(f"questions/{one['name']}/{name}.json", *ask, *options, "--format", "json", "--cite")
        outputs.save(f"questions/{one['name']}/defaults.txt", *ask, "--cite")
        outputs.save(f"questions/{one['name']}/defaults.md", *ask, "--cite", "--iri", "--format", "markdown")
        outputs.save(f"questions/{one['name']}/defaults.csv", *ask, "--cite", "--iri", "--format", "csv")


def about(outputs: Outputs) -> None:
    """Save the pages about all things and about some statements of articles."""
    for iri in _iris(EVERY_THING):
        _both(outputs, f"about/{_last(iri)}", "about", iri)
    # Chosen by hash: the choice covers all themes, and a new statement changes it by one at most.
    chosen = sorted(_iris(OF_ARTICLES), key=lambda iri: sha256(iri.encode()).digest())[:STATEMENTS]
    for iri in chosen:
        _both(outputs, f"about-statements/{_last(iri)}", "about", iri)
    for name in ("russia", "kazakhstan", "tajikistan", "un-general-assembly"):
        _both(outputs, f"about-narrowed/{name}-datasets", "about", f"id:{name}", "--datasets")
        _both(outputs, f"about-narrowed/{name}-stated", "about", f"id:{name}", "--profile", "stated")


def paths_and_sources(outputs: Outputs) -> None:
    """Save paths between things, the comparison of two sources, and searches for words."""
    for one, other in PAIRS:
        _both(outputs, f"path/{one}--{other}", "path", f"id:{one}", f"id:{other}")
    outputs.save("path/all.txt", "path", "id:iran", "id:turkmenistan", "--all", "--datasets")
    _both(outputs, "compare", "compare", "asia-plus-2022", "fiia-2023")
    for word in WORDS:
        _both(outputs, f"find/{word.replace('/', '-').replace(' ', '-')}", "find", word)


def figures(outputs: Outputs) -> None:
    """Save the measures of the network."""
    _both(outputs, "network/defaults", "network")
    _both(outputs, "network/theme", "network", "--theme", "security")
    _both(outputs, "network/changes", "network", "--changes", "2021-12-31", "2022-12-31")


def exports(outputs: Outputs) -> None:
    """Save the graph in every format."""
    for name, (format, *options) in EXPORTS.items():
        code, _, err = run("export", "--format", format, *options, "--graph", STORE, "-o", name)
        if code != 0:
            outputs.write(f"export/{name}.failed", f"exit code {code}\n{err}")
    for path in sorted(path for path in Path().iterdir() if path.is_file()):
        outputs.write(f"export/{path.name}", path.read_bytes())


def pictures(outputs: Outputs) -> None:
    """Save the data and the tables of every page with a picture, and the pictures in other formats."""
    drawn = {name: ("draw", *line) for name, line in PICTURES.items()}
    drawn["path"] = ("path", "id:iran", "id:turkmenistan")
    drawn["compare"] = ("compare", "asia-plus-2022", "fiia-2023")
    for name, line in drawn.items():
        code, page, err = run(*line, "--graph", STORE, "-o", "-")
        if code != 0:
            outputs.write(f"pictures/{name}.failed", f"exit code {code}\n{err}")
            continue
        text = page.decode()
        data = {id: json.loads(content) for id, content in _EMBEDDED.findall(text)}
        outputs.write(f"pictures/{name}.json", json.dumps(data, ensure_ascii=False, indent=1))
        rows = (" ".join(html.unescape(_TAG.sub(" ", row)).split()) for row in _ROW.findall(text))
        outputs.write(f"pictures/{name}-tables.txt", "\n".join([*rows, ""]))
    for format, ending in (("svg", "svg"), ("mermaid", "mmd")):
        outputs.save(f"pictures/network.{ending}", "draw", "network", "--format", format, "-o", "-")


PARTS = {
    "questions": questions,
    "about": about,
    "path, compare, find": paths_and_sources,
    "network": figures,
    "export": exports,
    "draw": pictures,
}


def _both(outputs: Outputs, name: str, *line: str) -> None:
    """Save the text and the JSON of a command."""
    outputs.save(f"{name}.txt", *line)
    outputs.save(f"{name}.json", *line, "--format", "json")


def _iris(sparql: str) -> list[str]:
    code, out, err = run("query", sparql, "--graph", STORE, "--format", "csv")
    if code != 0:
        raise SystemExit(err)
    return [row["it"] for row in csv.DictReader(io.StringIO(out.decode()))]


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main())
