"""The catalogue of questions: one :class:`Question` per ``.rq`` file.

Reads the headers of questions and binds their parameters. Does not know where the graph is, how names are resolved, or
how answers are shown.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cakg.errors import BrokenFile, BrokenFileError, GraphFolderError, UnknownParameterError, UnknownQuestionError
from cakg.model.names import plain
from cakg.model.words import beginning, words
from cakg.questions import marks
from cakg.questions.bounds import PROJECTION
from cakg.store import reading
from cakg.store.protocol import Term

_NAMES = {"thing", "state", "source", "predicate", "theme", "mode", "status", "verdict", "profile"}
PARAMETER_TYPES = frozenset({*_NAMES, "thing_or_statement", "boolean", "date", "period", "text", "year"})
"""A date is one day; a period is a day, month or year as text. The other types are kinds of names."""
THINGS = frozenset({"thing", "state", "thing_or_statement"})
"""The types of parameters whose values are things."""
VIEWS = frozenset({"table", "network", "timeline", "map"})
TAKEN = frozenset(
    "all cite data datasets format graph help iri limit max_answer output profile raw show_sparql timeout".split()  # noqa: SIM905
)
"""The options of ``cakg ask``, which no parameter can be called."""
_TAKEN_IN_PAGES = frozenset({"page", "sort"})
"""The parameters of the page of a question, which none of its own can be called either."""
_TAKEN_IN_JSON = frozenset({"citations", "cited"})
"""The keys of a row in JSON, which no column can be called."""
START = "start here"
"""The tag of questions listed first."""

_ASKING = frozenset(
    "who whom whose what which how when where why many much any anybody somebody there".split()  # noqa: SIM905
)
"""Words too common in questions to search for."""
_HEADER = re.compile(r"#\+ (?P<field>[a-z]+)(?: (?P<name>\w+))?(?: \((?P<type>\w+)\))?: *(?P<text>.*)")
_HIDDEN = "hidden in tables"


def is_claim_column(name: str) -> bool:
    """Return whether the column contains the claims that support the rows."""
    return name == "claim" or name.endswith("_claim")


class Parameter(NamedTuple):
    """A parameter of a question."""

    name: str
    """The name, as :meth:`KnowledgeGraph.ask` takes it."""
    type: str
    """The type of its values, such as ``thing`` or ``date``."""
    text: str
    """What it means."""
    example: str
    """An example of a value; empty if the question gives none."""
    default: str
    """The value used if none is given. If this is empty, the parameter matches anything."""

    @property
    def option(self) -> str:
        """The parameter as an option of the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def default_word(self) -> str:
        """The default as a word of a command: ``yes`` for ``true``; empty if there is none."""
        return {"true": "yes", "false": "no"}.get(self.default, self.default)

    def given(self, words: Sequence[str]) -> str:
        """Return the option with each of *words* as a value, as text for a command line."""
        return " ".join(f"{self.option} {quoted(word)}" for word in words)


class Column(NamedTuple):
    """A column of an answer and its description."""

    name: str
    """Its name."""
    text: str
    """The description of its cells."""

    @property
    def holds_claims(self) -> bool:
        """Whether the column contains the claims that support the rows; depends on its name."""
        return is_claim_column(self.name)

    @property
    def hidden(self) -> bool:
        """Whether the column is only for programs; its description says so."""
        return self.text.endswith(_HIDDEN)


