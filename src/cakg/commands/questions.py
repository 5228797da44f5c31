"""``cakg questions``: what can be asked."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import catalogue_page
from cakg.arguments import Parser, add_format, say, width
from cakg.knowledge import folders_of
from cakg.questions import Catalogue


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
        say(catalogue_page.text(found, width=width()))
    else:
        say(f"No question has {given.word!r} in its name, summary or tags; `cakg questions` lists them all.")
    return 0
