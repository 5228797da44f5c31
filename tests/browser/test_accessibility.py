"""Timeline and map, as axe-core sees them; the network's page is audited with its filters on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("picture", ["timeline", "map"])
def test_audit_of_accessibility_finds_nothing(
    show: Callable[..., Page], shipped_graph: LocalStore, picture: str, scheme: str
) -> None:
    """axe-core has no complaint about the page as it opens."""
    from axe_playwright_python.sync_playwright import Axe

    drawn = KnowledgeGraph(shipped_graph, shipped()).draw(picture)
    found = Axe().run(show(drawn, scheme=scheme)).response["violations"]

    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []
