"""How many works of a process go on at once, and in which order they begin."""

import asyncio
import gc
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from jobs.web import page_turns
from jobs.web.page_turns import PageTurns
from jobs.web.work_pool import Deadline, PoolFull, WorkPool
from tests.run.palimpsest import until
from tests.web.site import PATIENCE, Site


class Gate:
    """A call that notes its begin, and waits until it is let go."""

    def __init__(self, begun: list[str], name: str) -> None:
        self._begun, self._name, self.go = begun, name, threading.Event()

    def __call__(self) -> str:
        """Wait."""
        self._begun.append(self._name)
        assert self.go.wait(PATIENCE)
        return self._name


async def _begun(begun: list[str], names: str) -> None:
    """Wait until these have begun."""
    await asyncio.to_thread(until, lambda: begun == list(names), names)


def test_works_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """They begin in order, each when one before it has ended, and their results are theirs."""
    monkeypatch.setattr(page_turns, "LONG", PATIENCE)

    async def check() -> None:
        begun: list[str] = []
        gates = {name: Gate(begun, name) for name in "abcd"}
        with ThreadPoolExecutor(4) as threads:
            some = PageTurns(threads, 2)
            told = [asyncio.wrap_future(some.submit(gate)) for gate in gates.values()]
            await _begun(begun, "ab")
            gates["b"].go.set()
            await _begun(begun, "abc")
            assert await told[1] == "b"
            gates["a"].go.set()
            await _begun(begun, "abcd")
            gates["c"].go.set()
            gates["d"].go.set()
            assert await asyncio.gather(*told) == list("abcd")

    asyncio.run(check())


def test_what_lasts_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A work that takes long goes on beside those after it, and gives no second turn away."""
    monkeypatch.setattr(page_turns, "LONG", 0.01)

    async def check() -> None:
        begun: list[str] = []
        gates = {name: Gate(begun, name) for name in "ab"}
        with ThreadPoolExecutor(4) as threads:
            some = PageTurns(threads, 1)
            told = [asyncio.wrap_future(some.submit(gate)) for gate in gates.values()]
            await _begun(begun, "ab")
            for gate in gates.values():
                gate.go.set()
            assert await asyncio.gather(*told) == ["a", "b"]
            assert await asyncio.wrap_future(some.submit(lambda: "c")) == "c"
        assert not some._running

    asyncio.run(check())


def test_what_waits_ends_with_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works that nobody waits for, and those of a pool that ends, are never begun."""
    monkeypatch.setattr(page_turns, "LONG", PATIENCE)

    async def check() -> None:
        begun: list[str] = []
        gates = [Gate(begun, name) for name in "abc"]
        with ThreadPoolExecutor(4) as threads:
            some = PageTurns(threads, 1)
            first, second, third = (some.submit(gate) for gate in gates)
            await _begun(begun, "a")
            second.cancel()
            some.close()
            gates[0].go.set()
            assert first.result(PATIENCE) == "a"
            with pytest.raises(CancelledError):
                third.result(PATIENCE)
        assert begun == ["a"]

    asyncio.run(check())


def test_what_has_no_thread_was_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works that wait for a thread have had no time, so no more of them come at once later."""
    monkeypatch.setattr(page_turns, "LONG", PATIENCE)

    async def check() -> None:
        begun: list[str] = []
        gates = {name: Gate(begun, name) for name in "abcd"}
        with ThreadPoolExecutor(2) as threads:
            some = PageTurns(threads, 1)
            told = [asyncio.wrap_future(some.submit(gate)) for gate in gates.values()]
            await _begun(begun, "a")
            monkeypatch.setattr(page_turns, "LONG", 0.0)
            some._look()
            await _begun(begun, "ab")
            some._look()  # c goes to the threads, which are both taken
            some._look()
            monkeypatch.setattr(page_turns, "LONG", PATIENCE)
            gates["a"].go.set()
            gates["b"].go.set()
            await _begun(begun, "abc")
            assert await asyncio.wrap_future(threads.submit(lambda: "free")) == "free"
            gates["c"].go.set()
            gates["d"].go.set()
            assert await asyncio.gather(*told) == list("abcd")

    asyncio.run(check())


def test_nobody_waits_for_an_ended_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has not begun is told so: waiting for its turn, for a thread, or asked for later."""
    monkeypatch.setattr(page_turns, "LONG", PATIENCE)

    async def check() -> None:
        begun: list[str] = []
        held = Gate(begun, "a")
        threads = ThreadPoolExecutor(1)
        some = PageTurns(threads, 2)
        first, threadless, waiting = (some.submit(one) for one in (held, held, held))
        await _begun(begun, "a")
        some.close()
        threads.shutdown(wait=False, cancel_futures=True)
        later = some.submit(held)
        for one in (threadless, waiting, later):
            with pytest.raises(CancelledError):
                one.result(PATIENCE)
        held.go.set()
        assert first.result(PATIENCE) == "a"

    asyncio.run(check())


def test_a_page_of_an_ended_pool_is_refused() -> None:
    """Whoever asks while the process ends is told so at once, by an error of ours."""

    async def check() -> None:
        pool = WorkPool()
        pool.close()
        with pytest.raises(PoolFull, match="ending"):
            await pool.run(lambda: "made", Deadline(PATIENCE), asyncio.Event().wait)

    asyncio.run(check())


def test_what_a_work_raises_is_told() -> None:
    """An error reaches whoever waits, and the turn goes on to the next."""

    async def check() -> None:
        with ThreadPoolExecutor(1) as threads:
            some = PageTurns(threads, 1)
            failed, done = some.submit(lambda: 1 // 0), some.submit(lambda: "done")
            with pytest.raises(ZeroDivisionError):
                await asyncio.wrap_future(failed)
            assert await asyncio.wrap_future(done) == "done"

    asyncio.run(check())


def test_what_was_imported_is_not_collected(site: Site) -> None:
    """A server leaves what it was made of to the end of the process: no page waits for a look."""
    assert site.get("/healthz").status == 200
    assert gc.get_freeze_count() > 0
