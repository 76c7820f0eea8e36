"""Archives for tests of pages: real records of invented histories, judged as a crawl judges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.archive import Archive, open_for_writing
from crawler.change.kinds import classify
from crawler.codec import sha256
from crawler.diff import diff
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of
from crawler.model import Capture, Change, Extraction, Head, ImportOrigin, State, Version
from crawler.store.base import ObjectStore
from tests.archives import capture_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN = "20261121T120000Z-00000001"


def write_history(
    store: ObjectStore,
    url: str,
    texts: Sequence[Extraction | None],
    *,
    hours: float = 0,
    apart: timedelta = timedelta(hours=1),
) -> str:
    """Store an article's versions, the first so many hours after noon, and return its name.

    A text of None is a version that says the article is gone.
    """
    archive = open_for_writing(store, now=NOON)
    history = History(archive, url)
    for number, text in enumerate(texts):
        at = NOON + timedelta(hours=hours) + apart * number
        page = capture_of(url, body_of(text), at, status=200 if text else 410)
        history.add(text, page, at, seen_before=at - apart / 2 if number else None)
    return history.article


def body_of(text: Extraction | None) -> str:
    """Return a page with this text."""
    paragraphs = text.paragraphs if text else ()
    return f"<article>{''.join(f'<p>{one}</p>' for one in paragraphs)}</article>"


class History:
    """Stores the versions of one article, one after the other."""

    def __init__(self, archive: Archive, url: str) -> None:
        self.article = article_of(url)
        self.head: Head | None = None
        self._archive, self._url = archive, url
        self._prints: list[tuple[int, str]] = []

    def add(
        self,
        text: Extraction | None,
        page: Capture,
        at: datetime,
        *,
        seen_before: datetime | None,
        run: str = RUN,
    ) -> None:
        """Store a version that a run found, judged against all before it."""
        head = self.head
        number = head.record.version + 1 if head else 1
        mark = fingerprint_of(text) if text else GONE
        record = Version(
            article=self.article,
            url=self._url,
            version=number,
            state=State.PRESENT if text else State.GONE,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=seen_before,
            capture=self._archive.keep(self.article, page),
            previous=head.sha256 if head else None,
            fingerprint=mark,
            content_sha256=sha256(text.text.encode() if text else b""),
            run=run,
            extraction=text,
            change=_change(head, text, self._prints),
        )
        self.head = self._archive.append(record)
        self._prints.append((number, mark))

    def add_imported(
        self, text: Extraction, page: Capture, at: datetime, *, against: int, change: Change
    ) -> None:
        """Store a version that was imported, compared with another one, or with none at all: 0."""
        assert self.head is not None
        origin = ImportOrigin(file="past.warc.gz", sha256="a" * 64)
        kept = self._archive.keep(self.article, Capture(exchanges=page.exchanges, imported=origin))
        record = replace(
            self.head.record,
            version=self.head.record.version + 1,
            previous=self.head.sha256,
            compared_with=against,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=None,
            capture=kept,
            content_sha256=sha256(text.text.encode()),
            fingerprint=fingerprint_of(text),
            extraction=text,
            change=change,
            imported=origin,
        )
        self.head = self._archive.append(record)


def _change(head: Head | None, text: Extraction | None, prints: list[tuple[int, str]]) -> Change:
    if head is None:
        return Change()
    old = head.record.extraction
    if text is None:
        return Change(kinds=("gone",), reasons={"gone": "the server says 410 Gone"})
    if old is None:
        return Change(kinds=("returned",), reasons={"returned": "the page is there again"})
    return classify(
        old, text, diff(old, text), fingerprint=fingerprint_of(text), fingerprints=prints
    )
