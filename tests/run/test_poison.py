"""One poisonous page costs one worker.

Its own outcome says why, and everybody else's are as if it had not been there.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from crawler.model import Capture, Exchange
from crawler.workers import Workers
from tests.newspaper.fixture import Press
from tests.newspaper.stories import page, story
from tests.run.palimpsest import PATIENCE, Place, until

_LIMIT = 3.0
"""Seconds for a page: far more than a small one needs, also on a loaded machine."""


def never_ending() -> None:
    """Work that never ends, as in a parser that backtracks."""
    while True:
        time.sleep(1)


def deadly() -> None:
    """A crash in a parser written in C, or the kernel's answer to a process that takes
    all memory.
    """
    os.kill(os.getpid(), signal.SIGKILL)


def buggy() -> None:
    """An exception that nobody thought of."""
    raise ZeroDivisionError("a bug")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison(Capture):
    """A capture that does something to whoever looks at its answer."""

    effect: Callable[[], None]

    @property
    def answer(self) -> Exchange:
        """No answer."""
        self.effect()
        raise AssertionError


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Provide one worker, so that it must be replaced before anything else can be done."""
    with Workers(1, _LIMIT, 1_000_000) as pool:
        yield pool


def _exchanges(number: int) -> tuple[Exchange, ...]:
    body = page(story(str(number), 0)).encode()
    return (
        Exchange(
            url=f"https://news.example/{number}",
            fetched_at=datetime.now(UTC),
            status=200,
            body=body,
        ),
    )


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (never_ending, "extraction took longer than 3 s"),
        (deadly, "extraction killed its worker (exit status -9)"),
        (buggy, "extraction failed: ZeroDivisionError: a bug"),
    ],
)
def test_a_poisonous_page_costs_its_worker_alone(
    workers: Workers, effect: Callable[[], None], reason: str
) -> None:
    """A page that never ends, kills its worker, or meets a bug is an Extraction with that problem;
    those around it are read.
    """
    captures = [Capture(exchanges=_exchanges(number)) for number in (1, 2, 3)]
    captures.insert(1, Poison(exchanges=_exchanges(0), effect=effect))
    futures = [workers.submit(capture) for capture in captures]
    found = [future.result(PATIENCE) for future in futures]
    assert [one.problem for one in found] == [None, reason, None, None]
    assert [one.title for one in found if one.title] == [
        f"Bridge number {number} stuck half open" for number in (1, 2, 3)
    ]
    assert len({one.extractor for one in found}) == 1


def test_an_error_waits_for_nobody() -> None:
    """A run that ends by an error leaves a page that is being read, and one that waits for its
    turn, and no process.
    """
    others = set(multiprocessing.active_children())
    workers = Workers(1, 10 * PATIENCE, 1_000_000)
    assert workers.submit(Capture(exchanges=_exchanges(1))).result(PATIENCE).problem is None
    futures = [
        workers.submit(Poison(exchanges=_exchanges(number), effect=never_ending))
        for number in range(3)
    ]
    until(futures[0].running, "the page that is being read")
    with pytest.raises(ZeroDivisionError), workers:
        buggy()
    assert set(multiprocessing.active_children()) <= others
    until(lambda: all(future.done() for future in futures), "the end of what nobody waits for")


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_workers_may_be_killed_while_they_wait(count: int) -> None:
    """Idle workers that somebody kills, as the kernel does when memory is short, cost no page at
    all.
    """
    others = set(multiprocessing.active_children())
    with Workers(count, PATIENCE, 1_000_000) as pool:
        for number in range(3):
            futures = [
                pool.submit(Capture(exchanges=_exchanges(each))) for each in range(2 * count)
            ]
            assert [future.result(PATIENCE).problem for future in futures] == [None] * len(futures)
            victims = set(multiprocessing.active_children()) - others
            assert victims, f"nobody was there to be killed in round {number}"
            for victim in victims:
                victim.kill()


def test_a_crawl_survives_a_poisonous_page(place: Place, newspaper: Press) -> None:
    """A page that takes more than its worker may is unreadable with that reason.

    Which limit it meets first, of time or of memory, is the machine's to say. The others are new,
    and the run ends.
    """
    place.configure(crawl={"extract_timeout": _LIMIT, "workers": 1, "max_page_bytes": 50_000_000})
    paths = ["/story/1", "/heavy/poison", "/story/2", "/story/3"]
    crawled = place.crawl(*map(newspaper.url, paths))
    assert crawled.outcomes == {path: "unreadable" if "heavy" in path else "new" for path in paths}
    limits = {"took longer than 3 s", "needed more than 200 MB of memory"}
    assert crawled.reasons["/heavy/poison"] in {f"extraction {limit}" for limit in limits}
    assert crawled.status == 1
    assert crawled.report["counts"] == {"new": 3, "unreadable": 1}
    assert place.verified().findings == ()
