"""Sitemaps in all their forms."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import Link, parse_robots, parse_sitemap

BASE = "https://news.example/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
IMAGE = (
    "<image:image "
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
    "<image:loc>/picture.png</image:loc></image:image>"
)


def _urlset(*entries: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMES}>{"".join(entries)}</urlset>'
    ).encode()


PLAIN = _urlset(
    f"<url>{IMAGE}<loc>\n https://news.example/a </loc><lastmod>2026-03-03</lastmod></url>",
    "<url><loc>/b?x=1&amp;y=2</loc></url>",
)
LINKS = (
    Link(url="https://news.example/a", lastmod=datetime(2026, 3, 3, tzinfo=UTC)),
    Link(url="https://news.example/b?x=1&y=2"),
)


def test_plain_sitemap() -> None:
    """Entries in their order, white space and image extensions aside."""
    assert parse_sitemap(PLAIN, BASE).links == LINKS


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(PLAIN),
        PLAIN.replace(b"sitemaps.org/schemas/sitemap/0.9", b"google.com/schemas/sitemap/0.84"),
        PLAIN.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        b"\n " + PLAIN.partition(b"\n")[2],
    ],
    ids=["gzip", "old namespace", "no namespace", "byte order mark", "UTF-16", "no declaration"],
)
def test_forms_of_one_sitemap(data: bytes) -> None:
    """Coding, namespace and preamble make no difference."""
    assert parse_sitemap(data, BASE).links == LINKS


def test_news_sitemap() -> None:
    """The news extension gives date and title."""
    news = (
        "<news:news><news:publication_date>2026-03-03T08:00:00+01:00"
        "</news:publication_date><news:title>x</news:title></news:news>"
    )
    (link,) = parse_sitemap(_urlset(f"<url><loc>/a</loc>{news}</url>"), BASE).links
    assert (link.title, link.published) == ("x", datetime(2026, 3, 3, 7, tzinfo=UTC))


def test_index_gives_lists() -> None:
    """An index gives further sitemaps with their dates, and no article links."""
    index = (
        "<sitemapindex "
        f"{NAMES}><sitemap><loc>/1.xml</loc><lastmod>2026-03</lastmod></sitemap>"
        "</sitemapindex>"
    ).encode()
    listing = parse_sitemap(index, BASE)
    assert listing.links == ()
    assert listing.lists == (
        Link(url="https://news.example/1.xml", lastmod=datetime(2026, 3, 1, tzinfo=UTC)),
    )


def test_text_sitemap() -> None:
    """A URL in each line; lines that are none are counted as an oddity."""
    listing = parse_sitemap(
        b"https://news.example/a\r\n\r\nhttps://news.example/b\nsome words\n", BASE
    )
    assert [link.url for link in listing.links] == [
        "https://news.example/a",
        "https://news.example/b",
    ]
    assert listing.oddity == "1 lines hold no URL"


def test_feed_serves_as_sitemap() -> None:
    """The protocol allows a feed in a sitemap's place."""
    assert [
        link.url
        for link in parse_sitemap(
            b"<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>", BASE
        ).links
    ] == ["https://news.example/a"]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:-60],
        gzip.compress(PLAIN * 1)[:-9],
        PLAIN.replace(b"</loc><lastmod>", b"<lastmod>", 1),
    ],
)
def test_cut_sitemap_gives_what_it_has(data: bytes) -> None:
    """What comes before the break is read."""
    listing = parse_sitemap(data, BASE)
    assert listing.links[0].url.startswith("https://news.example/a")


def test_entities_are_not_expanded() -> None:
    """A document type that names files or multiplies itself gives neither."""
    bomb = (
        b'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a '
        b'"aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    )
    listing = parse_sitemap(
        bomb + b"<urlset><url><loc>https://news.example/&f;&b;</loc></url></urlset>", BASE
    )
    assert not any("root:" in link.url or "aaa" in link.url for link in listing.links)


def test_size_is_bounded() -> None:
    """A gzipped sitemap that unfolds past the limit is no list."""
    assert "larger than 1000 bytes" in (
        parse_sitemap(gzip.compress(b" " * 10**6 + PLAIN), BASE, limit=1000).problem or ""
    )


@pytest.mark.parametrize(
    "data", [b"", b"<html></html>", b"just words", b"\x1f\x8bnonsense", b"<", b"\xff\xfe"]
)
def test_what_is_no_sitemap_gives_nothing(data: bytes) -> None:
    """Anything else gives no links; all but an empty document has a problem in words."""
    listing = parse_sitemap(data, BASE)
    assert listing.links == listing.lists == ()
    assert listing.problem or not data


def test_robots_names_sitemaps() -> None:
    """robots.txt names sitemaps in any case, anywhere, each once; a comment is none."""
    robots = (
        b"User-agent: *\nDisallow: /\nSitemap: /1.xml\n  SITEMAP "
        b":https://news.example/2.xml # two\nsitemap: /1.xml\n# sitemap: /3.xml\n"
    )
    assert [link.url for link in parse_robots(robots, "https://news.example/robots.txt").lists] == [
        "https://news.example/1.xml",
        "https://news.example/2.xml",
    ]


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/&!?urlsetocimpndx \"'=-:", max_size=300).map(
            lambda text: b"<urlset>" + text.encode()
        ),
    )
)
def test_nothing_in_a_sitemap_raises(data: bytes) -> None:
    """Whatever the bytes, there is a Listing."""
    parse_sitemap(data, BASE)
    parse_robots(data, BASE)


