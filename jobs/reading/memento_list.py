"""The mementos of an address (RFC 7089): its article's versions, by the times of their captures.

A version that says that the page was gone is none, and neither is a redacted one: there is nothing
that could be shown.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime

from crawler.attest import DamagedRecord
from crawler.errors import UnknownArticle, UsageError
from crawler.identity import MAX_URL_LENGTH
from crawler.index import VersionMark
from crawler.model import State
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found, find_whole

MAX_PAGE = 1_000
"""Mementos that one page of a TimeMap names."""


@dataclass(frozen=True, slots=True)
class Memento:
    """A version as Memento knows it."""

    at: datetime
    """When it was captured, to the second: HTTP knows no parts of one."""
    number: int
    """The version's."""
    found: Found = field(repr=False, compare=False)
    """The article that has the version: the one asked for, or one that was joined to it."""


@dataclass(frozen=True, slots=True)
class MementoPage:
    """Some of an address's mementos, in order, one at least."""

    mementos: tuple[Memento, ...]

    @property
    def first(self) -> datetime:
        """Return the time of the oldest."""
        return self.mementos[0].at

    @property
    def last(self) -> datetime:
        """Return the time of the newest."""
        return self.mementos[-1].at


@dataclass(frozen=True, slots=True)
class MementoList:
    """All mementos of an address, oldest first, one at least. No two have the same time."""

    found: Found
    original: str
    """The address that the article has in the archive, whichever of its addresses was asked for."""
    mementos: tuple[Memento, ...]

    def nearest(self, at: datetime | None) -> int:
        """Return the place of the memento nearest to a time: of two, the older one.

        Without a time it is the newest.
        """
        if at is None:
            return len(self.mementos) - 1
        after = self._from(at)
        near = self.mementos[max(after - 1, 0) : after + 1]
        return self.mementos.index(min(near, key=lambda one: abs(one.at - at)))

    def place(self, at: datetime) -> int | None:
        """Return the place of the memento of just this time; None where there is none."""
        place = self._from(at)
        return place if self.mementos[place : place + 1] and self.mementos[place].at == at else None

    def page(self, begin: datetime | None) -> MementoPage | None:
        """Return the mementos from a time on that fit on one page; None where there are none."""
        start = self._from(begin) if begin else 0
        some = self.mementos[start : start + MAX_PAGE]
        return MementoPage(some) if some else None

    def page_before(self, page: MementoPage) -> MementoPage | None:
        """Return the page before this one; None where this one is the first."""
        start = self._from(page.first)
        return self.page(self.mementos[max(start - MAX_PAGE, 0)].at) if start else None

    def page_after(self, page: MementoPage) -> MementoPage | None:
        """Return the page after this one; None where this one is the last."""
        start = self._from(page.last) + 1
        return self.page(self.mementos[start].at) if start < len(self.mementos) else None

    def _from(self, at: datetime) -> int:
        return bisect_left(self.mementos, at, key=_time)


def memento_list(opened: OpenedArchive, uri: str) -> MementoList:
    """Return the mementos of an address, which must be whole; any address of the article will do.

    Raises ``UsageError`` for what is no address, ``UnknownArticle`` where there is no memento of
    it, and ``DamagedRecord`` where damage may be why.
    """
    if not uri or len(uri) > MAX_URL_LENGTH:
        problem = f"is longer than {MAX_URL_LENGTH:,} characters" if uri else "is missing"
        raise UsageError(f"the article's address {problem}", hint="Write it at the end.")
    found = next(filter(None, (find_whole(opened, one) for one in _meant(uri))), None)
    if found is None:
        raise UnknownArticle(
            f"The archive keeps no version of {uri}.",
            hint="The box above finds an article by a part of its address.",
        )
    by_time: dict[datetime, Memento] = {}
    marks = _marks(opened, found)
    for mark, kept in marks:
        if mark.state is State.PRESENT:
            at = mark.at.replace(microsecond=0)
            by_time[at] = Memento(at, mark.number, kept)
    if not by_time:
        raise _without_any(opened, found, len(marks))
    original = found.url if "://" in found.url else uri
    return MementoList(found, original, tuple(by_time.values()))


def _marks(opened: OpenedArchive, found: Found) -> list[tuple[VersionMark, Found]]:
    """Return the versions of the article and of those joined to it, by time; its own come last.

    Without redacted ones.
    """
    redacted = opened.index.redacted_of([one.article for one in found.whole])
    marks = [
        (mark, one)
        for one in found.whole
        for mark in opened.index.version_marks(one.article)
        if mark.number not in redacted[one.article]
    ]
    return sorted(marks, key=lambda one: (one[0].at, one[1] is found, one[0].number))


def _without_any(opened: OpenedArchive, found: Found, marks: int) -> DamagedRecord | UnknownArticle:
    redacted = opened.index.redacted_of([one.article for one in found.whole])
    taken = sum(map(len, redacted.values()))
    if marks + taken < sum(len(one.numbers) for one in found.whole):
        return DamagedRecord(opened.reader.damage)
    if taken:
        return UnknownArticle(f"What was archived of {found.url} was taken out of the archive.")
    return UnknownArticle(f"Whenever {found.url} was looked at, it was gone.")


def _meant(uri: str) -> list[str]:
    """Return the addresses that may be meant: a mark like ``#!`` comes only as an escape."""
    return [uri, uri.replace("%23!", "#!", 1)] if "%23!" in uri else [uri]


def _time(one: Memento) -> datetime:
    return one.at
