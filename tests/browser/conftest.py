"""Chromium without a network, and the pages that several files test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.network.build import build
from cakg.pictures.network import network_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


class Tabs:
    """Tabs of one browser, each with its own file. Later tests reuse them, since opening a tab is slow."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self._free: dict[bool, list[Page]] = {True: [], False: []}
        self._used: list[tuple[bool, Page]] = []
        self._files: dict[Page, Path] = {}

    def open(self, text: str, fragment: str, *, scripts: bool, scheme: str, width: int, height: int) -> Page:
        """Return a tab that shows *text*."""
        page = self._free[scripts].pop() if self._free[scripts] else self._new(scripts)
        self._used.append((scripts, page))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.troubles.clear()  # type: ignore[attr-defined]
        self._files[page].write_text(text, encoding="utf-8")
        page.goto(self._files[page].as_uri() + fragment)
        return page

    def release(self) -> None:
        """Empty the tabs in use, for the next test."""
        while self._used:
            scripts, page = self._used.pop()
            page.mouse.move(0, 0)
            page.goto("about:blank")
            self._free[scripts].append(page)

    def _new(self, scripts: bool) -> Page:
        # Tabs of one context share a window, and the size of one would change the others.
        page = self._browser.new_context(java_script_enabled=scripts, offline=True).new_page()
        self._files[page] = file = self._folder / f"{len(self._files)}.html"
        troubles: list[str] = []

        def refuse(dialog: Dialog) -> None:
            troubles.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request", lambda request: request.url.partition("#")[0] == file.as_uri() or troubles.append(request.url)
        )
        page.troubles = troubles  # type: ignore[attr-defined]
        return page


@pytest.fixture(scope="session")
def tabs(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Tabs:
    return Tabs(browser, tmp_path_factory.mktemp("tabs"))


@pytest.fixture
def show(tabs: Tabs) -> Iterator[Callable[..., Page]]:
    """Open a page from a file, offline. ``page.troubles`` lists its requests, errors, messages and violations."""

    def opened(
        text: str,
        *,
        width: int = 1280,
        height: int = 800,
        scripts: bool = True,
        scheme: str = "light",
        fragment: str = "",
    ) -> Page:
        return tabs.open(text, fragment, scripts=scripts, scheme=scheme, width=width, height=height)

    yield opened
    tabs.release()


@pytest.fixture(scope="session")
def drawn(shipped_kg: KnowledgeGraph) -> Callable[..., str]:
    """Return the page of a picture as ``kg.draw`` does; each picture is drawn only once."""
    return cache(shipped_kg.draw)


@pytest.fixture(scope="session")
def shipped_page(shipped_kg: KnowledgeGraph) -> str:
    """The page of the shipped network, with positions computed again rather than read from the graph."""
    return network_page(build(shipped_kg.records))
