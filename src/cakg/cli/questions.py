"""The commands `questions` and `ask`; each parameter of a question is an option of `ask`."""

from __future__ import annotations

from argparse import SUPPRESS, Namespace
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise, takewhile
from typing import Any

from cakg import tables
from cakg.cli.arguments import (
    COMMON,
    DATASETS,
    PROFILE,
    RAW,
    REGISTERED,
    TEXT,
    WRITTEN,
    Option,
    Parser,
    UsageError,
    closest,
    command,
    command_text,
    formats,
    graph_from,
    graph_options,
    grouped,
    limit,
    option,
    with_commands,
)
from cakg.cli.output import print_message, width, write_output
from cakg.errors import ALL_QUESTIONS, CakgError, UnknownParameterError, UnknownQuestionError, did_you_mean
from cakg.graph import KnowledgeGraph, folders_of
from cakg.graph import open as open_graph
from cakg.model.words import words
from cakg.questions.bounds import MOST_ROWS as MOST_COMPUTED
from cakg.questions.catalogue import START, THINGS, Catalogue, Parameter, Question, quoted
from cakg.questions.formats import FORMATS, Options, write_file
from cakg.tables import counted, wrapped
from cakg.vocabulary import shorten

MOST_ROWS = 25
"""How many rows a table shows by default."""

_ANSWER = grouped(
    "options of the answer",
    formats(*FORMATS),
    WRITTEN,
    RAW,
    DATASETS,
    PROFILE,
    option("--cite", action="store_true", help="add citations"),
    option("--iri", action="store_true", help="show IRIs after labels"),
    limit(MOST_ROWS, "rows of a table"),
    option("--all", action="store_true", help="show all rows of a table; other formats always have all"),
    option("--show-sparql", action="store_true", help="show the query instead of its answer"),
)
MOST_NEAR = 3
"""How many questions are suggested for an unknown one."""
_EXAMPLES = """\
examples:
  cakg ask votes-on-a-resolution --resolution ES-11/1 --cite
  cakg ask votes-on-a-resolution --help
"""


@command(
    option(
        "words",
        metavar="WORD",
        nargs="*",
        help="only questions with all these words in name, theme, summary, tags, parameters or columns",
    ),
    *TEXT,
    examples="cakg questions vote\ncakg questions recognised crimea",
)
def questions(given: Namespace) -> int:
    """List the questions that can be asked, by theme."""
    catalogue, text = _catalogue(given.graph), " ".join(given.words)
    found = catalogue.all(text)
    if given.format == "json":
        return write_output(tables.json(found), given)
    if found:
        return write_output(_by_theme(found, start=not text.strip()), given)
    hint = "`cakg questions` lists all questions, `cakg find` searches things and statements:"
    command = command_text("cakg find", [text, *graph_options(given.line)])
    if graph_from(given).records.names().iris_named(text):
        hint, command = "It is the name of a thing:", command_text("cakg about", [text, *graph_options(given.line)])
    none = f"No question has {text!r} in its name, theme, summary, tags, parameters or columns. {hint}"
    similar = [wrapped(f"{one.name}: {one.summary}", width(), "  ") for one in catalogue.nearest(text)[:MOST_NEAR]]
    some = ["\n".join(["Questions with some of the words:", *similar])] if similar else []
    return write_output("\n\n".join([f"{wrapped(none, width())}\n  {command}", *some]), given)


def ask(line: Sequence[str]) -> int:
    """Answer the question that *line* names."""
    place = _question_index(line)
    if place is None:
        if {"-h", "--help"} & set(line):
            description = "Answer a question of the catalogue. Each parameter of the question is an option."
            Parser("ask QUESTION", description, epilog=_EXAMPLES, options=_ANSWER).print_help()
            return 0
        raise UsageError(
            "cakg ask: the name of a question is missing; it comes first", remedy="`cakg questions` lists the names"
        )
    catalogue = _catalogue(_graph(line))
    try:
        question = catalogue.get(line[place])
    except UnknownQuestionError as error:
        _offer_questions(error, catalogue, line, place)
        raise
    parser = _question_parser(question)
    words = [*line[:place], *line[place + 1 :]]
    given, left = parser.read_known(words)
    if left:
        raise _word_error(parser, question, words, left[0])
    parameters = {one.name: values for one in question.parameters if (values := getattr(given, one.name))}
    most = max(MOST_COMPUTED, given.limit) if given.format == "table" and not given.all else None
    answer = graph_from(given).ask(question, profile=given.profile, datasets=given.datasets, limit=most, **parameters)
    if given.show_sparql:
        return write_output(answer.sparql, given)
    if given.format == "table" and not given.all:
        answer = answer.first(given.limit)
    options = Options(given.cite, given.iri, width(given), given.raw)
    write_output(write_file(answer, given.format, options), given)
    if given.format == "csv":
        print_message(answer.footer())
    return 0


