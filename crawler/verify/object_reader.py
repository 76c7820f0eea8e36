"""Reading stored objects for verification.

A bad object is a finding, a store that is down is an error.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from crawler.errors import BadKey, ObjectMissing, StoreBroken, StoreDenied
from crawler.store.base import ObjectStore
from crawler.verify.findings import Problem, VerifyResult

A = TypeVar("A")
B = TypeVar("B")

LISTED = "it was listed, and is not there"

_READERS = 8
_WINDOW = 4 * _READERS


def fetch(
    store: ObjectStore, key: str, result: VerifyResult, *, why_missing: str = LISTED
) -> bytes | None:
    """Return the object's bytes, or None with a finding that says why not.

    Raises the ``StoreError`` that says that the store as a whole cannot be used:
    ``StoreUnavailable``, ``StoreMissing``.
    """
    try:
        return store.read(key)
    except ObjectMissing:
        result.add(key, Problem.MISSING, why_missing)
    except (BadKey, StoreBroken, StoreDenied) as error:
        result.add(key, Problem.UNREADABLE, error.message)
    return None


def in_threads(work: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """Yield the results of ``work`` in the order of ``items``.

    A few are under way at any time, so that a slow store is kept busy.
    """
    pool = ThreadPoolExecutor(_READERS, thread_name_prefix="verify")
    try:
        running: deque[Future[B]] = deque()
        for item in items:
            running.append(pool.submit(work, item))
            if len(running) >= _WINDOW:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
