"""No search for garbage in the midst of a page.

A page is some ten thousand small objects, which all live until it is read and then go by their
counts. Python counts them as a reason to search its whole heap for rings of garbage, tables of
languages included, several times a page.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Leave the search for garbage until the end of the block; as it was before, if it was off."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
