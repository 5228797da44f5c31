"""The commands of the catalogue: list its questions, and answer one, with an option for each parameter."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cakg import tables
from cakg.cli.arguments import (
    DATASETS,
    EVERYWHERE,
    PROFILE,
    REGISTERED,
    TEXT,
    Parser,
    UsageError,
    command,
    formats,
    grouped,
    nearest,
    opened,
    option,
    say,
    width,
)
from cakg.errors import UnknownParameterError
from cakg.graph import folders_of
from cakg.questions.catalogue import START, Catalogue, Parameter, Question, quoted
from cakg.questions.formats import FORMATS, write
from cakg.tables import counted, wrapped

_ANSWER = grouped(
    "the answer",
    formats(*FORMATS),
    DATASETS,
    PROFILE,
    option("--cite", action="store_true", help="add citations that can be pasted"),
    option("--iri", action="store_true", help="show IRIs beside labels"),
    option("--show-sparql", action="store_true", help="show the query instead of its answer"),
)
_EXAMPLES = """\
examples:
  cakg ask votes-on-a-resolution --resolution ES-11/1 --cite
  cakg ask votes-on-a-resolution --help
"""


@command(
    option("word", metavar="WORD", nargs="?", default="", help="only those with this word in name, summary or tags"),
    TEXT,
    examples="cakg questions vote",
)
def questions(given: Namespace) -> int:
    """List the questions that can be asked, by theme."""
    found = _catalogue(given.graph).all(given.word)
    if given.format == "json":
        say(tables.json(found))
    elif found:
        say(_by_theme(found, start=not given.word))
    else:
        instead = "`cakg questions` lists them all, `cakg find` searches things and statements."
        if opened(given).records.names().called(given.word):
            instead = f"it is a thing: cakg about {quoted(given.word)}"
        say(wrapped(f"No question has {given.word!r} in its name, summary or tags; {instead}", width()))
    return 0


def ask(line: Sequence[str]) -> int:
    """Answer the question that *line* names."""
    place = _place_of_name(line)
    if place is None:
        if {"-h", "--help"} & set(line):
            description = "Answer a question of the catalogue; each of its parameters is an option."
            Parser("ask QUESTION", description, epilog=_EXAMPLES, options=_ANSWER).print_help()
            return 0
        raise UsageError("cakg ask: which question? Its name comes first", remedy="`cakg questions` lists them")
    question = _catalogue(_graph(line)).get(line[place])
    parser = _question_parser(question)
    words = [*line[:place], *line[place + 1 :]]
    given, left = parser.parse_known_args(words)
    if left:
        raise _refusal(parser, question, words, left[0])
    parameters = {one.name: values for one in question.parameters if (values := getattr(given, one.name))}
    answer = opened(given).ask(question, profile=given.profile, datasets=given.datasets, **parameters)
    written = write(answer, given.format, cite=given.cite, iri=given.iri, width=width())
    say(answer.sparql if given.show_sparql else written)
    if given.format == "csv" and not given.show_sparql:
        print(answer.footer(), file=sys.stderr)
    return 0


REGISTERED["ask"] = ask


def _catalogue(graph: str | None) -> Catalogue:
    return Catalogue.load(folders_of(graph).queries / "questions")


def _by_theme(questions: Sequence[Question], *, start: bool) -> str:
    """Return the questions by theme, each with its options; at the *start*, those to begin with."""
    themes: dict[str, list[str]] = {}
    for one in questions:
        if start and START in one.tags:
            themes.setdefault(START, []).append(wrapped(f"{one.name}: {one.summary}", width(), "  "))
    for one in questions:
        options = [f"[{parameter.option} {parameter.type.upper()}]" for parameter in one.parameters]
        lines = [wrapped(" ".join([one.name, *options]), width(), "  "), wrapped(one.summary, width(), "      ")]
        themes.setdefault(one.theme.replace("-", " "), []).extend(lines)
    blocks = ["\n".join([theme.capitalize(), *lines]) for theme, lines in themes.items()]
    count = counted(len(questions), "question")
    return "\n\n".join([*blocks, f"{count}; `cakg ask QUESTION --help` explains one."])


def _place_of_name(line: Sequence[str]) -> int | None:
    """Return the place of the first word that is neither an option of every question nor the value of one."""
    takes_value = {names[0]: settings.get("action") != "store_true" for names, settings in (*EVERYWHERE, *_ANSWER)}
    takes_value |= {"-h": False, "--help": False}
    place = 0
    while place < len(line) and line[place].startswith("-"):
        word, sign, _ = line[place].partition("=")
        if word not in takes_value:
            return None
        place += 2 if takes_value[word] and not sign else 1
    return place if place < len(line) else None


def _graph(line: Sequence[str]) -> str | None:
    """Return the value of ``--graph``: that graph has the question which the rest of the line is read by."""
    given = [after for word, after in pairwise(line) if word == "--graph"]
    given += [word.removeprefix("--graph=") for word in line if word.startswith("--graph=")]
    return given[-1] if given else None


def _question_parser(question: Question) -> Parser:
    columns = [wrapped(f"{column.name}: {column.text}", lead="  ") for column in question.columns]
    example = " ".join(["cakg ask", question.name, *(one.given([one.example]) for one in question.parameters[:1])])
    note = ["", wrapped(question.note)] if question.note else []
    epilog = "\n".join(["columns:", *columns, *note, "", "example:", f"  {example} --cite"])
    options = [
        option(
            parameter.option,
            dest=parameter.name,
            metavar=parameter.type.upper(),
            action="append",
            help="".join([parameter.text, *_hints(parameter)]).replace("%", "%%"),
        )
        for parameter in question.parameters
    ]
    parameters = grouped("the question; a parameter may be repeated for any of several values", *options)
    return Parser(f"ask {question.name}", question.summary, epilog=epilog, options=(*parameters, *_ANSWER))


def _hints(parameter: Parameter) -> Iterator[str]:
    """Yield an example of a parameter's value, and what it is when left out."""
    if parameter.example:
        yield f", such as {parameter.example}"
    if parameter.default:
        yield f"; {parameter.default} when left out"


def _refusal(parser: Parser, question: Question, line: Sequence[str], first: str) -> Exception:
    """Return the error for the *first* word that is neither an option nor a parameter of the question."""
    options = [parameter.option for parameter in question.parameters]
    if first.startswith("-"):
        word = first.partition("=")[0]
        error = UnknownParameterError(question.name, word.lstrip("-"), options)
        near = nearest(word, options) or nearest(word, parser.options(), cutoff=0.8)
        error.remedy = f"{near} {error.remedy}".strip()
        return error
    option, value = ["", "", *line[: line.index(first)]][-2:]
    if option in options:
        return UsageError(
            f"{parser.prog}: {first!r} belongs to no option",
            remedy=f"a value of several words needs quotes: {option} {quoted(f'{value} {first}')}",
        )
    lines = [f"cakg ask {question.name} {option} {quoted(first)}" for option in options]
    remedy = "\n    ".join(lines) or f"but {question.name} takes none of its own"
    return UsageError(f"{first!r} needs an option before it", remedy=remedy)
