"""What rechecks cost, and whether an edit can slip through their sketches.

    python bench/rechecks.py cost [--pages 200] [--pairs 5]
    python bench/rechecks.py pairs [--pages 100] [--half tune] [--jobs 2] [--seed 1]

Needs the page corpora that lie beside the repository. ``cost`` crawls the pages into an empty
archive, and then again: the same bytes, and with other noise at every look. It prints processor
time of all of the crawl's processes, and pages a second. ``pairs`` makes the edits and the noise of
``changes`` and ``looks`` on each page. It names each edit that leaves the sketch as it was though
reading the page in full tells it, and prints for each shape of noise how many looks are spared.
"""
# ruff: noqa: PLR2004  # a bench's thresholds stand where they are used

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from changes_edits import EDITS, sentences_of
from changes_noise import NOISES
from changes_pages import CORPORA, Document, Donor, Page, load, seeded
from crawl import CONFIG, Newsroom, answer, feed_of, serve_from
from looks import Teaser, added_section, correction_box, drawn, replaced_paragraph, shown
from looks_furniture import SHAPES, Shape
from processor_time import spent

from crawler.extract import extract, is_sketched, sketch_of
from crawler.fingerprint import fingerprint_of
from crawler.model import Extraction

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
KIND = "text/html; charset=utf-8"
ALL_EDITS = (*EDITS, replaced_paragraph, correction_box, added_section)


class NoisyNewsroom(Newsroom):
    """The same without ETags, the pages with noise where ``look`` says so."""

    def __init__(self, bodies: list[bytes], look: "Synchronized[int]") -> None:
        super().__init__(bodies)
        self._look = look

    def respond(self, path: str, tag: bytes) -> bytes:
        """Return the answer to a request: at /none, a feed of nothing."""
        if path == "/none":
            return answer("200 OK", feed_of("", 0))
        if not path.startswith("/p/"):
            return super().respond(path, tag)
        body, mark = self.bodies[int(path[3:])], self._look.value
        noise = f'<script nonce="{mark}">build = {mark}</script><!-- {mark} -->' if mark else ""
        return answer("200 OK", body + noise.encode(), f"Content-Type: {KIND}")


def crawl(config: Path) -> tuple[dict[str, int], float, float]:
    """Return what one crawl counted, and its processor time and wall time."""
    call = [sys.executable, "-m", "jobs", "crawl", "--all", "--json", "--config", str(config)]
    start, told = time.perf_counter(), config.with_name("report.json")
    taken = spent(call, allowed=(0, 1), output=told)
    seconds = time.perf_counter() - start
    report = json.loads(told.read_text())
    stats = {name: n for name, n in report["stats"].items() if name.startswith("rechecked/")}
    return report["counts"] | stats, taken, seconds


LOOKS = (("first", 0), ("with what the first taught", 0), ("same bytes", 0), ("noise", 7))
"""Crawls in turn, and the noise that their pages have. The first one's end teaches a profile of the
site, so the second one reads all in full.
"""


def _configured(folder: str, feed: str) -> Path:
    config = Path(folder, "config.yaml")
    source = f'sources:\n  - name: bench\n    feeds: ["{feed}"]\n'
    config.write_text(CONFIG.format(folder=folder) + source)
    return config


def cost(asked: argparse.Namespace) -> None:
    """Print what each kind of look costs, in pairs with a first crawl."""
    pages = random.Random(asked.seed).sample(load("all"), asked.pages)
    bodies = [page.markup.encode("utf-8", "replace") for page in pages]
    print(f"{len(bodies)} pages of {sum(map(len, bodies)) / len(bodies):,.0f} bytes; "
          f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; "
          f"lxml {version('lxml')}, trafilatura {version('trafilatura')}")  # fmt: skip
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    look = multiprocessing.Value("i", 0)
    room = NoisyNewsroom(bodies, look)
    server = multiprocessing.Process(target=serve_from, args=(room, port), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port.get()}"
    with tempfile.TemporaryDirectory() as folder:
        idle = crawl(_configured(folder, f"{base}/none"))[1]
    ratios: dict[str, list[float]] = defaultdict(list)
    for _ in range(asked.pairs):
        with tempfile.TemporaryDirectory() as folder:
            config, first = _configured(folder, f"{base}/feed"), 0.0
            for name, mark in LOOKS:
                look.value = mark
                counts, taken, seconds = crawl(config)
                first = first or taken - idle
                ratios[name].append(first / max(taken - idle, 0.001))
                each = 1000 * (taken - idle) / len(bodies)
                print(f"{name:27}{each:7.2f} ms a page of processor time, "
                      f"{len(bodies) / seconds:6.1f} pages a second; {counts}")  # fmt: skip
    server.terminate()
    for name, found in ratios.items():
        print(f"{name}: {statistics.median(found):.1f} times cheaper than the first crawl")


