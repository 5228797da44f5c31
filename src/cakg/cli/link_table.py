"""``cakg link table``: a user's own table, its names matched to our things."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cakg.cli.arguments import Parser, opened
from cakg.errors import BadValueError
from cakg.files import write_whole
from cakg.links.matching import SYSTEMS, Matcher
from cakg.links.tables import read_table, summary
from cakg.model.names import KINDS

_EXAMPLES = """\
examples:
  cakg link table survey.csv --column country -o matched.csv
  cakg link table survey.csv --column country --kind state -o matched.csv
  cakg link table polity.csv --column ccode --codes cow -o matched.csv
"""


def run(line: Sequence[str]) -> int:
    """Match a column of a table, write the table with the matches beside it, and tell what is left to look at."""
    parser = Parser(
        "link table",
        "Match the names in a table to our things: exactly first, then in other spellings, then nearly. Your columns"
        " stay as they are; six more say what each name was matched to, how, and how surely. What could mean two"
        " things stays ambiguous, with the candidates.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("file", metavar="FILE.csv", help="a table with a header, its cells parted by , ; tab or |")
    parser.add_argument("--column", metavar="NAME", required=True, help="the column that holds the names")
    kinds = [kind.lower() for kind in KINDS]
    parser.add_argument(
        "--kind", metavar="KIND", action="append", default=[], choices=kinds, help="only things of this kind"
    )
    parser.add_argument(
        "--codes", metavar="SYSTEM", choices=SYSTEMS, default="", help="the column holds codes: " + ", ".join(SYSTEMS)
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="-", help="the file to write; stdout without it")
    given = parser.read(line)
    output = Path(given.output)
    if output.resolve() == Path(given.file).resolve():
        raise BadValueError(f"{output} is the table itself", remedy="name another file with -o FILE")
    table = read_table(Path(given.file), given.column)
    matcher = Matcher(opened(given).engine, given.kind, given.codes)
    matches = {name: matcher.match(name) for name in dict.fromkeys(table.name(row) for row in table.rows if row)}
    write_whole(output, table.with_matches(matches))
    print(summary(given.file, table, matches), file=sys.stderr)
    return 0
