"""A newer extractor over an archive of real pages: it is no editor, and makes no version."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trafilatura

from crawler.archive import open_for_writing
from crawler.index import open_index
from crawler.ingest import CheckRecorder
from crawler.model import Capture, Extraction, Outcome
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.run.older import THEN, answered, archived
from tests.run.reader import Reader, again

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "aed.jsonl.gz"
PAGES = 200


def captures() -> Iterator[Capture]:
    """Real pages under addresses of our own, as they were fetched then."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for number, line in zip(range(PAGES), lines, strict=False):
            html = json.loads(line)["html"].encode("utf-8", "replace").decode()
            yield capture_of(f"https://news{number}.example/story", html, THEN)


def older(capture: Capture) -> Extraction:
    """Return what an older extractor read: the bare lines that trafilatura finds."""
    text = trafilatura.extract(capture.answer.body, include_comments=False) or "nothing"
    return Extraction(
        extractor="an older one", title="A title", paragraphs=tuple(text.splitlines())
    )


async def outcomes(gate: CheckRecorder, seen: list[Capture], at: datetime) -> list[Outcome]:
    """Return what today's extractor says of the same pages, fetched again."""
    found = []
    for capture in seen:
        fetched = answered(capture, at)
        await gate.admit(fetched.target)
        check = await gate.take(fetched, again)
        found.append(check.outcome)
    return found


@pytest.mark.slow
@pytest.mark.shared
def test_an_upgrade_makes_no_version(tmp_path: Path) -> None:
    """200 real pages that an older extractor read, fetched again unchanged.

    No version comes, though every text differs.
    """
    store = FileStore(tmp_path / "store")
    archive = open_for_writing(store, now=THEN)
    seen = list(captures())
    for capture in seen:
        archived(archive, capture, older(capture))
    before = [key for key in store.list() if "/versions/" in key]
    later = THEN + timedelta(hours=1)
    with Reader(store, open_index(f"sqlite:///{tmp_path}/index.db")).running(
        seen[0].url, later
    ) as (gate, _):
        found = asyncio.run(outcomes(gate, seen, later))
    assert set(found) <= {Outcome.UNCHANGED, Outcome.UNREADABLE}
    assert found.count(Outcome.UNCHANGED) > PAGES * 0.95
    assert [key for key in store.list() if "/versions/" in key] == before
