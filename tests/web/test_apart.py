"""The process for answers that need much memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders
from cakg.store.local import LocalStore
from cakg.store.remote import RemoteStore
from cakg.web.apart import Apart, needs_much
from cakg.web.explorer import Explorer
from cakg.web.responses import Answers

SMALL = """
id:aland a cakg:State ; rdfs:label "Aland"@en .
id:bland a cakg:State ; rdfs:label "Bland"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper" .
passage:paper-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland .
claim:paper-1 a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:aland ;
    cakg:passage passage:paper-1 .
"""


@pytest.fixture
def answers(folder_of: Callable[[str], Folders]) -> Answers:
    """Return the answers about a small graph."""
    folders = folder_of(SMALL)
    return Answers(Explorer(KnowledgeGraph(LocalStore.open(folders), folders), base="https://example.org/"), print)


@pytest.fixture
def apart(answers: Answers) -> Iterator[Apart]:
    """Return what makes these answers in another process."""
    made = Apart(answers, print)
    yield made
    made.close()


@pytest.mark.parametrize("path", ["downloads", "downloads/cakg.ttl.gz", "network", "thing/a.network.svg", "map.csv"])
def test_pictures_and_downloads_need_much_memory(path: str) -> None:
    """Also their pages and tables, which are made of the same."""
    assert needs_much(path, "html")


@pytest.mark.parametrize("path", ["", "thing/network", "thing/csto.ttl", "assets/site.css", "question/drones.csv"])
def test_other_answers_do_not(path: str) -> None:
    """A name is not a kind of page."""
    assert not needs_much(path, "html")


def test_the_negotiated_format_counts() -> None:
    """A workbook may be asked for by its media type, at the address of a page."""
    assert needs_much("question/drones", "xlsx")
    assert not needs_much("question/drones.csv", "xlsx")


@pytest.mark.parametrize("path", ["downloads/cakg.nt.gz", "network", "timeline.svg", "thing/none.network.svg"])
def test_answers_are_the_same_as_in_this_process(apart: Apart, answers: Answers, path: str) -> None:
    """The other process has the same graph and the same address; errors are answers too."""
    assert apart.page(path, "", "text/html") == answers.page(path, "", "text/html")
    assert apart._process, "no other process was used"


def test_a_process_that_has_ended_is_started_again(apart: Apart, answers: Answers) -> None:
    """It ends by itself when it has nothing to do, or the system ends it."""
    found = apart.file("map.svg")
    first = apart._process
    assert first
    first.kill()
    first.wait()

    assert apart.file("map.svg") == found == answers.file("map.svg")
    assert apart._process is not first


def test_the_process_ends_when_it_is_closed(apart: Apart) -> None:
    """A server that ends leaves no process behind."""
    apart.page("network", "", "text/html")
    process = apart._process
    assert process

    apart.close()
    assert process.poll() is not None


def test_faults_in_the_other_process_are_reported(folder_of: Callable[[str], Folders]) -> None:
    """The page of the error does not show them."""
    folders, told = folder_of(SMALL), list[str]()
    without = folders._replace(queries=folders.graph)
    explorer = Explorer(KnowledgeGraph(LocalStore.open(folders), without))
    apart = Apart(Answers(explorer, print), told.append)
    found, _ = apart.page("question/forecasts.xlsx", "", "*/*")
    apart.close()

    assert found.status == 500
    assert "has no questions" in told[0]


def test_an_endpoint_is_asked_from_this_process() -> None:
    """Nothing is copied from it."""
    folders = Folders(*(None,) * len(Folders._fields))  # type: ignore[arg-type]
    explorer = Explorer(KnowledgeGraph(RemoteStore("http://127.0.0.1:9/"), folders))
    assert not Apart(Answers(explorer, print), print)._possible
