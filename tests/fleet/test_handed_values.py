"""What crawls hand to each other through the queue, and what is said of what makes no sense."""

from datetime import UTC, datetime

import pytest

from crawler.codec import as_json, from_json
from crawler.errors import BadRecord
from crawler.handing_on import Begun, BegunFetch, BegunRobots, packed, unpacked
from crawler.model import Exchange
from jobs.fleet.crawl_attempts import begun_of
from jobs.job_queue import QueuedJob
from jobs.job_queue.job_values import BEGUN

HOP = Exchange(
    url="https://a.example/old",
    fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    status=301,
    request_headers=(("Host", "a.example"),),
    response_headers=(("Location", "https://b.example/new"),),
)


def test_exchanges_come_out_as_they_went_in() -> None:
    """None are no text."""
    assert unpacked(packed((HOP,))) == (HOP,)
    assert unpacked(packed(())) == ()


@pytest.mark.parametrize("text", ["A", "no base64!", "é", "bm8gZ3ppcA==", packed((HOP,))[:-40]])
def test_broken_exchanges_are_refused(text: str) -> None:
    """A job that goes on with them is given up with what is wrong, before its crawl begins."""
    with pytest.raises(BadRecord):
        unpacked(text)
    fetch = BegunFetch(url=HOP.url, source=None, next_url="https://b.example/new", hops=text)
    robots = BegunRobots(origin="https://a.example", hops=text)
    for begun in (Begun(fetches=(fetch,)), Begun(robots=(robots,))):
        assert from_json(Begun, as_json(begun)) == begun
        with pytest.raises(BadRecord):
            begun_of(QueuedJob(kind="crawl", entry="crawl", body={BEGUN: as_json(begun)}))
