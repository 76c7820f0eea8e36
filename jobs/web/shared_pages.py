"""Pages that many ask for at once: each is made once, and given to all who ask a moment later.

Only lists of the whole archive or of a part of it, which are looked at by whoever comes; and no
longer than until the store is looked at again, as every few seconds. What stands in one article is
read and checked for each who asks. The header ``Age`` says how many seconds ago a page was read.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from jobs.web.page_request import PageAnswer, PageRequest

SHARED_SECONDS = 2.0
"""After which a page is made anew."""

MAX_PAGES = 256
MAX_BODY = 500_000
"""Bytes of a page that is kept: all together they are a few megabytes."""


ArchiveState = tuple[str | None, int]
"""The archive's id, and which look at its store it is known by."""


class SharedPages:
    """Pages by the archive's state and address. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[object, ...], tuple[float, PageAnswer]] = OrderedDict()

    def known(self, state: ArchiveState, asked: PageRequest) -> PageAnswer | None:
        """Return the page that was made for this address a moment ago, with its age; or None."""
        made = self._kept.get(_key(state, asked))
        if made is None:
            return None
        age = self._clock() - made[0]
        if age >= SHARED_SECONDS:
            return None
        told = made[1]
        return replace(told, headers={**told.headers, "Age": str(int(age))})

    def keep(self, state: ArchiveState, asked: PageRequest, told: PageAnswer) -> PageAnswer:
        """Keep a page, with its tag, where it is one; and return it."""
        body = told.body
        if told.status != HTTPStatus.OK or not isinstance(body, bytes) or len(body) > MAX_BODY:
            return told
        etag = told.etag or hashlib.sha256(body).hexdigest()[:32]
        kept = replace(told, etag=etag)
        key = _key(state, asked)
        self._kept[key] = self._clock(), kept
        self._kept.move_to_end(key)
        while len(self._kept) > MAX_PAGES:
            self._kept.popitem(last=False)
        return kept


def _key(state: ArchiveState, asked: PageRequest) -> tuple[object, ...]:
    return state, asked.base_url, asked.path, asked.query
