"""Which of an index's sitemaps is the newest."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from crawler.discover.link import Link

_DATED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_/.]?(?P<month>0[1-9]|1[0-2]|[1-9](?=\D|$))"
    r"(?:[-_/.]?(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=\D|$)))?)?(?!\d)"
)


def newest(lists: Sequence[Link], most: int) -> tuple[Link, ...]:
    """Return the newest of an index's sitemaps, at most so many, in the index's order."""
    if len(lists) <= most:
        return tuple(lists)
    places = {link: place for place, link in enumerate(lists)}
    return tuple(sorted(_newest_first(lists)[:most], key=places.__getitem__))


def _newest_first(lists: Sequence[Link]) -> tuple[Link, ...]:
    """Return the sitemaps, the newest first.

    By the time that the index gives, else by the day, month or year in the address. Those without
    either come from both ends of the index in turn: some sites number their sitemaps from the
    oldest on, some from the newest. A few of them among many dated ones are what is not yet filed
    by date, such as the newest news, and come first; else they come last.
    """
    dated = [(moment, link) for link in lists if (moment := _moment(link)) is not None]
    plain = [link for link in lists if _moment(link) is None]
    half = (len(plain) + 1) // 2
    ends = [link for pair in zip(plain[:half], plain[::-1], strict=False) for link in pair]
    by_date = [link for _, link in sorted(dated, key=lambda one: one[0], reverse=True)]
    undated = ends[: len(plain)]
    return (*undated, *by_date) if len(undated) < len(by_date) else (*by_date, *undated)


def _moment(link: Link) -> datetime | None:
    if link.lastmod or link.published:
        return link.lastmod or link.published
    found = _DATED.search(link.url)
    if not found:
        return None
    try:
        return datetime(
            int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), tzinfo=UTC
        )
    except ValueError:
        return None
