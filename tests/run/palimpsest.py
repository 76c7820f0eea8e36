"""The command line in processes of its own, forked from one that has imported it.

A crawl without the seconds that imports take.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from crawler import codec
from crawler.archive import Archive
from crawler.checks import Part, PartHeader, decode_part
from crawler.codec import decode
from crawler.config import load
from crawler.identity import article_of
from crawler.index import Index
from crawler.model import Check, Version
from crawler.plan import Plan
from crawler.processes import share_fork_server
from crawler.reindex import open_current
from crawler.store.base import ObjectStore
from crawler.verify import VerifyReport, verify
from jobs import cli
from jobs.commands import crawl
from jobs.context import now
from jobs.run import carry_out

PATIENCE = 180.0
"""Seconds after which a command that hangs, or a state that never comes, is given up. On a loaded
machine all takes long.
"""
_POLL = 0.02
IMPORTED_BY = os.getpid()
"""The process that took the seconds of these imports."""

assert crawl, "imported here, so that the forked processes have it already"
for _kind in (Check, PartHeader, Version):
    codec._adapter(_kind)  # each command would make it anew, which is a sixth of its time
_context = multiprocessing.get_context("forkserver")


def until(true: Callable[[], Any], what: str) -> Any:
    """Return what ``true`` returns once that is true. Fails when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not (value := true()):
        assert time.monotonic() < deadline, f"it never came: {what}"
        time.sleep(_POLL)
    return value


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on its standard output."""
        assert self.out, f"exit status {self.status}: {self.err}"
        return json.loads(self.out)


class Running:
    """A command that runs.

    What it prints goes into files, or to the open ``streams``, by their descriptors as it will know
    them.
    """

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        work: Callable[..., None],
        *arguments: Any,
        streams: Mapping[int, Connection] | None = None,
    ) -> None:
        name = str(time.monotonic_ns())
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        given = streams or {1: _written(self._out), 2: _written(self._err)}
        self._process = _context.Process(
            target=_become, args=(folder, given, dict(environ), work, arguments)
        )
        self._process.start()
        for stream in given.values():
            stream.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to the command, or as a terminal does to all its processes."""
        assert self._process.pid
        (os.killpg if group else os.kill)(self._process.pid, number)

    def leaves_nobody(self) -> bool:
        """Return whether none of the processes that it started is left."""
        assert self._process.pid
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def wait(self) -> Done:
        """Return what came of it. One that hangs is killed and is a failure."""
        status = self.status()
        return Done(status, self._out.read_text(), self._err.read_text())

    def status(self) -> int:
        """Its exit status, when it has ended. One that hangs is killed and is a failure."""
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            raise AssertionError(
                f"the command hangs: {self._err.read_text() if self._err.exists() else ''}"
            )
        assert self._process.exitcode is not None
        return self._process.exitcode


def inherited() -> dict[str, str]:
    """Return the environment of the tests, without proxies: the servers are on this machine."""
    return {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }


def _written(path: Path) -> Connection:
    """Return the file, open for writing. A ``Connection`` is what another process can be handed."""
    return Connection(os.open(path, os.O_WRONLY | os.O_CREAT), readable=False)


