"""What was made of immutable records is kept a short while, within bounds."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.errors import UsageError
from jobs.reading.derived_cache import DerivedCache


class Maker:
    """Makes values, and counts."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        """Return how many were made."""
        self.made += 1
        return self.made


def test_a_value_is_made_once_and_again_when_it_is_old() -> None:
    """The same key gives the same value until its time is over; another key has its own."""
    now = [0.0]
    cache, make = DerivedCache(seconds=60, clock=lambda: now[0]), Maker()
    assert [cache.value(("a",), make) for _ in range(3)] == [1, 1, 1]
    assert cache.value(("b",), make) == 2
    now[0] = 59.9
    assert cache.value(("a",), make) == 1
    now[0] = 60.0
    assert cache.value(("a",), make) == 3


def test_so_many_are_kept() -> None:
    """The one that was asked for longest ago makes room."""
    cache, make = DerivedCache(most=2), Maker()
    for key in ("a", "b", "a", "c"):
        cache.value((key,), make)
    assert len(cache) == 2
    assert cache.value(("a",), make) == 1
    assert cache.value(("b",), make) == 4


def test_so_much_is_kept() -> None:
    """Where values have weights, those that were asked for longest ago make room for their sum."""
    now = [0.0]
    cache = DerivedCache(most=10, seconds=60, weight=len, clock=lambda: now[0])
    for key, length in (("a", 4), ("b", 4), ("c", 5)):
        cache.value((key,), lambda length=length: "x" * length)  # type: ignore[misc]
    assert len(cache) == 2
    now[0] = 60.0  # an old value gives its room back
    for key in ("b", "c"):
        cache.value((key,), lambda: "xxxxx")
    assert len(cache) == 2
    cache.value(("d",), lambda: "x" * 11)
    assert len(cache) == 0


def test_what_may_not_be_kept_is_made_again() -> None:
    """A value that met damage belongs to its own request, and an error to nobody else."""
    cache, make = DerivedCache(), Maker()
    assert [cache.value(("a",), make, keep=lambda _: False) for _ in range(2)] == [1, 2]

    def fails() -> int:
        raise UsageError("no")

    with pytest.raises(UsageError):
        cache.value(("a",), fails)
    assert cache.value(("a",), make) == 3


@pytest.mark.parametrize(("is_kept", "made"), [(True, 1), (False, 2)])
def test_two_who_ask_at_once_wait_for_one(is_kept: bool, made: int) -> None:  # noqa: FBT001
    """While one thread makes a value another waits for it, and makes its own if it gets none."""
    cache, make = DerivedCache(), Maker()
    begun, go = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go.wait(60)
        return make()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.value, ("a",), slow, keep=lambda _: is_kept)
        assert begun.wait(60)
        second = pool.submit(cache.value, ("a",), make)
        assert not second.done()
        go.set()
        assert {first.result(60), second.result(60)} == set(range(1, made + 1))
    assert make.made == made
