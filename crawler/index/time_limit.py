"""A limit of time for what is asked of the index by whoever cannot wait for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class TimeLimit(Protocol):
    """Until when an answer is of use."""

    @property
    def over(self) -> bool:
        """Return whether nobody waits any more."""
        ...

    def left(self) -> float:
        """Return the seconds that are left."""
        ...


_LIMIT: ContextVar[TimeLimit | None] = ContextVar("index_time_limit", default=None)


@contextmanager
def limited(limit: TimeLimit) -> Iterator[None]:
    """Have the database end what it is asked meanwhile in this thread, once the limit is over.

    Whoever asks gets ``IndexUnusable``.
    """
    token = _LIMIT.set(limit)
    try:
        yield
    finally:
        _LIMIT.reset(token)


def current_limit() -> TimeLimit | None:
    """Return the limit for this thread, or None."""
    return _LIMIT.get()
