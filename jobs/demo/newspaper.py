"""The demonstration's two sites on loopback.

The newspaper that tells the story, and an aggregator that copied its first edition.
"""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from crawler.codec import sha256
from crawler.html import Pages
from jobs.demo.editions import EDITIONS, FIRST, PUBLISHED, Edition

STORY_PATH = "/2026/03/14/ferry-aground-skerrin"
COPY_PATH = "/n/ferry-aground-skerrin-0hcq"
PUBLISHER = "The Skerrin Courier"
BYLINE = "Mara Lindqvist"

_PAGES = Pages("jobs.demo")


def story_page(edition: Edition, base: str) -> str:
    """Return the newspaper's page: the story among a newspaper's boilerplate."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": edition.headline,
        "datePublished": PUBLISHED,
        "dateModified": edition.modified,
        "author": {"@type": "Person", "name": BYLINE},
        "publisher": {"@type": "Organization", "name": PUBLISHER},
    }
    return _PAGES.render(
        "story.html.j2",
        edition=edition,
        publisher=PUBLISHER,
        byline=BYLINE,
        url=f"{base}{STORY_PATH}",
        data=data,
    )


def copy_page(publisher_url: str) -> str:
    """Return the aggregator's page: the first edition, never updated, among its own widgets."""
    return _PAGES.render(
        "copy.html.j2", edition=FIRST, publisher=PUBLISHER, byline=BYLINE, url=publisher_url
    )


def front_page(base: str) -> str:
    """Return the section page that leads to the story."""
    return _PAGES.render(
        "front.html.j2", edition=FIRST, publisher=PUBLISHER, url=f"{base}{STORY_PATH}"
    )


@dataclass
class Press:
    """The two sites, running in a thread. ``edition`` is what the newspaper prints now."""

    edition: Edition = EDITIONS[0]

    def __post_init__(self) -> None:
        press = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                press.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep the terminal for the demonstration."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base(self) -> str:
        """Return the newspaper's address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def copy_base(self) -> str:
        """Return the aggregator's address: another host name, so another site."""
        return f"http://localhost:{self._server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request; 304 where the client has today's page."""
        pages = {
            STORY_PATH: story_page(self.edition, self.base),
            COPY_PATH: copy_page(self.base + STORY_PATH),
            "/": front_page(self.base),
        }
        page = pages.get(request.path)
        body = (page or "<title>Not found</title>").encode()
        tag = f'"{sha256(body)[:16]}"'
        fresh = page is not None and request.headers.get("If-None-Match") == tag
        request.send_response(304 if fresh else 200 if page else 404)
        request.send_header("ETag", tag)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", "0" if fresh else str(len(body)))
        request.end_headers()
        if not fresh:
            request.wfile.write(body)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
