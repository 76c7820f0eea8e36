"""A newer extractor over an archive of real pages: it is no editor, and makes no version."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trafilatura

from crawler.archive import Archive, open_for_writing
from crawler.capture import Fetched, FetchStatus
from crawler.codec import sha256
from crawler.fingerprint import fingerprint
from crawler.identity import article_of
from crawler.index import open_index
from crawler.ingest import CheckRecorder
from crawler.model import Capture, Exchange, Extraction, Outcome, State, Version
from crawler.plan import PageTarget
from crawler.store.files import FileStore
from tests.run.reader import Reader, again

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "aed.jsonl.gz"
PAGES = 200
THEN = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)


def captures() -> Iterator[Capture]:
    """Real pages under addresses of our own, as they were fetched then."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for number, line in zip(range(PAGES), lines, strict=False):
            html = json.loads(line)["html"].encode("utf-8", "replace")
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            url = f"https://news{number}.example/story"
            yield Capture(
                exchanges=(
                    Exchange(
                        url=url, fetched_at=THEN, status=200, response_headers=headers, body=html
                    ),
                )
            )


def archived(archive: Archive, capture: Capture) -> None:
    """Append a version that an older extractor made: the bare lines that trafilatura finds."""
    url = capture.url
    text = trafilatura.extract(capture.answer.body, include_comments=False) or "nothing"
    extraction = Extraction(
        extractor="an older one", title="A title", paragraphs=tuple(text.splitlines())
    )
    record = Version(
        article=article_of(url),
        url=url,
        version=1,
        state=State.PRESENT,
        captured_at=THEN,
        confirmed_at=THEN,
        last_seen_before=None,
        capture=archive.keep(article_of(url), capture),
        previous=None,
        fingerprint=fingerprint("A title", "", extraction.text),
        content_sha256=sha256(extraction.text.encode()),
        run="20260314T080000Z-00000000",
        extraction=extraction,
    )
    assert archive.append(record) is not None


async def outcomes(gate: CheckRecorder, seen: list[Capture], at: datetime) -> list[Outcome]:
    """Return what today's extractor says of the same pages, fetched again."""
    found = []
    for capture in seen:
        target = PageTarget(url=capture.url)
        await gate.admit(target)
        check = await gate.take(
            Fetched(
                target=target,
                fetch_status=FetchStatus.ANSWERED,
                fetched_at=at,
                capture=capture,
                status=200,
            ),
            again,
        )
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
        archived(archive, capture)
    before = [key for key in store.list() if "/versions/" in key]
    later = THEN + timedelta(hours=1)
    with Reader(store, open_index(f"sqlite:///{tmp_path}/index.db")).running(
        seen[0].url, later
    ) as (gate, _):
        found = asyncio.run(outcomes(gate, seen, later))
    assert set(found) <= {Outcome.UNCHANGED, Outcome.UNREADABLE}
    assert found.count(Outcome.UNCHANGED) > PAGES * 0.95
    assert [key for key in store.list() if "/versions/" in key] == before
