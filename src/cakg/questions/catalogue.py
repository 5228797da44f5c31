"""Questions the graph can answer: one :class:`Question` per ``.rq`` file.

Knows how to read a question's header and how to bind its parameters. Does not
know where the graph is, what a parameter's value is called, or how an answer looks.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cakg.errors import BrokenFile, BrokenFileError, GraphFolderError, UnknownParameterError, UnknownQuestionError
from cakg.model.names import plain
from cakg.model.words import beginning, words
from cakg.store.protocol import Term

_NAMES = {"thing", "state", "source", "predicate", "theme", "mode", "status", "verdict", "profile"}
PARAMETER_TYPES = frozenset({*_NAMES, "thing_or_statement", "boolean", "date", "period", "text", "year"})
"""A date is one day, a period a day, a month or a year as text; the types of names are those of Names."""
THINGS = frozenset({"thing", "state", "thing_or_statement"})
"""The types of parameters that take things."""
VIEWS = frozenset({"table", "network", "timeline", "map"})
PROFILE = "profile"
"""The parameter that every question about statements shares, and that no header lists."""
START = "start here"
"""The tag of the few questions to begin with."""

_ASKING = frozenset(
    "who whom whose what which how when where why many much any anybody somebody there".split()  # noqa: SIM905
)
"""Words of a sentence that say that it is a question, not which."""
_HEADER = re.compile(r"#\+ (?P<field>[a-z]+)(?: (?P<name>\w+))?(?: \((?P<type>\w+)\))?: *(?P<text>.*)")
_ARTICLES = re.compile(r"^(?P<indent>[ \t]*)# articles \?(?P<claim>\w+)[ \t]*$", re.MULTILINE)
"""Where a query can be narrowed to claims of articles; it is the first line of its pattern."""
_PROJECTION = re.compile(r"^SELECT (?:DISTINCT )?(?P<columns>[?\w ]+)$", re.MULTILINE)
_HIDDEN = "hidden in tables"
_MARK = re.compile(
    r"""^(?P<indent>[ \t]*)
        (?:\#\ parameter\ \?(?P<any>\w+) | VALUES\ \?(?P<usual>\w+)\ \{(?P<default>[^{}]*)\}[ \t]*\#\ parameter)
        [ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)


def is_claim_column(name: str) -> bool:
    """Tell whether a column holds the claims that rows rest on."""
    return name == "claim" or name.endswith("_claim")


class Parameter(NamedTuple):
    """Something a reader may fix in a question; left out, it means *default*, or anything when that is empty."""

    name: str
    """Its name: what :meth:`KnowledgeGraph.ask` takes."""
    type: str
    """The type of its values, such as ``thing`` or ``date``."""
    text: str
    """What it means."""
    example: str
    """A value for it; empty where the question gives none."""
    default: str
    """Its value when it is left out; empty where that means anything."""

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
    """Its name."""
    text: str
    """What its cells hold."""

    @property
    def holds_claims(self) -> bool:
        """Whether a claim that the row rests on stands in it; its name says so."""
        return is_claim_column(self.name)

    @property
    def hidden(self) -> bool:
        """Whether it is for programs alone; its text says so."""
        return self.text.endswith(_HIDDEN)


class Question(NamedTuple):
    """A question in words and the SPARQL that answers it."""

    name: str
    """Its name: what :meth:`KnowledgeGraph.ask` takes."""
    theme: str
    """The theme under which it is listed."""
    path: Path
    summary: str
    """The question in words."""
    parameters: tuple[Parameter, ...]
    """What a reader may narrow it by."""
    columns: tuple[Column, ...]
    """The columns of its answers."""
    view: str
    tags: tuple[str, ...]
    note: str
    """What a reader of any answer has to know; often nothing."""
    related: tuple[str, ...]
    """The questions that go on from this one, by their names."""
    uncited: str
    """Why rows of the question rest on no claim; empty where they rest on those in its columns of claims."""
    sparql: str
    """The query."""

    @property
    def title(self) -> str:
        """Its name as words: ``Votes on a resolution``."""
        return self.name.replace("-", " ").capitalize()

    @property
    def has_profile(self) -> bool:
        """Whether the question lists statements, so that a profile can narrow it."""
        return PROFILE in _marked(self.sparql)

    @property
    def of_datasets(self) -> bool:
        """Whether the question is about what datasets say, so that its answers never leave their rows out."""
        return "datasets" in (self.theme, *self.tags)

    def parameter(self, name: str) -> Parameter:
        """Return the parameter called *name*, underscores and hyphens alike; raise when there is none."""
        for parameter in self.parameters:
            if parameter.name.replace("_", "-") == name.replace("_", "-"):
                return parameter
        raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])

    @property
    def marks_articles(self) -> bool:
        """Whether the query itself can be narrowed to claims of articles, as *articles* of :meth:`bind`."""
        return _ARTICLES.search(self.sparql) is not None

    def bind(self, given: Mapping[str, Sequence[Term]], articles: Iterable[Term] | None = None) -> str:
        """Return the SPARQL with each parameter of *given* held to one of its terms.

        Terms are written as terms at the places that the file marks, never pasted as text, so no value can change
        what is being asked. A parameter that the question does not mark raises :class:`UnknownParameterError`.
        With *articles*, only claims of these sources count, where the file marks them.
        """
        for name in sorted(given.keys() - _marked(self.sparql)):
            raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])

        def held(mark: re.Match[str]) -> str:
            name = mark["any"] or mark["usual"]
            if name not in given:
                return mark[0]
            terms = [*map(str, given[name])]
            if name == PROFILE:  # as VALUES it would make an engine begin with every statement of the profile
                return f"{mark['indent']}FILTER (?{name} IN ({', '.join(terms)}))"
            return f"{mark['indent']}VALUES ?{name} {{ {' '.join(terms)} }}"

        bound = _MARK.sub(held, self.sparql)
        if articles is None:
            return bound
        sources = f"VALUES ?article {{ {' '.join(map(str, articles))} }}"
        return _ARTICLES.sub(rf"\g<indent>{sources} ?\g<claim> cakg:source ?article .", bound)

    def bind_count(self, given: Mapping[str, Sequence[Term]]) -> str:
        """Return SPARQL that counts the rows of :meth:`bind`, those that differ only in their claims once."""
        pattern, _, _ = self.bind(given).rpartition("ORDER BY")
        columns = " ".join(f"?{column.name}" for column in self.columns if not column.holds_claims)
        inner = _PROJECTION.sub(f"SELECT (COUNT(*) AS ?rows) WHERE {{ SELECT DISTINCT {columns}", pattern, count=1)
        return f"{inner} }}"

    @property
    def head(self) -> str:
        """The words by which the question is known: its name, theme, summary, tags, and the names of its parameters."""
        known = [self.name, self.theme, self.summary, *self.tags, *(one.name for one in self.parameters)]
        return plain(" ".join(known).replace("_", " "))

    @property
    def details(self) -> str:
        """The words that explain its parameters and its columns."""
        parameters = (text for one in self.parameters for text in (one.text, one.example))
        columns = (text for one in self.columns for text in (one.name, one.text))
        return plain(" ".join((*parameters, *columns)).replace("_", " "))

    def as_json(self) -> dict[str, object]:
        """Return what the header says, as JSON takes it."""
        hidden = ("path", "sparql")
        return {name: value for name, value in self._asdict().items() if name not in hidden}


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
        plain = name.casefold().replace("_", "-").replace(" ", "-")
        if plain in self._paths:
            return read(self._paths[plain])
        from difflib import get_close_matches  # only a mistake pays for it

        holding = [known for known in self._paths if plain and plain in known]
        close = get_close_matches(plain, self._paths, n=4, cutoff=0.5)
        raise UnknownQuestionError(name, list(dict.fromkeys([*holding, *close]))[:4])

    def all(self, text: str = "") -> list[Question]:
        """Return every question, or those that have all the words of *text*, in any order.

        Words are compared as beginnings of words: in name, theme, summary, tags and names of parameters, and one that
        none of these has in the texts of parameters and columns.
        """
        questions = [*map(read, self._paths.values())]
        if not text.strip():
            return questions
        holders = [_holders(word, questions) for word in words(text)]
        return [one for one in questions if holders and all(one.name in names for names in holders)]

    def nearest(self, text: str) -> list[Question]:
        """Return the questions that have words of *text*, first those with most; a word that many have counts less."""
        questions = [*map(read, self._paths.values())]
        score = dict.fromkeys(self._paths, 0.0)
        wanted = words(text)
        for word in [word for word in wanted if word not in _ASKING] or wanted:
            for name in (holders := _holders(word, questions)):
                score[name] += 1 / len(holders)
        return sorted((one for one in questions if score[one.name]), key=lambda one: -score[one.name])


