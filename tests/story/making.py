"""Articles and indexes for tests of stories, with only that said which a test is about."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from crawler.codec import encode, sha256
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of, capture_key, version_key
from crawler.index import THROWAWAY, Index, open_index
from crawler.index.version_rows_of import StoredVersion
from crawler.model import Change, Extraction, ObjectRef, State, Version
from crawler.warc import write as write_warc
from tests.archives import capture_of
from tests.extract.stories import FERRY

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
COURIER = "https://www.courier.example/2026/ferry-vote"
TIDINGS = "https://tidings.example/n/ferry-vote-8"
GAZETTE = "https://gazette.example/wire/ferry"
TEXT = FERRY.paragraphs


def extraction(paragraphs: Sequence[str] = TEXT, **fields: Any) -> Extraction:
    """Return what a page came to."""
    return Extraction(
        **({"extractor": "test 1", "language": "en", "paragraphs": tuple(paragraphs)} | fields)
    )


def version(
    url: str,
    text: Extraction | None,
    number: int = 1,
    *,
    hours: float = 0,
    kinds: tuple[str, ...] = (),
    previous: str | None = None,
) -> StoredVersion:
    """Return a stored version of the article at ``url``, seen so many hours after noon.

    Without a text, one that says it is gone.
    """
    article, at = article_of(url), NOON + timedelta(hours=hours)
    shown = sha256(captured(url, text, at))
    record = Version(
        article=article,
        url=url,
        version=number,
        state=State.PRESENT if text else State.GONE,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=None,
        capture=ObjectRef(key=capture_key(article, at, shown), sha256=shown),
        previous=None if number == 1 else previous or "1" * 64,
        fingerprint=fingerprint_of(text) if text else GONE,
        content_sha256=sha256(text.text.encode() if text else b""),
        run="20261121T120000Z-00000001",
        extraction=text,
        change=Change(kinds=kinds),
    )
    return version_key(article, number), record, sha256(encode(record))


def captured(url: str, text: Extraction | None, at: datetime) -> bytes:
    """Return the capture of a page with this text."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.paragraphs) if text else ""
    return write_warc(
        capture_of(url, f"<article>{body}</article>", at, status=200 if text else 410)
    )


def history(url: str, *texts: Extraction | None, hours: float = 0) -> list[StoredVersion]:
    """Return an article's versions, an hour apart."""
    made: list[StoredVersion] = []
    for number, text in enumerate(texts, 1):
        previous = made[-1][2] if made else None
        made.append(
            version(
                url,
                text,
                number,
                hours=hours + number - 1,
                kinds=(f"kind {number}",),
                previous=previous,
            )
        )
    return made


@contextmanager
def indexed(*histories: Iterable[StoredVersion]) -> Iterator[Index]:
    """Provide an index that was fed these articles, one version after the other."""
    index = open_index(THROWAWAY)
    try:
        for stored in chain(*histories):
            index.add_version(*stored)
        yield index
    finally:
        index.close()
