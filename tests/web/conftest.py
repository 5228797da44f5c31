"""Fixtures for tests of the web explorer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from tests.web.server import Server

import cakg
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import with_prefixes
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer

HERE = Path(__file__).parent
LONG = frozenset(
    {
        *("test_apart", "test_clients", "test_downloads", "test_endpoint", "test_engine", "test_fuzz", "test_large"),
        *(
            "test_mcp_server",
            "test_pictures",
            "test_pool",
            "test_query_page",
            "test_reconciling",
            "test_server",
            "test_site",
        ),
    }
)
"""The files whose tests start servers, write sites or draw many pictures."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that take long: `make pages` runs them."""
    for item in items:
        long = item.path.stem in LONG or item.get_closest_marker("slow")
        if item.path.is_relative_to(HERE) and long:
            item.add_marker("pages")


@pytest.fixture(scope="session")
def explorer() -> Explorer:
    """Return the explorer of the shipped graph, as the server has it."""
    return Explorer(cakg.open())


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that writes a graph of a few lines of Turtle, and returns its folder."""

    def written(turtle: str) -> Path:
        folder = tmp_path_factory.mktemp("small")
        (folder / "graph").mkdir()
        (folder / "graph/all.ttl").write_text(with_prefixes(turtle), encoding="utf-8")
        return folder

    return written


@pytest.fixture(scope="session")
def explorer_of(small_folder: Callable[[str], Path]) -> Callable[[str], Explorer]:
    """Return a function that returns the explorer of a graph of a few lines of Turtle; each is opened once."""

    def opened(turtle: str) -> Explorer:
        folders = Folders(shipped().ontology, small_folder(turtle) / "graph", shipped().queries)
        return Explorer(KnowledgeGraph(LocalStore.open(folders), folders))

    return cache(opened)


@pytest.fixture(scope="session")
def html(explorer) -> Callable[..., str]:
    """Return a function that returns the page at a path with parameters, as the server writes it."""
    renderer = Renderer(explorer)

    def page(path: str, **given: Sequence[str]) -> str:
        return renderer.html(explorer.resource(path, given))

    return page


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., Server]]:
    """Start a server with options, and end it after the tests."""
    with ExitStack() as stack:

        def started(*options: str, before: str = "") -> Server:
            server = Server(*options, before=before)
            stack.callback(lambda: server.process.poll() is None and server.end())
            return server

        yield started


@pytest.fixture(scope="module")
def server(start: Callable[..., Server]) -> Server:
    """A server of the shipped graph, with enough time for queries on a machine that has other work."""
    return start("--query-timeout", "60")