def _become(
    folder: Path,
    streams: Mapping[int, Connection],
    environ: dict[str, str],
    work: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    """Turn the forked process into one that a shell could have started, and do the work."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    if "LIFELIKE" not in environ:
        share_fork_server()
    for number, stream in streams.items():
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin, sys.stdout, sys.stderr = (
        # its own to its end, and what they are now, not what they were
        open(number, mode, buffering, closefd=False)  # noqa: SIM115
        for number, mode, buffering in ((0, "r", -1), (1, "w", -1), (2, "w", 1))
    )
    work(*arguments)


def _carry_out(plan: bytes, config: Path) -> None:
    """Do what a worker on another machine would.

    Take a plan as JSON, carry it out, and hand back the report.
    """
    report = carry_out(
        decode(Plan, plan), load(config, os.environ), clock=now, watcher=lambda _, __: None
    )
    print(json.dumps(report.as_json()))  # noqa: T201  # the child's whole output


@dataclass(frozen=True)
class Place:
    """A newsroom's archive.

    Its folder with the configuration, its store as a test sees it, and the commands on it.
    """

    folder: Path
    store: ObjectStore
    settings: Mapping[str, Any]
    """The configuration's ``store`` section."""
    environ: Mapping[str, str] = field(default_factory=dict)
    server: str | None = None
    """The URL of an index in PostgreSQL, in the place of one in the folder."""

    @property
    def index_url(self) -> str:
        """Where the index is."""
        return self.server or f"sqlite:///{self.index_file}"

    def configure(self, **sections: Any) -> "Place":
        """Write the configuration: impatient and without delays, with these sections besides.

        JSON is YAML.
        """
        usual = {
            "allow_private_networks": True,
            "per_host_delay": 0,
            "obey_robots": False,
            "retries": 0,
            "timeout": 60,
            "workers": 1,
        }
        document = {
            "store": dict(self.settings),
            "index": {"url": self.index_url},
            **sections,
            "crawl": {**usual, **sections.get("crawl", {})},
        }
        (self.folder / "config.yaml").write_text(json.dumps(document), encoding="utf-8")
        return self

    def lifelike(self) -> "Place":
        """Return the same place, whose commands start their workers as in production, which takes a
        second more: for who looks at processes.
        """
        return replace(self, environ={**self.environ, "LIFELIKE": "1"})

    def start(self, *arguments: str) -> Running:
        """Start a command."""
        return Running(self.folder, {**inherited(), **self.environ}, cli.main, list(arguments))

    def start_plan(self, plan: bytes) -> Running:
        """Start carrying out a plan that comes as JSON."""
        return Running(
            self.folder,
            {**inherited(), **self.environ},
            _carry_out,
            plan,
            self.folder / "config.yaml",
        )

    def run(self, *arguments: str) -> Done:
        """Run a command to its end."""
        return self.start(*arguments).wait()

    def crawl(self, *arguments: str) -> "Crawled":
        """Run ``crawl --json``, which must end with a report."""
        return self.crawled(self.start("crawl", "--json", *arguments))

    def crawled(self, running: Running) -> "Crawled":
        """Return what comes of a crawl that was started. It must end with a report."""
        done = running.wait()
        return Crawled(self.store, done.status, done.json, done.err)

    def versions(self, url: str) -> list[Version]:
        """Return the versions of the URL's own article, from the store."""
        return [head.record for head in Archive(self.store).newer(article_of(url))]

    def listed(self, prefix: str = "") -> list[str]:
        """Return the store's keys."""
        return list(self.store.list(prefix))

    def key_of(self, path: str) -> str:
        """Return the key of an object in S3 that a request's path leads to."""
        prefix = self.store.url.removeprefix("s3:/") + "/"
        return unquote(path).partition("?")[0].removeprefix(prefix)

    def kinds(self) -> dict[str, int]:
        """Return how many captures, versions, aliases and check parts the store holds."""
        keys = self.listed()
        return {
            kind: sum(f"{kind}/" in f"/{key}" for key in keys)
            for kind in ("captures", "versions", "aliases", "checks")
        }

    def verified(self) -> VerifyReport:
        """Return what ``verify`` finds."""
        return verify(self.store)

    @property
    def index_file(self) -> Path:
        """The index."""
        return self.folder / "index.db"

    def index(self) -> Index:
        """Return the index, caught up. Close it."""
        return open_current(self.index_url, self.store)

    def lose_index(self) -> None:
        """Delete the index as a user would: the file and its companions."""
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (self.folder / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Crawled:
    """What one crawl reported, and what it wrote."""

    store: ObjectStore
    status: int
    report: dict[str, Any]
    err: str

    @property
    def run(self) -> str:
        """The run's id."""
        return str(self.report["run"])

    @property
    def outcomes(self) -> dict[str, str]:
        """Path to outcome, of all pages."""
        return {path_of(check["url"]): check["outcome"] for check in self.report["checks"]}

    @property
    def reasons(self) -> dict[str, str | None]:
        """Path to reason, of all pages."""
        return {path_of(check["url"]): check["reason"] for check in self.report["checks"]}

    @property
    def parts(self) -> list[Part]:
        """The run's check parts, from the store."""
        return parts_of(self.store, self.run)

    @property
    def lines(self) -> dict[str, Check]:
        """Path to check line, of all pages, from the store."""
        return {
            path_of(check.url): check
            for part in self.parts
            for check in part.checks
            if check.kind == "article"
        }


def parts_of(store: ObjectStore, run: str) -> list[Part]:
    """Return a run's check parts, from the store."""
    return [decode_part(store.read(key), key) for key in store.list("checks/") if f"/{run}-" in key]


def path_of(url: str) -> str:
    """Return a URL's path with its query."""
    return "/" + url.split("/", 3)[3]
