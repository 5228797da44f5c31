"""``cakg ask``: one question, each of its parameters an option."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cakg import catalogue_page
from cakg.answers import FORMATS, Answer
from cakg.arguments import Parser, UsageError, add_format, add_profile, nearest, opened, say, width
from cakg.errors import UnknownParameterError
from cakg.knowledge import folders_of
from cakg.questions import Catalogue, Question, quoted

_DESCRIPTION = "Answer a question of the catalogue; each of its parameters is an option."
_EXAMPLE = """\
examples:
  cakg ask votes-on-a-resolution --resolution ES-11/1 --cite
  cakg ask votes-on-a-resolution --help
"""


def run(line: Sequence[str]) -> int:
    """Answer one question."""
    outer = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    outer.add_argument("--graph")
    given, rest = outer.parse_known_args(line)
    general = Parser("ask QUESTION", _DESCRIPTION, epilog=_EXAMPLE)
    _add_answer_options(general)
    name = _question_name(general, rest)
    if name is None:
        if {"-h", "--help"} & set(rest):
            general.print_help()
            return 0
        raise UsageError("cakg ask: which question? Its name comes first", remedy="`cakg questions` lists them")
    question = Catalogue.load(folders_of(given.graph).queries / "questions").get(name)
    parser = _question_parser(question)
    words = list(line)
    words.remove(name)
    values, left = parser.parse_known_args(words)
    _refuse(parser, question, words, left)
    answer = opened(values).ask(
        question.name,
        profile=values.profile,
        **{one.name: given for one in question.parameters if (given := getattr(values, one.name))},
    )
    say(answer.sparql if values.show_sparql else _written(answer, values))
    if values.format == "csv" and not values.show_sparql:
        print(answer.footer(), file=sys.stderr)
    return 0


def _question_name(general: Parser, words: Sequence[str]) -> str | None:
    """Return the first word that is neither an option of every question nor the value of one."""
    known = {option: action for action in general._actions for option in action.option_strings}
    skip = False
    for word in words:
        if skip:
            skip = False
        elif not word.startswith("-"):
            return word
        elif word not in known:
            return None
        else:
            skip = known[word].nargs != 0
    return None


def _add_answer_options(parser: Parser) -> None:
    group = parser.add_argument_group("the answer")
    add_format(group, *FORMATS)
    add_profile(group)
    group.add_argument("--cite", action="store_true", help="add citations that can be pasted")
    group.add_argument("--iri", action="store_true", help="show IRIs beside labels")
    group.add_argument("--show-sparql", action="store_true", help="show the query instead of its answer")


def _question_parser(question: Question) -> Parser:
    summary, epilog = catalogue_page.usage(question)
    parser = Parser(f"ask {question.name}", summary, epilog=epilog)
    group = parser.add_argument_group("the question; a parameter may be repeated for any of several values")
    for parameter in question.parameters:
        usual = f"; {parameter.default} when left out" if parameter.default else ""
        example = f", such as {parameter.example}" if parameter.example else ""
        group.add_argument(
            parameter.option,
            dest=parameter.name,
            metavar=parameter.type.upper(),
            action="append",
            help=f"{parameter.text}{example}{usual}".replace("%", "%%"),
        )
    _add_answer_options(parser)
    return parser


def _refuse(parser: Parser, question: Question, line: Sequence[str], left: Sequence[str]) -> None:
    """Raise for the first word that is neither an option nor a parameter of the question."""
    if not left:
        return
    word = left[0].partition("=")[0]
    options = [parameter.option for parameter in question.parameters]
    if not word.startswith("-"):
        before = line[: line.index(left[0])]
        if before[-2:-1] and before[-2] in options:
            whole = quoted(f"{before[-1]} {left[0]}")
            raise UsageError(
                f"{parser.prog}: {left[0]!r} belongs to no option",
                remedy=f"a value of several words needs quotes: {before[-2]} {whole}",
            )
        lines = [f"cakg ask {question.name} {option} {quoted(left[0])}" for option in options]
        remedy = "\n    ".join(lines) or f"but {question.name} takes none of its own"
        raise UsageError(f"{left[0]!r} needs an option before it", remedy=remedy)
    error = UnknownParameterError(question.name, word.lstrip("-"), options)
    near = nearest(word, options) or nearest(word, parser.options(), cutoff=0.8)
    error.remedy = " ".join(part for part in (near, error.remedy) if part)
    raise error


def _written(answer: Answer, given: argparse.Namespace) -> str:
    if given.format == "csv":
        return answer.csv(cite=given.cite, iri=given.iri)
    if given.format == "json":
        return answer.json(cite=given.cite)
    if given.format == "markdown":
        return answer.markdown(cite=given.cite, iri=given.iri)
    return answer.table(cite=given.cite, iri=given.iri, width=width())
