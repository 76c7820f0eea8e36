"""A list that says "not modified" leads to the articles that it led to before; one whose articles were not all checked is read anew."""

import signal
from typing import Any

import pytest

from tests.newspaper.fixture import Press
from tests.run.palimpsest import Crawled, Desk, until

FEED = "/feeds/conditional.xml"
INDEX = "/tagged/sitemaps/index.xml"


def _configure(desk: Desk, newspaper: Press, **places: str) -> Desk:
    source: dict[str, Any] = {"name": "paper", **{kind: [newspaper.url(path)] for kind, path in places.items()}}
    return desk.configure(sources=[source])


def _lists(crawled: Crawled) -> list[tuple[str, str, int]]:
    """Path, outcome and number of links of each list."""
    return [("/" + one["url"].split("/", 3)[3], one["outcome"], one["found"]) for one in crawled.report["sources"]]


def test_a_feed_that_is_not_modified_leads_where_it_led(desk: Desk, newspaper: Press) -> None:
    """Its articles are checked again though the feed was not sent, run after run; an edit is seen, and a new entry is found."""
    _configure(desk, newspaper, feeds=FEED)
    newspaper.say("links", "/story/harbour\n/etag/orchard")
    first = desk.crawl("--source", "paper")
    newspaper.edit("harbour")
    second = desk.crawl("--source", "paper")
    desk.lose_index()
    third = desk.crawl("--all")
    newspaper.say("links", "/story/harbour\n/story/clock")
    fourth = desk.crawl("--all")
    runs = (first, second, third, fourth)
    assert [_lists(run) for run in runs] == [[(FEED, outcome, 2)] for outcome in ("changed", "not_modified", "not_modified", "changed")]
    assert [run.outcomes for run in runs] == [
        {"/story/harbour": "new", "/etag/orchard": "new"},
        {"/story/harbour": "changed", "/etag/orchard": "not_modified"},
        {"/story/harbour": "unchanged", "/etag/orchard": "not_modified"},
        {"/story/harbour": "unchanged", "/story/clock": "new"},
    ]
    assert [run.status for run in runs] == [0, 0, 0, 0]
    assert desk.verified().findings == ()


def test_a_sitemap_index_that_is_not_modified_leads_where_it_led(desk: Desk, newspaper: Press) -> None:
    """Its sitemaps are read again, so an article that one of them names since is found."""
    _configure(desk, newspaper, sitemaps=INDEX)
    newspaper.say("links", "/story/harbour")
    first = desk.crawl("--source", "paper")
    newspaper.say("links", "/story/harbour\n/story/clock")
    second = desk.crawl("--source", "paper")
    children = ["/sitemaps/gzipped.xml.gz", "/sitemaps/news.xml", "/sitemaps/plain.xml"]
    assert sorted(path for path, _, _ in _lists(first)) == sorted([INDEX, *children])
    assert sorted(path for path, _, _ in _lists(second)) == sorted([INDEX, *children])
    assert [outcome for path, outcome, _ in _lists(second) if path == INDEX] == ["not_modified"]
    assert second.outcomes == {"/story/harbour": "unchanged", "/story/clock": "new"}


@pytest.mark.parametrize("trouble", ["interrupted", "failed"])
def test_a_feed_is_read_anew_while_an_article_of_it_was_not(desk: Desk, newspaper: Press, trouble: str) -> None:
    """After a run that was interrupted, or in which one of its articles failed, the feed is asked for whole, until all are checked."""
    _configure(desk, newspaper, feeds=FEED)
    newspaper.say("links", "/story/harbour\n/held/late" if trouble == "interrupted" else "/story/harbour\n/busy/500/late?times=1&wait=none")
    running = desk.start("crawl", "--json", "--source", "paper")
    if trouble == "interrupted":
        until(lambda: newspaper.log("/held/") and desk.kinds()["versions"] == 1, "the page that waits, and the one that doesn't")
        running.signal(signal.SIGINT, group=True)
        newspaper.set("held/late", 0)
    first = desk.crawled(running)
    newspaper.set("held/late", 1)
    second, third = desk.crawl("--source", "paper"), desk.crawl("--source", "paper")
    assert first.status == 1
    assert (first.report["interrupted"], "failed" in first.outcomes.values()) == (trouble == "interrupted", trouble == "failed")
    assert [_lists(run) for run in (first, second, third)] == [[(FEED, outcome, 2)] for outcome in ("changed", "changed", "not_modified")]
    assert [len(set(run.outcomes.values())) for run in (second, third)] == [2, 1]
    assert set(third.outcomes.values()) == {"unchanged"}
