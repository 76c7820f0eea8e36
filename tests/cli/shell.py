"""A shell for one test: runs the command in a forked process, in pipes, or on a pseudo-terminal."""

import json
import multiprocessing
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fcntl import ioctl
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jobs import cli
from tests.run.palimpsest import Running

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120


@dataclass(frozen=True)
class Result:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass
class Shell:
    """A folder and an environment with nothing of this machine's own set-up in it."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return what a command sees."""
        plain = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
        }
        return {**plain, **self.environ, **more}

    def configure(self, text: str, name: str = "config.yaml") -> Path:
        """Write a configuration file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def start(
        self, *arguments: str | bytes, env: Mapping[str, str] | None = None, **options: Any
    ) -> "subprocess.Popen[bytes]":
        """Start the command and leave it running."""
        call = [sys.executable, "-m", "jobs.cli", *arguments]
        return subprocess.Popen(call, cwd=self.folder, env=self.environment(env or {}), **options)

    def run(self, *arguments: str | bytes, env: Mapping[str, str] | None = None) -> Result:
        """Run the command to its end, in pipes, forked from a process that has imported it.

        A call without the second that imports take.
        """
        (out, out_end), (err, err_end) = (multiprocessing.Pipe(duplex=False) for _ in "12")
        running = self.fork(*arguments, env=env, streams={1: out_end, 2: err_end})
        with out, err:
            return _sound(Result(*_heard(running, out.fileno(), err.fileno())))

    def fork(
        self,
        *arguments: str | bytes,
        env: Mapping[str, str] | None = None,
        streams: Mapping[int, Connection] | None = None,
    ) -> Running:
        """Start the command, forked as by ``run``, and leave it running."""
        return Running(
            self.folder, self.environment(env or {}), cli.main, list(arguments), streams=streams
        )

    def pipe(
        self, *arguments: str | bytes, given: bytes = b"", env: Mapping[str, str] | None = None
    ) -> Result:
        """Run the command to its end as a script does, in an interpreter of its own, and tell it
        something.
        """
        pipe = subprocess.PIPE
        with self.start(*arguments, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            out, err = process.communicate(given, timeout=PATIENCE)
        return _sound(Result(process.returncode, out.decode(), err.decode()))

    def on_terminal(
        self, *arguments: str, columns: int = 80, env: Mapping[str, str] | None = None
    ) -> Result:
        """As ``run``, on a terminal of this width.

        What the command prints is in ``out``, escape sequences and all.
        """
        ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environ = {"TERM": "xterm-256color"} | dict(env or {})
        ends = {number: Connection(os.dup(theirs)) for number in (0, 1, 2)}
        os.close(theirs)
        running = self.fork(*arguments, env=environ, streams=ends)
        status, seen = _heard(running, ours)
        os.close(ours)
        return Result(status, seen, "")


def _sound(result: Result) -> Result:
    """Return the result of a command that told everything in sentences."""
    assert "Traceback" not in result.err, result.err
    return result


def _heard(running: Running, *descriptors: int) -> tuple[Any, ...]:
    """Return how a command ended, and all that it wrote into each of these pipes or terminals."""
    with ThreadPoolExecutor(len(descriptors)) as pool:
        listening = [
            pool.submit(lambda one: b"".join(iter(lambda: _read(one), b"")), descriptor)
            for descriptor in descriptors
        ]
        return running.status(), *(each.result().decode() for each in listening)


def _read(descriptor: int) -> bytes:
    """Return what comes next.

    Nothing when nobody is left, which Linux tells of a terminal by an error.
    """
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
