"""``cakg questions``: what can be asked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from cakg import catalogue_page, tables
from cakg.arguments import Parser, add_format, opened, say, width
from cakg.knowledge import folders_of
from cakg.names import Names
from cakg.questions import Catalogue, quoted


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
        say(catalogue_page.json(found))
    elif found:
        say(catalogue_page.text(found, start=not given.word, width=width()))
    else:
        text = f"No question has {given.word!r} in its name, summary or tags; {_instead(given)}"
        say("\n".join(tables.hanging(text, "", width())))
    return 0


def _instead(given: Namespace) -> str:
    """Say what to do with a word that no question has: it may be the name of a thing."""
    if Names(opened(given).engine).called(given.word):
        return f"it is a thing: cakg about {quoted(given.word)}"
    return "`cakg questions` lists them all, `cakg find` searches things and statements."
