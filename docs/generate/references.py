"""Resolves names of classes and methods in docstrings and signatures to places in the pages.

A signature names a class by the module that defines it, or by its name alone. The page documents each public class
once, as ``cakg.Answer`` or under its own module.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

SAME = {"SelectionFields": "Selection"}
"""Internal classes and the public names under which they are documented."""

ELSEWHERE = {"Any", "Callable", "Decimal", "Mapping", "Path", "Sequence", "Unpack", "date", "datetime"}
ELSEWHERE |= {"DataFrame", "Graph", "Literal", "NamedNode"}
"""Names of Python and of other packages. The documentation is built offline, so they are not linked."""

INTERNAL = {"Engine", "Folders", "PlainTriple", "Records", "Row", "Side", "Term", "Value", "build"}
"""Names of cakg that are not public: they are shown as text."""


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Element) -> Any:
    """Return the link or text for a reference that Sphinx cannot resolve; None makes the build fail."""
    if node["refdomain"] != "py":
        return None
    domain = env.domains.python_domain
    target = node["reftarget"]
    last = target.rpartition(".")[2]
    for name in (target, SAME.get(last, last)):
        found = [known for known, one in domain.objects.items() if known.endswith(f".{name}") and not one.aliased]
        if len(found) == 1:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", found[0], node, shown)
    return shown if last in ELSEWHERE | INTERNAL else None


def signature(
    _app: Sphinx, kind: str, name: str, _value: object, _options: object, arguments: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Return the signature to show; empty for classes except Selection, since other objects come from a graph."""
    if kind in ("class", "exception") and name != "cakg.Selection":
        return "", None
    return _short(arguments), _short(returns)


def _short(text: str | None) -> str | None:
    """Return a signature with the names of classes only; autodoc writes ``~cakg.model.claims.Source``."""
    return text and re.sub(r"~(?:\w+\.)+(\w+)", r"\1", re.sub(r"<class '(\w+)'>", r"\1", text))
