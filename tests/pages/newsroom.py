"""Writes an archive as hourly crawls would have left it: articles that change, vanish and return.

Each look is of one hour; the crawls of all hours are runs with their plans, lists and reports.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape

from crawler.archive import Archive, open_for_writing
from crawler.change.kinds import classify
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import as_json, format_utc, sha256
from crawler.diff import diff
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of, new_run_id
from crawler.model import (
    Capture,
    Change,
    Check,
    Exchange,
    Extraction,
    Finding,
    Head,
    ObjectRef,
    Outcome,
    State,
    Tls,
    Version,
)
from crawler.plan import Limits, Plan, SourceRules, Trigger
from crawler.store.base import ObjectStore


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found. A text makes a version; without one nothing was new."""

    text: Extraction | None = None
    outcome: Outcome = Outcome.UNCHANGED
    finding: Finding | None = None
    reason: str | None = None

    @property
    def is_version(self) -> bool:
        """Whether it found another state."""
        return self.text is not None or self.outcome is Outcome.GONE


SAME = Look()

Looks = dict[float, Look | Extraction]
"""By hours before the last."""


def text_of(*paragraphs: str, title: str, **fields: object) -> Extraction:
    """Return what a page came to."""
    return replace(
        Extraction(extractor="test 1", title=title, paragraphs=paragraphs, language="en"),
        **fields,  # type: ignore[arg-type]  # fields of a text
    )


@dataclass
class Newsroom:
    """Sites of an invented world, and the archive of them."""

    store: ObjectStore
    now: datetime
    """The last hour."""
    headers: tuple[tuple[str, str], ...] = ()
    """What every site answers besides."""
    _archive: Archive = field(init=False)
    _articles: list["_Article"] = field(default_factory=list)
    _tip: ObjectRef | None = None
    _runs: dict[datetime, str] = field(default_factory=dict)

    def article(
        self, url: str, looks: Mapping[float, Look | Extraction], *, source: str = "desk"
    ) -> str:
        """Add an article with its looks, by hours before the last. Return its name."""
        told = {
            self.now - timedelta(hours=hours): look if isinstance(look, Look) else Look(look)
            for hours, look in looks.items()
        }
        self._articles.append(_Article(url, source, told, headers=self.headers))
        return article_of(url)

    def write(self) -> None:
        """Write all of it, one run for each time at which somebody looked."""
        by_time: dict[datetime, list[_Article]] = defaultdict(list)
        for article in self._articles:
            for at in article.looks:
                by_time[at].append(article)
        self._archive = open_for_writing(self.store, now=min(by_time))
        for number, (at, articles) in enumerate(sorted(by_time.items(), key=lambda one: one[0])):
            self._runs[at] = new_run_id(at, number.to_bytes(4, "big"))
            self._run(self._runs[at], at, articles)

    def run_before(self, hours: float) -> str:
        """Return the run so many hours before the last."""
        return self._runs[self.now - timedelta(hours=hours)]

    def _run(self, run: str, at: datetime, articles: list["_Article"]) -> None:
        sources = sorted({article.source for article in articles})
        plan = Plan(
            run=run,
            trigger=Trigger.SCHEDULE,
            limits=Limits(user_agent="test"),
            sources=tuple(SourceRules(name=name) for name in sources),
        )
        header = PartHeader(
            run=run,
            part=1,
            previous=None,
            plan=as_json(plan),
            trigger=Trigger.SCHEDULE,
            started=at,
            seen=(self._tip,) if self._tip else (),
        )
        first = self._store(Part(header=header))
        lists = [
            Check(
                kind="source",
                run=run,
                url="https://lists.example/feed.xml",
                fetched_at=at,
                outcome=Outcome.CHANGED,
                source=name,
                found=sum(article.source == name for article in articles),
                status=200,
                requests=1,
            )
            for name in sources
        ]
        lines = [article.check(self._archive, run, at) for article in articles]
        report = {
            "run": run,
            "started": format_utc(at),
            "finished": format_utc(at + timedelta(minutes=3)),
            "interrupted": False,
            "reason": None,
            "left": 0,
            "counts": dict(Counter(line.outcome.value for line in lines)),
            "costs": {},
            "stats": {},
        }
        last = PartHeader(run=run, part=2, previous=first)
        self._store(Part(header=last, checks=(*lists, *lines), report=report))

    def _store(self, part: Part) -> str:
        data = encode_part(part)
        self.store.create(part.key, data)
        self._tip = ObjectRef(key=part.key, sha256=sha256(data))
        return self._tip.sha256


