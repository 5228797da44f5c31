"""The shared HTML page is small, safe and complete."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

from cakg.pictures.html import SHARED, Content, Shell, page

DATA = {
    "title": "A title",
    "command": "cakg draw timeline --theme migration -o timeline.html",
    "selection": "theme migration",
    "version": "",
    "sources": [],
    "things": [],
    "statements": [],
    "kinds": {},
    "certainties": {},
    "leftOut": {"things": 0, "statements": 0},
}
STATEMENT = {
    "label": "Fall",
    "certainty": "denied",
    "status": "denied",
    "theme": "",
    "when": "",
    "things": [],
    "claims": [],
}


def test_scripts_are_allowed_only_by_their_hashes() -> None:
    """The policy allows no hosts, no inline scripts in general, and no eval."""
    made = page(Content(DATA | {"statements": [STATEMENT]}, Shell(("timeline.js",))))
    (script,) = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', made)
    (allowed,) = [part for part in policy.split("; ") if part.startswith("script-src")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert allowed == f"script-src &#39;sha256-{digest}&#39;"
    assert policy.startswith("default-src &#39;none&#39;")


def test_empty_page_names_the_command_without_filters() -> None:
    """An empty page names the command for the same picture without filters."""
    made = page(Content(DATA, Shell(("timeline.js",))))

    assert "no statement matches the selection (theme migration)" in made
    assert "<code>cakg draw timeline -o timeline.html</code>" in made
    assert "<script" not in made


def test_page_describes_the_picture_in_words() -> None:
    """The takeaway is below the title, and the alternative text is available without scripts."""
    words = {"takeaway": "Most is denied.", "alternative": "One bar, in 2020."}
    made = page(Content(DATA | words | {"statements": [STATEMENT]}, Shell(("timeline.js",), "Choose a bar.")))
    (noscript,) = re.findall(r"<noscript>(.*?)</noscript>", made, re.DOTALL)
    (header,) = re.findall(r"<header>(.*?)</header>", made, re.DOTALL)

    assert '<p id="takeaway">Most is denied.</p>' in header
    assert "Choose a bar." not in header
    assert 'id="stage" aria-label="Picture" aria-describedby="alternative"' in made
    assert '<p id="alternative">One bar, in 2020.</p>' in made
    assert "One bar, in 2020." in noscript
    without = page(Content(DATA | {"statements": [STATEMENT]}, Shell(("timeline.js",))))
    assert 'id="takeaway"' not in without
    assert "aria-describedby" not in without.partition("<script")[0]


def test_our_scripts_are_few_enough_to_read() -> None:
    """The scripts are readable, not generated, and together within a size limit."""
    scripts = [file for file in resources.files("cakg").joinpath("templates").iterdir() if file.name.endswith(".js")]
    written = sum(len(word) for file in scripts for word in file.read_text(encoding="utf-8").split())

    assert {file.name for file in scripts} > {name for name in SHARED if "/" not in name}
    assert written <= 85_000
