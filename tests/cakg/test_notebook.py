"""The displays of answers, pages and networks in notebooks, produced by IPython's own formatters."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import networkx
import pytest
from IPython.core.formatters import DisplayFormatter

from cakg.cli import main
from cakg.errors import BadValueError
from cakg.graph import KnowledgeGraph
from cakg.model.claims import Labelled
from cakg.pages.find import Findings, Found
from cakg.pages.page import Page, RowSummary
from cakg.store.local import LocalStore

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "</td></details></iframe><b>bold</b>",
    "{{ 7 * 7 }}",
]
VOID = {"br", "img"}


class Parsed(HTMLParser):
    """The elements of a display with attributes and text; elements that are not closed exactly once are errors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def words(self) -> str:
        return " ".join(self.text.split())


def shown(it: object) -> dict[str, str]:
    """Return what IPython sends to a notebook; it would leave out HTML whose creation fails."""
    data, _ = DisplayFormatter().format(it)
    return data


@pytest.fixture(params=["answer", "silence", "thing", "statement", "path", "no path", "comparison", "find", "nothing"])
def display(request: pytest.FixtureRequest, small: KnowledgeGraph) -> object:
    """One object of each class with a display."""
    make: dict[str, Callable[[], object]] = {
        "answer": lambda: small.ask("accusations"),
        "silence": lambda: small.ask("accusations", thing="Kazakhstan"),
        "thing": lambda: small.about("Tajikistan"),
        "statement": lambda: small.about("stmt:drones"),
        "path": lambda: small.path("Tajikistan", "Ukraine"),
        "no path": lambda: small.path("Tajikistan", "id:georgia"),
        "comparison": lambda: small.compare("Agency 2022", "Institute 2023"),
        "find": lambda: small.find("russia"),
        "nothing": lambda: small.find("penguins"),
    }
    return make[request.param]()


def test_a_display_does_not_affect_the_notebook(display: object) -> None:
    """No scripts, style sheets, ids or classes; colours are those of the notebook."""
    page = Parsed(shown(display)["text/html"])

    assert page.words()
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "style", "link", "img", "a"})
    assert {name for _, attributes in page.elements for name in attributes} <= {"style", "open", "scope"}
    assert "color" not in " ".join(attributes.get("style") or "" for _, attributes in page.elements)


def test_in_a_terminal_every_display_is_its_table(display: object) -> None:
    """IPython in a terminal shows the same as the command line."""
    assert shown(display)["text/plain"] == display.table()  # type: ignore[attr-defined]


def test_an_answer_shows_its_rows_citations_and_certainty(small: KnowledgeGraph) -> None:
    answer = small.ask("accusations")

    page = Parsed(shown(answer)["text/html"])

    assert [tag for tag, _ in page.elements].count("tr") == len(answer) + 1
    key = "contested: Some affirm it and some deny it."
    for text in [answer.question.summary, "Agency 2022 11.1 [1]", key, *answer.citations(), answer.footer()]:
        assert text in page.words()


def test_an_answer_shows_what_its_question_has_to_tell(small: KnowledgeGraph) -> None:
    answer = small.ask("accusations")
    answer.question = answer.question._replace(note="A denial is a row.")

    assert "A denial is a row." in Parsed(shown(answer)["text/html"]).words()


def test_an_answer_of_several_words_tells_what_it_was_asked(small: KnowledgeGraph) -> None:
    answer = small.ask("accusations", thing=["Kazakhstan", "Ukraine"])

    page = Parsed(shown(answer)["text/html"])

    assert "thing: Kazakhstan, Ukraine" in page.words()
    assert " ".join(answer.empty_text().split()) in page.words()


def test_a_page_shows_statements_with_their_claims(small: KnowledgeGraph) -> None:
    """Each claim has polarity, speaker and passage."""
    page = Parsed(shown(small.about("Tajikistan"))["text/html"])

    assert "Tajikistan (id:tajikistan, state)" in page.words()
    assert "Supply of attack drones from Tajikistan to Russia [contested]" in page.words()
    assert "denied by Government of Tajikistan (asserted): Agency 2022 11.1" in page.words()


def test_a_page_with_only_rows_of_datasets_is_not_called_silent() -> None:
    """Rows of datasets are summarised in notebooks too."""
    rows = (
        RowSummary(
            "abstained on",
            "as subject",
            (Labelled("id:1", "Roll call 1"),),
            (Labelled("source:votes", "Votes 2020 (1)"),),
        ),
    )
    page = Page("https://w3id.org/cakg/id/a", "A", "state", "", (), (), (), rows)

    text = Parsed(shown(page)["text/html"]).words()
    assert "abstained on Roll call 1 – Votes 2020 (1)" in text
    assert "silent" not in text
    assert page.silence in Parsed(shown(page._replace(rows=()))["text/html"]).words()


def test_names_of_rows_alone_are_shown() -> None:
    found = Findings("vote", rows=(Found("stmt:vote", "Abstention of A", "stated"),))

    assert "Abstention of A (stmt:vote)" in Parsed(shown(found)["text/html"]).words()


