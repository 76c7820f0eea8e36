"""Scrapy's handler of HTTP, imported without a search through the whole program.

Scrapy makes classes for its deprecated names as it is imported. It asks ``inspect.stack`` in which
module each stands, and Python looks for every frame's source among all modules. That was a seventh
of a crawl's start (Scrapy 2.19).
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def _calling_modules() -> list[tuple[ModuleType | None]]:
    """Return the modules of the function that asks and of its caller.

    ``inspect.stack`` has their frames there; ``inspect.getmodule`` gives a module back as it is.
    """
    asking = sys._getframe(1)  # noqa: SLF001  # the way that the documentation names
    frames = [asking, asking.f_back or asking]
    return [(sys.modules.get(frame.f_globals["__name__"]),) for frame in frames]


@contextmanager
def _stack_of_modules() -> Iterator[None]:
    whole = inspect.stack
    inspect.stack = _calling_modules  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.stack = whole


with _stack_of_modules():
    import scrapy.core.downloader.handlers.http11  # noqa: F401