REGISTERED["ask"] = ask


def is_question(name: str) -> bool:
    """Return whether the shipped graph has a question of this name."""
    return name in _catalogue(None).names


def _offer_questions(error: UnknownQuestionError, catalogue: Catalogue, line: Sequence[str], place: int) -> None:
    """Add to *error* commands for the questions that are probably meant."""
    run = list(takewhile(lambda word: not word.startswith("-"), line[place:]))
    before, after, text = line[:place], line[place + len(run) :], " ".join(run)
    error.message = f"there is no question {text!r}"
    if "-".join(run) in catalogue.names:
        lines = [["-".join(run)]]
    elif len(text.split()) == 1 and error.candidates:
        lines = [[name] for name in error.candidates]
    else:
        similar = catalogue.nearest(text)[:MOST_NEAR]
        kg = open_graph(_graph(line)) if similar else None
        lines = [[one.name, *(_mentioned(kg, one, text) if kg else ())] for one in similar]
    commands = [command_text("cakg ask", [*words, *before, *after]) for words in lines]
    remedy = with_commands(commands) or ALL_QUESTIONS
    error.remedy = (
        f"{remedy}\n    {command_text('cakg find', [text, *graph_options(line)])}" if len(text.split()) > 1 else remedy
    )


def _mentioned(kg: KnowledgeGraph, question: Question, text: str) -> list[str]:
    """Return options of a question with the things that *text* mentions, if they give rows."""
    names, sentence = kg.records.names().read(), f" {' '.join(words(text))} "
    named_by_words = {" ".join(words(named.text)): named for named in names.named}
    given: dict[str, Any] = {}
    for name in sorted(filter(None, named_by_words), key=lambda name: (-len(name), name)):
        if f" {name} " not in sentence:
            continue
        sentence = sentence.replace(f" {name} ", " ")
        named = named_by_words[name]
        value = named.text if len(names.iris_named(named.text)) == 1 else shorten(named.iri)
        for parameter in question.parameters:
            if parameter.type in THINGS and parameter.name not in given:
                with suppress(CakgError):
                    if kg.ask(question, limit=MOST_COMPUTED, **{**given, parameter.name: value}):
                        given[parameter.name] = value
                        break
    return [word for name, value in given.items() for word in (question.parameter(name).option, value)]


def _catalogue(graph: str | None) -> Catalogue:
    return Catalogue.load(folders_of(graph).queries / "questions")


def _by_theme(questions: Sequence[Question], *, start: bool) -> str:
    """Return the questions by theme, with their options; with *start*, first the questions to start with."""
    themes: dict[str, list[str]] = {}
    for one in questions:
        if start and START in one.tags:
            themes.setdefault(START, []).append(wrapped(f"{one.name}: {one.summary}", width(), "  "))
    for one in questions:
        options = [f"[{parameter.option} {_metavar(parameter)}]" for parameter in one.parameters]
        lines = [wrapped(" ".join([one.name, *options]), width(), "  "), wrapped(one.summary, width(), "      ")]
        themes.setdefault(one.theme.replace("-", " "), []).extend(lines)
    blocks = ["\n".join([theme.capitalize(), *lines]) for theme, lines in themes.items()]
    count = counted(len(questions), "question")
    return "\n\n".join([*blocks, f"{count}; `cakg ask QUESTION --help` explains a question."])


def _question_index(line: Sequence[str]) -> int | None:
    """Return the index of the question's name: the first word that is not an option of `ask` or its value."""
    takes_value = {names[0]: settings.get("action") != "store_true" for names, settings in (*COMMON, *_ANSWER)}
    takes_value |= {"-h": False, "--help": False}
    place = 0
    while place < len(line) and line[place].startswith("-"):
        word, sign, _ = line[place].partition("=")
        if word not in takes_value:
            return None
        place += 2 if takes_value[word] and not sign else 1
    return place if place < len(line) else None


