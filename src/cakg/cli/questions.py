"""``cakg questions``: what can be asked."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import tables
from cakg.cli.arguments import Parser, add_format, opened, say, width
from cakg.graph import folders_of
from cakg.model.names import Names
from cakg.questions.catalogue import START, Catalogue, Question, quoted
from cakg.tables import counted, wrapped


def run(line: Sequence[str]) -> int:
    """List the questions by theme."""
    parser = Parser(
        "questions", "List the questions that can be asked, by theme.", epilog="example:\n  cakg questions vote"
    )
    parser.add_argument(
        "word", metavar="WORD", nargs="?", default="", help="only those with this word in name, summary or tags"
    )
    add_format(parser, "text", "json")
    given = parser.read(line)
    found = Catalogue.load(folders_of(given.graph).queries / "questions").all(given.word)
    if given.format == "json":
        say(tables.json(found))
    elif found:
        say(_listed(found, start=not given.word))
    else:
        instead = "`cakg questions` lists them all, `cakg find` searches things and statements."
        if Names(opened(given).engine).called(given.word):
            instead = f"it is a thing: cakg about {quoted(given.word)}"
        say(wrapped(f"No question has {given.word!r} in its name, summary or tags; {instead}", width()))
    return 0


def _listed(questions: Sequence[Question], *, start: bool) -> str:
    """Return the questions by theme, each with its options; at the *start*, those to begin with."""
    themes: dict[str, list[str]] = {}
    for one in questions:
        if start and START in one.tags:
            themes.setdefault(START, []).append(wrapped(f"{one.name}: {one.summary}", width(), "  "))
    for one in questions:
        options = " ".join(
            [one.name, *(f"[{parameter.option} {parameter.type.upper()}]" for parameter in one.parameters)]
        )
        lines = [wrapped(options, width(), "  "), wrapped(one.summary, width(), "      ")]
        themes.setdefault(one.theme.replace("-", " "), []).extend(lines)
    blocks = ["\n".join([theme.capitalize(), *lines]) for theme, lines in themes.items()]
    count = counted(len(questions), "question")
    return "\n\n".join([*blocks, f"{count}; `cakg ask QUESTION --help` explains one."])
