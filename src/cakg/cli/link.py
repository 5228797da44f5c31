"""``cakg link``: our things and other people's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from cakg.cli.arguments import REGISTERED, UsageError, nearest, say
from cakg.errors import CakgError

_COMMANDS = {"codes": "looking up", "table": "matching", "enrich": "fetching", "import": "importing"}
"""What comes after ``cakg link``, and what that is."""

_OVERVIEW = """\
Our things and other people's.

  cakg link codes THING                      its identifiers and their evidence
  cakg link table FILE.csv --column NAME     your table matched to our things
  cakg link enrich --from wikidata           what an endpoint says of our things
  cakg link import DATASET FILE -o FILE.nt   rows as statements and claims

`cakg link COMMAND --help` says more.

  cakg link codes Kazakhstan
"""


def run(line: Sequence[str]) -> int:
    """Run the command that *line* names after ``cakg link``."""
    command = line[0] if line else "--help"
    if command in _COMMANDS:
        try:
            chosen: Callable[[Sequence[str]], int] = import_module(f"cakg.cli.link_{command}").run
            return chosen(line[1:])
        except ModuleNotFoundError as error:
            raise CakgError(f"{_COMMANDS[command]} needs {error.name}", remedy="pip install 'cakg[data]'") from error
    if command in ("-h", "--help", "help"):
        say(_OVERVIEW)
        return 0
    remedy = nearest(command, list(_COMMANDS)) or f"cakg link takes {', '.join(_COMMANDS)}"
    raise UsageError(f"cakg link has no command {command!r}", remedy=remedy)


REGISTERED["link"] = run