def _graph(line: Sequence[str]) -> str | None:
    """Return the value of ``--graph``; its questions define the other options of the line."""
    return _value(line, "--graph")


def _value(line: Sequence[str], name: str) -> str | None:
    """Return the value of an option on a line that is not parsed yet; None if it is missing."""
    given = [after for word, after in pairwise(line) if word == name]
    given += [word.removeprefix(f"{name}=") for word in line if word.startswith(f"{name}=")]
    return given[-1] if given else None


def question_of(line: Sequence[str]) -> Question | None:
    """Return the question of the option ``--question``; None if the line has no such option."""
    name = _value(line, "--question")
    return _catalogue(_graph(line)).get(name) if name else None


def map_questions_with(line: Sequence[str], option: str) -> list[str]:
    """Return the names of the questions for maps that have the parameter *option*."""
    questions = (one for one in _catalogue(_graph(line)).all() if one.view == "map")
    return [one.name for one in questions if any(parameter.option == option for parameter in one.parameters)]


def parameter_options(question: Question, taken: Collection[str] = ()) -> list[Option]:
    """Return an option for each parameter of *question*, except those in *taken*."""
    return [
        option(
            parameter.option,
            dest=parameter.name,
            metavar=_metavar(parameter),
            action="append",
            help="".join([parameter.text, *_hints(parameter)]).replace("%", "%%"),
        )
        for parameter in question.parameters
        if parameter.option not in taken
    ]


def _question_parser(question: Question) -> Parser:
    columns = [wrapped(f"{column.name}: {column.text}", lead="  ") for column in question.columns]
    datasets = "The answer includes statements found only in datasets." if question.of_datasets else ""
    notes = [line for text in (question.note, datasets) if text for line in ("", wrapped(text))]
    epilog = "\n".join(["columns:", *columns, *notes, "", "example:", f"  {question.example} --cite"])
    parameters = grouped(
        "parameters of the question; repeat one to match any of several values", *parameter_options(question)
    )
    useless = [*([] if question.has_profile else [PROFILE]), *([DATASETS] if question.of_datasets else [])]
    unlisted = {names for names, _ in useless}
    answer = ((names, settings | ({"help": SUPPRESS} if names in unlisted else {})) for names, settings in _ANSWER)
    return Parser(f"ask {question.name}", question.summary, epilog=epilog, options=(*parameters, *answer))


def _metavar(parameter: Parameter) -> str:
    """Return the placeholder for a value of the parameter in the help."""
    return {"boolean": "YES|NO", "period": "DATE", "thing_or_statement": "THING"}.get(
        parameter.type, parameter.type.upper()
    )


def _hints(parameter: Parameter) -> Iterator[str]:
    """Yield an example of a parameter's value, and its default."""
    if parameter.example:
        yield f"; example: {parameter.example}"
    if parameter.default:
        yield f"; default: {parameter.default_word}"


def _word_error(parser: Parser, question: Question, line: Sequence[str], first: str) -> Exception:
    """Return the error for *first*, the first word that is neither an option nor a parameter."""
    options = [parameter.option for parameter in question.parameters]
    if first.startswith("-"):
        word = first.partition("=")[0]
        error = UnknownParameterError(question.name, word.lstrip("-"), options)
        close = closest(word, options) or closest(word, parser.options(), cutoff=0.8)
        instead = [[one + given.removeprefix(word) if given == first else given for given in line] for one in close]
        paste = with_commands(
            [command_text(parser.prog, words) for words in instead], f"{did_you_mean(close)} {error.remedy}"
        )
        error.remedy = paste or error.remedy
        return error
    option, value = ["", "", *line[: line.index(first)]][-2:]
    if option in options:
        return UsageError(
            f"{parser.prog}: unexpected word {first!r}",
            remedy=f"put a value of several words in quotes: {option} {quoted(f'{value} {first}')}",
        )
    lines = [f"cakg ask {question.name} {option} {quoted(first)}" for option in options]
    remedy = "\n    ".join(lines) or f"{question.name} has no parameters"
    return UsageError(f"{first!r} has no option before it", remedy=remedy)
