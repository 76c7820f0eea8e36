"""Whose work is done next: no host takes every worker, and what one host has waiting is bounded."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from crawler import turns
from crawler.turns import LARGE, Crowded, Turns
from tests.run.palimpsest import until

PATIENCE = 60


class Held:
    """Works that end when they are told to, and the order in which works began."""

    def __init__(self, count: int) -> None:
        self.turns = Turns(count)
        self.free = threading.Event()
        self.begun: list[str] = []

    def hold(self, name: str, host: str, size: int = 0) -> Future[str]:
        """Return a work that waits."""

        def work() -> str:
            self.begun.append(name)
            assert self.free.wait(PATIENCE)
            return name

        return self.turns.submit(work, host=host, size=size)

    def quick(self, name: str, host: str, size: int = 0, *, shed: bool = False) -> Future[str]:
        """Return a work that ends at once."""

        def work() -> str:
            self.begun.append(name)
            return name

        return self.turns.submit(work, host=host, size=size, shed=shed)


@pytest.fixture(params=[1, 2])
def held(request: pytest.FixtureRequest) -> Iterator[Held]:
    """So many workers."""
    found = Held(request.param)
    yield found
    found.free.set()
    found.turns.close()


@pytest.mark.parametrize("held", [2], indirect=True)
def test_large_pages_of_one_host_leave_a_worker_to_others(held: Held) -> None:
    """While a host's large page is worked on, its next one waits, and another host's page that came
    later is done.
    """
    first = held.hold("first", "slow.example", 2 * LARGE)
    until(lambda: held.begun == ["first"], "the first work")
    second = held.quick("second", "slow.example", 2 * LARGE)
    assert held.quick("other", "other.example").result(PATIENCE) == "other"
    assert not second.done()
    held.free.set()
    assert [one.result(PATIENCE) for one in (first, second)] == ["first", "second"]


@pytest.mark.parametrize("held", [2], indirect=True)
def test_a_page_that_takes_long_holds_back_its_own_host(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small pages that take long don't take every worker either."""
    monkeypatch.setattr(turns, "SLOW", 0.0)
    held.hold("first", "slow.example")
    until(lambda: held.begun == ["first"], "the first work")
    second = held.quick("second", "slow.example")
    assert held.quick("other", "other.example").result(PATIENCE) == "other"
    assert not second.done()


@pytest.mark.parametrize("held", [1], indirect=True)
def test_one_worker_goes_round(held: Held) -> None:
    """With one worker, a host that has had its time comes after one that hasn't, though it asked
    first.
    """
    held.hold("first", "slow.example")
    until(lambda: held.begun == ["first"], "the first work")
    waiting = [
        held.quick("second", "slow.example"),
        held.quick("third", "slow.example"),
        held.quick("other", "other.example"),
    ]
    time.sleep(1.1)  # it is seconds of work that are counted
    held.free.set()
    assert [one.result(PATIENCE) for one in waiting] == ["second", "third", "other"]
    assert held.begun == ["first", "other", "second", "third"]


def test_what_a_stuck_host_may_have_waiting_is_bounded(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a work that takes long, no more of a host is taken than it may hold.

    Other hosts, and who insists, are not refused.
    """
    monkeypatch.setattr(turns, "STUCK", 0.0)
    held.hold("first", "slow.example", 2 * LARGE)
    until(lambda: held.begun == ["first"], "the first work")
    assert not held.quick("second", "slow.example", turns.HELD, shed=True).done()
    with pytest.raises(Crowded):
        held.quick("third", "slow.example", LARGE, shed=True).result(0)
    assert not held.quick("fourth", "slow.example", LARGE).done()
    other = held.quick("other", "other.example", LARGE, shed=True)
    held.free.set()
    assert other.result(PATIENCE) == "other"


def test_a_refusal_ends_what_waits(held: Held) -> None:
    """What waits when all is refused ends with the error, and so does what comes later."""
    works = [
        held.hold("first", "slow.example", 2 * LARGE),
        held.quick("second", "slow.example", 2 * LARGE),
    ]
    until(lambda: held.begun == ["first"], "the first work")
    held.turns.refuse(ZeroDivisionError())
    for refused in (works[1], held.quick("third", "other.example")):
        with pytest.raises(ZeroDivisionError):
            refused.result(PATIENCE)
    held.free.set()
    assert works[0].result(PATIENCE) == "first"
