"""Changes as a feed: the newest that fit a filter, and those that came late."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.feeds import FeedOfChanges, feed_id
from crawler.header import read_header
from crawler.index.lateness import MIN_NEWER
from crawler.model import ChangeFilter, ChangePosition
from jobs.reading.change_list import ListedChange, change_list, listed_changes, versions_before
from jobs.reading.derived_cache import DerivedCache
from jobs.reading.feed_entries import FedChange, content_of, entry
from jobs.reading.opened import OpenedArchive

PAGE_SIZE = MIN_NEWER
"""Entries of a page. Late ones stand on the first page beside them, at most as many again."""

CONTENTS = DerivedCache(most=20_000_000, seconds=math.inf, weight=len)
"""What entries hold, by the hashes of their records, which never change: so many characters."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlace:
    """Where a feed is served, and where its links lead. All addresses are absolute."""

    query: str
    """The filter, in one form for one meaning: a part of the feed's id."""
    title: str
    self_url: str
    home_url: str
    first_url: str
    page_after: Callable[[ChangePosition], str]
    """The address of the page that goes on after a change."""
    compare: Callable[[str, int, int], str]
    """The address at which two versions of an article are compared."""


def change_feed(
    opened: OpenedArchive,
    wanted: ChangeFilter,
    place: FeedPlace,
    contents: DerivedCache = CONTENTS,
) -> FeedOfChanges:
    """Return a page of the feed of changes that fit. Raises as ``change_list`` does."""
    page = change_list(opened, replace(wanted, limit=PAGE_SIZE), count=False)
    changes = list(page.changes)
    if wanted.cursor is None and page.next is not None:
        late = opened.index.late_changes(replace(wanted, limit=PAGE_SIZE), page.next.confirmed_at)
        there = {one.position for one in changes}
        changes += listed_changes(
            opened, [one for one in late if ChangePosition.of(one) not in there]
        )
    return FeedOfChanges(
        id=feed_id(opened.archive.id or "", place.query),
        title=place.title,
        updated=_updated(opened, wanted, changes),
        self_url=place.self_url,
        home_url=place.home_url,
        entries=tuple(
            entry(fed, _content(fed, contents)) for fed in _fed(opened, changes, place.compare)
        ),
        next_url=place.page_after(page.next) if page.next is not None else None,
        first_url=place.first_url if wanted.cursor is not None else None,
    )


def _content(fed: FedChange, contents: DerivedCache) -> str:
    """Return the content of an entry. What is damaged is made anew each time."""
    if fed.listed.read.record is None or (fed.older is not None and fed.older.record is None):
        return content_of(fed)
    return contents.value((fed.id, fed.page), lambda: content_of(fed))


def _updated(
    opened: OpenedArchive, wanted: ChangeFilter, changes: Sequence[ListedChange]
) -> datetime:
    """Return when the newest change that fits was confirmed.

    It never goes back: not on later pages, not when changes come late, and not when the last one
    leaves a filter such as "of the last week".
    """
    if changes and wanted.cursor is None:
        return changes[0].position.confirmed_at
    newest = opened.index.changes(replace(wanted, cursor=None, since=None, limit=1))
    if newest:
        return newest[0].confirmed_at
    header = read_header(opened.archive.store)
    return header.born if header is not None else _NEVER


def _fed(
    opened: OpenedArchive, changes: Sequence[ListedChange], compare: Callable[[str, int, int], str]
) -> list[FedChange]:
    """Return the changes with the versions before them, read and checked too."""
    fed = opened.index.fed_of({one.article for one in changes})
    return [
        FedChange(
            one,
            older,
            fed[one.article].hashes.get(one.read.number, ""),
            one.read.record.previous if one.read.record else fed[one.article].hashes.get(number),
            compare(one.article, number, one.read.number),
        )
        for one, (number, older) in zip(changes, versions_before(opened, changes), strict=True)
    ]