class Question(NamedTuple):
    """A question with its description and its SPARQL query."""

    name: str
    """The name, as :meth:`KnowledgeGraph.ask` takes it."""
    theme: str
    """The theme under which it is listed."""
    path: Path
    summary: str
    """The question in words."""
    parameters: tuple[Parameter, ...]
    """Its parameters."""
    columns: tuple[Column, ...]
    """The columns of its answers."""
    view: str
    tags: tuple[str, ...]
    note: str
    """A note for readers of every answer; often empty."""
    related: tuple[str, ...]
    """The names of related questions."""
    uncited: str
    """Why no claims support the rows; empty if the question has columns of claims."""
    sparql: str
    """The query."""

    @property
    def title(self) -> str:
        """The name as words: ``Votes on a resolution``."""
        return self.name.replace("-", " ").capitalize()

    @property
    def example(self) -> str:
        """A command that asks it, with the example of its first parameter if it has one."""
        given = [one.given([one.example]) for one in self.parameters[:1] if one.example]
        return " ".join(["cakg ask", self.name, *given])

    @property
    def has_profile(self) -> bool:
        """Whether a profile can restrict the question, because it lists statements."""
        return marks.PROFILE in marks.defaults(self.sparql)

    @property
    def of_datasets(self) -> bool:
        """Whether the question is about datasets; its answers then include their rows."""
        return "datasets" in (self.theme, *self.tags)

    def parameter(self, name: str) -> Parameter:
        """Return the parameter *name*, with hyphens or underscores; raise an error if there is none."""
        for parameter in self.parameters:
            if parameter.name.replace("_", "-") == name.replace("_", "-"):
                return parameter
        raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])

    def command(self, given: Mapping[str, Sequence[str]], *, profile: str = "", datasets: bool = False) -> str:
        """Return the command that asks the question with the values *given*, a profile, and rows of datasets."""
        options = [self.parameter(name).given(texts) for name, texts in given.items()]
        options += [f"--profile {profile}"] * (profile not in ("", "everything")) + ["--datasets"] * datasets
        return " ".join(["cakg ask", self.name, *options])

    @property
    def can_select_articles(self) -> bool:
        """Whether :meth:`bind` can restrict the query to claims of articles."""
        return marks.has_articles(self.sparql)

    @property
    def filtered_if_frequent(self) -> frozenset[str]:
        """The parameters whose frequent values :meth:`bind` can use as a filter; the file marks them."""
        return marks.if_frequent(self.sparql, "filter")

    @property
    def after_articles_if_frequent(self) -> frozenset[str]:
        """The parameters whose frequent values :meth:`bind` can use as a filter of what the articles say."""
        return marks.if_frequent(self.sparql, "articles")

    def bind(
        self,
        given: Mapping[str, Sequence[Term]],
        articles: Iterable[Term] | None = None,
        frequent: Collection[str] = (),
    ) -> str:
        """Return the SPARQL in which each parameter of *given* matches only the given terms.

        Values are inserted as terms at the places marked in the file, so that no value can change the query. With
        *articles*, only claims of these sources count, if the file marks where. Those of
        :attr:`filtered_if_frequent` that are in *frequent* become filters, so that engines do not start from them: most
        statements are about Russia, and few of them are demands. Raises :class:`UnknownParameterError` for a parameter
        that the file does not mark.
        """
        for name in sorted(given.keys() - marks.defaults(self.sparql)):
            raise UnknownParameterError(self.name, name, [parameter.name for parameter in self.parameters])
        return marks.bound(self.sparql, given, articles, frequent)

    def parts(self, articles: Iterable[Term] | None = None) -> list[str | tuple[str, ...]]:
        """Return the query in parts, for a program that inserts values itself: see :func:`cakg.questions.marks.parts`.

        *articles* are those of :meth:`bind`.
        """
        return marks.parts(self.sparql, articles)

    def bind_count(
        self,
        given: Mapping[str, Sequence[Term]],
        articles: Iterable[Term] | None = None,
        frequent: Collection[str] = (),
        most: int | None = None,
    ) -> str:
        """Return SPARQL that counts the rows of :meth:`bind`, with the same arguments, up to *most*.

        Rows that differ only in their claims count once.
        """
        pattern, _, _ = self.bind(given, articles, frequent).rpartition("ORDER BY")
        columns = " ".join(f"?{column.name}" for column in self.columns if not column.holds_claims)
        inner = PROJECTION.sub(f"SELECT (COUNT(*) AS ?rows) WHERE {{ SELECT DISTINCT {columns}", pattern, count=1)
        return f"{inner} }}" if most is None else f"{inner} LIMIT {most} }}"

    @property
    def head(self) -> str:
        """The main words for searching: name, theme, summary, tags and names of parameters."""
        known = [self.name, self.theme, self.summary, *self.tags, *(one.name for one in self.parameters)]
        return plain(" ".join(known).replace("_", " "))

    @property
    def details(self) -> str:
        """More words for searching: the descriptions of parameters and columns."""
        parameters = (text for one in self.parameters for text in (one.text, one.example))
        columns = (text for one in self.columns for text in (one.name, one.text))
        return plain(" ".join((*parameters, *columns)).replace("_", " "))

    def as_json(self) -> dict[str, object]:
        """Return the header of the question in the structure of its JSON."""
        hidden = ("path", "sparql")
        return {name: value for name, value in self._asdict().items() if name not in hidden}


