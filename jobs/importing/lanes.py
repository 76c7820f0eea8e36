"""Works that are done at the same time, and come to what they would one after the other."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any


class Lanes:
    """Does works at the same time that touch nothing in common, so many at most.

    All others are done in the order in which they come.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._running: dict[asyncio.Task[None], frozenset[str]] = {}

    async def room(self, names: frozenset[str]) -> bool:
        """Wait until a work that touches these can begin. Returns whether it could at once.

        Raises what works raise.
        """
        at_once = True
        while len(self._running) >= self._most or self._is_taken(names):
            at_once = False
            await self._one_ends()
        return at_once

    def begin(self, names: frozenset[str], work: Coroutine[Any, Any, None]) -> None:
        """Begin a work, for which there is room."""
        self._running[asyncio.create_task(work)] = names

    async def alone(self) -> None:
        """Wait until all works have ended. Raises what they raise."""
        while self._running:
            await self._one_ends()

    async def close(self) -> None:
        """Wait until all works have ended, whatever they raise."""
        await ended(self._running)

    def _is_taken(self, names: frozenset[str]) -> bool:
        return any(names & taken for taken in self._running.values())

    async def _one_ends(self) -> None:
        done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            del self._running[task]
        for task in done:
            task.result()


async def ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Wait until tasks have ended, whatever they raise."""
    await asyncio.gather(*tasks, return_exceptions=True)
