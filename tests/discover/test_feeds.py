"""Feeds: RSS, Atom, JSON and the broken ones."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import Link, parse_feed
from crawler.discover.feeds import FULL_TEXT_WORDS
from crawler.discover.unpacking import MAX_BYTES

BASE = "https://news.example/feeds/all.xml"
WORDS = " ".join(["word"] * FULL_TEXT_WORDS)


def _rss(*items: str) -> bytes:
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" '
        f"{names}><channel><title>t</title>{''.join(items)}</channel></rss>"
    ).encode()


def _only(data: bytes) -> Link:
    listing = parse_feed(data, BASE)
    assert listing.problem is None
    (link,) = listing.links
    return link


def test_rss_item() -> None:
    """An RSS item gives its link, its title in plain words, and its date in UTC.

    It was not modified if it does not say so.
    """
    title = "<title>Tea &amp;amp; &lt;b&gt;biscuits&lt;/b&gt;</title>"
    link = _only(
        _rss(
            f"<item>{title}<link> /a </link><pubDate>Tue, 03 Mar 2026 08:00:00 "
            "+0100</pubDate></item>"
        )
    )
    assert link == Link(
        url="https://news.example/a",
        title="Tea & biscuits",
        published=datetime(2026, 3, 3, 7, tzinfo=UTC),
    )


def test_atom_entry() -> None:
    """An Atom entry gives its alternate link and both dates."""
    feed = (
        b"<feed "
        b"xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>x</title>"
        b"<link rel='edit' href='/edit'/>"
        b"<link rel='alternate' href='../a'/><published>2026-03-03T08:00:00Z</published>"
        b"<updated>2026-03-04T08:00:00-02:00</updated></entry></feed>"
    )
    link = _only(feed)
    assert link.url == "https://news.example/a"
    assert (link.published, link.lastmod) == (
        datetime(2026, 3, 3, 8, tzinfo=UTC),
        datetime(2026, 3, 4, 10, tzinfo=UTC),
    )


def test_json_feed_item() -> None:
    """A JSON feed's item gives the same as an RSS item would."""
    item = b'{"url": "/a", "title": "x", "date_published": "2026-03-03T08:00:00+01:00"}'
    feed = b'\xef\xbb\xbf {"version": "x", "items": [' + item + b', 7, {"id": "no url"}]}'
    link = _only(feed)
    assert (link.url, link.published) == (
        "https://news.example/a",
        datetime(2026, 3, 3, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        (
            "<item><guid isPermaLink='true'>https://news.example/by-guid</guid></item>",
            "https://news.example/by-guid",
        ),
        (
            (
                "<item><link>https://count.example/1</link>"
                "<feedburner:origLink>https://news.example/o</feedburner:origLink></item>"
            ),
            "https://news.example/o",
        ),
        ("<item><link>data:text/html,hello</link></item>", "data:text/html,hello"),
        ("<item><link>s3://bucket/key</link></item>", "s3://bucket/key"),
        ("<item><link>http://[bad/</link></item>", "http://[bad/"),
    ],
)
def test_which_link_is_the_articles(item: str, url: str) -> None:
    """A permanent guid and an origin behind a counter are links too.

    What is unusable is given as it stands, for the spider to refuse.
    """
    assert _only(_rss(item)).url == url


def test_item_without_link_is_left_out() -> None:
    """An item that names no page is no link."""
    assert parse_feed(_rss("<item><title>only words</title></item>"), BASE).links == ()


@pytest.mark.parametrize(
    ("body", "kept"), [(f"<p>{WORDS}</p>", True), (f"<p>{WORDS[:-6]}</p>", False)]
)
def test_full_text_is_told_from_a_teaser(body: str, *, kept: bool) -> None:
    """Content with the words of an article is its full text, with its markup; less is a teaser."""
    link = _only(
        _rss(f"<item><link>/a</link><content:encoded><![CDATA[{body}]]></content:encoded></item>")
    )
    assert link.full_text == (body if kept else None)


def test_broken_feed_gives_what_it_has() -> None:
    """A feed that breaks off or is not well-formed gives its items, and says what is odd."""
    listing = parse_feed(
        _rss("<item><link>/a</link></item>", "<item><link>/b</link><b></item>")[:-20], BASE
    )
    assert [link.url for link in listing.links] == [
        "https://news.example/a",
        "https://news.example/b",
    ]
    assert "not well-formed" in (listing.oddity or "")


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><body>hello</body></html>", b"{]", b'{"items": 3}', b"\x00\xff", b"no feed"],
)
def test_what_is_no_feed_says_so(data: bytes) -> None:
    """Anything else has a problem in words, and no links."""
    listing = parse_feed(data, BASE)
    assert listing.links == ()
    assert listing.problem


def test_empty_feed_is_no_problem() -> None:
    """A feed without items is a feed."""
    listing = parse_feed(_rss(), BASE)
    assert (listing.links, listing.problem) == ((), None)


def test_feed_opens_nothing(tmp_path: object) -> None:
    """A body that is a path or an address is no order to open it."""
    assert parse_feed(__file__.encode(), BASE).problem
    assert parse_feed(b"http://127.0.0.1:1/feed.xml", BASE).problem
    assert tmp_path


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/&!?[]{}rsitemlnkfdup \"'=-:x0", max_size=300).map(
            lambda text: b"<rss>" + text.encode()
        ),
    )
)
def test_nothing_in_a_feed_raises(data: bytes) -> None:
    """Whatever the bytes, there is a Listing."""
    parse_feed(data, BASE)


