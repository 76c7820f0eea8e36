"""Archives for tests of pages: real records of invented histories, judged as a crawl judges."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crawler.archive import open_for_writing
from crawler.change.kinds import classify
from crawler.codec import sha256
from crawler.diff import diff
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of
from crawler.model import Change, Extraction, Head, State, Version
from crawler.store.base import ObjectStore
from tests.archives import capture_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


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
    article, head = article_of(url), None
    prints: list[tuple[int, str]] = []
    for number, text in enumerate(texts, 1):
        at = NOON + timedelta(hours=hours) + apart * (number - 1)
        print_ = fingerprint_of(text) if text else GONE
        body = "".join(f"<p>{one}</p>" for one in text.paragraphs) if text else ""
        page = capture_of(url, f"<article>{body}</article>", at, status=200 if text else 410)
        record = Version(
            article=article,
            url=url,
            version=number,
            state=State.PRESENT if text else State.GONE,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at - apart / 2 if head else None,
            capture=archive.keep(article, page),
            previous=head.sha256 if head else None,
            fingerprint=print_,
            content_sha256=sha256(text.text.encode() if text else b""),
            run="20261121T120000Z-00000001",
            extraction=text,
            change=_change(head, text, prints),
        )
        head = archive.append(record)
        prints.append((number, print_))
    return article


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
