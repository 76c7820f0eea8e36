"""robots.txt, Retry-After and retries.

What a host asks for is done, and what it will not give is not demanded again and again.
"""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.capture import FetchStatus
from crawler.middlewares.retries import GIVE_UP_AFTER, retry_after
from tests.fetch.harness import Job, Outcome, crawl, plan_of
from tests.newspaper.fixture import Press

NOW = datetime(2026, 3, 3, 8, 0, 0, tzinfo=UTC)


def _robotic(newspaper: Press, *paths: str, **limits: int) -> Outcome:
    return crawl(Job(plan_of(*(newspaper.url(path) for path in paths), obey_robots=True, **limits)))


def test_robots_is_asked_once_and_obeyed(newspaper: Press) -> None:
    """robots.txt is read once for all pages of a host, and what it forbids is refused unasked."""
    newspaper.say("robots", "User-agent: *\nDisallow: /gone\n\nUser-agent: OtherBot\nDisallow: /\n")
    outcome = _robotic(newspaper, "/story/clock", "/story/harbour", "/gone/clock")
    assert [entry["path"] for entry in newspaper.log("/robots.txt")] == ["/robots.txt"]
    refused = outcome.page(newspaper.url("/gone/clock"))
    assert (refused.fetch_status, refused.reason) == (
        FetchStatus.REFUSED,
        "robots: robots.txt forbids this page",
    )
    assert newspaper.log("/gone") == []
    assert outcome.page(newspaper.url("/story/clock")).fetch_status is FetchStatus.ANSWERED


def test_robots_binds_redirects(newspaper: Press) -> None:
    """A redirect to a page that robots.txt forbids is refused at that hop."""
    newspaper.say("robots", "User-agent: PalimpsestTest\nDisallow: /story\n")
    page = _robotic(newspaper, "/redirect/chain/1/clock").pages[0]
    assert (page.fetch_status, len(page.hops)) == (FetchStatus.REFUSED, 1)
    assert newspaper.log("/story") == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_allows_everything(newspaper: Press, status: int) -> None:
    """A 4xx for robots.txt means that there is none (RFC 9309, 2.3.1.3)."""
    newspaper.set("robots", status)
    newspaper.say("robots", "User-agent: *\nDisallow: /\n")
    assert _robotic(newspaper, "/story/clock").pages[0].fetch_status is FetchStatus.ANSWERED


@pytest.mark.parametrize("status", [429, 500, 503])
def test_unreachable_robots_forbids_everything_for_now(newspaper: Press, status: int) -> None:
    """A robots.txt that cannot be had forbids the host (RFC 9309, 2.3.1.4), and the pages are
    failed, not refused: later may be better.
    """
    newspaper.set("robots", status)
    page = _robotic(newspaper, "/story/clock", retries=0).pages[0]
    assert (page.fetch_status, page.reason) == (
        FetchStatus.FAILED,
        f"robots.txt could not be had: status {status}",
    )
    assert newspaper.log("/story") == []


def test_robots_that_redirects_to_nowhere_is_unreachable(newspaper: Press) -> None:
    """A robots.txt behind a redirect that is not followed forbids the host for now, and the reason
    tells both.
    """
    newspaper.set("robots", 302)
    page = _robotic(newspaper, "/story/clock").pages[0]
    assert (
        page.fetch_status is FetchStatus.ANSWERED
    )  # a redirect without an address is no robots.txt
    newspaper.reset()
    newspaper.say("robots-location", "/redirect/loop/a")
    page = _robotic(newspaper, "/story/clock").pages[0]
    assert (page.fetch_status, page.reason) == (
        FetchStatus.FAILED,
        "robots.txt could not be had: a redirect loop of 3 hops",
    )


@pytest.mark.parametrize("own_delay", [0, 10])
def test_crawl_delay_is_kept(newspaper: Press, own_delay: int) -> None:
    """Between two requests to a host there is at least its Crawl-delay, one at a time, however
    quick its answers are.
    """
    newspaper.say("robots", "User-agent: *\nCrawl-delay: 0.5\n")
    _robotic(newspaper, *(f"/story/{number}" for number in range(5)), per_host_delay_ms=own_delay)
    times = [entry["time"] for entry in newspaper.log("/story")]
    # The server's clock on arrival; a tenth for the way there.
    assert min(after - before for before, after in pairwise(times)) > 0.4