# pairs


def told(page: Extraction) -> tuple[object, ...]:
    """Return what a check line and a version say of a page."""
    marks = (page.published, page.modified, page.shown_modified, page.developing)
    return fingerprint_of(page), *marks, page.problem


def _read(markup: bytes, url: str) -> Extraction:
    return extract(markup, url, fetched_at=NOW, content_type=KIND)


def pairs_of(job: tuple[Page, Donor]) -> list[tuple[str, str, str, str]]:
    """Return kind, name, page and result of each pair of one page."""
    page, donor = job
    found = list(_edits(page, donor))
    found += [one for noise in NOISES if (one := _noise(page, donor, noise))]
    return found + [one for shape in SHAPES if (one := _shape(page, donor, shape))]


def _edits(page: Page, donor: Donor) -> Iterator[tuple[str, str, str, str]]:
    document = Document.of(page)
    if document is None:
        return
    before = document.markup().encode("utf-8", "replace")
    old = _read(before, page.url)
    sketch = sketch_of(before, old) if old.problem is None else None
    if sketch is None:
        yield "page", "", page.id, "no sketch" if old.problem is None else "no article"
        return
    for edit in ALL_EDITS:
        new = Document.of(page)
        if new is None or edit(new, seeded(page.id, edit.__name__), donor) is None:
            continue
        after = new.markup().encode("utf-8", "replace")
        result = "other sketch"
        if is_sketched(after, sketch):
            same = told(_read(after, page.url)) == told(old)
            result = "read the same" if same else "MISSED"
        yield "edit", edit.__name__, page.id, result


def _noise(
    page: Page, donor: Donor, noise: Callable[..., bool]
) -> tuple[str, str, str, str] | None:
    old, new = Document.of(page), Document.of(page)
    if old is None or new is None:
        return None
    if not noise(old, new, seeded(page.id, noise.__name__), donor):
        return None
    return _spared("noise", noise.__name__, page, old.markup(), new.markup())


def _shape(page: Page, donor: Donor, shape: Shape) -> tuple[str, str, str, str] | None:
    """Return how furniture in the story's own box is taken that shows others at each look."""
    document, rng = Document.of(page), seeded(page.id, shape.name)
    if document is None:
        return None
    pool = [
        Teaser(" ".join(text.split()[:9]), text, f"/news/{at}", at + 1)
        for at, text in enumerate(donor.sentences)
    ]
    looks = [shown(document, shape, drawn(pool, shape.teasers, rng)) for _ in range(2)]
    return _spared("shape", shape.name, page, *looks)


def _spared(kind: str, name: str, page: Page, before: str, after: str) -> tuple[str, str, str, str]:
    old, new = (one.encode("utf-8", "replace") for one in (before, after))
    known = _read(old, page.url)
    sketch = sketch_of(old, known) if known.problem is None else None
    spared = sketch is not None and is_sketched(new, sketch)
    return kind, name, page.id, "spared" if spared else "in full"


def pairs(asked: argparse.Namespace) -> None:
    """Print the missed edits, and what is spared."""
    pages = [page for page in load(asked.half) if page.title and len(page.text) < 15_000]
    random.Random(asked.seed).shuffle(pages)
    pages = pages[: asked.pages]
    donors = [donor for donor in map(_donor, pages) if donor is not None]
    work = [(page, donors[at % len(donors)]) for at, page in enumerate(pages)]
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with ProcessPoolExecutor(asked.jobs) as pool:
        for results in pool.map(pairs_of, work):
            for kind, name, page, result in results:
                counts[kind, name][result] += 1
                if result == "MISSED":
                    print(f"missed: {name} on {page}", flush=True)
    for (kind, name), results in sorted(counts.items()):
        print(f"{kind:6}{name:20}{dict(results)}")


def _donor(page: Page) -> Donor | None:
    sentences = [s for s in sentences_of(page.text) if 8 <= len(s.split()) <= 40 and s[-1] in ".!?"]
    return Donor(page.title or "", tuple(sentences[2:8])) if len(sentences) >= 8 else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["cost", "pairs"])
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--half", choices=["tune", "report", "all"], default="tune")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not CORPORA.is_dir():
        parser.exit(2, f"The page corpora are wanted in {CORPORA}, and are not there.\n")
    (cost if asked.what == "cost" else pairs)(asked)


if __name__ == "__main__":
    main()
