"""Questions the graph can answer: one :class:`Question` per ``.rq`` file.

Knows how to read a question's header and how to bind its parameters. Does not
know where the graph is, what a parameter's value is called, or how an answer looks.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cakg.engine import Term
from cakg.errors import BrokenFile, BrokenFileError, GraphFolderError, UnknownParameterError, UnknownQuestionError

PARAMETER_TYPES = frozenset(
    {"thing", "state", "source", "predicate", "theme", "mode", "status", "profile", "date", "year", "text"}
)
VIEWS = frozenset({"table", "network", "timeline", "map"})
_FIELDS = frozenset({"summary", "view", "tags", "note"})
PROFILE = "profile"
"""The parameter that every question about statements shares, and that no header lists."""

_HEADER = re.compile(r"#\+ (?P<field>[a-z]+)(?: (?P<name>\w+))?(?: \((?P<type>\w+)\))?: *(?P<text>.*)")
_MARK = re.compile(
    r"""^(?P<indent>[ \t]*)
        (?:\#\ parameter\ \?(?P<any>\w+) | VALUES\ \?(?P<usual>\w+)\ \{(?P<default>[^{}]*)\}[ \t]*\#\ parameter)
        [ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)


class Parameter(NamedTuple):
    """Something a reader may fix in a question; left out, it means *default*, or anything when that is empty."""

    name: str
    type: str
    text: str
    example: str
    default: str

    @property
    def option(self) -> str:
        """The parameter as it is written on the command line."""
        return "--" + self.name.replace("_", "-")

    def given(self, words: Sequence[str]) -> str:
        """Return the parameter with *words* as its values, as a reader types it."""
        return " ".join(f"{self.option} {quoted(word)}" for word in words)


class Column(NamedTuple):
    """One column of an answer and what stands in it."""

    name: str
    text: str


class Question(NamedTuple):
    """A question in words and the SPARQL that answers it."""

    name: str
    theme: str
    path: Path
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    view: str
    tags: tuple[str, ...]
    note: str
    """What a reader of any answer has to know; often nothing."""
    sparql: str

    @property
    def has_profile(self) -> bool:
        """Whether the question lists statements, so that a profile can narrow it."""
        return any(PROFILE in mark.group("any", "usual") for mark in _MARK.finditer(self.sparql))

    def parameter(self, name: str) -> Parameter:
        """Return the parameter called *name*, underscores and hyphens alike; raise when there is none."""
        for parameter in self.parameters:
            if parameter.name.replace("_", "-") == name.replace("_", "-"):
                return parameter
        raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])

    def bind(self, given: Mapping[str, Sequence[Term]]) -> str:
        """Return the SPARQL with each parameter of *given* held to one of its terms.

        Terms are written as terms at the places that the file marks, never pasted as text, so no value can change
        what is being asked. A parameter that the question does not mark raises :class:`UnknownParameterError`.
        """
        places = {mark.group("any") or mark.group("usual") for mark in _MARK.finditer(self.sparql)}
        for name in sorted(given.keys() - places):
            raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])

        def held(mark: re.Match[str]) -> str:
            name = mark.group("any") or mark.group("usual")
            if name not in given:
                return mark.group()
            return f"{mark.group('indent')}VALUES ?{name} {{ {' '.join(str(term) for term in given[name])} }}"

        return _MARK.sub(held, self.sparql)