def test_busy_host_is_paused_for_as_long_as_it_says(newspaper: Press) -> None:
    """After 429 with Retry-After, nothing is sent to the host before that time, and then the page
    is had.
    """
    for wait in ("1", "date"):
        newspaper.reset()
        url = newspaper.url(f"/busy/429/clock?wait={wait}")
        assert crawl(Job(plan_of(url))).page(url).fetch_status is FetchStatus.ANSWERED
        first, second = (entry["time"] for entry in newspaper.log("/busy"))
        assert second - first > (0.9 if wait == "1" else 0)


def test_host_that_asks_for_too_long_is_left_alone(newspaper: Press) -> None:
    """A Retry-After that a run cannot wait for ends the host for this run.

    One request, and the rest fail unasked, with the reason.
    """
    urls = [
        newspaper.url(f"/busy/429/{name}?wait=3600&times=9")
        for name in ("clock", "harbour", "orchard")
    ]
    outcome = crawl(Job(plan_of(*urls, concurrency=1)))
    assert len(newspaper.log("/busy")) == 1
    reasons = sorted(page.reason or "" for page in outcome.pages)
    assert [page.status for page in outcome.pages if page.fetch_status is FetchStatus.ANSWERED] == [
        429
    ]
    assert [reason.startswith("the host asked to be left alone for 3") for reason in reasons] == [
        False,
        True,
        True,
    ]


def test_retries_are_bounded(newspaper: Press) -> None:
    """A page that stays broken is asked for once and then as often as the limit says.

    What is for good is not asked for again.
    """
    paths = (
        "/partial/x",
        "/status/500",
        "/busy/503/clock?times=99&wait=none",
        "/status/404",
        "/coded-wrongly/x",
    )
    crawl(Job(plan_of(*(newspaper.url(path) for path in paths), retries=1)))
    assert [len(newspaper.log(path)) for path in paths] == [2, 2, 2, 1, 1]


def test_dead_host_is_given_up(newspaper: Press) -> None:
    """A host that could not be reached several times in a row fails the rest of its pages unasked;
    other hosts go on.
    """
    dead = [f"http://127.0.0.1:1/story/{number}" for number in range(GIVE_UP_AFTER + 4)]
    alive = newspaper.url("/story/clock")
    outcome = crawl(Job(plan_of(*dead, alive, retries=0, concurrency=1)))
    reasons = Counter(page.reason for page in outcome.pages)
    assert reasons == {
        "the connection was refused": 8,
        "the host could not be reached 8 times in a row": 4,
        None: 1,
    }


def test_delay_between_requests_of_one_host(newspaper: Press) -> None:
    """The configured delay parts the requests to one host: it is a minimum, and not varied."""
    crawl(
        Job(
            plan_of(
                *(newspaper.url(f"/story/{number}") for number in range(8)), per_host_delay_ms=250
            )
        )
    )
    times = [entry["time"] for entry in newspaper.log("/story")]
    # The server's clock on arrival; a fifth for the way there.
    assert min(after - before for before, after in pairwise(times)) > 0.2


@given(st.integers(min_value=0, max_value=10**8))
def test_retry_after_in_seconds(seconds: int) -> None:
    """A number is that many seconds."""
    assert retry_after(str(seconds).encode(), NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"Tue, 03 Mar 2026 08:02:00 GMT", 120),
        (b"Tue, 03 Mar 2026 07:00:00 GMT", 0),
        (b"Tuesday, 03-Mar-26 08:00:30 GMT", 30),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        ("\u0663".encode(), None),
    ],
)
def test_retry_after_as_a_date(value: bytes | None, seconds: float | None) -> None:
    """A date is the time until then, never less than nothing.

    What is neither is as if it were not there.
    """
    assert retry_after(value, NOW) == seconds