@pytest.mark.slow
def test_a_notebook_shows_all_that_the_text_does(shipped_kg: KnowledgeGraph) -> None:
    """Qualifiers and verdicts of statements, paths with one more step, groups and related questions of answers."""
    page, connections = shipped_kg.about("Kazakhstan"), shipped_kg.path("Iran", "Turkmenistan")
    answer = shipped_kg.ask("dependence-and-help", thing="Tajikistan")

    text = Parsed(shown(page)["text/html"]).words()
    assert [one.line for one in page.statements if one.line not in text or one.checked not in text] == []
    text = Parsed(shown(connections)["text/html"]).words()
    assert [
        path for path in (*connections.paths, *connections.longer_paths) if " – ".join(path.things) not in text
    ] == []
    text = Parsed(shown(answer)["text/html"]).words()
    assert answer.command(answer.scope.groups_given) in text
    assert answer.see_also in text


def test_a_comparison_shows_both_sides(small: KnowledgeGraph) -> None:
    found = small.compare("Agency 2022", "Institute 2023")

    page = Parsed(shown(found)["text/html"])

    for text in [*(point.title for point in found.points), *(one.label for one in found.only_one + found.only_other)]:
        assert text in page.words()


@pytest.mark.parametrize("label", [*HOSTILE, "\u202etfel ot thgir\u202c"])
def test_hostile_labels_are_text(graph_of: Callable[[str], LocalStore], small: KnowledgeGraph, label: str) -> None:
    """Labels are escaped; characters that change the direction of text are removed."""
    written = label.replace('"', '\\"')
    engine = graph_of(f'id:it a cakg:State ; rdfs:label "{written}"@en ; skos:definition "{written}"@en .')
    kg = KnowledgeGraph(engine, small.folders)
    expected = " ".join(label.strip("\u202e\u202c").split())

    for it in (kg.about("id:it"), kg.find("it")):
        assert expected in Parsed(shown(it)["text/html"]).words()


def test_a_network_is_networkx_and_shows_itself(small: KnowledgeGraph) -> None:
    """The picture is in an isolated frame."""
    network = small.network()

    page = Parsed(shown(network)["text/html"])

    assert isinstance(network, networkx.MultiDiGraph)
    [(tag, attributes)] = page.elements
    assert tag == "iframe"
    assert (attributes["srcdoc"] or "").startswith("<!DOCTYPE html>")
    assert "Supply of attack drones from Tajikistan to Russia" in (attributes["srcdoc"] or "")
    assert "allow-same-origin" not in (attributes["sandbox"] or "")


def test_a_network_names_the_command_that_draws_it(
    small: KnowledgeGraph, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The command makes the same selection."""
    network = small.network(about="Tajikistan", hops=2, themes=["security"], profile="unhedged", since="2022-03-01")
    [command] = re.findall('<code id="command">(.*)</code>', html.unescape(shown(network)["text/html"]))

    words = shlex.split(html.unescape(command))
    assert words[:3] == ["cakg", "draw", "network"]
    graph = ["--graph", str(small.folders.graph.parent)]
    assert main([*words[1:-1], "-", *graph]) == 0

    assert network.graph["selection"] in html.unescape(capfdbinary.readouterr().out.decode())


@pytest.mark.parametrize("part", ["copy", "subgraph"])
def test_a_part_of_a_network_shows_itself(small: KnowledgeGraph, part: str) -> None:
    """Graphs that networkx makes of a network have displays too."""
    network = small.network()
    made = network.copy() if part == "copy" else network.subgraph([node for node in network if "ukraine" not in node])

    assert "Support of Tajikistan" in shown(made)["text/html"]
    assert ("Attack of Russia" in shown(made)["text/html"]) == (part == "copy")
    assert "selected in Python" in shown(made)["text/html"]


@pytest.mark.parametrize("picture", ["timeline", "map"])
def test_timeline_and_map_show_themselves(small: KnowledgeGraph, picture: str) -> None:
    """They are pages in isolated frames, with selection and command."""
    drawn = getattr(small, picture)(about="Tajikistan", themes="security")

    [(tag, attributes)] = Parsed(shown(drawn)["text/html"]).elements

    assert (tag, attributes["title"]) == ("iframe", f"{picture.capitalize()}: a picture with its tables")
    page = html.unescape(attributes["srcdoc"] or "")
    assert f"cakg draw {picture} --about id:tajikistan --theme theme:security -o {picture}.html" in page
    assert "allow-same-origin" not in (attributes["sandbox"] or "")


def test_a_map_takes_its_question(shipped_kg: KnowledgeGraph) -> None:

    assert "cakg draw map --question trade-growth -o map.html" in shipped_kg.map(question="trade-growth").html()


@pytest.mark.fonts
def test_a_picture_is_saved_in_the_format_of_its_extension(small: KnowledgeGraph, tmp_path: Path) -> None:
    """A missing extension is refused; a part of a network has a picture but no table."""
    for drawn in (small.network(about="Tajikistan"), small.timeline()):
        for name, start in (("x.html", b"<!DOC"), ("x.svg", b"<svg"), ("x.png", b"\x89PNG"), ("x.csv", b"statement,")):
            drawn.save(tmp_path / name)
            assert (tmp_path / name).read_bytes().startswith(start)
        assert drawn.svg().startswith("<svg")
    with pytest.raises(BadValueError, match="gif"):
        small.timeline().save(tmp_path / "x.gif")
    with pytest.raises(BadValueError, match="a map has no text in the format mermaid"):
        small.map().text("mermaid")
    part = small.network().copy()
    assert part.svg().startswith("<svg")
    with pytest.raises(BadValueError, match="no table"):
        part.save(tmp_path / "part.csv")
    assert not (tmp_path / "part.csv").exists()
