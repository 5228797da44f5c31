"""Runs all checks of a graph: on its files, with the queries in ``queries/checks``, and on texts of articles.

The graph is checked as entered, before rules derive anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from cakg.errors import BrokenFileError, GraphFolderError
from cakg.paths import Folders, rdf_files
from cakg.quality import lint, odd_terms
from cakg.quality.coverage import measure
from cakg.quality.faults import Fault, rows
from cakg.quality.report import Report
from cakg.quality.source_files import SourceFile, read
from cakg.quality.texts import verify
from cakg.questions.catalogue import Catalogue, Question
from cakg.questions.catalogue import read as read_question
from cakg.store import reading
from cakg.store.local import LocalStore
from cakg.store.odd_triples import leave_out, odd_triples
from cakg.vocabulary import PREFIXES, shorten

_HEADER = re.compile(r"^#\+ (problem|remedy|severity(?=: *(?:fault|warning) *$)): *(.*?) *$", re.MULTILINE)


class Check(NamedTuple):
    """A query that must return no rows.

    Each row has a faulty node, the conflicting or missing value, and a remark.
    """

    name: str
    problem: str
    remedy: str
    severity: str
    sparql: str

    def run(self, store: LocalStore, places: Mapping[str, str]) -> Iterator[Fault]:
        """Yield one fault for each row; *places* has the place at which each prefixed name is defined."""
        for name, *rest in rows(store, self.sparql):
            remarks = ", ".join(remark for remark in rest if remark)
            problem = f"{name}: {self.problem}" + (f" ({remarks})" if remarks else "")
            yield Fault(places.get(name, name), problem, self.remedy, self.severity)


def load(folder: Path) -> list[Check]:
    """Return the checks of a folder, by name.

    Raises :class:`GraphFolderError` for a file without the three header lines, or without a SELECT query.
    """
    checks = []
    for path in sorted(folder.glob("*.rq")):
        text = reading.text(path)
        header = dict(_HEADER.findall(text))
        if len(header) < 3:
            raise GraphFolderError(
                f"{path}: the header of a check is incomplete",
                remedy="add the lines #+ problem: …, #+ remedy: … and #+ severity: fault (or warning)",
            )
        if not isinstance(pyoxigraph.Store().query(text, prefixes=PREFIXES), pyoxigraph.QuerySolutions):
            raise GraphFolderError(f"{path}: a check must be a SELECT query", remedy="select ?place ?what ?detail")
        checks.append(Check(path.stem, sparql=text, **header))
    return checks


def check(folders: Folders, data: Sequence[Path] = (), texts: Sequence[tuple[str | None, Path]] = ()) -> Report:
    """Return all faults of the graph in *folders* and of the files *data*, and the coverage.

    Each of *texts* is a text of an article and the name of its source. With None as name, the source is recognised.
    If a file cannot be parsed, the content of the graph is not checked, and the report has no coverage and no texts.

    Raises the errors of :func:`~cakg.quality.texts.verify` for texts that cannot be used.
    """
    files = _read(folders, data)
    faults = lint.faults(files)
    if any(file.syntax_faults for file in files):
        return Report(_in_order(faults))
    store = LocalStore(pyoxigraph.Store())
    for file in files:
        store.store.extend(pyoxigraph.Quad(*triple) for triple in file.triples)
    faults += _faults_of_questions(folders.queries)
    places = {shorten(iri): place for iri, place in lint.places(files).items()}
    odd = odd_triples(store.store)
    faults += odd_terms.faults(odd, files)
    leave_out(store.store, odd)  # as all commands do, so that the checks report what is missing then
    for one in load(folders.queries / "checks"):
        faults.extend(one.run(store, places))
    reports = verify(store, texts, places)
    faults.extend(fault for report in reports for fault in report.faults)
    return Report(_in_order(faults), measure(store), tuple(reports))


def _faults_of_questions(queries: Path) -> Iterator[Fault]:
    """Yield the faults of questions: of their names, headers and columns, and files that are no questions."""
    folder = queries / "questions"
    read, broken = [], []
    for path in sorted(folder.glob("*/*.rq")):
        try:
            read.append(read_question(path))
        except BrokenFileError as error:
            broken += [(path, one.line, one.problem) for one in error.faults]
    try:
        names = Catalogue.load(folder).names if folder.is_dir() else []
    except BrokenFileError as error:
        broken += [(Path(one.path), one.line, one.problem) for one in error.faults]
    else:
        broken += [
            (one.path, 0, f"the related question {name} does not exist")
            for one in read
            for name in sorted({*one.related} - {*names})
        ]
    broken += [(one.path, 0, problem) for one in read for problem in _faults_of_columns(one)]
    for path, line, problem in broken:
        place = path.relative_to(queries.parent).as_posix() + (f":{line}" if line else "")
        yield Fault(place, problem, "CONTRIBUTING.md explains the header of a question")
    unread = {path for path in folder.rglob("*") if path.suffix.lower() in (".rq", ".sparql")}
    for path in sorted(unread - {*folder.glob("*/*.rq")}):
        remedy = "call it queries/questions/THEME/NAME.rq"
        yield Fault(path.relative_to(queries.parent).as_posix(), "is not read as a question", remedy)


def _faults_of_columns(question: Question) -> list[str]:
    """Return the differences between the columns in the header of a question and in its query."""
    found = pyoxigraph.Store().query(question.sparql, prefixes=PREFIXES)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        return ["a question must be a SELECT query"]
    selected, listed = (
        {*names} for names in ([one.value for one in found.variables], [one.name for one in question.columns])
    )
    return [
        *(f"column {name} is listed in the header but not selected" for name in sorted(listed - selected)),
        *(f"column {name} is selected but not listed in the header" for name in sorted(selected - listed)),
    ]


def _read(folders: Folders, data: Sequence[Path]) -> list[SourceFile]:
    """Return all files; the name of a file in a report begins with its folder: ``graph/things/states.ttl``."""

    def files(kind: str, folder: Path, paths: Iterable[Path]) -> list[SourceFile]:
        return [read(path, path.relative_to(folder.parent).as_posix(), kind) for path in paths]

    return [
        *files("ontology", folders.ontology, rdf_files(folders.ontology)),
        *files("graph", folders.graph, rdf_files(folders.graph)),
        *(read(path, str(path), "data") for path in data),
        *files("query", folders.ontology, sorted(folders.ontology.rglob("*.rq"))),
        *files("query", folders.queries, sorted(folders.queries.rglob("*.rq"))),
    ]


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, sorted by file and line."""
    return tuple(sorted(set(faults), key=lambda one: (re.sub(r"\d+$", lambda line: line[0].zfill(9), one.place), one)))
