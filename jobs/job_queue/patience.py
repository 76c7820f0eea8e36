"""Patience with a database that is away for a while, where much waits for its answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from crawler.errors import EngineUnusable

T = TypeVar("T")

PATIENCE = 600.0
"""Seconds for which a database that is away is waited for."""

AGAIN_AFTER = 1.0
"""Seconds after which it is asked again."""


async def patiently(
    question: Callable[[], Awaitable[T]], *, is_over: Callable[[], bool] = lambda: False
) -> T:
    """Return what a queue answers. A database that is away is waited for, ten minutes at most.

    Not once ``is_over`` says that nobody waits any more. Raises ``EngineUnusable`` then.
    """
    begun = time.monotonic()
    while True:
        try:
            return await question()
        except EngineUnusable:
            if is_over() or time.monotonic() - begun > PATIENCE:
                raise
        await asyncio.sleep(AGAIN_AFTER)
