"""How an answer or a thing shows itself in a notebook, and in a terminal of IPython.

Knows the templates of `templates/notebook`, one for each kind of thing to show. Text becomes
text, whatever it contains: the templates escape all of it. Nothing is imported before
something is shown.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from cakg.vocabulary import shorten

if TYPE_CHECKING:
    from jinja2 import Environment

Kind = TypeVar("Kind", bound=type)


def displayed(kind: Kind) -> Kind:
    """Let IPython show what a class makes: as the template of its name, in a terminal as its table."""

    def _repr_html_(self: Any) -> str:
        return templates().get_template(f"notebook/{kind.__name__}.html").render(it=self)

    def _repr_pretty_(self: Any, printer: Any, _cycle: bool) -> None:
        printer.text(self.table())

    for method in (_repr_html_, _repr_pretty_):
        setattr(kind, method.__name__, method)
    return kind


@cache
def templates() -> Environment:
    """Return the templates of what is shown, ready to be filled."""
    from jinja2 import Environment, PackageLoader

    from cakg.tables import INVISIBLE

    made = Environment(
        loader=PackageLoader("cakg"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value.translate(INVISIBLE) if type(value) is str else value,
    )
    made.filters["shorten"] = shorten
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # in the order given, which legends keep
    return made
