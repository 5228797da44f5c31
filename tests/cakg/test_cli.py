"""The command line: commands, help, output and mistakes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cakg.cli import COMMANDS, main


def test_the_overview_fits_one_screen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """It has at most 24 lines of 80 columns and names every command."""
    assert main(["--help"]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert [
        name for name in COMMANDS if not any(f"cakg {name} " in line or line.endswith(f"cakg {name}") for line in lines)
    ] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help shows at least one command line."""
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"\n  cakg {command} " in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_help_of_a_question_leaves_out_options_without_effect(capsys: pytest.CaptureFixture[str]) -> None:
    """A question that lists no statements has no profile; one about datasets includes them anyway."""
    shown = {}
    for name in ("which-datasets", "who-is-accused"):
        assert main(["ask", name, "--help"]) == 0
        shown[name] = capsys.readouterr().out

    assert "--profile" in shown["who-is-accused"]
    assert "--datasets" in shown["who-is-accused"]
    assert "--profile" not in shown["which-datasets"]
    assert "--datasets" not in shown["which-datasets"]
    assert "includes statements found only in datasets" in " ".join(shown["which-datasets"].split())


def test_the_help_of_a_question_is_its_own(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """It has summary, parameters with examples, and columns."""
    assert main(["ask", "accusations", *here, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for part in ("Who is accused of what", "--thing THING", "example: Tajikistan", "speaker: whose word it is"):
        assert part in text


@pytest.mark.slow
def test_a_long_table_shows_its_first_rows_and_how_to_see_all(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Only tables are cut; the footer counts all rows and names the sources of those shown."""

    def printed(*words: str) -> str:
        assert main(["ask", "only-one-source", *words]) == 0
        return " ".join(capfdbinary.readouterr().out.decode().split())

    few, everything, rows = printed("--limit", "2"), printed("--all"), json.loads(printed("--format", "json"))["rows"]
    assert len(rows) > 100
    assert f"2 of {len(rows)} rows (--all)" in few
    assert "FIIA 2023 (" not in few
    assert f"{len(rows)} rows" in everything
    assert "FIIA 2023 (" in everything


@pytest.mark.slow
def test_a_page_is_short_without_all(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The page of a state with many statements takes about two screens, the most important statements first."""

    def printed(*words: str) -> list[str]:
        assert main(["about", "Tajikistan", *words]) == 0
        return capfdbinary.readouterr().out.decode().splitlines()

    short, everything, by_source = printed(), printed("--all"), printed("--by", "source", "--all")
    assert len(short) <= 110
    first = " ".join(" ".join(short[:50]).split())
    for words in ("attack drones", "IRPT", "Abstention of Tajikistan", "22 percent", "Conflict between Kyrgyzstan"):
        assert words in first
    assert len(everything) > 2 * len(short)
    assert any("statements; --all" in line for line in short)
    assert [line.partition(" 2")[0] for line in by_source if line.startswith(("ASIA-Plus", "FIIA"))] == [
        "ASIA-Plus",
        "FIIA",
    ]


def test_a_question_is_answered(here: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Parameters, format and graph may come in any order."""
    assert main(["ask", "accusations", "--thing", "Dushanbe", "--format", "json", *here]) == 0
    first = capfdbinary.readouterr().out
    assert main(["ask", *here, "--format", "json", "accusations", "--thing", "Тоҷикистон"]) == 0
    second = capfdbinary.readouterr().out
    assert [row["polarity"] for row in json.loads(first)["rows"]] == ["affirmed", "denied"]
    assert json.loads(first)["rows"] == json.loads(second)["rows"]


def test_shown_sparql_can_be_run(here: list[str], capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    """The query contains the given values."""
    assert main(["ask", "accusations", "--thing", "Dushanbe", "--show-sparql", *here]) == 0
    shown = tmp_path / "shown.rq"
    shown.write_bytes(capfdbinary.readouterr().out)
    assert main(["query", str(shown), "--format", "csv", *here]) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    "line, words",
    [
        (["frobnicate"], ["no command 'frobnicate'", "questions, ask, find"]),
        (["abuot"], ["no command 'abuot'", "did you mean this? cakg about"]),
        (["abuot", "Russia"], ["did you mean this?\n    cakg about Russia\n"]),
        (["who-is-accused", "--cite"], ["did you mean this? cakg ask who-is-accused --cite"]),
        (["Peach", "State", "--json"], ['did you mean this? cakg find "Peach State"']),
        (["--abuot", "Russia"], ["no option --abuot before the command", "\n    cakg about Russia\n"]),
        (["--hlep"], ["\n    cakg --help\n"]),
        (
            ["--graph", "x", "about", "Russia"],
            ["no option --graph before the command", "after the command:\n    cakg about Russia --graph x\n"],
        ),
        (["ask"], ["the name of a question is missing", "`cakg questions`"]),
        (["ask", "--cite"], ["the name of a question is missing"]),
        (
            ["ask", "acusations"],
            ["there is no question 'acusations'", "did you mean this?\n    cakg ask accusations "],
        ),
        (["ask", "what", "happened"], ["there is no question 'what happened'", "\n    cakg ask what-happened "]),
        (["ask", "Who accused Tajikistan?"], ["no question", "\n    cakg ask accusations --thing Tajikistan --graph "]),
        (
            ["ask", "Who accused Peach State?"],
            ["\n    cakg ask accusations --graph", '\n    cakg find "Who accused Peach'],
        ),
        (
            ["ask", "zebra", "crossing"],
            ["no question", "lists all questions", '\n    cakg find "zebra crossing" --graph '],
        ),
        (
            ["ask", "accusations", "--thng", "Russia"],
            ["no parameter", "\n    cakg ask accusations --thing Russia --graph "],
        ),
        (
            ["ask", "accusations", "--thing", "Xanadu"],
            ["nothing in the graph has the name 'Xanadu'", "another name", "cakg find"],
        ),
        (["ask", "accusations", "--thing", "Georgia"], ["several things", "id:georgia-in-america"]),
        (["about", "Georgia"], ["\n    cakg about id:georgia --graph ", "\n    cakg find Georgia --graph "]),
        (["ask", "accusations", "--thing"], ["expected one argument", "--help"]),
        (["ask", "accusations", "--graph"], ["expected one argument", "--help"]),
        (["ask", "--thing", "Russia", "accusations"], ["the name of a question is missing", "comes first"]),
        (["ask", "accusations", "--format", "xml"], ["invalid choice: 'xml'", "--help"]),
        (["ask", "accusations", "--thing", "Peach", "State"], ["unexpected word 'State'", "quotes"]),
        (["ask", "accusations", "drones"], ["'drones' has no option before it", "accusations --thing drones"]),
        (["ask", "accusations", "--format", "csv", "x y"], ["has no option", 'accusations --thing "x y"']),
        (["ask", "accusations", "--limit", "0"], ["--limit: '0' is not a whole number of at least 1", "--help"]),
        (["ask", "accusations", "--limit", "-1"], ["--limit: '-1' is not a whole number"]),
        (["about", "Russia", "--limit", "0"], ["--limit: '0' is not a whole number"]),
        (["ask", "accusations", "--citation"], ["has no parameter 'citation' Parameters: --thing."]),
        (["ask", "accusations", "—cite"], ["'—cite' begins with a dash", "cakg ask accusations --cite --graph "]),
        (["about", "Russia", "–limit=3", "-all"], ["two hyphens", "cakg about Russia --limit=3 --all --graph "]),
        (["ask", "accusations", "--thng", "x"], ["did you mean --thing? Parameters: --thing."]),
        (["ask", "what-happened", "--year", "soon"], ["'soon' is not a year", "a year is written 2022"]),
        (
            ["about", "Tajikstan"],
            ["nothing in the graph has the name 'Tajikstan'", "\n    cakg about id:tajikistan --graph "],
        ),
        (
            ["about", "the", "five", "states"],
            ["unexpected word", 'quotes:\n    cakg about "the five states" --graph '],
        ),
        (
            ["about", "Russia", "--profil", "stated"],
            ["no option --profil", "\n    cakg about Russia --profile stated "],
        ),
        (["path", "Russia"], ["required: B", "--help"]),
        (["compare", "summary", "nowhere"], ["no source is called 'nowhere'", "source:comment"]),
        (["query", "SELECT ?s { ?s ?p }"], ["the query is not SPARQL", "line 1, column"]),
        (
            ["query", "SELECT ?s {\n ?s cakg:status }"],
            ["the query is not SPARQL", "line 2, column 17", "\n     ?s cakg"],
        ),
        (["compare", "summary", "Agency 2022"], ["both names refer to Agency 2022", "Institute 2023"]),
        (
            ["compare", "summary", "Essay 2022"],
            ["the graph has no claims of Essay 2022", "Agency 2022, Institute 2023"],
        ),
        (["find", "''"], ["the text to find is empty"]),
        (["query", ""], ["not a query"]),
        (["query", "SELECT ?s { ?s a my:Thing }"], ["the prefix my: is not declared"]),
        (["query", "nothing.rq"], ["nothing.rq: cannot be read as a query file", "No such file"]),
        (["query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], ["triples cannot be written as csv", "turtle"]),
        (["query", "ASK {}", "--format", "turtle"], ["rows cannot be written as turtle"]),
        (["draw", "network"], ["required: -o/--output", "example: cakg draw network -o "]),
        (["draw", "timetable", "-o", "x.html"], ["invalid choice"]),
        (["draw", "network", "-o", "x.html", "--from", "soon"], ["'soon' is not a date", "2022-03-02"]),
        (["draw", "network", "-o", "x.html", "--theme", "sport"], ["no theme is called 'sport'", "theme:security"]),
        (["draw", "network", "-o", "x.html", "--question", "votes"], ["a network takes no question", "cakg draw map"]),
        (["draw", "timeline", "-o", "x.mmd"], ["a timeline cannot be drawn as mermaid", "use html"]),
        (
            ["draw", "map", "-o", "x.html", "--relayout"],
            ["--relayout is only for the picture network", "cakg draw network"],
        ),
        (["draw", "network", "-o", "no/such/folder/x.html"], ["no/such/folder", "no directory"]),
        (["export", "-o", "."], ["cannot be written"]),
        (
            ["export", "-o", "x.gexf", "--as-entered", "--format", "gexf"],
            ["need derived triples", "leave out --as-entered"],
        ),
        (["export", "-o", "x.tsv", "--format", "sssom", "--theme", "security"], ["always exported as a whole"]),
        (["export", "--data", "none.ttl", "-o", "x.ttl"], ["none.ttl: no such file"]),
        (["export", "--data", "/", "-o", "x.ttl"], ["is a directory, not a file"]),
    ],
    ids=" ".join,
)
def test_a_mistake_has_a_remedy(
    *,
    line: list[str],
    words: list[str],
    here: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Exit code 2, no standard output, no file, no traceback, and a remedy."""
    monkeypatch.chdir(tmp_path)
    alone = line[0] not in COMMANDS or line == ["ask"]
    assert main(line if alone else [*line, *here]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [word for word in words if word not in shown.err and word not in " ".join(shown.err.split())] == []
    assert max(len(line) for line in shown.err.splitlines() if not line.startswith("    cakg ")) <= 80
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "graph, words", [("no-such-folder", "does not exist"), ("http://127.0.0.1:9/query", "127.0.0.1:9")]
)
def test_a_missing_graph_is_named(graph: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing directory and an unreachable endpoint have different errors."""
    assert main(["find", "russia", "--graph", graph]) == 2
    assert words in capsys.readouterr().err


def test_every_broken_file_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All faults are reported in one run."""
    (tmp_path / "one.ttl").write_text("<x:a> <x:b> .\n", encoding="utf-8")
    (tmp_path / "two.ttl").write_text("<x:a> <x:b> <x:c> .\n\n<x:a> x:b <x:c> .\n", encoding="utf-8")
    assert main(["find", "russia", "--graph", str(tmp_path)]) == 2
    shown = capsys.readouterr().err
    assert "one.ttl:1" in shown
    assert "two.ttl:3" in shown


def test_a_query_file_that_is_broken_is_named(
    here: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error shows the last line that is not empty."""
    broken = tmp_path / "broken.rq"
    broken.write_text("SELECT ?s\nWHERE { ?s a cakg:State\n\n\n", encoding="utf-8")
    assert main(["query", str(broken), *here]) == 2
    shown = " ".join(capsys.readouterr().err.split())
    assert "broken.rq: the query is not SPARQL: line 2, column 24: it ends too early" in shown
    assert shown.endswith("WHERE { ?s a cakg:State ^")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
@pytest.mark.parametrize("command", [["query"], ["check", "--text"]], ids="-".join)
def test_a_text_in_another_encoding_is_to_be_saved_as_utf_8(
    command: list[str], encoding: str, here: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is a text file, so the remedy does not ask for one."""
    (tmp_path / "text").write_bytes('SELECT ?s { ?s rdfs:label "Россия"@ru }'.encode(encoding))
    assert main([*command, str(tmp_path / "text"), *here]) == 2
    shown = " ".join(capsys.readouterr().err.split())
    assert "it is not UTF-8 save the" in shown


@pytest.mark.parametrize(
    "word, said", [("Kremlin", "It is the name of a thing: cakg about Kremlin"), ("zebra", "`cakg find`")]
)
def test_a_word_that_no_question_has_may_be_a_thing(
    word: str, said: str, here: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The message suggests another command."""
    assert main(["questions", word, *here]) == 0
    assert said in " ".join(capfdbinary.readouterr().out.decode().split())


def test_a_search_without_results_explains_silence(here: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """No name matches, and the message says which articles are encoded completely."""
    assert main(["find", "Germany", *here]) == 0
    assert "not the words of the articles" in " ".join(capfdbinary.readouterr().out.decode().split())


def test_questions_to_start_with_come_first(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Readers need not read the whole list."""
    assert main(["questions"]) == 0
    assert capfdbinary.readouterr().out.decode().startswith("Start here\n  who-is-accused: ")


def test_an_empty_answer_is_an_answer(here: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Exit code 0, and a note that this is not a denial."""
    assert main(["ask", "accusations", "--thing", "Kazakhstan", *here]) == 0
    assert "This is not a denial" in " ".join(capfdbinary.readouterr().out.decode().split())


@pytest.mark.parametrize("command", ["about Russia", "path drones Ukraine", "compare summary comment", "find russia"])
@pytest.mark.parametrize("format", ["text", "json"])
def test_every_view_has_text_and_json(
    command: str, format: str, here: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Text is at most 80 columns wide; JSON is for programs."""
    assert main([*command.split(), "--format", format, *here]) == 0
    text = capfdbinary.readouterr().out.decode()
    if format == "json":
        json.loads(text)
    else:
        assert max(map(len, text.splitlines())) <= 80
        assert command.startswith("find") or "Graph 0." in text


@pytest.mark.parametrize("format", ["table", "csv", "json", "markdown"])
def test_rows_of_a_query_have_four_formats(
    format: str, here: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Formats for readers have labels, formats for programs IRIs."""
    assert main(["query", "SELECT ?s { ?s cakg:status status:contested }", "--format", format, *here]) == 0
    text = capfdbinary.readouterr().out.decode()
    readable = format in ("table", "markdown")
    assert ("Supply of attack drones" in text) is readable
    assert ("https://w3id.org/cakg/stmt/drones" in text) is not readable


def test_a_query_may_return_triples_or_a_truth_value(
    here: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Triples are printed as Turtle with cakg's prefixes, a truth value as yes or no."""
    assert main(["query", "CONSTRUCT { ?s a cakg:Topic } { ?s a cakg:Topic }", *here]) == 0
    assert b"id:influence a cakg:Topic" in capfdbinary.readouterr().out
    assert main(["query", "ASK { id:russia a cakg:State }", *here]) == 0
    assert capfdbinary.readouterr().out == b"yes\n"


def test_a_picture_is_drawn_and_its_path_printed(
    here: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The file is a page, and standard output names it."""
    page = tmp_path / "network.html"
    assert main(["draw", "network", "--about", "Dushanbe", "-o", str(page), *here]) == 0
    assert capfdbinary.readouterr().out.decode() == f"{page}\n"
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_an_export_may_leave_out_derived_triples(here: list[str], tmp_path: Path) -> None:
    """As entered, statements have no status."""
    assert main(["export", "--format", "ntriples", "-o", str(tmp_path / "all.nt"), *here]) == 0
    assert main(["export", "--format", "ntriples", "--as-entered", "-o", str(tmp_path / "entered.nt"), *here]) == 0
    assert "ontology#status>" in (tmp_path / "all.nt").read_text(encoding="utf-8")
    assert "stmt/drones> <https://w3id.org/cakg/ontology#status>" not in (tmp_path / "entered.nt").read_text("utf-8")


def cakg(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "cakg", *words], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_output_is_utf_8_whatever_the_locale(here: list[str]) -> None:
    """Kazakh and Tajik letters are printed in an ASCII locale, in results and in messages."""
    poor = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert "Қазақстан" in cakg("about", "Kazakhstan", *here, env=poor).stdout.decode()
    wrong = cakg("about", "Қазақстон".replace("о", "ә"), *here, env=poor)
    assert (wrong.returncode, b"Traceback" in wrong.stderr) == (2, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "closed, code, words",
    [
        ("<&-", 2, "standard input: this is not a query"),
        (">&-", 2, "standard output: cannot be written"),
        ("2>&-", 2, ""),
        ("<&- >&- 2>&-", 2, ""),
    ],
)
def test_a_closed_stream_is_no_crash(here, closed, code, words):
    """Otherwise the next file that is opened takes its place; an error never goes to standard output."""
    line = " ".join(
        [sys.executable, "-m", "cakg", "query", "-" if "<" in closed or "2" in closed else "'ASK {}'", *here]
    )
    done = subprocess.run(["bash", "-c", f"{line} {closed}"], capture_output=True, check=False, input=b"")
    assert (done.returncode, done.stdout) == (code, b"")
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_closed_pipe_is_not_a_failure(here: list[str]) -> None:
    """`cakg … | head -1` ends without a message."""
    words = " ".join([sys.executable, "-m", "cakg", "about", "Russia", "--format", "json", *here])
    done = subprocess.run(["bash", "-c", f"{words} | head -1"], capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"{\n", b"")


def test_a_full_disk_is_an_error(here: list[str]) -> None:
    """The error has no traceback."""
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "-m", "cakg", "about", "Russia", *here]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"standard output: cannot be written")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words, closing, code",
    [
        ("about Russia -o russia.txt", "<&- >&- 2>&-", 0),
        ("about Russia", ">&-", 2),
        ("query -", "<&-", 2),
        ("about Nobody", "2>&-", 2),
    ],
)
def test_a_standard_stream_may_be_closed(words: str, closing: str, code: int, here: list[str], tmp_path: Path) -> None:
    """A job may run without any; messages do not go to standard output instead."""
    line = " ".join([sys.executable, "-m", "cakg", words, *here, closing])
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout, b"Traceback" in done.stderr) == (code, b"", False)
    assert [file.name for file in tmp_path.iterdir()] == (["russia.txt"] if "-o" in words else [])


def test_too_little_memory_is_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The limit of a shell may be lower than what a library needs."""

    def fail(*_: str) -> int:
        raise MemoryError

    monkeypatch.setattr("cakg.cli._run", fail)
    assert main(["find", "drone"]) == 2
    assert capsys.readouterr().err.startswith("there is not enough memory\n")


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_a_running_query_and_its_worker_at_once(here: list[str], sent: signal.Signals) -> None:
    """No process is left that goes on computing, whatever ends the command."""
    words = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    running = subprocess.Popen(
        [sys.executable, "-m", "cakg", "query", words, *here], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not (worker := _child(running.pid)) or _processor_time(worker) < 0.2:
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(sent)
    assert running.communicate(timeout=5) == (b"", b"")
    assert running.returncode == -sent
    for _ in range(500):
        if not _runs(worker):
            break
        time.sleep(0.01)
    assert not _runs(worker)


def _child(process: int) -> int:
    """Return the first child of a process; 0 if it has none."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(children[0]) if children else 0


def _runs(process: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _processor_time(process: int) -> float:
    """Return the processor time of a process in seconds."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
