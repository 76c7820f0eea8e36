"""What an import costs in one process, and with the engine's workers.

    python bench/imports.py [--pages 250] [--workers 2]

Real pages of the corpora, four captures of each of which some show an edit, are imported by
``palimpsest import``, and again with ``--jobs engine``. Printed is the processor time of each
process and of all that it started; a PostgreSQL server is started for the engine.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from changes_pages import load

from tests.imports.foreign_files import WarcFile
from tests.servers.postgres import serving

LARGE = 300_000
"""Characters of pages that are left out."""
LOOK_EVERY = 0.2


class Meter:
    """Adds up the processor time of processes and of all that they start."""

    def __init__(self) -> None:
        self._roots: dict[str, psutil.Process] = {}
        self._taken: dict[tuple[str, int, float], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def add(self, name: str, pid: int) -> None:
        """Watch a process under a name."""
        self._roots[name] = psutil.Process(pid)

    def close(self) -> dict[str, float]:
        """Return seconds by name. What ended just before the last look lacks that bit."""
        self._ended.set()
        self._thread.join()
        self._look()
        found: dict[str, float] = dict.fromkeys(self._roots, 0.0)
        for (name, _, _), seconds in self._taken.items():
            found[name] += seconds
        return found

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        for name, root in list(self._roots.items()):
            try:
                family = [root, *root.children(recursive=True)]
            except psutil.Error:
                continue
            for one in family:
                try:
                    times = one.cpu_times()
                    self._taken[name, one.pid, one.create_time()] = times.user + times.system
                except psutil.Error:
                    continue


def made(folder: Path, pages: int) -> Path:
    """Return a file of four captures of so many pages."""
    found = [one for one in load("report") if len(one.markup) < LARGE and one.title][:pages]
    file = WarcFile()
    for day in range(1, 5):
        for number, one in enumerate(found):
            edited = day == 3 and number % 2  # noqa: PLR2004  # one of the four
            markup = one.markup.replace(" the ", " a ", 5) if edited else one.markup
            file.answer(f"2026-01-{day:02}T00:00:00Z", markup.encode(), one.url)
    return file.write(folder / "pages.warc.gz")


def started(folder: Path, *arguments: str, log: str) -> subprocess.Popen[bytes]:
    """Start a command in a folder."""
    with (folder / log).open("wb") as out, (folder / f"{log}.err").open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "jobs", *arguments],
            cwd=folder,
            stdout=out,
            stderr=errors,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        )


def imported(folder: Path, file: Path, engine: str | None, workers: int) -> dict[str, Any]:
    """Return what an import took, and its report."""
    folder.mkdir()
    document: dict[str, Any] = {
        "store": {"url": f"file:{folder / 'store'}"},
        "index": {"url": f"sqlite:///{folder / 'index.db'}"},
        "crawl": {"workers": 1},
    }
    if engine is not None:
        document["engine"] = {"url": engine}
    (folder / "config.yaml").write_text(json.dumps(document))
    meter, begun = Meter(), time.monotonic()
    helpers = []
    for number in range(workers if engine is not None else 0):
        helpers.append(started(folder, "worker", "--jobs", "1", log=f"worker{number}"))
        meter.add(f"worker {number + 1}", helpers[-1].pid)
    jobs = ("--jobs", "engine") if engine is not None else ()
    call = started(folder, "import", "--json", *jobs, str(file), log="call")
    meter.add("call", call.pid)
    call.wait()
    seconds = time.monotonic() - begun
    taken = meter.close()
    for one in helpers:
        one.send_signal(signal.SIGTERM)
    for one in helpers:
        one.wait()
    (report,) = json.loads((folder / "call").read_text())["files"]
    return {"taken": taken, "seconds": seconds, "report": report}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as name, serving() as server:
        folder = Path(name)
        file = made(folder, options.pages)
        for kind, engine in (("one process", None), ("engine", server.url)):
            found = imported(folder / kind.split()[0], file, engine, options.workers)
            report = found["report"]
            print(f"{kind}: {found['seconds']:.0f} s; {report['counts']}", flush=True)
            print(f"  {report['by_workers']} of {report['pages']} pages read by workers")
            for who, seconds in found["taken"].items():
                per_page = seconds / report["pages"] * 1000
                print(f"  {who}: {seconds:.1f} s of processor time, {per_page:.1f} ms a page")


if __name__ == "__main__":
    main()
