"""The queue of revisits without haste: at each question it puts all that wait into order."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.config import Config
from crawler.identity import CheckKey, parse_key
from crawler.index import CheckHistory, Index
from jobs.revisit.budget import Budget, Spent
from jobs.revisit.index_record import record_of
from jobs.revisit.policy import Next, Policy
from jobs.revisit.revisit_queue import FUTILE, HELD, LATE, DueCheck, RevisitQueue
from jobs.revisit.waiting_checks import Waiting, is_reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A due check."""

    article: str
    host: str
    next: Next


def choose(due: Sequence[Waiting], now: datetime, budget: Budget, spent: Spent) -> list[str]:
    """Return the articles of the checks to make now, the most valuable first."""
    by_worth = iter(sorted(due, key=lambda one: -one.next.worth(now)))
    by_wait = iter(sorted(due, key=lambda one: -one.next.waited(now)))
    taken: dict[str, Waiting] = {}
    hosts: Counter[str] = Counter()

    def fits(one: Waiting) -> bool:
        return one.article not in taken and hosts[one.host] < budget.host_room(one.host, spent)

    for slot in range(budget.room(spent)):
        found = next(filter(fits, by_wait if is_reserved(now, slot) else by_worth), None)
        if found is None:
            break
        taken[found.article] = found
        hosts[found.host] += 1
    return [one.article for one in sorted(taken.values(), key=lambda one: -one.next.worth(now))]


class PlainQueue:
    """What ``RevisitQueue`` is to answer."""

    def __init__(self, index: Index, config: Config) -> None:
        self._index, self._policy = index, Policy(config.revisit)
        self._queue = RevisitQueue(index, config)  # for what was spent, and the sources
        self._sources = [source.name for source in config.sources if source.watch]
        self._read: set[str] | None = None
        self._known: dict[str, tuple[CheckHistory, Next]] = {}
        self._waiting: dict[str, Candidate] = {}
        self._held: dict[str, datetime] = {}
        self._handed: Counter[str] = Counter()

    def due(self, now: datetime) -> list[str]:
        """Return the articles to look at now."""
        self._refresh(now)
        for article, (history, soon) in sorted(
            self._known.items(), key=lambda item: (item[1][1].at.timestamp(), item[0])
        ):
            if soon.at <= now and article not in self._waiting:
                self._waiting[article] = Candidate(article=article, host=history.host, next=soon)
        self._held = {article: at for article, at in self._held.items() if now - at < HELD}
        ready = [one for one in self._waiting.values() if one.article not in self._held]
        made = self._queue.spent(now)
        under_way = Counter(article.partition("/")[0] for article in self._held)
        recent = Counter(
            article.partition("/")[0]
            for article, at in self._held.items()
            if (now - at).total_seconds() < 600
        )
        spent = Spent(
            hour=Counter(made.hour) + under_way,
            slice=Counter(made.slice) + recent,
        )
        chosen = choose(ready, now, self._queue.budget, spent)
        self._held |= dict.fromkeys(chosen, now)
        self._handed.update(chosen)
        return chosen

    @property
    def waiting(self) -> int:
        """Return how many were due at the last call and are not handed out."""
        return len(self._waiting.keys() - self._held.keys())

    def release(self, checks: Iterable[DueCheck]) -> None:
        """Take back what was handed out."""
        for check in checks:
            if self._handed[check.article] < FUTILE:
                self._held.pop(check.article, None)

    def _refresh(self, now: datetime) -> None:
        parts = self._index.known_parts(f"checks/{now - LATE:%Y/%m/%d}")
        names: set[str] | None = None
        if self._read is not None:
            keys = [parse_key(key) for key in parts - self._read]
            names = self._index.checked_in(
                (key.run, key.part) for key in keys if isinstance(key, CheckKey)
            )
            names |= {name for name, times in self._handed.items() if times >= FUTILE}
            for name in names:
                self._known.pop(name, None)
                self._waiting.pop(name, None)
        self._read = parts
        for history in self._index.watched(self._sources, names):
            soon = self._policy.next(record_of(history))
            held = self._held.get(history.article)
            if held is not None and history.last_checked >= held:
                del self._held[history.article]
                del self._handed[history.article]
            if soon is not None:
                self._known[history.article] = history, soon