class Catalogue:
    """The questions in a folder: ``<theme>/<question>.rq``. A file is read when its question is used."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = dict(paths)

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Return the catalogue of the questions in *folder*; raise an error for all that have the name of another."""
        if not folder.is_dir():
            raise GraphFolderError(
                f"{folder}: the directory has no questions",
                remedy="give a directory with queries/questions/, or leave --graph out",
            )
        paths: dict[str, Path] = {}
        faults: list[BrokenFile] = []
        for path in sorted(folder.glob("*/*.rq")):
            if (first := paths.setdefault(_name(path.stem), path)) != path:
                faults.append(BrokenFile(str(path), 0, f"{first} has the same name: rename one"))
        if faults:
            raise BrokenFileError(faults)
        return cls(paths)

    @property
    def names(self) -> list[str]:
        """The names of all questions, by theme and then by name."""
        return list(self._paths)

    def get(self, name: str) -> Question:
        """Return the question *name*; raise :class:`UnknownQuestionError` with similar names if there is none."""
        plain = _name(name)
        if plain in self._paths:
            return read(self._paths[plain])
        from difflib import get_close_matches  # slow to import, so only for errors

        containing = [known for known in self._paths if plain and plain in known]
        close = get_close_matches(plain, self._paths, n=4, cutoff=0.5)
        raise UnknownQuestionError(name, list(dict.fromkeys([*containing, *close]))[:4])

    def all(self, text: str = "") -> list[Question]:
        """Return every question, or those that contain all words of *text*, in any order.

        A word matches the beginning of a word in name, theme, summary, tags or names of parameters. If it matches none
        of any question, it is searched in the descriptions of parameters and columns.
        """
        questions = [*map(read, self._paths.values())]
        if not text.strip():
            return questions
        matches = [_matching(word, questions) for word in words(text)]
        return [one for one in questions if matches and all(one.name in names for names in matches)]

    def nearest(self, text: str) -> list[Question]:
        """Return the questions with words of *text*, best match first; a word in many questions counts less."""
        questions = [*map(read, self._paths.values())]
        score = dict.fromkeys(self._paths, 0.0)
        wanted = words(text)
        for word in [word for word in wanted if word not in _ASKING] or wanted:
            for name in (matching := _matching(word, questions)):
                score[name] += 1 / len(matching)
        return sorted((one for one in questions if score[one.name]), key=lambda one: -score[one.name])


def _name(text: str) -> str:
    """Return the name of a question for that of its file, or for what a user types: in lower case, with hyphens."""
    return text.casefold().replace("_", "-").replace(" ", "-")


def _matching(word: str, questions: Sequence[Question]) -> set[str]:
    """Return the names of questions with *word* in their main words, or if there are none, in their descriptions."""
    begins = beginning(word).search
    return {one.name for one in questions if begins(one.head)} or {one.name for one in questions if begins(one.details)}


