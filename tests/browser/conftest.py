"""A real browser that reaches nothing but the page itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cakg.model.records import Records
from cakg.network.build import build
from cakg.pictures.network import network_page
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")


def _missing(what: str) -> None:
    """Skip, saying what to install; where everything must run, fail."""
    message = f"browser tests need {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright: pip install playwright")
    if not CHROMIUM.exists():
        _missing(f"Chromium at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page from a file, offline; ``page.troubles`` lists every request, error and violation."""
    contexts = []

    def opened(
        text: str,
        *,
        width: int = 1280,
        height: int = 800,
        scripts: bool = True,
        scheme: str = "light",
        fragment: str = "",
    ) -> Page:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme=scheme,  # type: ignore[arg-type]
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on(
            "request", lambda request: request.url.partition("#")[0] == file.as_uri() or troubles.append(request.url)
        )
        page.troubles = troubles  # type: ignore[attr-defined]
        page.goto(file.as_uri() + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shipped_page(shipped_graph: LocalStore) -> str:
    """The page of the shipped network."""
    return network_page(build(Records(shipped_graph)))
