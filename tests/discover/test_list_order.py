"""Which sitemaps of an index come first."""

from datetime import UTC, datetime

from crawler.discover import Link, newest


def _order(*lists: Link) -> list[str]:
    """Return the addresses in the order in which they would be left out last."""
    order: list[str] = []
    for most in range(1, len(lists) + 1):
        order += [link.url for link in newest(lists, most) if link.url not in order]
    return order


def test_what_is_taken_stays_in_the_index_s_order() -> None:
    """Only which ones are taken depends on their age."""
    links = [Link(url=f"/{year}.xml") for year in (2024, 2026, 2025)]
    assert newest(links, 2) == (links[1], links[2])
    assert newest(links, 3) == tuple(links)


def test_the_index_s_own_times_count() -> None:
    """The newest ``lastmod`` first, whatever the order and the addresses."""
    old, new = (
        Link(url=url, lastmod=datetime(2026, month, 1, tzinfo=UTC))
        for url, month in (("/2027.xml", 1), ("/2019.xml", 2))
    )
    assert _order(old, new) == [new.url, old.url]


def test_the_address_dates_a_sitemap() -> None:
    """A day, a month or a year in the address."""
    names = ["/a-2025.xml", "/a-2026-03.xml", "/a/2026/3/14.xml", "/a-20260313.xml"]
    assert _order(*(Link(url=url) for url in names)) == [names[2], names[3], names[1], names[0]]


def test_a_few_without_a_date_come_first() -> None:
    """What is not filed by date yet is the newest; where most have none, a date says more."""
    dated = [Link(url=f"/{year}.xml") for year in (2024, 2025, 2026)]
    assert _order(*dated, Link(url="/latest.xml"))[0] == "/latest.xml"
    assert (
        _order(*(Link(url=f"/part{number}.xml") for number in "abcd"), dated[0])[0] == dated[0].url
    )


def test_numbered_sitemaps_are_taken_from_both_ends() -> None:
    """Nobody knows which end is new, so neither is lost."""
    links = [Link(url=f"/part{number}.xml") for number in (1, 2, 3, 4, 5)]
    assert _order(*links) == [links[place].url for place in (0, 4, 1, 3, 2)]
