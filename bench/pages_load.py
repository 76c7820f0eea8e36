"""Twenty requests at once at one kind of page, by wrk, and what they came to."""

import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from processor_time import taken_by

AT_ONCE = 20

_SCRIPT = """\
local addresses = {}
for line in io.lines("%s") do addresses[#addresses + 1] = line end
local at = 0
request = function()
  at = at %% #addresses + 1
  return wrk.format("GET", addresses[at])
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\nFIGURES {"requests": %%d, "seconds": %%f, "median": %%f, "p99": %%f, "bytes": %%d, ' ..
    '"refused": %%d, "broken": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to."""

    requests: int
    seconds: float
    median: float
    """Milliseconds, as is ``p99``."""
    p99: float
    bytes: int
    refused: int
    """Answers with another status than 2xx or 3xx."""
    broken: int
    processor: float
    """Milliseconds of processor time that the server and its children took for each request."""

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return self.requests / self.seconds


def wrk() -> str:
    """Return where wrk is; ends the bench where there is none."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit("wrk is missing: `apt-get install wrk`, or https://github.com/wg/wrk")
    return found


def processor_time(processes: Sequence[psutil.Process]) -> float:
    """Return the seconds of processor time that these and their children have taken."""
    family = {one.pid: one for root in processes for one in (root, *root.children(recursive=True))}
    return taken_by(family.values())


def load(
    base: str, addresses: Sequence[str], seconds: float, processes: Sequence[psutil.Process]
) -> Load:
    """Ask for the addresses in turn, twenty at a time, and return what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "addresses"), Path(folder, "ask.lua")
        listed.write_text("\n".join(addresses) + "\n")
        script.write_text(_SCRIPT % listed)
        command = [wrk(), "-t1", f"-c{AT_ONCE}", f"-d{seconds:g}s", "--timeout", "20s"]
        before = processor_time(processes)
        done = subprocess.run(
            [*command, "-s", str(script), base], capture_output=True, text=True, check=True
        )
        taken = processor_time(processes) - before
    line = next(one for one in done.stdout.splitlines() if one.startswith("FIGURES "))
    figures = json.loads(line.removeprefix("FIGURES "))
    per_request = 1000 * taken / max(1, figures["requests"])
    return Load(**figures, processor=per_request)


def first_byte(base: str, address: str) -> float:
    """Return the milliseconds until the first byte of an answer, on a connection of its own."""
    host, port = base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        begun = time.perf_counter()
        line.sendall(f"GET {address} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        line.recv(1)
        return 1000 * (time.perf_counter() - begun)
