"""Sources: what the spider takes of feeds, sitemaps, robots.txt and section pages."""

from dataclasses import replace

import pytest

from crawler.capture import FetchStatus, ListFetched
from crawler.plan import ListTarget, SourceRules
from tests.fetch.harness import Job, Outcome, crawl, plan_for
from tests.newspaper.fixture import Press

RULES = SourceRules(name="paper")
KINDS = {
    "/feeds/rss.xml": "feed",
    "/feeds/atom.xml": "feed",
    "/feeds/feed.json": "feed",
    "/feeds/broken.xml": "feed",
    "/feeds/full.xml": "feed",
    "/sitemaps/plain.xml": "sitemap",
    "/sitemaps/news.xml": "sitemap",
    "/sitemaps/gzipped.xml.gz": "sitemap",
    "/sitemaps/text.txt": "sitemap",
    "/sitemaps/index.xml": "sitemap",
    "/sitemaps/self.xml": "sitemap",
    "/section": "section",
    "/robots.txt": "robots",
    "/feeds/empty.xml": "feed",
    "/feeds/page.html": "feed",
    "/status/404": "feed",
    "/status/500": "sitemap",
    "/redirect/to?url=/feeds/rss.xml": "feed",
}
STORIES = {"/story/harbour", "/story/orchard", "/story/clock"}


def _lists(press: Press, *paths: str) -> list[ListTarget]:
    # the table's literals
    return [ListTarget(source=path, url=press.url(path), kind=KINDS[path]) for path in paths]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outcome(module_press: Press) -> Outcome:
    """Provide every list read once, each as a source of its own, and no page fetched."""
    plan = replace(
        plan_for(RULES, *_lists(module_press, *KINDS), retries=0),
        sources=tuple(SourceRules(name=path) for path in KINDS),
    )
    return crawl(Job(replace(plan, lists_only=True)))


def _of(outcome: Outcome, source: str) -> list[ListFetched]:
    return [one for one in outcome.lists if one.list.source == source]


def _paths(press: Press, lists: list[ListFetched]) -> set[str]:
    return {link.url.removeprefix(press.base) for one in lists for link in one.links}


@pytest.mark.parametrize("path", list(KINDS)[:8])
def test_list_gives_its_links(module_press: Press, outcome: Outcome, path: str) -> None:
    """Each kind of list gives all its links, one with broken XML too."""
    (read,) = _of(outcome, path)
    assert read.fetch_status is FetchStatus.ANSWERED
    assert _paths(module_press, [read]) == STORIES
    assert (read.reason is not None) == ("broken" in path)


@pytest.mark.parametrize("path", ["/sitemaps/index.xml", "/sitemaps/self.xml", "/robots.txt"])
def test_index_is_followed(module_press: Press, outcome: Outcome, path: str) -> None:
    """An index, even one that names itself, and a robots.txt lead to their sitemaps, each read
    once, with its parent named.
    """
    lists = _of(outcome, path)
    read = {one.list.url.removeprefix(module_press.base): one for one in lists}
    assert {"/sitemaps/plain.xml", "/sitemaps/news.xml", "/sitemaps/gzipped.xml.gz"} <= set(read)
    assert len(read) == len(lists)
    assert read["/sitemaps/plain.xml"].parent == module_press.url("/sitemaps/index.xml")
    assert _paths(module_press, lists) == STORIES


def test_text_sitemap(module_press: Press, outcome: Outcome) -> None:
    """A sitemap may be a plain list of URLs."""
    assert _paths(module_press, _of(outcome, "/sitemaps/text.txt")) == STORIES


def test_section_page_gives_its_links(module_press: Press, outcome: Outcome) -> None:
    """A section page gives its links, its boilerplate among them, but nothing that leads to no
    page, with the anchors' texts.
    """
    (read,) = _of(outcome, "/section")
    assert _paths(module_press, [read]) == {*STORIES, "/about"}
    assert read.links[0].title == "A headline that leads to it"


@pytest.mark.parametrize(
    ("path", "ending", "reason"),
    [
        ("/feeds/empty.xml", FetchStatus.ANSWERED, None),
        ("/feeds/page.html", FetchStatus.UNREADABLE, "this is no feed"),
        ("/status/404", FetchStatus.FAILED, "status 404"),
        ("/status/500", FetchStatus.FAILED, "status 500"),
    ],
)
def test_list_without_links_says_why(
    outcome: Outcome, path: str, ending: FetchStatus, reason: str | None
) -> None:
    """An empty feed is no failure; what is no list, or does not come, has its reason."""
    (read,) = _of(outcome, path)
    assert (read.fetch_status, read.found) == (ending, 0)
    assert (read.reason or "").startswith(reason or "")