def _holders(word: str, questions: Sequence[Question]) -> set[str]:
    """Return the names of the questions that are known by a word, else of those that explain something with it."""
    begins = beginning(word).search
    return {one.name for one in questions if begins(one.head)} or {one.name for one in questions if begins(one.details)}


def read(path: Path) -> Question:
    """Read one question; raise :class:`BrokenFileError` with every fault of its header."""
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    faults: list[BrokenFile] = []
    marked = _marked(text)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        found = _HEADER.fullmatch(line.rstrip())
        if found is None:
            faults.append(BrokenFile(str(path), number, "a header line reads `#+ summary: …` or `#+ column NAME: …`"))
        elif found["field"] == "parameter" and found["name"]:
            name, kind, (explanation, _, example) = found["name"], found["type"], found["text"].partition("; example ")
            parameters.append(Parameter(name, kind or "", explanation, example, marked.get(name, "")))
        elif found["field"] == "column" and found["name"]:
            columns.append(Column(found["name"], found["text"]))
        else:
            fields[found["field"]] = found["text"]
    faults += [BrokenFile(str(path), 1, problem) for problem in _problems(fields, parameters, columns, marked)]
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
        tags=_split(fields.get("tags", "")),
        note=fields.get("note", ""),
        related=_split(fields.get("related", "")),
        uncited=_uncited(fields),
        sparql=text,
    )


