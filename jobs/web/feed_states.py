"""Since when each feed has been as it is: for readers who ask by time only."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from email.utils import format_datetime
from threading import Lock

MAX_FEEDS = 1_000
"""Addresses of which this is remembered."""


class FeedStates:
    """Remembers the state of each feed, and when it was first seen. For all threads.

    A feed has no time of its own for this: a change that comes late makes it another feed, and
    moves none of the times in it.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[str, datetime]] = OrderedDict()
        self._lock = Lock()

    def last_modified(self, feed: Hashable, state: str, now: datetime) -> str | None:
        """Return HTTP's date since when the feed has been in this state.

        None within a state's first second: another one could still come with the same date.
        """
        second = now.replace(microsecond=0)
        with self._lock:
            known = self._known.get(feed)
            since = known[1] if known is not None and known[0] == state else second
            self._known[feed] = state, since
            self._known.move_to_end(feed)
            if len(self._known) > MAX_FEEDS:
                self._known.popitem(last=False)
        settled = now >= since + timedelta(seconds=1)
        return format_datetime(since, usegmt=True) if settled else None
