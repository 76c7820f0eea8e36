"""Feeds, sitemaps, section pages and robots.txt, good and bad."""

import gzip
import hashlib
import json
from html import escape

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource
from tests.newspaper.stories import STORIES, page, story

_RSS = "application/rss+xml"
_XML = "application/xml"


def _base(asked: Asked) -> str:
    scheme = "https" if asked.headers.get("X-Newspaper-Tls") else "http"
    return f"{scheme}://{asked.headers.get('Host', '127.0.0.1')}"


def _links(paper: Newspaper, asked: Asked) -> list[str]:
    """Return the addresses that the lists name.

    Those that a test told, one in each line, else all stories.
    """
    told = paper.text.get("links")
    paths = told.split("\n") if told else [f"/story/{name}" for name in STORIES]
    return [path if ":" in path else _base(asked) + path for path in paths]


def _item(url: str, extra: str = "") -> str:
    return (
        "<item><title>About "
        f"{escape(url.rpartition('/')[2])}</title><link>{escape(url)}</link>{extra}"
        "</item>"
    )


def _rss(items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>The Lying Newspaper</title><link>/</link>{items}</channel></rss>"
    ).encode()


@resource("feeds")
async def feeds(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return ``/feeds/<kind>``: see the table at the end."""
    return _FEEDS[name](paper, asked)


def _plain_rss(paper: Newspaper, asked: Asked) -> Reply:
    dated = "<pubDate>Tue, 03 Mar 2026 08:00:00 +0100</pubDate>"
    return Reply(_rss("".join(_item(url, dated) for url in _links(paper, asked))), kind=_RSS)


def _conditional_rss(paper: Newspaper, asked: Asked) -> Reply:
    reply = _plain_rss(paper, asked)
    tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    if asked.headers.get("If-None-Match") == tag:
        return Reply(status=304, headers=(("ETag", tag),))
    return Reply(reply.body, kind=_RSS, headers=(("ETag", tag),))


def _atom(paper: Newspaper, asked: Asked) -> Reply:
    entries = "".join(
        "<entry><title>About it</title><link rel='alternate' "
        f"href='{escape(url)}'/><id>{escape(url)}</id>"
        "<updated>2026-03-03T09:00:00Z</updated></entry>"
        for url in _links(paper, asked)
    )
    feed = (
        "<feed "
        "xmlns='http://www.w3.org/2005/Atom'><title>News</title><id>x</id>"
        f"<updated>2026-03-03T09:00:00Z</updated>{entries}</feed>"
    )
    return Reply(feed.encode(), kind="application/atom+xml")


def _json(paper: Newspaper, asked: Asked) -> Reply:
    items = [
        {"id": url, "url": url, "title": "About it", "date_published": "2026-03-03T08:00:00+01:00"}
        for url in _links(paper, asked)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    return Reply(json.dumps(feed).encode(), kind="application/feed+json")


def _broken(paper: Newspaper, asked: Asked) -> Reply:
    items = "".join(_item(url, "<p>tea & biscuits<br>") for url in _links(paper, asked))
    return Reply(_rss(items).replace(b"</channel></rss>", b"</chan"), kind=_RSS)


def _full(paper: Newspaper, asked: Asked) -> Reply:
    items = "".join(
        _item(
            f"{_base(asked)}/story/{name}",
            (
                f"<content:encoded><![CDATA[{page(story(name, paper.state[name]))}]]>"
                "</content:encoded>"
            ),
        )
        for name in STORIES
    )
    return Reply(_rss(items), kind=_RSS)


def _many(_: Newspaper, asked: Asked) -> Reply:
    return Reply(
        _rss(
            "".join(
                _item(f"{_base(asked)}/story/{n}") for n in range(int(asked.query.get("n", "1000")))
            )
        ),
        kind=_RSS,
    )


def _empty(_: Newspaper, __: Asked) -> Reply:
    return Reply(_rss(""), kind=_RSS)


def _no_feed(_: Newspaper, __: Asked) -> Reply:
    return Reply(page(story("clock", 0)).encode())


_FEEDS = {
    "rss.xml": _plain_rss,
    "conditional.xml": _conditional_rss,
    "atom.xml": _atom,
    "feed.json": _json,
    "broken.xml": _broken,
    "full.xml": _full,
    "many.xml": _many,
    "empty.xml": _empty,
    "page.html": _no_feed,
}


def _urlset(urls: list[str], extra: str = "") -> bytes:
    entries = "".join(f"<url><loc>{escape(url)}</loc>{extra}</url>" for url in urls)
    names = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {names}>{entries}</urlset>'.encode()


@resource("sitemaps")
async def sitemaps(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return ``plain.xml``, ``news.xml``, ``gzipped.xml.gz``, ``text.txt``, ``cut.xml``.

    Indexes: ``index.xml`` and ``self.xml``.
    """
    urls = _links(paper, asked)
    news = (
        "<news:news><news:publication><news:name>L</news:name></news:publication>"
        "<news:publication_date>2026-03-03T08:00:00+01:00</news:publication_date>"
        "<news:title>About it</news:title></news:news>"
    )
    plain = _urlset(urls, "<lastmod>2026-03-03</lastmod>")
    children = {
        "index.xml": ("plain.xml", "news.xml", "gzipped.xml.gz"),
        "self.xml": ("self.xml", "index.xml"),
    }.get(name, ())
    index = "".join(
        f"<sitemap><loc>{_base(asked)}/sitemaps/{child}</loc></sitemap>" for child in children
    )
    bodies = {
        "plain.xml": plain,
        "news.xml": _urlset(urls, news),
        "gzipped.xml.gz": gzip.compress(plain),
        "text.txt": "\n".join(urls).encode(),
        "cut.xml": plain[: -len("</url></urlset>") - 5],
    }
    body = (
        bodies.get(name)
        or (
            "<sitemapindex "
            f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'
        ).encode()
    )
    return Reply(body, kind="application/gzip" if name.endswith("gz") else _XML)


@resource("section")
async def section(paper: Newspaper, asked: Asked, _: str) -> Reply:
    """Return a section page: links to the lists' articles among links to anything but."""
    links = "".join(
        f'<li><a href="{escape(url)}">A headline that leads to it</a>'
        for url in _links(paper, asked)
    )
    rest = (
        '<a href="/about">About</a><a href="mailto:desk@newspaper.test">Write</a><a '
        'href="javascript:go()">More</a><a href="#">Top</a>'
    )
    return Reply(f"<html><body><ul>{links}</ul>{rest}</body></html>".encode())


@resource("robots.txt")
async def robots(paper: Newspaper, asked: Asked, _: str) -> Reply:
    """Return what a test told it to say, with the status that it set as ``robots``, or a redirect
    to what it told ``robots-location``, or for one host alone ``robots-location-<host>``.

    Else everything is allowed, and a sitemap named.
    """
    host = asked.headers.get("Host", "").partition(":")[0]
    location = paper.text.get(f"robots-location-{host}") or paper.text.get("robots-location")
    if location:
        return Reply(status=302, headers=(("Location", location),))
    status = paper.state["robots"] or 200
    said = paper.text.get(
        "robots", f"User-agent: *\nAllow: /\nSitemap: {_base(asked)}/sitemaps/index.xml\n"
    )
    return Reply(said.encode(), status, kind="text/plain")
