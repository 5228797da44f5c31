"""Displays results in notebooks and in the IPython terminal.

Uses one template of `templates/notebook` for each class. The templates escape all text. Jinja is imported only when
something is displayed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from cakg.harmless import visible
from cakg.vocabulary import SVG, shorten

if TYPE_CHECKING:
    from jinja2 import Environment

Kind = TypeVar("Kind", bound=type)


def displayed(kind: Kind) -> Kind:
    """Decorate a class so that IPython displays its objects: with the class's template, or in a terminal as a table."""

    def _repr_html_(self: Any) -> str:
        return templates().get_template(f"notebook/{kind.__name__}.html").render(it=self)

    def _repr_pretty_(self: Any, printer: Any, _cycle: bool) -> None:
        printer.text(visible(self.table()))

    for method in (_repr_html_, _repr_pretty_):
        setattr(kind, method.__name__, method)
    return kind


@cache
def templates() -> Environment:
    """Return the environment with the templates."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("cakg"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters["shorten"] = shorten
    # Without sorting keys: legends have an order.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    environment.globals["SVG"] = SVG
    return environment
