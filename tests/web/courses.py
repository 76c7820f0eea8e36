"""Archives of invented articles with all their looks, for tests of an article's pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.archive import Archive, open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import sha256
from crawler.identity import article_of, new_run_id
from crawler.model import (
    Capture,
    Check,
    Exchange,
    Extraction,
    Finding,
    Outcome,
    Tls,
)
from crawler.store.base import ObjectStore
from tests.web.histories import NOON, History, body_of

RUN = new_run_id(NOON, b"abcd")


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at an article: so long after noon, with what it found."""

    after: timedelta
    text: Extraction | None = None
    """A text is a version of its own."""
    outcome: Outcome = Outcome.UNCHANGED
    finding: Finding | None = None


HEADERS = (
    ("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT"),
    ("X-Note", "<script>alert('header')</script>" + "h" * 3_000),
)
"""What the site answers beside the type of a page."""


def captured(
    url: str,
    body: str,
    at: datetime,
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = HEADERS,
) -> Capture:
    """Return a captured page with headers, an address and TLS."""
    exchange = Exchange(
        url=url,
        fetched_at=at,
        status=status,
        phrase="OK" if status == 200 else "Gone",
        request_headers=(("Host", "news.example"), ("User-Agent", "Palimpsest test")),
        response_headers=(("Content-Type", "text/html; charset=utf-8"), *headers),
        body=body.encode(),
        ip="192.0.2.7",
        tls=Tls(
            protocol="TLSv1.3",
            cipher="TLS_AES_256_GCM_SHA384",
            issuer="CN=Test Authority",
            subject="CN=news.example",
            certificate_sha256="ab" * 32,
        ),
    )
    return Capture(exchanges=(exchange,))


def write_course(
    store: ObjectStore, url: str, looks: Sequence[Seen], *, run: str = RUN, watch: bool = False
) -> str:
    """Store an article's looks, its versions among them, as one run; return its name.

    ``watch``: the run was told to watch it.

    A look that is ``GONE`` makes a version without a text.
    """
    writer = CourseWriter(open_for_writing(store, now=NOON), url, run)
    lines = tuple(map(writer.look, looks))
    header = PartHeader(
        run=run,
        part=1,
        previous=None,
        plan={"targets": 1, "watch": watch},
        trigger="test",
        started=NOON,
    )
    first = Part(header=header)
    store.create(first.key, encode_part(first))
    second = Part(
        header=PartHeader(run=run, part=2, previous=sha256(encode_part(first))),
        checks=lines,
        report={"run": run, "counts": Counter(one.outcome.value for one in lines)},
    )
    store.create(second.key, encode_part(second))
    return writer.article


class CourseWriter:
    """Writes one article's versions, one look after the other."""

    def __init__(self, archive: Archive, url: str, run: str) -> None:
        self.article = article_of(url)
        self._history = History(archive, url)
        self._url, self._run = url, run
        self._last: datetime | None = None

    def look(self, look: Seen) -> Check:
        """Store the version that a look brings, if any, and return its line."""
        at, outcome = NOON + look.after, look.outcome
        if look.text is not None or outcome is Outcome.GONE:
            outcome = Outcome.GONE if look.text is None else Outcome.CHANGED
            outcome = Outcome.NEW if self._history.head is None else outcome
            status = 200 if look.text else 410
            page = captured(self._url, body_of(look.text), at, status=status)
            self._history.add(look.text, page, at, seen_before=self._last, run=self._run)
        self._last = at if outcome.confirms_head else self._last
        head = self._history.head
        return Check(
            kind="article",
            run=self._run,
            url=self._url,
            fetched_at=at,
            outcome=outcome,
            article=self.article,
            finding=look.finding,
            version=head.record.version if head else None,
            record_sha256=head.sha256 if head else None,
            capture=head.record.capture.key if head and outcome.is_version else None,
            fingerprint=head.record.fingerprint if head else None,
            reason="connection refused" if outcome is Outcome.FAILED else None,
        )


BRIDGE = "https://news.example/2026/bridge"

FIRST = Extraction(
    extractor="test 1",
    title="Bridge closed after collision",
    authors=("Ana Ruiz", "Ben Osei"),
    published="2026-11-21T11:40:00Z",
    publisher="News Example",
    language="en",
    paragraphs=(
        "The harbour bridge was closed on Saturday after a barge struck its northern pier.",
        "Nine people were hurt, the fire service said. Two of them are in a serious condition.",
        "“We do not know yet how long this will take,” said the mayor, Eva Lind.",
        "Trains run on the southern line only. Buses replace them between Dock and Hall.",
    ),
)
SECOND = replace(
    FIRST,
    title="Bridge closed for weeks after collision",
    paragraphs=tuple(one.replace("Nine", "Eleven") for one in FIRST.paragraphs),
)
THIRD = replace(
    SECOND,
    paragraphs=(*SECOND.paragraphs[:2], SECOND.paragraphs[3]),
)
FOURTH = replace(
    THIRD,
    paragraphs=(
        *THIRD.paragraphs,
        "Correction: an earlier version of this article gave a wrong number of people hurt.",
    ),
    notices=("Correction: an earlier version of this article gave a wrong number of people hurt.",),
)


def bridge() -> list[Seen]:
    """Return a week of looks: four texts, a removal, an outage, a wall, and a gap."""
    looks = [Seen(timedelta(0), FIRST)]
    texts = {60: SECOND, 65: THIRD, 600: FOURTH}
    for minute in range(15, 1_500, 15):
        looks.append(Seen(timedelta(minutes=minute), texts.get(minute)))
        if minute == 60:
            looks.append(Seen(timedelta(minutes=65), THIRD))
    looks += [Seen(timedelta(hours=26 + hour), outcome=Outcome.FAILED) for hour in range(6)]
    looks += [Seen(timedelta(hours=33 + hour)) for hour in range(12)]
    looks += [
        Seen(timedelta(hours=46 + hour), outcome=Outcome.BLOCKED, finding=Finding.DENIED)
        for hour in range(5)
    ]
    looks += [Seen(timedelta(hours=52 + 3 * count)) for count in range(8)]
    looks.append(Seen(timedelta(hours=140)))
    looks.append(Seen(timedelta(hours=150), outcome=Outcome.GONE))
    return looks
