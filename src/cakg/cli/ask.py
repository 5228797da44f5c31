"""``cakg ask``: one question, each of its parameters an option."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cakg.cli.arguments import Parser, UsageError, add_datasets, add_format, add_profile, nearest, opened, say, width
from cakg.errors import UnknownParameterError
from cakg.graph import folders_of
from cakg.questions.answer import FORMATS, Answer
from cakg.questions.catalogue import Catalogue, Question, quoted
from cakg.tables import wrapped

_DESCRIPTION = "Answer a question of the catalogue; each of its parameters is an option."
_EXAMPLE = """\
examples:
  cakg ask votes-on-a-resolution --resolution ES-11/1 --cite
  cakg ask votes-on-a-resolution --help
"""


def run(line: Sequence[str]) -> int:
    """Answer one question."""
    general = Parser("ask QUESTION", _DESCRIPTION, epilog=_EXAMPLE)
    _add_answer_options(general)
    name = _question_name(general, line)
    if name is None:
        if {"-h", "--help"} & set(line):
            general.print_help()
            return 0
        raise UsageError("cakg ask: which question? Its name comes first", remedy="`cakg questions` lists them")
    outer = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    outer.add_argument("--graph")
    graph = outer.parse_known_args(line)[0].graph
    question = Catalogue.load(folders_of(graph).queries / "questions").get(name)
    parser = _question_parser(question)
    words = list(line)
    words.remove(name)
    given, left = parser.parse_known_args(words)
    if left:
        raise _refusal(parser, question, words, left[0])
    parameters = {one.name: values for one in question.parameters if (values := getattr(given, one.name))}
    answer = opened(given).ask(question.name, profile=given.profile, datasets=given.datasets, **parameters)
    say(answer.sparql if given.show_sparql else _written(answer, given))
    if given.format == "csv" and not given.show_sparql:
        print(answer.footer(), file=sys.stderr)
    return 0


def _question_name(general: Parser, words: Sequence[str]) -> str | None:
    """Return the first word that is neither an option of every question nor the value of one."""
    known = {option: action for action in general._actions for option in action.option_strings}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return word
        if word.partition("=")[0] not in known:
            return None
        if "=" not in word and known[word].nargs != 0:
            next(rest, None)
    return None


def _add_answer_options(parser: Parser) -> None:
    group = parser.add_argument_group("the answer")
    add_format(group, *FORMATS)
    add_datasets(group)
    add_profile(group)
    group.add_argument("--cite", action="store_true", help="add citations that can be pasted")
    group.add_argument("--iri", action="store_true", help="show IRIs beside labels")
    group.add_argument("--show-sparql", action="store_true", help="show the query instead of its answer")


def _question_parser(question: Question) -> Parser:
    columns = [wrapped(f"{column.name}: {column.text}", lead="  ") for column in question.columns]
    example = " ".join(["cakg ask", question.name, *(one.given([one.example]) for one in question.parameters[:1])])
    note = ["", wrapped(question.note)] if question.note else []
    epilog = "\n".join(["columns:", *columns, *note, "", "example:", f"  {example} --cite"])
    parser = Parser(f"ask {question.name}", question.summary, epilog=epilog)
    group = parser.add_argument_group("the question; a parameter may be repeated for any of several values")
    for parameter in question.parameters:
        usual = f"; {parameter.default} when left out" if parameter.default else ""
        such = f", such as {parameter.example}" if parameter.example else ""
        group.add_argument(
            parameter.option,
            dest=parameter.name,
            metavar=parameter.type.upper(),
            action="append",
            help=f"{parameter.text}{such}{usual}".replace("%", "%%"),
        )
    _add_answer_options(parser)
    return parser


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


def _written(answer: Answer, given: argparse.Namespace) -> str:
    if given.format == "json":
        return answer.json(cite=given.cite)
    if given.format == "table":
        return answer.table(cite=given.cite, iri=given.iri, width=width())
    write = answer.csv if given.format == "csv" else answer.markdown
    return write(cite=given.cite, iri=given.iri)