def _split(text: str) -> tuple[str, ...]:
    """Return the parts of a text between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def quoted(word: str) -> str:
    """Return *word* as a reader types it on a line: in double quotes where it needs any and they suffice."""
    if word and not re.search(r"[^\w@%+=:,./-]", word):
        return word
    return shlex.quote(word) if re.search(r'["$`\\!]', word) else f'"{word}"'


def _marked(sparql: str) -> dict[str, str]:
    """Return the parameters that a query marks, each with what it means when it is left out."""
    return {mark["any"] or mark["usual"]: (mark["default"] or "").strip() for mark in _MARK.finditer(sparql)}


def _uncited(fields: Mapping[str, str]) -> str:
    """Return the reason in ``cites: none; REASON``; empty when there is no such field, or no reason in it."""
    cites, _, reason = fields.get("cites", "").partition(";")
    return reason.strip() if cites.strip() == "none" else ""


def _problems(
    fields: Mapping[str, str], parameters: Sequence[Parameter], columns: Sequence[Column], marked: Collection[str]
) -> list[str]:
    """Say what a question's header promises and its body does not keep, and the other way round."""
    listed = {parameter.name: parameter.type for parameter in parameters}
    types, views = (", ".join(sorted(names)) for names in (PARAMETER_TYPES, VIEWS))
    unmarked, unlisted = sorted({*listed} - {*marked}), sorted({*marked} - {*listed, PROFILE})
    untyped = {name: kind for name, kind in listed.items() if kind not in PARAMETER_TYPES}
    unknown = sorted(fields.keys() - {"summary", "view", "tags", "note", "cites", "related"})
    view = fields.get("view", "table")
    return [
        *(f"parameter {name} is listed but marked nowhere in the query" for name in unmarked),
        *(f"the query marks ?{name} as a parameter that the header does not list" for name in unlisted),
        *(f"parameter {name} has the type {kind!r}; types are {types}" for name, kind in untyped.items()),
        *(f"#+ {field}: is not a header field" for field in unknown),
        *([] if "summary" in fields else ["the header has no summary"]),
        *([] if columns else ["the header lists no column"]),
        *_problems_with_claims(fields, columns),
        *([] if view in VIEWS else [f"the view {view!r} is none of {views}"]),
    ]


def _problems_with_claims(fields: Mapping[str, str], columns: Sequence[Column]) -> list[str]:
    """Say what is wrong where a question neither selects claims nor says why it selects none, or does both."""
    of_claims = [column.name for column in columns if column.holds_claims]
    if "cites" not in fields:
        missing = "no column holds claims: select ?claim, or say with `#+ cites: none; REASON` why rows rest on none"
        return [] if of_claims else [missing]
    if not _uncited(fields):
        return ["the field cites reads `#+ cites: none; REASON`"]
    return [f"column {name} holds claims, though `#+ cites: none` says that rows rest on none" for name in of_claims]