def test_gzip_of_several_members() -> None:
    """A generator that appends writes one member after the other: all are the sitemap."""
    pieces = [PLAIN[:60], PLAIN[60:200], PLAIN[200:]]
    members = b"".join(map(gzip.compress, pieces))
    assert parse_sitemap(members, BASE).links == LINKS
    assert parse_sitemap(members + b"\0" * 20, BASE).links == LINKS
    assert parse_sitemap(members[:-12], BASE).links == LINKS
    over = parse_sitemap(members, BASE, limit=100)
    assert over.problem == "the sitemap is larger than 100 bytes when decompressed"


@pytest.mark.parametrize(
    "notice", [b"<br />\n<b>Warning</b>: x in y.php on line 1<br />\n", b"Notice: undefined\n"]
)
def test_a_server_s_own_line_before_the_sitemap(notice: bytes) -> None:
    """A warning of the program that wrote the sitemap costs nothing of it."""
    assert parse_sitemap(notice + PLAIN, BASE).links == LINKS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/a?id=1&sec=2", "/a?id=1&sec=2"),
        ("/a?copy=1&copy=2", "/a?copy=1&copy=2"),
        ("/a?a&amp;b&c", "/a?a&b&c"),
        ("/caf&eacute;", "/café"),
        ("/a&#233;&#xE9;", "/aéé"),
        ("/a?x&unknown;y", "/a?x&unknown;y"),
        ("<![CDATA[/a?x&y]]>", "/a?x&y"),
    ],
)
def test_ampersands_that_are_not_escaped(written: str, meant: str) -> None:
    """The address is the one that was meant."""
    (link,) = parse_sitemap(_urlset(f"<url><loc>{written}</loc></url>"), BASE).links
    assert link.url == "https://news.example" + meant


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(gzip.compress(PLAIN)),
        PLAIN.replace(b"urlset", b"URLSET").replace(b"loc>", b"LOC>").replace(b"url>", b"Url>"),
        "\n".join(link.url for link in LINKS).encode("utf-16"),
    ],
    ids=["twice gzip", "capitals", "UTF-16 text"],
)
def test_odd_forms_of_one_sitemap(data: bytes) -> None:
    """However it was written down, its links are the same."""
    found = parse_sitemap(data, BASE)
    assert [link.url for link in found.links] == [link.url for link in LINKS]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_sitemaps_end_to_end(pack: Callable[[bytes], bytes]) -> None:
    """Whole sitemaps put one behind the other, as members of one gzip file or in plain, are all
    read, and one that breaks off last gives what it has.
    """
    other = _urlset("<url><loc>/b</loc></url>")
    index = b"<sitemapindex><sitemap><loc>/s.xml</loc></sitemap></sitemapindex>"
    found = parse_sitemap(b"".join(map(pack, (PLAIN, other, index))), BASE)
    assert found.links == (*LINKS, Link(url="https://news.example/b"))
    assert [link.url for link in found.lists] == ["https://news.example/s.xml"]
    cut = parse_sitemap(b"".join(map(pack, (PLAIN, other[:-10]))), BASE)
    assert (cut.links, bool(cut.oddity)) == (found.links, True)


def test_a_sitemap_named_among_pages() -> None:
    """It is a further list, and no page."""
    found = parse_sitemap(
        _urlset("<sitemap><loc>/s.xml</loc></sitemap><url><loc>/a</loc></url>"), BASE
    )
    assert [link.url for link in found.links] == ["https://news.example/a"]
    assert [link.url for link in found.lists] == ["https://news.example/s.xml"]