class Catalogue:
    """All the questions of a folder: ``<theme>/<question>.rq``. A file is read when its question is wanted."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = dict(paths)

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Find the questions under *folder*; two of one name raise, since a name has to mean one question."""
        if not folder.is_dir():
            raise GraphFolderError(
                f"{folder}: no questions are here", remedy="name a directory that has queries/questions/ in it, or none"
            )
        paths: dict[str, Path] = {}
        for path in sorted(folder.glob("*/*.rq")):
            if path.stem in paths:
                raise BrokenFileError([BrokenFile(str(path), 0, f"{paths[path.stem]} has the same name")])
            paths[path.stem] = path
        return cls(paths)

    @property
    def names(self) -> list[str]:
        """The names of all questions, by theme and then by name."""
        return list(self._paths)

    def get(self, name: str) -> Question:
        """Return the question called *name*; raise :class:`UnknownQuestionError` with the nearest names."""
        plain = name.casefold().replace("_", "-")
        if plain in self._paths:
            return read(self._paths[plain])
        raise UnknownQuestionError(name, self._near(name))

    def all(self, word: str = "") -> list[Question]:
        """Return every question, or those that have *word* in name, theme, summary, tags or parameters."""
        wanted = word.casefold()
        return [question for name in self._paths if wanted in _words(question := self.get(name))]

    def _near(self, name: str) -> list[str]:
        from difflib import get_close_matches  # only a mistake pays for it

        wanted = name.casefold().replace("_", "-").replace(" ", "-")
        holding = [known for known in self._paths if wanted and wanted in known]
        close = get_close_matches(wanted, self._paths, n=4, cutoff=0.5)
        return list(dict.fromkeys([*holding, *close]))[:4]


def read(path: Path) -> Question:
    """Read one question; raise :class:`BrokenFileError` with every fault of its header."""
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    faults: list[BrokenFile] = []
    marked = {mark.group("any") or mark.group("usual"): (mark.group("default") or "") for mark in _MARK.finditer(text)}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        found = _HEADER.fullmatch(line.rstrip())
        if found is None:
            faults.append(BrokenFile(str(path), number, "a header line reads `#+ summary: …` or `#+ column NAME: …`"))
        elif found["field"] == "parameter" and found["name"]:
            words, _, example = found["text"].partition("; example ")
            default = marked.get(found["name"], "").strip()
            parameters.append(Parameter(found["name"], found["type"] or "", words, example, default))
        elif found["field"] == "column" and found["name"]:
            columns.append(Column(found["name"], found["text"]))
        else:
            fields[found["field"]] = found["text"]
    faults += [BrokenFile(str(path), 1, problem) for problem in _problems(fields, parameters, columns, set(marked))]
    if faults:
        raise BrokenFileError(faults)
    return Question(
        name=path.stem,
        theme=path.parent.name,
        path=path,
        summary=fields["summary"],
        parameters=tuple(parameters),
        columns=tuple(columns),
        view=fields.get("view", "table"),
        tags=tuple(tag.strip() for tag in fields.get("tags", "").split(",") if tag.strip()),
        note=fields.get("note", ""),
        sparql=text,
    )


def quoted(word: str) -> str:
    """Return *word* as a reader types it on a line: in double quotes where it needs any and they suffice."""
    if word and not re.search(r"[^\w@%+=:,./-]", word):
        return word
    return shlex.quote(word) if re.search(r'["$`\\!]', word) else f'"{word}"'


def _problems(
    fields: Mapping[str, str], parameters: Sequence[Parameter], columns: Sequence[Column], marked: set[str]
) -> list[str]:
    """Say what a question's header promises and its body does not keep, and the other way round."""
    listed = {parameter.name for parameter in parameters}
    problems = [f"parameter {name} is listed but marked nowhere in the query" for name in sorted(listed - marked)]
    problems += [
        f"the query marks ?{name} as a parameter that the header does not list"
        for name in sorted(marked - listed - {PROFILE})
    ]
    problems += [
        f"parameter {parameter.name} has the type {parameter.type!r}; types are {', '.join(sorted(PARAMETER_TYPES))}"
        for parameter in parameters
        if parameter.type not in PARAMETER_TYPES
    ]
    problems += [f"#+ {field}: is not a header field" for field in sorted(fields.keys() - _FIELDS)]
    if "summary" not in fields:
        problems.append("the header has no summary")
    if not columns:
        problems.append("the header lists no column")
    if fields.get("view", "table") not in VIEWS:
        problems.append(f"the view {fields['view']!r} is none of {', '.join(sorted(VIEWS))}")
    return problems


def _words(question: Question) -> str:
    """Return what a search of the catalogue looks at."""
    names = [parameter.name for parameter in question.parameters]
    return " ".join([question.name, question.theme, question.summary, *question.tags, *names]).casefold()