def test_redirected_list_names_its_hop(module_press: Press, outcome: Outcome) -> None:
    """A list that moved is read where it is now."""
    (read,) = _of(outcome, "/redirect/to?url=/feeds/rss.xml")
    assert (read.found, read.hops) == (3, (module_press.url("/redirect/to?url=/feeds/rss.xml"),))


def test_lists_only_fetches_no_page(module_press: Press, outcome: Outcome) -> None:
    """A plan for lists only yields no page."""
    assert outcome.pages == ()
    assert module_press.log("/story") == []


def test_feed_carries_the_full_text(outcome: Outcome) -> None:
    """A feed's whole article goes along as a rescue; a teaser does not."""
    assert all(
        "swing bridge" in (link.full_text or "")
        for link in _of(outcome, "/feeds/full.xml")[0].links[:1]
    )
    assert not any(link.full_text for link in _of(outcome, "/feeds/rss.xml")[0].links)


def test_rescue_reaches_the_capture(newspaper: Press) -> None:
    """The full text of a feed item stands in the capture of its page, and the target says where the
    link was found.
    """
    feed = ListTarget(source="paper", url=newspaper.url("/feeds/full.xml"), kind="feed")
    page = crawl(Job(plan_for(RULES, feed))).page(newspaper.url("/story/harbour"))
    assert page.capture
    assert b"swing bridge" in (page.capture.rescue or b"")
    assert (page.target.found_in, page.target.source, page.target.title) == (
        feed.url,
        "paper",
        "About harbour",
    )


def test_rules_are_applied(newspaper: Press) -> None:
    """Patterns, site and number decide which links are taken, and what is dropped is counted by its
    reason.
    """
    newspaper.say(
        "links",
        "/story/1\n/story/2\n/story/1?utm_source=x\n/video/3\n/story/video\nhttp://other.test/story/4\n/story/5",
    )
    rules = SourceRules(name="paper", include=("/story/",), exclude=("video$",), max_links=2)
    feed = ListTarget(source="paper", url=newspaper.url("/feeds/rss.xml"), kind="feed")
    outcome = crawl(Job(plan_for(rules, feed)))
    (read,) = outcome.lists
    assert _paths(newspaper, [read]) == {"/story/1", "/story/2"}
    assert dict(read.dropped) == {
        "duplicate": 1,
        "include": 1,
        "exclude": 1,
        "same_site": 1,
        "max_links": 1,
    }
    assert {page.url for page in outcome.pages} == {
        newspaper.url("/story/1"),
        newspaper.url("/story/2"),
    }


def test_article_is_fetched_once_across_sources(newspaper: Press) -> None:
    """Several sources that name one article, in one spelling or another, cause one fetch.

    Each list still tells of its link.
    """
    newspaper.say("links", "/story/clock")
    feed = ListTarget(source="feed", url=newspaper.url("/feeds/rss.xml"), kind="feed")
    sitemap = ListTarget(source="sitemap", url=newspaper.url("/sitemaps/plain.xml"), kind="sitemap")
    outcome = crawl(Job(replace(plan_for(RULES, feed, sitemap), sources=())))
    assert [one.found for one in outcome.lists] == [1, 1]
    assert len(outcome.pages) == len(newspaper.log("/story")) == 1


def test_other_schemes_in_a_feed_are_refused_and_recorded(newspaper: Press) -> None:
    """Links in a feed to files and data are refused as pages of their own, with the reason.

    Nothing is opened.
    """
    newspaper.say(
        "links",
        "file:///etc/passwd\ndata:text/html,<p>x\nftp://127.0.0.1/x\ns3://bucket/x\n/story/clock",
    )
    feed = ListTarget(source="paper", url=newspaper.url("/feeds/rss.xml"), kind="feed")
    outcome = crawl(Job(plan_for(RULES, feed)))
    refused = {
        page.url.partition(":")[0]: page.reason
        for page in outcome.pages
        if page.fetch_status is FetchStatus.REFUSED
    }
    assert refused == {
        scheme: f"scheme: {scheme} is not fetched, only http and https"
        for scheme in ("file", "data", "ftp", "s3")
    }
    assert {page.source for page in outcome.pages} == {"paper"}


def test_list_of_another_scheme_is_refused(newspaper: Press) -> None:
    """A sitemap index that names a file is no way to open it."""
    newspaper.say("robots", "Sitemap: file:///etc/passwd\nSitemap: http://[bad\n")
    robots = ListTarget(source="paper", url=newspaper.url("/robots.txt"), kind="robots")
    lists = crawl(Job(plan_for(RULES, robots))).lists
    assert {one.list.url: one.fetch_status for one in lists} == {
        robots.url: FetchStatus.ANSWERED,
        "file:///etc/passwd": FetchStatus.REFUSED,
        "http://[bad": FetchStatus.REFUSED,
    }
