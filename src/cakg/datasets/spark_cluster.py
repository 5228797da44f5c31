"""Connects to a Spark cluster, and ends the connection. Knows nothing of datasets.

Java's messages go to a temporary file, from which the cause of a failure is taken, so that only cakg's are printed.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cakg.datasets.spark_task import ClusterError
from cakg.errors import BadValueError, require

if TYPE_CHECKING:
    from pyspark import SparkContext

_STANDALONE = re.compile(r"spark://(?P<all>[^,/\s]+:[0-9]{1,5}(?:,[^,/\s]+:[0-9]{1,5})*)")
_OTHERS = re.compile(r"local|local\[(?:\*|[1-9][0-9]{0,3})\]|yarn|k8s://\S+")
_SECONDS = 5
"""How long a master may take to accept a connection."""
_JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_SETTINGS = {
    "spark.app.name": "cakg link import",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": _JAVA_OPTIONS,
}
"""Settings unless the user has others: Java only passes on the names of files and reports, so it can be small."""


def check_master(master: str) -> None:
    """Raise BadValueError if *master* is not an address that Spark knows, and ClusterError if nothing answers there.

    Spark itself would try for a minute.
    """
    match = _STANDALONE.fullmatch(master)
    if not match and not _OTHERS.fullmatch(master):
        raise BadValueError(
            f"{master!r} is not the master of a Spark cluster",
            remedy="use spark://HOST:PORT, or local[2] for two processes on this machine",
        )
    problems = [_unreachable(place) for place in match["all"].split(",")] if match else [""]
    if all(problems):
        raise ClusterError(
            f"{master}: cannot be reached: {problems[0]}",
            remedy="start the master, or correct the address: its web page and its log show it",
        )


def _unreachable(place: str) -> str:
    """Return why nothing answers at *place*, HOST:PORT; empty if something does."""
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _SECONDS).close()
    except TimeoutError:
        return f"no answer in {_SECONDS} seconds"
    except (OSError, OverflowError, UnicodeError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


class Stop:
    """Ends a connection to a cluster from another thread: an interrupt within a call of Java would be lost."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._java: subprocess.Popen[bytes] | None = None

    def started(self, java: subprocess.Popen[bytes]) -> None:
        """Say which process is to be ended."""
        self._java = java
        if self._wanted.is_set():
            java.terminate()

    def stop(self) -> None:
        """End the connection, as soon as it has been started; all its calls fail then."""
        self._wanted.set()
        if self._java:
            self._java.terminate()


@contextmanager
def cluster(master: str, stop: Stop) -> Iterator[SparkContext]:
    """Return a connection to the cluster of *master*; all of its processes here end with the block.

    Raises MissingLibraryError without pyspark, BadValueError for a wrong *master*, and ClusterError without Java or a
    master that answers.
    """
    check_master(master)
    logging.getLogger().addHandler(logging.NullHandler())  # py4j would print tracebacks when it is stopped
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")  # which is not used here
    require("pyspark", "--spark", "pyspark", "spark")
    java = str(Path(os.environ["JAVA_HOME"]) / "bin" / "java") if os.environ.get("JAVA_HOME") else "java"
    if not shutil.which(java):
        raise ClusterError(
            f"--spark needs Java, and there is no {java}",
            remedy="install Java 17 or newer (on Debian: openjdk-17-jre-headless); JAVA_HOME may name its folder",
        )
    from pyspark import SparkContext

    with tempfile.TemporaryFile() as log, _environment(master):
        gateway = _java(log)
        try:
            stop.started(gateway.proc)
            context = _context(master, gateway, log)
            try:
                yield context
            finally:
                with suppress(Exception):  # it may have ended already
                    context.stop()
        finally:
            SparkContext._gateway = SparkContext._jvm = None  # the next connection starts another Java
            _end(gateway)


@contextmanager
def _environment(master: str) -> Iterator[None]:
    """Set the variables from which pyspark takes what it starts, and restore them at the end."""
    arguments = os.environ.get("PYSPARK_SUBMIT_ARGS", "pyspark-shell")
    values = {
        "PYSPARK_SUBMIT_ARGS": f"--master {shlex.quote(master)} {arguments}",
        "PYSPARK_PYTHON": os.environ.get("PYSPARK_PYTHON", sys.executable),
        "SPARK_SUBMIT_OPTS": os.environ.get("SPARK_SUBMIT_OPTS", _JAVA_OPTIONS),
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _java(log: IO[bytes]) -> Any:
    """Start Java and return pyspark's gateway to it; Java's messages go to *log*."""
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    start: Callable[..., Any] = launch_gateway
    try:
        return start(popen_kwargs={"stdout": log, "stderr": log})
    except (PySparkException, OSError) as error:
        raise ClusterError(
            f"Spark could not be started: {_cause(log) or error}",
            remedy="it needs Java 17 or newer; JAVA_HOME names the folder of the one to use",
        ) from error


def _context(master: str, gateway: Any, log: IO[bytes]) -> SparkContext:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext

    try:
        settings = SparkConf(_jvm=gateway.jvm)
        for name, value in _SETTINGS.items():
            settings.setIfMissing(name, value)
        cores = settings.get("spark.task.cpus", "1")
        settings.setIfMissing("spark.executorEnv.POLARS_MAX_THREADS", str(cores))
        context = SparkContext(gateway=gateway, conf=settings)
        if context._jsc.sc().isStopped():
            raise ClusterError(
                f"{master}: takes no work: {_cause(log)}",
                remedy="check that a Spark master runs there, and that its version is that of pyspark:"
                f" {context.version}",
            )
    except (Py4JError, OSError) as error:
        raise ClusterError(
            f"{master}: cannot be used: {_cause(log) or error}", remedy="check the settings of Spark, and its master"
        ) from error
    return context


def _cause(log: IO[bytes]) -> str:
    """Return the line of Java's messages that says what failed; the last line if none does, empty if there is none."""
    log.seek(0)
    lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    faults = [line for line in lines if re.search(r"\bERROR\b|Error|Exception", line)]
    return re.sub(r"^[0-9/]+ [0-9:]+ ", "", (faults or lines or [""])[0 if faults else -1])


def _end(gateway: Any) -> None:
    """End Java: politely, then by its process id."""
    with suppress(Exception):
        gateway.shutdown()
    process: subprocess.Popen[bytes] = gateway.proc
    with suppress(OSError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
