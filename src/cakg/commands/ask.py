"""``cakg ask``: one question, each of its parameters an option."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cakg import catalogue_page
from cakg.answers import FORMATS, Answer
from cakg.arguments import Parser, UsageError, nearest, opened, say, width
from cakg.errors import UnknownParameterError
from cakg.knowledge import folders_of
from cakg.questions import Catalogue, Question

_DESCRIPTION = "Answer a question of the catalogue; each of its parameters is an option."
_EXAMPLE = """\
examples:
  cakg ask votes-on-a-resolution --resolution ES-11/1 --cite
  cakg ask votes-on-a-resolution --help
"""


def run(line: Sequence[str]) -> int:
    """Answer one question."""
    outer = _parser("ask QUESTION", _DESCRIPTION, epilog=_EXAMPLE, add_help=False)
    outer.add_argument("-h", "--help", action="store_true", help="of the question, when one is named")
    given, rest = outer.parse_known_args(line)
    if not rest and given.help:
        outer.print_help()
        return 0
    if not rest or rest[0].startswith("-"):
        raise UsageError("cakg ask: which question? Its name comes first", remedy="`cakg questions` lists them")
    question = Catalogue.load(folders_of(given.graph).queries / "questions").get(rest[0])
    summary, epilog = catalogue_page.usage(question)
    parser = _parser(f"ask {question.name}", summary, epilog=epilog)
    _add_parameters(parser, question)
    line = [word for word in line if word != rest[0]] if line.count(rest[0]) == 1 else list(line[1:])
    values, left = parser.parse_known_args(line)
    _refuse(parser, question, left)
    answer = opened(values).ask(
        question.name,
        profile=values.profile,
        **{name: words for parameter in question.parameters if (words := getattr(values, name := parameter.name))},
    )
    say(answer.sparql if values.show_sparql else _written(answer, values))
    if values.format == "csv" and not values.show_sparql:
        print(answer.footer(), file=sys.stderr)
    return 0


def _parser(command: str, description: str, *, epilog: str, add_help: bool = True) -> Parser:
    parser = Parser(command, description, epilog=epilog, add_help=add_help)
    parser.add_format(*FORMATS)
    parser.add_profile()
    parser.add_argument("--cite", action="store_true", help="add citations that can be pasted")
    parser.add_argument("--iri", action="store_true", help="show IRIs beside labels")
    parser.add_argument("--show-sparql", action="store_true", help="show the query instead of its answer")
    return parser


def _add_parameters(parser: Parser, question: Question) -> None:
    group = parser.add_argument_group("parameters of the question, each may be repeated for any of several values")
    for parameter in question.parameters:
        usual = f"; {parameter.default} when left out" if parameter.default else ""
        example = f" (such as {parameter.example})" if parameter.example else ""
        group.add_argument(
            parameter.option,
            dest=parameter.name,
            metavar=parameter.type.upper(),
            action="append",
            help=f"{parameter.text}{example}{usual}".replace("%", "%%"),
        )


def _refuse(parser: Parser, question: Question, left: Sequence[str]) -> None:
    """Raise for the first word that is neither an option nor a parameter of the question."""
    if not left:
        return
    word = left[0].partition("=")[0]
    if not word.startswith("-"):
        raise UsageError(
            f"{parser.prog}: {left[0]!r} belongs to no option", remedy="put quotes around a value of several words"
        )
    options = [parameter.option for parameter in question.parameters]
    error = UnknownParameterError(question.name, word.lstrip("-"), options)
    error.remedy = "; ".join(part for part in (nearest(word, parser.options()), error.remedy) if part)
    raise error


def _written(answer: Answer, given: argparse.Namespace) -> str:
    if given.format == "csv":
        return answer.csv(cite=given.cite, iri=given.iri)
    if given.format == "json":
        return answer.json(cite=given.cite)
    if given.format == "markdown":
        return answer.markdown(cite=given.cite, iri=given.iri)
    return answer.table(cite=given.cite, iri=given.iri, width=width())