def read(path: Path) -> Question:
    """Return the question in a file; raise :class:`BrokenFileError` with every fault of its header."""
    text = reading.text(path).replace("\r\n", "\n").replace("\r", "\n")
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    faults: list[BrokenFile] = []
    marked = marks.defaults(text)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        found = _HEADER.fullmatch(line.rstrip())
        if found is None:
            faults.append(
                BrokenFile(str(path), number, "not a header line; write `#+ summary: …` or `#+ column NAME: …`")
            )
        elif found["field"] == "parameter" and found["name"]:
            name, kind, (explanation, _, example) = found["name"], found["type"], found["text"].partition("; example ")
            parameters.append(Parameter(name, kind or "", explanation, example, marked.get(name, "")))
        elif found["field"] == "column" and found["name"]:
            columns.append(Column(found["name"], found["text"]))
        else:
            fields[found["field"]] = found["text"]
    faults += [BrokenFile(str(path), 1, problem) for problem in _problems(fields, parameters, columns, marked)]
    unmarked = sorted(marks.needed(text) - marked.keys())
    faults += [
        BrokenFile(str(path), 1, f"no place is marked for ?{name}, which `# if ?{name}` needs") for name in unmarked
    ]
    if faults:
        raise BrokenFileError(faults)
    return Question(
        name=_name(path.stem),
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
    """Return the parts of a text separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def quoted(word: str) -> str:
    """Return *word* quoted for a command line: in double quotes if quotes are needed and these suffice."""
    if word and not re.search(r"[^\w@%+=:,./-]", word):
        return word
    return shlex.quote(word) if re.search(r'["$`\\!]', word) else f'"{word}"'


def _uncited(fields: Mapping[str, str]) -> str:
    """Return the reason in ``cites: none; REASON``; empty if the field or the reason is missing."""
    cites, _, reason = fields.get("cites", "").partition(";")
    return reason.strip() if cites.strip() == "none" else ""


def _problems(
    fields: Mapping[str, str], parameters: Sequence[Parameter], columns: Sequence[Column], marked: Collection[str]
) -> list[str]:
    """Return the faults of a header, and the differences between header and query."""
    listed = {parameter.name: parameter.type for parameter in parameters}
    repeated = [
        f"{kind} {name} is listed {count} times"
        for kind, names in (("parameter", parameters), ("column", columns))
        for name, count in Counter(one.name for one in names).items()
        if count > 1
    ]
    types, views = (", ".join(sorted(names)) for names in (PARAMETER_TYPES, VIEWS))
    unmarked, unlisted = sorted({*listed} - {*marked}), sorted({*marked} - {*listed, marks.PROFILE})
    untyped = {name: kind for name, kind in listed.items() if kind not in PARAMETER_TYPES}
    unknown = sorted(fields.keys() - {"summary", "view", "tags", "note", "cites", "related"})
    view = fields.get("view", "table")
    return [
        *(f"parameter {name} is listed in the header but not marked in the query" for name in unmarked),
        *(f"parameter {name} is marked in the query but not listed in the header" for name in unlisted),
        *(f"parameter {name} has the unknown type {kind!r}; types are {types}" for name, kind in untyped.items()),
        *(f"parameter {name} has the name of an option of `cakg ask`" for name in sorted({*listed} & TAKEN)),
        *(f"parameter {name} has the name of a parameter of pages" for name in sorted({*listed} & _TAKEN_IN_PAGES)),
        *(
            f"column {one} has the name of a key of JSON"
            for one in sorted({column.name for column in columns} & _TAKEN_IN_JSON)
        ),
        *repeated,
        *(f"#+ {field}: is not a known header field" for field in unknown),
        *([] if "summary" in fields else ["the header has no summary"]),
        *([] if columns else ["the header lists no columns"]),
        *_problems_with_claims(fields, columns),
        *([] if view in VIEWS else [f"the view {view!r} is unknown; views are {views}"]),
    ]


def _problems_with_claims(fields: Mapping[str, str], columns: Sequence[Column]) -> list[str]:
    """Return a fault if a question neither selects claims nor gives a reason for that, or does both."""
    of_claims = [column.name for column in columns if column.holds_claims]
    if "cites" not in fields:
        missing = "no column contains claims: select ?claim, or give the reason with `#+ cites: none; REASON`"
        return [] if of_claims else [missing]
    if not _uncited(fields):
        return ["the field cites must be `#+ cites: none; REASON`"]
    return [f"column {name} contains claims, but the header says `#+ cites: none`" for name in of_claims]
