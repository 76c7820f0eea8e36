"""Answers that cost much.

Each costs its own host's page or list, nobody else anything, and what happened is recorded.

``bench/hostile.py`` measures many more kinds, at full size.
"""

import signal
import threading
import time

import pytest

from jobs.process import memory_of
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, until

MIN_NUMBER = 50_000_000
"""The least memory that a worker can be given by configuration."""


@pytest.mark.slow
def test_a_comparison_beyond_its_limits_still_makes_a_version(
    place: Place, newspaper: Press
) -> None:
    """A long page whose old and new text cannot be compared within the limits has a new version,
    and its reason says so.
    """
    place.configure(crawl={"extract_memory": MIN_NUMBER, "workers": 1})
    url = newspaper.url("/bulk/harbour")
    assert place.crawl(url).outcomes == {"/bulk/harbour": "new"}
    newspaper.set("bulk/harbour", 1)
    crawled = place.crawl(url)
    assert crawled.outcomes == {"/bulk/harbour": "changed"}
    why = "needed more than 50 MB of memory"
    assert (
        crawled.reasons["/bulk/harbour"]
        == f"compared by whole paragraphs: sentence by sentence {why}"
    )
    assert [version.change.kinds for version in place.versions(url)] == [(), ("rewrite",)]
    assert place.verified().findings == ()


@pytest.mark.slow  # a limit of time, and so the machine's to meet
def test_a_list_beyond_its_limits_is_unreadable(place: Place, newspaper: Press) -> None:
    """A feed that takes more to parse than it may is unreadable with that reason.

    Which limit it meets first, of time or of memory, is the machine's to say. Pages and other
    lists of the run are as ever.
    """
    long = "x" * 2000
    newspaper.say("links", "\n".join(f"/story/{number}?{long}" for number in range(9000)))
    slow = {"name": "slow", "feeds": [newspaper.url("/feeds/rss.xml")]}
    place.configure(crawl={"extract_timeout": 1, "workers": 1}, sources=[slow])
    crawled = place.crawl("--source", "slow", newspaper.url("/story/harbour"))
    limits = {"took longer than 1 s", "needed more than 200 MB of memory"}
    (listed,) = crawled.report["sources"]
    assert listed["outcome"] == "unreadable"
    assert listed["reason"] in {f"reading the list {limit}" for limit in limits}
    assert crawled.outcomes == {"/story/harbour": "new"}


def test_a_list_that_no_worker_can_take_in_is_unreadable(place: Place, newspaper: Press) -> None:
    """A feed whose bytes alone kill the worker that receives them has its line all the same."""
    long = "x" * 2000
    newspaper.say("links", "\n".join(f"/story/{number}?{long}" for number in range(9000)))
    large = {"name": "large", "feeds": [newspaper.url("/feeds/rss.xml")]}
    place.configure(crawl={"extract_memory": MIN_NUMBER, "workers": 1}, sources=[large])
    crawled = place.crawl("--source", "large", newspaper.url("/story/harbour"))
    (listed,) = crawled.report["sources"]
    assert listed["outcome"] == "unreadable"
    assert crawled.outcomes == {"/story/harbour": "new"}


def test_pages_of_a_long_list_are_asked_for_some_at_a_time(place: Place, newspaper: Press) -> None:
    """A list of more links than wait at once is followed to its end, each page once, and a stop
    says how many pages are left.
    """
    paths = [f"/missing/{number}" for number in range(450)]
    newspaper.say("links", "\n".join(paths))
    place.configure(sources=[{"name": "long", "feeds": [newspaper.url("/feeds/rss.xml")]}])
    crawled = place.crawl("--source", "long")
    assert sorted(crawled.outcomes) == sorted(paths)
    assert len(newspaper.log("/missing/")) == len(paths)
    assert crawled.report["costs"]["loop_lag_ms"] < 1000


def test_a_stop_does_not_wait_for_a_page_that_takes_long(place: Place, newspaper: Press) -> None:
    """SIGTERM ends a crawl whose page is being extracted when its grace is over.

    The page is left, and no check of it is written.
    """
    place.lifelike().configure(
        crawl={"extract_timeout": 3600, "extract_memory": 2_000_000_000, "workers": 1}
    )
    running = place.start("crawl", "--json", newspaper.url("/story/1"), newspaper.url("/heavy/1"))
    until(lambda: newspaper.log("/heavy/"), "the request for the heavy page")
    until(lambda: place.kinds()["versions"], "the other page's version")
    running.signal(signal.SIGTERM)
    crawled = place.crawled(running)
    assert crawled.outcomes == {"/story/1": "new"}
    assert (crawled.report["interrupted"], crawled.report["left"]) == (True, 1)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/bulk/word", "/bulk/verse", "/bulk/harbour"])
def test_no_page_takes_more_memory_than_is_there(place: Place, newspaper: Press, path: str) -> None:
    """A crawl of a page just below the limit of size, with all its processes, takes less than 500
    MB; shared pages are counted once.
    """
    newspaper.set("bulk", 9_500_000)
    running = (
        place.lifelike()
        .configure(crawl={"workers": 2})
        .start("crawl", "--json", newspaper.url(path))
    )
    peak, done = 0, threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, memory_of(running.pid))
            time.sleep(0.05)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        crawled = place.crawled(running)
    finally:
        done.set()
        watching.join()
    assert crawled.report["costs"]["loop_lag_ms"] < 1000
    assert 50_000_000 < peak < 500_000_000
