"""Pages that touch the same follow each other; all others go on at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from jobs.importing.lanes import Lanes


async def _begun(lanes: Lanes, names: str, work: Coroutine[Any, Any, None]) -> None:
    await lanes.room(frozenset(names))
    lanes.begin(frozenset(names), work)


def test_works_that_touch_the_same_keep_their_order() -> None:
    """Also where what is common to two stands in different places; others do not wait for it."""

    async def done() -> list[str]:
        lanes, gate, log = Lanes(8), asyncio.Event(), list[str]()
        logged = asyncio.Event()

        async def slow() -> None:
            await gate.wait()
            log.append("slow")

        async def quick(name: str) -> None:
            log.append(name)
            logged.set()

        await _begun(lanes, "ab", slow())
        await _begun(lanes, "c", quick("other"))
        waiting = asyncio.create_task(_begun(lanes, "bd", quick("after")))
        await logged.wait()
        assert not waiting.done()
        gate.set()
        await waiting
        await lanes.alone()
        return log

    assert asyncio.run(done()) == ["other", "slow", "after"]


def test_no_more_are_done_at_once_than_asked_for() -> None:
    """However little they have in common."""

    async def most() -> int:
        lanes, now, highest = Lanes(2), 0, 0

        async def work() -> None:
            nonlocal now, highest
            now += 1
            highest = max(highest, now)
            await asyncio.sleep(0)
            now -= 1

        for name in "abcdef":
            await _begun(lanes, name, work())
        await lanes.alone()
        return highest

    assert asyncio.run(most()) == 2


def test_what_a_work_raises_ends_the_walk() -> None:
    """It is raised where the next work is to begin, and the others are waited for."""

    async def walked() -> None:
        lanes = Lanes(1)

        async def broken() -> None:
            raise OSError("the store is away")

        await _begun(lanes, "a", broken())
        try:
            await lanes.room(frozenset("b"))
        finally:
            await lanes.close()

    with pytest.raises(OSError, match="the store is away"):
        asyncio.run(walked())
