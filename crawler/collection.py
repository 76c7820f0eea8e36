"""When Python searches for garbage, and through what.

It counts new objects as a reason to search its whole heap for rings of garbage, tables of languages
included. Most of what we make goes by its counts, or stays.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Leave the search for garbage until the end of the block; as it was before, if it was off.

    A page is some ten thousand small objects, which all live until it is read and then go by their
    counts. Several searches came in the midst of each.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def begin_collecting() -> None:
    """Search for garbage from here on, but not through what is there: that stays.

    To look at an object that this process was forked with is to copy its page of memory. See
    ``crawler.preloading``.
    """
    gc.freeze()
    gc.enable()


def leave_uncollected() -> None:
    """Search no more for garbage through what this process holds by now: nearly all of it stays.

    What is garbage already goes before, as it would stay, too.
    """
    gc.collect()
    gc.freeze()
