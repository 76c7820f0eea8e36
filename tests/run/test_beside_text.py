"""An archive of before captions and links were read: found out once, and then known."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import open_for_writing
from crawler.capture import Fetched, FetchStatus
from crawler.codec import sha256
from crawler.extract import extract
from crawler.fingerprint import fingerprint_of
from crawler.identity import article_of
from crawler.index import open_index
from crawler.model import Capture, Check, Exchange, State, Version
from crawler.plan import PageTarget
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from tests.extract.stories import FERRY
from tests.run.reader import Reader, again

URL = "https://courier.example/2026/03/14/ferry"
THEN = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
STORY = "".join(f"<p>{text}</p>" for text in FERRY.paragraphs)


def capture(at: datetime, target: str) -> Capture:
    """Return the page as it was fetched then, with a link in its story."""
    body = (
        f"<html lang=en><title>{FERRY.title}</title><body><article><h1>{FERRY.title}</h1>{STORY}"
        f'<p>The full report is <a href="{target}">on the page of the board</a>, it said.</p>'
        "</article></body></html>"
    )
    return Capture(
        exchanges=(
            Exchange(
                url=URL,
                fetched_at=at,
                status=200,
                response_headers=(("Content-Type", "text/html; charset=utf-8"),),
                body=body.encode(),
            ),
        )
    )


def archived(store: ObjectStore, seen: Capture) -> None:
    """Store a first version as a release of before would have."""
    archive = open_for_writing(store, now=THEN)
    found = extract(seen.answer.body, URL, fetched_at=THEN)
    old = replace(found, extractor="an older one", captions=None, links=None, embeds=None)
    record = Version(
        article=article_of(URL),
        url=URL,
        version=1,
        state=State.PRESENT,
        captured_at=THEN,
        confirmed_at=THEN,
        last_seen_before=None,
        capture=archive.keep(article_of(URL), seen),
        previous=None,
        fingerprint=fingerprint_of(old),
        content_sha256=sha256(old.text.encode()),
        run="20260314T080000Z-00000000",
        extraction=old,
    )
    assert archive.append(record) is not None


def test_an_old_record_is_read_again_once(tmp_path: Path) -> None:
    """The first look compares with the old capture, the next with what that one showed.

    A link that leads elsewhere is found all the same, and makes the next version.
    """
    store = FileStore(tmp_path / "store")
    archived(store, capture(THEN, "https://county.example/report.pdf"))
    reader = Reader(store, open_index(f"sqlite:///{tmp_path}/index.db"))

    def look(hours: int, target: str) -> Check:
        at = THEN + timedelta(hours=hours)
        with reader.running(URL, at) as (gate, report):
            page = PageTarget(url=URL)
            fetched = Fetched(
                target=page,
                fetch_status=FetchStatus.ANSWERED,
                fetched_at=at,
                capture=capture(at, target),
                status=200,
            )

            async def taken() -> None:
                await gate.admit(page)
                await gate.record(fetched, again)

            asyncio.run(taken())
        return report.checks[-1]

    first, second = (look(hours, "https://county.example/report.pdf") for hours in (1, 2))
    assert [first.outcome, second.outcome] == ["unchanged", "unchanged"]
    assert first.reason == "another extractor reads the same page otherwise"
    assert second.reason is None
    changed = look(3, "https://builder.example/flyer.pdf")
    assert (changed.outcome, changed.version) == ("changed", 2)
    key = next(key for key in store.list() if key.endswith("versions/00000002.json"))
    assert b'"kinds":["link"]' in store.read(key)
