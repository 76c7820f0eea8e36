"""Which links a source takes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import Link
from crawler.identity import article_of
from crawler.identity.urls import scheme_refusal
from crawler.plan import SourceRules
from crawler.spiders.rules import LinkFilter, url_refusal

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
LIST = ("https://news.example/feed",)
HOUR = timedelta(hours=1)


def _taken(rules: SourceRules, *links: Link) -> list[str]:
    return [
        link.url.removeprefix("https://news.example")
        for link in LinkFilter(rules).apply(links, LIST, NOW)[0]
    ]


def _link(path: str, *, published: datetime | None = None, lastmod: datetime | None = None) -> Link:
    return Link(url=f"https://news.example{path}", published=published, lastmod=lastmod)


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        (_link("/undated"), True),
        (_link("/young", published=NOW - HOUR), True),
        (_link("/old", published=NOW - 25 * HOUR), False),
        (_link("/old-and-updated", published=NOW - 90 * HOUR, lastmod=NOW - HOUR), True),
        (_link("/of-yesterday", lastmod=datetime(2026, 3, 2, tzinfo=UTC)), True),
        (_link("/of-the-day-before", lastmod=datetime(2026, 2, 28, tzinfo=UTC)), False),
        (_link("/of-tomorrow", published=NOW + 25 * HOUR), True),
    ],
)
def test_age_is_that_of_the_newest_date(link: Link, *, taken: bool) -> None:
    """Undated links are taken, an update makes young, and a day without a time lasts
    until its end.
    """
    assert bool(_taken(SourceRules(name="x", max_age=86_400), link)) == taken


def test_patterns_search_the_whole_url() -> None:
    """One include pattern must be found, and no exclude pattern."""
    rules = SourceRules(name="x", include=(r"/20\d\d/", "live"), exclude=("/video/",))
    assert _taken(rules, *map(_link, ("/2026/a", "/live", "/about", "/2026/video/b"))) == [
        "/2026/a",
        "/live",
    ]


def test_site_is_that_of_the_list_or_of_where_it_answered() -> None:
    """Subdomains belong to the site.

    A list that moved to another domain brings that domain along.
    """
    links = (
        Link(url="https://www.news.example/a"),
        Link(url="https://moved.example/b"),
        Link(url="https://other.example/c"),
    )
    taken, dropped, _ = LinkFilter(SourceRules(name="x")).apply(
        links, (*LIST, "https://moved.example/feed"), NOW
    )
    assert [link.url for link in taken] == [links[0].url, links[1].url]
    assert dict(dropped) == {"same_site": 1}
    assert len(LinkFilter(SourceRules(name="x", same_site=False)).apply(links, LIST, NOW)[0]) == 3


def test_number_counts_over_all_lists_of_a_source() -> None:
    """What one list took is not there for the next."""
    link_filter = LinkFilter(SourceRules(name="x", max_links=3))
    assert len(link_filter.apply([_link("/1"), _link("/2")], LIST, NOW)[0]) == 2
    taken, dropped, _ = link_filter.apply([_link("/3"), _link("/4")], LIST, NOW)
    assert (len(taken), dict(dropped)) == (1, {"max_links": 1})


@given(
    st.lists(
        st.sampled_from(
            ["/a", "/a?utm_source=x", "/a#top", "/b", "/b/", "http://[", "ftp://x/y", "data:,x"]
        ),
        max_size=12,
    )
)
def test_every_link_is_accounted_for(paths: list[str]) -> None:
    """Taken, dropped and unusable add up, and what is taken is each article once."""
    links = [Link(url=path if ":" in path else f"https://news.example{path}") for path in paths]
    taken, dropped, unusable = LinkFilter(SourceRules(name="x")).apply(links, LIST, NOW)
    assert len({article_of(link.url) for link in taken}) == len(taken)
    assert len(taken) + sum(dropped.values()) + sum(link.url in unusable for link in links) == len(
        links
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FTP://x/y",
        "data:text/html,x",
        "s3://b/k",
        "gopher://x",
        "jar:http://x!/y",
        "view-source:http://x/",
    ],
)
def test_scheme_is_refused_by_name(url: str) -> None:
    """Everything but http and https is refused, and the reason names the scheme."""
    assert f"scheme: {url.partition(':')[0].lower()} is not fetched" in (scheme_refusal(url) or "")
    assert url_refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/",
        "HTTPS://news.example/a",
        "http://news.example/a:b",
        "https://news.example/?u=ftp://x",
    ],
)
def test_http_is_not_refused(url: str) -> None:
    """A page's URL passes, whatever else stands in it."""
    assert url_refusal(url) is None
