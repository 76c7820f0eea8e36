"""Lists that hold more than is looked at.

Their first links are taken, and it is said how many there are.
"""

import pytest

from crawler.discover import feeds, parse_feed, parse_section, parse_sitemap, sections, sitemaps

BASE = "https://news.example/list"
ITEM = "<item><title>{0}</title><link>/p/{0}</link></item>"
LISTS = {
    "feed": lambda count: (
        f"<rss version='2.0'><channel>{''.join(map(ITEM.format, range(count)))}</channel></rss>"
    ),
    "json": lambda count: (
        '{"items": [' + ", ".join(f'{{"url": "/p/{n}"}}' for n in range(count)) + "]}"
    ),
    "sitemap": lambda count: (
        f"<urlset>{''.join(f'<url><loc>/p/{n}</loc></url>' for n in range(count))}</urlset>"
    ),
    "text": lambda count: "\n".join(f"https://news.example/p/{n}" for n in range(count)),
    "section": lambda count: "".join(f'<a href="/p/{n}">{n}</a>' for n in range(count)),
}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("count", [9, 10, 25])
def test_the_first_links_are_taken(monkeypatch: pytest.MonkeyPatch, kind: str, count: int) -> None:
    """Of more links than are looked at the first are taken, and the list's oddity says of how many;
    of no more, all, without a word.
    """
    for module in (feeds, sitemaps, sections):
        monkeypatch.setattr(module, "MAX_LINKS", 10)
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 10)
    parse = {"feed": parse_feed, "json": parse_feed, "section": parse_section}.get(
        kind, parse_sitemap
    )
    found = parse(LISTS[kind](count).encode(), BASE)
    assert [link.url for link in found.links] == [
        f"https://news.example/p/{n}" for n in range(min(count, 10))
    ]
    assert found.oddity == ("first 10 of 25 links" if count > 10 else None)
    assert found.problem is None
