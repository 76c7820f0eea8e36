"""How much processor time others have taken."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import psutil

_METER = """
import ctypes, json, os, resource, signal, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # processes that lose their parents are ours
with open(sys.argv[1], "wb") as output:
    child = subprocess.Popen(sys.argv[2:], stdout=output)
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
status = child.wait()
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, used.ru_utime + used.ru_stime]))
"""


def spent(
    call: Sequence[str],
    *,
    folder: Path | None = None,
    environ: dict[str, str] | None = None,
    allowed: Sequence[int] = (0,),
    output: str | Path = os.devnull,
) -> float:
    """Return the processor seconds of a call and of all that it starts.

    What it prints goes into the file ``output``.
    """
    with metered(
        call, folder=folder, environ=environ, allowed=allowed, stop=False, output=output
    ) as taken:
        pass
    return float(taken.seconds)


@contextmanager
def metered(
    call: Sequence[str],
    *,
    folder: Path | None = None,
    environ: dict[str, str] | None = None,
    allowed: Sequence[int] = (0,),
    stop: bool = True,
    output: str | Path = os.devnull,
) -> Iterator[SimpleNamespace]:
    """Have a call at work, which SIGTERM ends unless it is to end by itself.

    Provides what has, after that, the processor ``seconds`` of it and of all that it started.
    """
    taken = SimpleNamespace(seconds=0.0)
    with subprocess.Popen(
        [sys.executable, "-c", _METER, output, *call],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if stop else None,
    ) as meter:
        try:
            yield taken
        finally:
            if stop:
                meter.send_signal(signal.SIGTERM)
            told, _ = meter.communicate()
    status, taken.seconds = json.loads(told)
    if status not in allowed:
        raise SystemExit(f"exit status {status} of {call}")


def taken_by(processes: Iterable[psutil.Process]) -> float:
    """Return the seconds that these have taken, but for those that have ended."""
    taken = 0.0
    for one in processes:
        with suppress(psutil.Error):  # a database's connection that was closed just now
            times = one.cpu_times()
            taken += times.user + times.system
    return taken
