"""Changes that come to an archive while somebody waits for them, whoever finds them.

What is new is told by check parts, as for alerts: a change counts when it is learned of, not when
it was believed. So one that another machine stored late is not missed.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from crawler.identity import CheckKey, parse_key
from crawler.index import Index
from crawler.model import ChangeFilter, ChangePosition
from jobs.reading.change_list import ListedChange, listed_changes
from jobs.reading.opened import OpenedArchive

LATE = timedelta(days=2)
"""Check parts of runs that began longer ago are not looked for again."""


class NewChanges:
    """The changes that fit a filter and that the index learns of from now on."""

    def __init__(self, index: Index, wanted: ChangeFilter, *, at: datetime) -> None:
        self._wanted = replace(wanted, since=None, limit=None, cursor=None)
        self._seen = _parts(index, at)

    def come(self, opened: OpenedArchive) -> tuple[ListedChange, ...]:
        """Return the changes that came since the last call, the first that was believed first."""
        parts = _parts(opened.index, opened.at)
        keys = [parse_key(key) for key in parts - self._seen]
        self._seen = parts
        fresh = [(key.run, key.part) for key in keys if isinstance(key, CheckKey)]
        named = opened.index.first_named(fresh)
        fitting = {
            ChangePosition.of(one): one
            for article in {record.article for record in named}
            for one in opened.index.changes(replace(self._wanted, article=article))
        }
        places = [ChangePosition.of(record) for record in named]
        return listed_changes(opened, [fitting[place] for place in places if place in fitting])


def _parts(index: Index, at: datetime) -> set[str]:
    return index.known_parts(f"checks/{at - LATE:%Y/%m/%d}")
