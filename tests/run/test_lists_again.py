"""A list that says "not modified" leads to the articles that it led to before.

One whose articles were not all checked is read anew.
"""

import signal
from typing import Any

import pytest

from tests.newspaper.fixture import Press
from tests.run.palimpsest import Crawled, Place, until

pytestmark = pytest.mark.slow

FEED = "/feeds/conditional.xml"
INDEX = "/tagged/sitemaps/index.xml"


def _configure(place: Place, newspaper: Press, **places: str) -> Place:
    source: dict[str, Any] = {
        "name": "paper",
        **{kind: [newspaper.url(path)] for kind, path in places.items()},
    }
    return place.configure(sources=[source])


def _lists(crawled: Crawled) -> list[tuple[str, str, int]]:
    """Path, outcome and number of links of each list."""
    return [
        ("/" + one["url"].split("/", 3)[3], one["outcome"], one["found"])
        for one in crawled.report["sources"]
    ]


def test_a_feed_that_is_not_modified_leads_where_it_led(place: Place, newspaper: Press) -> None:
    """Its articles are checked again though the feed was not sent, run after run.

    An edit is seen, and a new entry is found.
    """
    _configure(place, newspaper, feeds=FEED)
    newspaper.say("links", "/story/harbour\n/etag/orchard")
    first = place.crawl("--source", "paper")
    newspaper.edit("harbour")
    second = place.crawl("--source", "paper")
    place.lose_index()
    third = place.crawl("--all")
    newspaper.say("links", "/story/harbour\n/story/clock")
    fourth = place.crawl("--all")
    runs = (first, second, third, fourth)
    assert [_lists(run) for run in runs] == [
        [(FEED, outcome, 2)] for outcome in ("changed", "not_modified", "not_modified", "changed")
    ]
    assert [run.outcomes for run in runs] == [
        {"/story/harbour": "new", "/etag/orchard": "new"},
        {"/story/harbour": "changed", "/etag/orchard": "not_modified"},
        {"/story/harbour": "unchanged", "/etag/orchard": "not_modified"},
        {"/story/harbour": "unchanged", "/story/clock": "new"},
    ]
    assert [run.status for run in runs] == [0, 0, 0, 0]
    assert place.verified().findings == ()


def test_a_sitemap_index_that_is_not_modified_leads_where_it_led(
    place: Place, newspaper: Press
) -> None:
    """Its sitemaps are read again, so an article that one of them names since is found."""
    _configure(place, newspaper, sitemaps=INDEX)
    newspaper.say("links", "/story/harbour")
    first = place.crawl("--source", "paper")
    newspaper.say("links", "/story/harbour\n/story/clock")
    second = place.crawl("--source", "paper")
    children = ["/sitemaps/gzipped.xml.gz", "/sitemaps/news.xml", "/sitemaps/plain.xml"]
    assert sorted(path for path, _, _ in _lists(first)) == sorted([INDEX, *children])
    assert sorted(path for path, _, _ in _lists(second)) == sorted([INDEX, *children])
    assert [outcome for path, outcome, _ in _lists(second) if path == INDEX] == ["not_modified"]
    assert second.outcomes == {"/story/harbour": "unchanged", "/story/clock": "new"}


@pytest.mark.parametrize("trouble", ["interrupted", "failed"])
def test_a_feed_is_read_anew_while_an_article_of_it_was_not(
    place: Place, newspaper: Press, trouble: str
) -> None:
    """After a run that was interrupted, or in which one of its articles failed, the feed is asked
    for whole, until all are checked.
    """
    _configure(place, newspaper, feeds=FEED)
    newspaper.say(
        "links",
        "/story/harbour\n/held/late"
        if trouble == "interrupted"
        else "/story/harbour\n/busy/500/late?times=1&wait=none",
    )
    running = place.start("crawl", "--json", "--source", "paper")
    if trouble == "interrupted":
        until(
            lambda: newspaper.log("/held/") and place.kinds()["versions"] == 1,
            "the page that waits, and the one that doesn't",
        )
        running.signal(signal.SIGINT, group=True)
        newspaper.set("held/late", 0)
    first = place.crawled(running)
    newspaper.set("held/late", 1)
    second, third = place.crawl("--source", "paper"), place.crawl("--source", "paper")
    assert first.status == 1
    assert (first.report["interrupted"], "failed" in first.outcomes.values()) == (
        trouble == "interrupted",
        trouble == "failed",
    )
    assert [_lists(run) for run in (first, second, third)] == [
        [(FEED, outcome, 2)] for outcome in ("changed", "changed", "not_modified")
    ]
    assert [len(set(run.outcomes.values())) for run in (second, third)] == [2, 1]
    assert set(third.outcomes.values()) == {"unchanged"}
