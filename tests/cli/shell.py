"""A shell for one test: runs the command in a forked process, in pipes, or on a pseudo-terminal."""

import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass, field
from fcntl import ioctl
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
        """What a command sees."""
        plain = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        return {**plain, **self.environ, **more}

    def configure(self, text: str, name: str = "config.yaml") -> Path:
        """Write a configuration file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, *arguments: str | bytes, env: Mapping[str, str] | None = None, **options: Any) -> "subprocess.Popen[bytes]":
        """Start the command and leave it running."""
        call = [sys.executable, "-m", "jobs.cli", *arguments]
        return subprocess.Popen(call, cwd=self.folder, env=self.environment(env or {}), **options)

    def run(self, *arguments: str | bytes, env: Mapping[str, str] | None = None) -> Result:
        """Run the command to its end, forked from a process that has imported it: a shell's call without the second that imports take."""
        done = Running(self.folder, self.environ | dict(env or {}), cli.main, list(arguments)).wait()
        return _sound(Result(done.status, done.out, done.err))

    def pipe(self, *arguments: str | bytes, given: bytes = b"", env: Mapping[str, str] | None = None) -> Result:
        """Run the command to its end as a script does, in pipes."""
        pipe = subprocess.PIPE
        with self.start(*arguments, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            out, err = process.communicate(given, timeout=PATIENCE)
        return _sound(Result(process.returncode, out.decode(), err.decode()))

    def on_terminal(self, *arguments: str, columns: int = 80, env: Mapping[str, str] | None = None) -> Result:
        """Run the command to its end on a terminal of this width. What it prints is in ``out``, escape sequences and all."""
        ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environ = {"TERM": "xterm-256color"} | dict(env or {})
        with self.start(*arguments, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
            os.close(theirs)
            seen = b"".join(iter(lambda: _read(ours), b""))
            process.wait(PATIENCE)
        os.close(ours)
        return Result(process.returncode, seen.decode(), "")


def _sound(result: Result) -> Result:
    """The result of a command that told everything in sentences."""
    assert "Traceback" not in result.err, result.err
    return result


def _read(terminal: int) -> bytes:
    """What the terminal shows next; nothing when its last user is gone, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
