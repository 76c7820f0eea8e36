"""What the archive has seen and does not believe yet: what may become a version."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from crawler.model import CONFIRMATION_POLICY, Check, Finding, Outcome, Standing
from jobs.reading.change_list import check_source
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped
from jobs.wording import counted, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """How one article stands at its address now, while no version says so."""

    article: str
    url: str
    standing: Standing
    finding: Finding | None
    """What the page seems to be instead of the article; None for an unreadable one."""
    reason: str | None
    """Of the newest look, for people."""
    status: int | None
    """The newest look's HTTP status."""
    since: datetime
    """The first look that found this, without a sure look in between."""
    last: datetime
    looks: int
    """How many looks found it."""

    @property
    def looks_needed(self) -> int | None:
        """Return how many more looks must find it before it is believed.

        None where it is never believed: it says how the site treats us, or that nothing was read.
        """
        if self.finding is None or self.finding.is_about_us:
            return None
        return max(1, CONFIRMATION_POLICY.checks - self.looks)

    @property
    def confirmed_from(self) -> datetime | None:
        """Return the earliest time at which a look can be believed; None where none ever is."""
        return None if self.looks_needed is None else self.since + CONFIRMATION_POLICY.over

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "state": self.standing.value,
            "finding": self.finding.value if self.finding else None,
            "reason": self.reason,
            "status": self.status,
            "since": stamped(self.since),
            "last": stamped(self.last),
            "looks": self.looks,
            "looks_needed": self.looks_needed,
            "confirmed_from": stamped(self.confirmed_from),
        }


@dataclass(frozen=True, slots=True)
class PendingList:
    """What waits to be settled, the newest begun first."""

    total: int
    """How many fit in all."""
    pending: tuple[Pending, ...]

    def document(self) -> dict[str, Any]:
        """Return the list as JSON has it."""
        return {
            "total": self.total,
            "pending": [
                {"article": one.article, "url": one.url, **one.document()} for one in self.pending
            ],
        }


def waits(pending: Pending) -> str:
    """Return what an address shows and what would settle it, as one sentence for people."""
    seen = f"{counted(pending.looks, 'look')} since {moment(pending.since)}"
    needed, begin = pending.looks_needed, pending.confirmed_from
    if needed is None or begin is None:
        then = "this is never taken for the article's own state"
    else:
        more = counted(needed, "more look")
        then = f"it counts as the article's state after {more}, not before {moment(begin)}"
    reason = pending.reason or pending.standing.value
    return f"{pending.standing.value} now ({seen}): {reason}; {then}"


def pending_of(opened: OpenedArchive, names: Collection[str] | None = None) -> dict[str, Pending]:
    """Return what waits to be settled, by article: of the whole archive, or of these articles."""
    return {one.article: one for one in _grouped(opened.index.unsettled(names))}


def pending_list(
    opened: OpenedArchive,
    *,
    host: str | None = None,
    source: str | None = None,
    limit: int | None = None,
) -> PendingList:
    """Return what waits to be settled, the newest begun first.

    Raises ``UsageError`` for a source that there is not.
    """
    found = pending_of(opened)
    if source is not None:
        check_source(opened, source)
        members = {one.article for one in opened.index.articles(source=source, kept=True)}
        found = {name: one for name, one in found.items() if name in members}
    fitting = [one for one in found.values() if host is None or _host(one.article) == host]
    ordered = sorted(fitting, key=lambda one: (one.since, one.article), reverse=True)
    return PendingList(len(ordered), tuple(ordered[:limit]))


def _host(article: str) -> str:
    return article.partition("/")[0]


def _grouped(looks: Sequence[Check]) -> Iterator[Pending]:
    for article, group in groupby(looks, key=lambda look: look.article):
        found = list(group)
        newest = found[-1]
        alike = [look for look in found if _agree(look, newest)]
        yield Pending(
            article=article or "",
            url=newest.url,
            standing=Standing.shown_by(newest.outcome, newest.finding),
            finding=newest.finding,
            reason=newest.reason,
            status=newest.status,
            since=alike[0].fetched_at,
            last=newest.fetched_at,
            looks=len(alike),
        )


def _agree(one: Check, other: Check) -> bool:
    """Return whether two looks found the same."""
    if one.outcome is Outcome.UNREADABLE or other.outcome is Outcome.UNREADABLE:
        return one.outcome is other.outcome
    return one.finding is not None and one.finding.agrees(other.finding)
