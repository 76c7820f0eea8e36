"""Archives that a release of before left: its extractor read the pages otherwise."""

from datetime import UTC, datetime

from crawler.archive import Archive
from crawler.capture import Fetched, FetchStatus
from crawler.codec import sha256
from crawler.fingerprint import fingerprint_of
from crawler.identity import article_of
from crawler.model import Capture, Extraction, State, Version
from crawler.plan import PageTarget

THEN = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)


def archived(archive: Archive, seen: Capture, found: Extraction) -> None:
    """Append a first version, of a page and what that extractor found in it."""
    article = article_of(seen.url)
    record = Version(
        article=article,
        url=seen.url,
        version=1,
        state=State.PRESENT,
        captured_at=THEN,
        confirmed_at=THEN,
        last_seen_before=None,
        capture=archive.keep(article, seen),
        previous=None,
        fingerprint=fingerprint_of(found),
        content_sha256=sha256(found.text.encode()),
        run="20260314T080000Z-00000000",
        extraction=found,
    )
    assert archive.append(record) is not None


def answered(seen: Capture, at: datetime) -> Fetched:
    """Return a look that a page answered."""
    return Fetched(
        target=PageTarget(url=seen.url),
        fetch_status=FetchStatus.ANSWERED,
        fetched_at=at,
        capture=seen,
        status=200,
    )