@dataclass
class _Article:
    url: str
    source: str
    looks: Mapping[datetime, Look]
    headers: tuple[tuple[str, str], ...] = ()
    head: Head | None = None
    last: datetime | None = None
    prints: list[tuple[int, str]] = field(default_factory=list)

    def check(self, archive: Archive, run: str, at: datetime) -> Check:
        """Store the version that a look brings, if any, and return its line."""
        look = self.looks[at]
        outcome = look.outcome
        if look.text is not None:
            outcome = Outcome.NEW if self.head is None else Outcome.CHANGED
        if look.is_version:
            self._append(archive, look.text, run, at)
        self.last = at if outcome.confirms_head else self.last
        assert self.head is not None
        record = self.head.record
        return Check(
            kind="article",
            run=run,
            url=self.url,
            fetched_at=at,
            outcome=outcome,
            source=self.source,
            article=record.article,
            finding=look.finding,
            reason=look.reason,
            version=record.version,
            record_sha256=self.head.sha256,
            capture=record.capture.key if look.is_version else None,
            fingerprint=record.fingerprint,
            status=200,
            requests=1,
            received=20_000,
            fetch_ms=120,
        )

    def _append(self, archive: Archive, text: Extraction | None, run: str, at: datetime) -> None:
        number = self.head.record.version + 1 if self.head else 1
        article, mark = article_of(self.url), fingerprint_of(text) if text else GONE
        change = self._change(text)
        self.prints.append((number, mark))
        self.head = archive.append(
            Version(
                article=article,
                url=self.url,
                version=number,
                state=State.PRESENT if text else State.GONE,
                captured_at=at,
                confirmed_at=at,
                last_seen_before=self.last,
                capture=archive.keep(article, self._captured(text, at)),
                previous=self.head.sha256 if self.head else None,
                fingerprint=mark,
                content_sha256=sha256(text.text.encode() if text else b""),
                run=run,
                extraction=text,
                change=change,
            )
        )

    def _change(self, text: Extraction | None) -> Change:
        if self.head is None:
            return Change()
        old = self.head.record.extraction
        if text is None:
            return Change(kinds=("gone",), reasons={"gone": "the server says 410 Gone"})
        if old is None:
            return Change(kinds=("returned",), reasons={"returned": "the page is there again"})
        return classify(
            old,
            text,
            diff(old, text),
            fingerprint=fingerprint_of(text),
            fingerprints=self.prints,
        )

    def _captured(self, text: Extraction | None, at: datetime) -> Capture:
        body = _page(text) if text else "<h1>Gone</h1>"
        exchange = Exchange(
            url=self.url,
            fetched_at=at,
            status=200 if text else 410,
            phrase="OK" if text else "Gone",
            request_headers=(("User-Agent", "test"),),
            response_headers=(("Content-Type", "text/html; charset=utf-8"), *self.headers),
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


def _page(text: Extraction) -> str:
    """Return a page as a site would have sent it."""
    shown = "".join(f"<p>{escape(one)}</p>" for one in text.paragraphs)
    return f"<title>{escape(text.title or '')}</title><article>{shown}</article>"


def this_hour() -> datetime:
    """Return the hour that has begun: "today" is what pages compare with."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
