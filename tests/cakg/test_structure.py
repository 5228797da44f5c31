"""Imports run one way: no part knows those that stand on it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cakg

PACKAGE = Path(cakg.__file__).parent
LAYERS = (
    ("vocabulary", "errors", "paths", "files", "tables"),
    ("store",),
    ("notebook",),
    ("model", "quality"),
    ("questions",),
    ("pages", "network", "links", "datasets"),
    ("export",),
    ("graph",),
    ("pictures", "cli"),
    ("__main__", "__init__"),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}


def part_of(module: str) -> str:
    """The package or module right below cakg."""
    return module.removeprefix("cakg.").split(".")[0]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_from_below(path: Path) -> None:
    """What a module imports when it is loaded stands on its own layer or lower; each part has its layer."""
    relative = path.relative_to(PACKAGE)
    own = relative.parts[0].removesuffix(".py")
    imported = {
        node.module
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cakg.")
    }

    assert {module for module in imported if RANK[part_of(module)] > RANK[own]} == set()
