"""A real server whose pages move: each path shows a page, or leads to another one for good."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MovingSite:
    """What the server has at each path."""

    base: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    """Path to HTML, or to another path."""

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return self.base + path


def story(
    title: str, *paragraphs: str, canonical: str = "", published: str = "2026-11-20T09:00:00Z"
) -> str:
    """Return an article's page."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{link}'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


@contextmanager
def moving_site() -> Iterator[MovingSite]:
    """Provide the server."""
    site = MovingSite()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            """Answer with what stands at the path now."""
            page = site.pages.get(self.path)
            body = (page or "nothing here").encode()
            moved = page is not None and page.startswith("/")
            self.send_response(404 if page is None else 301 if moved else 200)
            if moved:
                self.send_header("Location", page or "")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
