"""Sites of a few pages for one test each: a real server that answers what it was given."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import ThreadingHTTPServer

from tests.servers.here import QuietHandler, served_by

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Answer:
    """One answer of a site."""

    body: str = ""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str | None = None
    held: threading.Event | None = None
    """Answer only when this is set."""


@dataclass
class MadeSite:
    """A site that answers by path, and 404 otherwise. Replace its pages at any time."""

    base: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """Return the absolute URL of a path."""
        return self.base + path

    def has(self, pages: Mapping[str, str | Answer]) -> None:
        """Add pages, by their paths."""
        for path, page in pages.items():
            self.pages[path] = Answer(page) if isinstance(page, str) else page


class QuietServer(ThreadingHTTPServer):
    """A server to which a client that goes away is no news."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def made_site(host: str = "127.0.0.1") -> Iterator[MadeSite]:
    """Provide an empty site on this name of the machine."""
    site = MadeSite("")

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802  # http.server's name
            site.asked.append(self.path)
            answer = site.pages.get(self.path, Answer("not here", status=404))
            if answer.held is not None:
                answer.held.wait(60)
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            if answer.location is not None:
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(body)

    with served_by(Handler, QuietServer) as port:
        site.base = f"http://{host}:{port}"
        yield site


def moved(path: str) -> Answer:
    """Return an answer that leads to another path for good."""
    return Answer(status=301, location=path)


def front(*, feeds: Mapping[str, str] | None = None, body: str = "") -> str:
    """Return a front page that declares these feeds: address to title."""
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
        for href, title in (feeds or {}).items()
    )
    return f"<!DOCTYPE html><html><head><title>News</title>{links}</head><body>{body}</body></html>"


def teasers(paths: list[str]) -> str:
    """Return links with headlines."""
    return "".join(
        f'<p><a href="{path}">The council of Tollen votes on quay number {number}</a></p>'
        for number, path in enumerate(paths)
    )


def rss(urls: list[str], *, age: timedelta = timedelta(hours=1)) -> Answer:
    """Return a feed of these articles, the first of this age and each other an hour older."""
    items = "".join(
        f"<item><title>About {url.rpartition('/')[2]}</title><link>{url}</link>"
        f"<pubDate>{format_datetime(NOW - age - timedelta(hours=number))}</pubDate></item>"
        for number, url in enumerate(urls)
    )
    body = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    )
    return Answer(body, "application/rss+xml")


def news_sitemap(urls: list[str]) -> Answer:
    """Return a news sitemap of these articles."""
    date = f"{NOW - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"
    entries = "".join(
        f"<url><loc>{url}</loc><news:news><news:publication_date>{date}"
        f"</news:publication_date><news:title>News of {url.rpartition('/')[2]}</news:title>"
        "</news:news></url>"
        for url in urls
    )
    return _urlset(entries)


def sitemap(urls: list[str], *, modified: datetime | None = None) -> Answer:
    """Return a plain sitemap."""
    date = f"<lastmod>{modified:%Y-%m-%d}</lastmod>" if modified else ""
    return _urlset("".join(f"<url><loc>{url}</loc>{date}</url>" for url in urls))


def sitemap_index(urls: list[str]) -> Answer:
    """Return an index of these sitemaps."""
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Answer(
        '<?xml version="1.0"?><sitemapindex '
        f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>',
        "application/xml",
    )


def _urlset(entries: str) -> Answer:
    return Answer(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>',
        "application/xml",
    )


def articles(site: MadeSite, *names: str, folder: str = "/2026/11/27") -> list[str]:
    """Return the URLs of articles of the site."""
    return [site.url(f"{folder}/{name}") for name in names]
