"""docs/parquet.md: its SQL gives the rows of the questions in DuckDB and in Spark, and its Python runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

import shown
from cakg.cli import main
from cakg.columnar.layout import BY_NAME
from cakg.graph import KnowledgeGraph
from cakg.vocabulary import XSD, shorten

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "parquet.md").read_text(encoding="utf-8")
QUERIES = dict(re.findall(r"^`cakg ask ([^`]+)`[^`]*^```sql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
"""The SQL of the page, by the words after ``cakg ask``."""
Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the tables of the shipped graph in ``tables``."""
    found = tmp_path_factory.mktemp("page")
    assert main(["export", "--format", "parquet", "-o", str(found / "tables")]) == 0
    return found


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    for one in json.loads((folder / "tables" / "datapackage.json").read_bytes())["resources"]:
        yield one["name"], folder / "tables" / one["path"]


def plain(value: Any) -> Any:
    """Return a term of an answer as the tables have it."""
    if isinstance(value, NamedNode):
        return shorten(value.value)
    if isinstance(value, Literal) and value.datatype.value == XSD.date:
        return date.fromisoformat(value.value)
    if isinstance(value, Literal) and value.datatype.value in (XSD.integer, XSD.decimal):
        return float(value.value)
    return value.value if isinstance(value, Literal) else value


def answer(kg: KnowledgeGraph, line: str) -> list[tuple[Any, ...]]:
    """Return the rows of a question, with its options, as plain values."""
    name, *options = shlex.split(line)
    given = dict(zip([option.removeprefix("--") for option in options[::2]], options[1::2], strict=True))
    found = kg.engine.select(kg.ask(name, **given).sparql)
    return [tuple(map(plain, row)) for row in found.rows]


def assert_same(rows: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    """Compare rows in any order: engines order empty cells in their own ways."""
    assert expected
    assert sorted(rows, key=repr) == sorted(expected, key=repr)


def test_the_page_asks_three_questions() -> None:
    """About polarity, hedges and time."""
    assert len(QUERIES) == 3
    assert PAGE.count("```sql") == 3
    for word in ("polarity", "hedge", "earliest"):
        assert any(word in sql for sql in QUERIES.values())


@pytest.mark.parametrize("line", QUERIES)
def test_duckdb_gives_the_rows_of_the_question(shipped_kg: KnowledgeGraph, folder: Path, line: str) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra dev installs DuckDB")
    with duckdb.connect() as database:
        for name, path in files(folder):
            database.execute(f"CREATE VIEW {name} AS FROM '{path}'")
        assert_same(database.sql(QUERIES[line]).fetchall(), answer(shipped_kg, line))


@pytest.fixture(scope="module")
def spark(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Spark session on this machine with the tables as views. It runs one task at a time."""
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or newer: on Debian, apt-get install default-jre-headless")
    place = str(tmp_path_factory.mktemp("spark"))
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": place,
        "spark.local.dir": place,
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    for name, path in files(folder):
        session.read.parquet(str(path)).createOrReplaceTempView(name)
    gateway = session.sparkContext._gateway
    yield session
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=60)


@pytest.mark.engines
@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("line", QUERIES)
def test_spark_gives_the_rows_of_the_question(shipped_kg: KnowledgeGraph, spark: Any, line: str) -> None:
    assert_same([tuple(row) for row in spark.sql(QUERIES[line]).collect()], answer(shipped_kg, line))


@pytest.mark.engines
@pytest.mark.spark
def test_the_spark_program_of_the_page_runs(folder: Path, spark: Any) -> None:
    """In a process of its own, as a user runs it."""
    shown.write_files(PAGE, folder)
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": "--master local[1] pyspark-shell"}
    done = subprocess.run(
        [sys.executable, "spark.py"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )

    assert "affirmed" in done.stdout


def test_the_python_of_the_page_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("duckdb", reason="the extra dev installs DuckDB")
    monkeypatch.chdir(folder)
    exec(compile("\n".join(shown.python(PAGE)), "parquet.md", "exec"), {})

    printed = capsys.readouterr().out
    assert "│ label " in printed
    assert "id:government-of-tajikistan" in printed or "id:writer-of-asia-plus-2022" in printed
    assert "left open" in printed


def test_the_generated_part_lists_every_table_and_column() -> None:
    from generate import tables

    page = tables.markdown()
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == list(BY_NAME)
    for table in BY_NAME.values():
        part = page.partition(f"### {table.name}\n")[2].partition("\n###")[0]
        assert re.findall(r"^\| \**`(\w+)`", part, re.MULTILINE) == [column.name for column in table.columns]
