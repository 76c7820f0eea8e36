"""Which articles are due now: the index's check lines under the policy, within the budget."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.config import Config
from crawler.identity import CheckKey, parse_key
from crawler.index import CheckHistory, Index
from crawler.plan import PageTarget, Trigger
from jobs.revisit.budget import SLICE, WINDOW, Budget, Spent
from jobs.revisit.explanation import ExplanationStep, steps
from jobs.revisit.index_record import record_of
from jobs.revisit.policy import Next, Policy
from jobs.revisit.waiting_checks import WaitingChecks

HELD = timedelta(hours=1)
"""A check that was handed out and did not come back within this time is due again: its run was
stopped, or it crashed.
"""

FUTILE = 10
"""Times that a check is handed out without a line coming back, after which the article is left
alone for ``HELD``.
"""

LATE = timedelta(days=2)
"""Check parts of runs that began longer ago are not looked for again. A new queue reads
them all.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCheck:
    """A check that is to be made, once its time has come."""

    article: str
    url: str
    source: str | None
    """The configured source that led to the article, whose headers and cookies are sent along; None
    for a one-off.
    """
    next: Next

    @property
    def host(self) -> str:
        """Return the host of the article."""
        return self.article.partition("/")[0]

    @property
    def at(self) -> datetime:
        """Return since when it is due."""
        return self.next.at

    @property
    def target(self) -> PageTarget:
        """Return what a plan says of it."""
        return PageTarget(url=self.url, source=self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an article is looked at next when it is."""

    history: CheckHistory
    source: str | None
    watched: bool
    next: Next | None
    """None where it is not watched, or was looked at for the last time."""
    steps: tuple[ExplanationStep, ...]
    rate: float
    """Changes for each second that are expected of it now."""


class RevisitQueue:
    """All watched articles with their next checks, or those among ``only``.

    The first look at the index reads all of them, later ones only what is new. What is due is found
    by its time, and chosen without a look at all that wait.
    """

    def __init__(self, index: Index, config: Config, only: Collection[str] | None = None) -> None:
        self._index, self._only = index, only
        self._policy = Policy(config.revisit)
        self.budget = Budget(
            total=config.revisit.requests_per_hour,
            per_host=config.revisit.requests_per_host_per_hour,
        )
        self._sources = tuple(source.name for source in config.sources if source.watch)
        self._read: set[str] | None = None
        self._known: dict[str, DueCheck] = {}
        """All next checks, in little room: there may be millions."""
        self._ahead: list[tuple[float, str]] = []
        self._waiting = WaitingChecks[DueCheck]()
        self._held: dict[str, datetime] = {}
        self._handed: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many articles have a next check."""
        return len(self._known)

    @property
    def is_read(self) -> bool:
        """Return whether all articles were read, so that later reads are of what is new alone."""
        return self._read is not None

    @property
    def waiting(self) -> int:
        """Return how many articles were due at the last call of ``due`` and are not handed out.

        What the budget postponed.
        """
        return len(self._waiting)

    def due(self, now: datetime) -> list[DueCheck]:
        """Return the checks to make now, the most valuable first.

        They are not given again for an hour, unless their lines arrive.
        """
        self.refresh(now)
        while self._ahead and self._ahead[0][0] <= now.timestamp():
            at, article = heapq.heappop(self._ahead)
            known = self._known.get(article)
            if known is not None and known.at.timestamp() == at:
                self._waiting.add(known)
                if article in self._held:
                    self._waiting.hold(article)
        for article in [one for one, at in self._held.items() if now - at >= HELD]:
            self._let_go(article)
        spent = self.spent(now)
        chosen = self._waiting.choose(now, self.budget, spent)
        for one in chosen:
            self._held[one.article] = now
            self._waiting.hold(one.article)
        self._handed.update(one.article for one in chosen)
        return chosen

    def release(self, checks: Sequence[DueCheck]) -> None:
        """Take back what was handed out: its run has ended.

        What it did not look at is due again, unless that happens again and again.
        """
        for check in checks:
            if self._handed[check.article] < FUTILE:
                self._let_go(check.article)

    def next(self, article: str) -> Next | None:
        """Return an article's next check as of the last ``refresh``; None where it has none."""
        known = self._known.get(article)
        return known.next if known else None

    def spent(self, now: datetime) -> Spent:
        """Return the requests that revisits made lately, and those that are under way.

        Check lines tell of the former; the latter were handed out.
        """
        made = self._index.requests_of(Trigger.REVISIT, now - WINDOW, now - LATE)
        under_way = [(article.partition("/")[0], at) for article, at in self._held.items()]
        return Spent(
            hour=Counter(host for host, at in (*made, *under_way) if at > now - WINDOW),
            slice=Counter(host for host, at in (*made, *under_way) if at > now - SLICE),
        )

    def explain(self, article: str) -> Explanation | None:
        """Return why the article is looked at next when it is, from the index as it is.

        None for one that was never looked at.
        """
        history = self._index.check_history(article)
        if history is None:
            return None
        source, record = self._source(history), record_of(history)
        watched = history.watch if history.watch is not None else source is not None
        return Explanation(
            history=history,
            source=source,
            watched=watched,
            next=self._policy.next(record) if watched else None,
            steps=tuple(steps(self._policy, record)) if watched else (),
            rate=self._policy.factors(record).rate,
        )

    def _let_go(self, article: str) -> None:
        self._held.pop(article, None)
        self._waiting.let_go(article)

    def _source(self, history: CheckHistory) -> str | None:
        """Return the first watched source that led to the article, in the configuration's order."""
        return next((name for name in self._sources if name in history.sources), None)

    def refresh(self, now: datetime) -> None:
        """Take in what is new in the index.

        Everything at first, then the articles that new check parts name.
        """
        parts = self._index.known_parts(f"checks/{now - LATE:%Y/%m/%d}")
        if self._read is None:
            self._take(self._index.watched(self._sources, self._only))
        else:
            keys = [parse_key(key) for key in parts - self._read]
            names = self._index.checked_in(
                (key.run, key.part) for key in keys if isinstance(key, CheckKey)
            )
            names |= {name for name, times in self._handed.items() if times >= FUTILE}
            if self._only is not None:
                names.intersection_update(self._only)
            for name in names:
                self._known.pop(name, None)
                self._waiting.remove(name)
            self._take(self._index.watched(self._sources, names))
        self._read = parts

    def _take(self, histories: Iterable[CheckHistory]) -> None:
        for history in histories:
            soon, article = self._policy.next(record_of(history)), history.article
            held = self._held.get(article)
            if held is not None and history.last_checked >= held:
                self._let_go(article)
                del self._handed[article]
            if soon is not None:
                source = self._source(history)
                self._known[article] = DueCheck(
                    article=article, url=history.url, source=source, next=soon
                )
                heapq.heappush(self._ahead, (soon.at.timestamp(), article))
