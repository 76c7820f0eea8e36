"""Writes an archive as hourly crawls would have left it: articles that change, vanish and return.

Each look is of one hour; the crawls of all hours are runs with their plans, lists and reports.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape

from crawler.archive import open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import as_json, format_utc, sha256
from crawler.identity import article_of, new_run_id
from crawler.model import Check, Extraction, Finding, ObjectRef, Outcome
from crawler.plan import Limits, Plan, SourceRules, Trigger
from crawler.store.base import ObjectStore
from tests.web.courses import captured
from tests.web.histories import History


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
    _articles: list["_Article"] = field(default_factory=list)
    _histories: dict[str, History] = field(default_factory=dict)
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
        archive = open_for_writing(self.store, now=min(by_time))
        self._histories = {one.url: History(archive, one.url) for one in self._articles}
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
        lines = [article.check(self._histories[article.url], run, at) for article in articles]
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
    last: datetime | None = None

    def check(self, history: History, run: str, at: datetime) -> Check:
        """Store the version that a look brings, if any, and return its line."""
        look = self.looks[at]
        outcome = look.outcome
        if look.text is not None:
            outcome = Outcome.NEW if history.head is None else Outcome.CHANGED
        if look.is_version:
            page = captured(
                self.url,
                _page(look.text) if look.text else "<h1>Gone</h1>",
                at,
                status=200 if look.text else 410,
                headers=self.headers,
            )
            history.add(look.text, page, at, seen_before=self.last, run=run)
        self.last = at if outcome.confirms_head else self.last
        assert history.head is not None
        record = history.head.record
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
            record_sha256=history.head.sha256,
            capture=record.capture.key if look.is_version else None,
            fingerprint=record.fingerprint,
            status=200,
            requests=1,
            received=20_000,
            fetch_ms=120,
        )


def _page(text: Extraction) -> str:
    """Return a page as a site would have sent it."""
    shown = "".join(f"<p>{escape(one)}</p>" for one in text.paragraphs)
    return f"<title>{escape(text.title or '')}</title><article>{shown}</article>"


def this_hour() -> datetime:
    """Return the hour that has begun: "today" is what pages compare with."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
