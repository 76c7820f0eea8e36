"""A real server that knows its visitors by a cookie, and one whose heads say odd things of bodies.

Connections are kept open, as HTTP/1.1 has it, until the visitor asks for their end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.here import QuietHandler, served_by

PAGE = b"<html><body><h1>The bridge</h1><p>It stood half open.</p></body></html>"

Headers = list[tuple[str, str]]


@dataclass
class Visits:
    """What a server was asked, and how it answers."""

    base: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path with the cookie that came with it, in order."""

    def cookies(self, path: str) -> list[str | None]:
        """Return the cookies that came for a path, in order."""
        return [cookie for asked, cookie in self.asked if asked == path]


def _answer(path: str, cookie: str | None, host: str) -> tuple[int, Headers]:
    """Return the status and the headers of an answer; the body is always the page's."""
    port = host.partition(":")[2]
    known = cookie or ""
    if path.startswith("/length/"):
        return 200, [("Content-Length", path.removeprefix("/length/").replace("_", " "))]
    fresh = "b=2; Path=/" if "a=1" in known else "a=1; Path=/"
    sent: dict[str, tuple[str, tuple[str, ...]]] = {
        "/self": ("/self", ("seen=1; Path=/; HttpOnly",)),
        "/twice": ("/twice", (fresh,)),
        "/away": (f"http://localhost:{port}/elsewhere", ("mine=1; Path=/",)),
        "/deaf": ("/deaf", ("same=1; Path=/",)),
        "/stranger": ("/after", ("wide=1; Path=/; Domain=example", "s=1; Secure")),
        "/narrow": ("/after", ("n=1; Path=/narrow",)),
    }
    done = (path == "/self" and "seen=1" in known) or (path == "/twice" and "b=2" in known)
    if done or path not in sent:
        return 200, []
    location, cookies = sent[path]
    return 302, [("Location", location), *(("Set-Cookie", one) for one in cookies)]


@contextmanager
def visited() -> Iterator[Visits]:
    """Provide the server, which notes who asks."""
    visits = Visits()

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802  # http.server's name
            cookie = self.headers.get("Cookie")
            visits.asked.append((self.path, cookie))
            status, headers = _answer(self.path, cookie, self.headers["Host"])
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers:
                self.send_header(name, value)
            if not any(name == "Content-Length" for name, _ in headers):
                self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

    with served_by(Handler) as port:
        visits.base = f"http://127.0.0.1:{port}"
        yield visits
