"""A Spark cluster on this machine: a master and workers of one core each, in processes of their own."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

SOURCE = Path(__file__).resolve().parents[2] / "src"
SECONDS = 180
"""How long anything is waited for: the machine may have other work."""
_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.master.rest.enabled=false"
_Found = TypeVar("_Found")


def missing() -> str:
    """What Spark lacks on this machine, for the reason of a skip; empty if it lacks nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: pip install '.[spark]'"
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        return "Java is not installed: on Debian, apt-get install openjdk-17-jre-headless"
    return ""


def until(condition: Callable[[], _Found], what: str) -> _Found:
    """Wait until *condition* returns something true, and return that."""
    end = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < end, f"not in {SECONDS} seconds: {what}"
        time.sleep(0.002)
    return found


def tree(root: int) -> list[int]:
    """The ids of the process *root* and of all that it started, as long as their parents live."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def opened(process: int) -> list[str]:
    """The paths of the files that a process has open; none if it has ended."""
    found = []
    with suppress(OSError):
        for place in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found.append(str(place.readlink()))
    return found


def kill(processes: list[int]) -> None:
    """End processes by their ids, at once."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


class Cluster:
    """A master and its workers, which listen on 127.0.0.1 only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemons: list[subprocess.Popen[bytes]] = []
        found = importlib.util.find_spec("pyspark")
        assert found
        assert found.origin
        self.command = [str(Path(found.origin).parent / "bin" / "spark-class")]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))},
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _QUICK,
            "PYTHONPATH": str(SOURCE),
        }
        self.master = self._daemon("master", "--port", "0", wanted=r"Starting Spark master at (\S+)")[1]

    def worker(self) -> int:
        """Start a worker, and return its process id."""
        words = ("--cores", "1", "--memory", "600m", "--work-dir", str(self.folder / "work"), self.master)
        return self._daemon("worker", *words, wanted="Successfully registered with (master)")[0]

    def end(self, process: int) -> None:
        """End a master or worker, and what it started."""
        kill(tree(process))
        [daemon] = [one for one in self.daemons if one.pid == process]
        daemon.wait()
        self.daemons.remove(daemon)

    def end_all(self) -> None:
        """End all processes of the cluster, the workers first."""
        for daemon in reversed(self.daemons.copy()):
            self.end(daemon.pid)

    def _daemon(self, kind: str, *words: str, wanted: str) -> tuple[int, str]:
        """Start a master or worker, and return its process id and the group of the pattern *wanted* in its log."""
        log = self.folder / f"{kind}-{time.monotonic_ns()}.log"
        name = f"org.apache.spark.deploy.{kind}.{kind.title()}"
        command = [*self.command, name, "--host", "127.0.0.1", "--webui-port", "0", *words]
        with log.open("wb") as file:
            self.daemons.append(subprocess.Popen(command, env=self.environment, stdout=file, stderr=file))
        daemon = self.daemons[-1]

        def started() -> re.Match[str] | None:
            assert daemon.poll() is None, log.read_text()
            return re.search(wanted, log.read_text())

        match = until(started, f"{kind} has started")
        assert match
        return daemon.pid, match[1]
