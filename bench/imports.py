"""What an import costs in one process, and with the engine's workers.

    python bench/imports.py [--pages 250] [--workers 2]

Real pages of the corpora, four captures of each of which some show an edit, are imported by
``palimpsest import``, and again with ``--jobs engine``. Printed is the processor time of each
process and of all that it started; a PostgreSQL server is started for the engine.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from changes_pages import load
from processor_time import metered, spent

from tests.imports.foreign_files import WarcFile
from tests.servers.postgres import serving

LARGE = 300_000
"""Characters of pages that are left out."""


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


def command(*arguments: str) -> list[str]:
    """Return a call of a command."""
    return [sys.executable, "-m", "jobs", *arguments]


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
    given: dict[str, Any] = {
        "folder": folder,
        "environ": os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    }
    call = command("import", "--json", *(("--jobs", "engine") if engine else ()), str(file))
    begun = time.monotonic()
    with ExitStack() as working:
        helpers = [
            working.enter_context(metered(command("worker", "--jobs", "1"), **given))
            for _ in range(workers if engine is not None else 0)
        ]
        taken = {"call": spent(call, output=folder / "report", **given)}
        seconds = time.monotonic() - begun
    taken |= {f"worker {number}": one.seconds for number, one in enumerate(helpers, 1)}
    (report,) = json.loads((folder / "report").read_text())["files"]
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