@pytest.mark.parametrize(
    "odd", ["&#xD800;", "&#55296;", "&#0;", "&#x110000;", f"&#{'9' * 5000};", "&amp;#xDfff;"]
)
def test_a_number_that_is_no_character_costs_no_feed(odd: str) -> None:
    """A reference to half a surrogate pair, to nothing, or beyond Unicode leaves links alone."""
    feed = (
        f"<rss version='2.0'><channel><title>{odd}</title><item><link>http://a.example/1</link>"
        f"<title>A {odd} &#233; B</title><description>{odd}</description></item>"
        f"<item><link>http://a.example/2</link></item></channel></rss>"
    )
    found = parse_feed(feed.encode(), "http://a.example/rss")
    assert [link.url for link in found.links] == ["http://a.example/1", "http://a.example/2"]
    assert "é B" in (found.links[0].title or "")
    assert all(
        not 0xD800 <= ord(sign) < 0xE000 for link in found.links for sign in link.title or ""
    )


def test_a_number_without_end_costs_no_json_feed() -> None:
    """An integer of more digits than Python takes leaves a JSON feed's links as they are."""
    items = f'[{{"id": {"9" * 5000}, "url": "http://a.example/1"}}]'
    found = parse_feed(f'{{"items": {items}}}'.encode(), "http://a.example/feed.json")
    assert ([link.url for link in found.links], found.problem) == (["http://a.example/1"], None)


ATOM_LINK = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="alternate" href="/a.amp"/>'


@pytest.mark.parametrize(
    "item",
    [
        "<link></link><guid>https://news.example/a</guid>",
        '<guid isPermaLink="true">https://news.example/a</guid><link/>',
        "<link> </link><guid>https://news.example/a</guid>",
        f"<link>/a</link>{ATOM_LINK}",
        f"{ATOM_LINK}<link><![CDATA[ /a ]]></link>",
        '<link>/a</link><guid isPermaLink="false">https://news.example/?p=1</guid>',
    ],
)
def test_the_link_of_an_rss_item(item: str) -> None:
    """Its own ``link``, whatever stands beside it; its permanent identifier where that is empty."""
    assert _only(_rss(f"<item><title>x</title>{item}</item>")).url == "https://news.example/a"


def test_an_rss_item_of_foreign_links_alone() -> None:
    """A link of another namespace is better than none."""
    assert _only(_rss(f"<item>{ATOM_LINK}</item>")).url == "https://news.example/a.amp"


@pytest.mark.parametrize(
    "links",
    [
        "<link hreflang='en' href='/a'/><link hreflang='de' href='/de/a'/>",
        "<link rel='alternate' type='application/pdf' href='/a.pdf'/><link href='/a'/>",
        "<link rel='amphtml' href='/a.amp'/><link href='/a'/>",
        "<link href=''/><id>https://news.example/a</id>",
    ],
)
def test_the_link_of_an_atom_entry(links: str) -> None:
    """The first alternate that is a web page: the others are translations or further forms."""
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{links}</entry></feed>"
    assert _only(feed.encode()).url == "https://news.example/a"


def test_entries_without_an_address_are_told() -> None:
    """What is left out is said."""
    nothing = '<item><link/><guid isPermaLink="false">https://news.example/?p=1</guid></item>'
    listing = parse_feed(_rss("<item><link>/a</link></item>", nothing), BASE)
    assert [link.url for link in listing.links] == ["https://news.example/a"]
    assert listing.oddity == "1 of 2 entries name no address"
    items = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}'
    assert parse_feed(items, BASE).oddity == "1 of 1 entries name no address"


ITEM = '{"url": "/a", "date_published": 1772524800}'
JSON = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{ITEM}]}}'


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(_rss("<item><link>/a</link></item>")),
        gzip.compress(gzip.compress(_rss("<item><link>/a</link></item>"))),
        gzip.compress(JSON.encode()),
        JSON.encode("utf-16"),
        f")]}}',\n{JSON}".encode(),
        f"\ufeff for (;;); {JSON}".encode(),
    ],
    ids=["gzip", "twice gzip", "gzip JSON", "UTF-16", "no script", "endless loop"],
)
def test_how_feeds_are_packed(data: bytes) -> None:
    """What stands around a feed takes nothing from it."""
    assert _only(data).url == "https://news.example/a"


def test_a_gzip_feed_has_bounds() -> None:
    """A broken one and one that is too large unpacked are told."""
    assert "gzipped feed is broken" in str(parse_feed(b"\x1f\x8bxx", BASE).problem)
    large = gzip.compress(b" " * (MAX_BYTES + 1), compresslevel=1)
    assert "larger than" in str(parse_feed(large, BASE).problem)


def test_a_json_feed_with_unix_times() -> None:
    """A number is a Unix time."""
    assert _only(JSON.encode()).published == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_other_names_of_an_articles_link() -> None:
    """A relation in full, and what another counter of clicks calls the origin."""
    full = "http://www.iana.org/assignments/relation/alternate"
    feed = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='{full}' href='/a'/></entry>"
    )
    assert _only(f"{feed}</feed>".encode()).url == "https://news.example/a"
    pheedo = '<pheedo:origLink xmlns:pheedo="x">/a</pheedo:origLink>'
    item = _rss(f"<item><link>https://count.example/1</link>{pheedo}</item>")
    assert _only(item).url == "https://news.example/a"
