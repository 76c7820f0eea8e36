"""Pages, one resource for each misbehaviour."""

import asyncio
import gzip
import hashlib
import zlib
from collections.abc import Callable
from email.utils import formatdate
from time import time

import brotli
import zstandard

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource
from tests.newspaper.stories import page, story

_CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "br": lambda data: brotli.compress(data, quality=4),
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
_LAST_MODIFIED = (
    "Tue, 03 Mar 2026 08:00:00 GMT",
    "Tue, 03 Mar 2026 18:00:00 GMT",
    "Tue, 03 Mar 2026 20:00:00 GMT",
)


def _page(paper: Newspaper, name: str, head: str = "") -> bytes:
    return page(story(name, paper.state[name]), head=head).encode()


@resource("story")
async def edited(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article that changes when the control edits it."""
    return Reply(_page(paper, name))


@resource("etag")
async def conditional(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return an article with true validators."""
    body = _page(paper, name)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    modified = _LAST_MODIFIED[min(paper.state[name], 2)]
    headers = (("ETag", tag), ("Last-Modified", modified))
    same = (
        asked.headers.get("If-None-Match") == tag
        or asked.headers.get("If-Modified-Since") == modified
    )
    return Reply(status=304, headers=headers) if same else Reply(body, headers=headers)


@resource("lying-etag")
async def lying_etag(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return an article whose ETag never moves, whatever the editors do."""
    headers = (("ETag", '"always"'),)
    return (
        Reply(status=304, headers=headers)
        if asked.headers.get("If-None-Match")
        else Reply(_page(paper, name), headers=headers)
    )


@resource("gone")
async def gone(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article until the control sets ``gone/<name>`` to a status: 404, 410, 451."""
    status = paper.state[f"gone/{name}"]
    return (
        Reply(b"<html><body><h1>No longer here</h1></body></html>", status)
        if status
        else Reply(_page(paper, name))
    )


@resource("soft404")
async def soft404(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article until the control sets ``soft404/<name>``.

    Then an apology with status 200.
    """
    apology = (
        b"<html><head><title>Page not found</title></head><body><h1>Sorry, we cannot "
        b"find that page</h1></body></html>"
    )
    return Reply(apology if paper.state[f"soft404/{name}"] else _page(paper, name))


@resource("slow")
async def slow(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return an article after ``?seconds=``."""
    await asyncio.sleep(float(asked.query.get("seconds", "60")))
    return Reply(_page(paper, name))


@resource("drop")
async def drop(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return no answer at all, the first ``?times=`` times."""
    if paper.counts[asked.path] <= int(asked.query.get("times", "1000000")):
        return Reply(raw=b"")
    return Reply(_page(paper, name))


@resource("raw")
async def raw(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Exactly the bytes that a test told ``raw/<name>``, in Latin-1, and the end of the
    connection.
    """
    return Reply(raw=paper.text[f"raw/{name}"].encode("latin-1"))


@resource("garbage")
async def garbage(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Return an answer that is no HTTP."""
    return Reply(raw=b"SSH-2.0-newspaper\r\n\r\n")


@resource("partial")
async def partial(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Half of the body that the header promises."""
    body = _page(paper, name)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    return Reply(raw=head + body[: len(body) // 2])


@resource("broken-chunks")
async def broken_chunks(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a chunk length that is none, in the middle of the body."""
    body = _page(paper, name)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Reply(
        raw=head
        + b"%x\r\n" % (len(body) // 2)
        + body[: len(body) // 2]
        + b"\r\nnonsense\r\n"
        + body
    )


@resource("chunked")
async def chunked(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a whole body in chunks, header names in odd cases, one header twice, one without a
    space.
    """
    body = _page(paper, name)
    head = (
        b"HTTP/1.1 200 Fine by me\r\ncontent-TYPE: text/html; "
        b"charset=utf-8\r\nX-Twice: one\r\nx-between:two\r\nX-Twice: three\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:]))
    return Reply(raw=head + chunks + b"0\r\n\r\n")


@resource("wrong-charset")
async def wrong_charset(paper: Newspaper, _: Asked, name: str) -> Reply:
    """UTF-8 in truth, ISO-8859-1 by its header, windows-1251 by its own word."""
    told = story(name, paper.state[name])
    return Reply(
        page(told, charset="windows-1251").replace("Bramow", "Bråmów").encode(),
        kind="text/html; charset=iso-8859-1",
    )


@resource("coded")
async def coded(paper: Newspaper, __: Asked, rest: str) -> Reply:
    """Return ``/coded/<coding>/<story>``.

    An article in a content coding, sent whether or not it was asked for.
    """
    coding, _, name = rest.partition("/")
    body: bytes = _CODERS[coding](_page(paper, name))
    return Reply(body, headers=(("Content-Encoding", coding),))


@resource("coded-wrongly")
async def coded_wrongly(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Return a body that is cut off in the middle of its gzip."""
    return Reply(
        gzip.compress(b"<html>" + bytes(range(256)) * 40)[:200],
        headers=(("Content-Encoding", "gzip"),),
    )


@resource("bomb")
async def bomb(_: Newspaper, asked: Asked, coding: str) -> Reply:
    """Return a few kilobytes that decode to ``?megabytes=``."""
    body: bytes = _CODERS[coding or "gzip"](b"\0" * (int(asked.query.get("megabytes", "16")) << 20))
    return Reply(body, headers=(("Content-Encoding", coding or "gzip"),))


@resource("members")
async def members(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Return a page that says to be gzip, and consists of 2,000 empty members."""
    return Reply(gzip.compress(b"") * 2000, headers=(("Content-Encoding", "gzip"),))


@resource("huge")
async def huge(_: Newspaper, asked: Asked, how: str) -> Reply:
    """Return ``?megabytes=`` of page; at ``/huge/unannounced`` without saying so first."""
    body = b"<p>more and more of it</p>\n" * ((int(asked.query.get("megabytes", "16")) << 20) // 27)
    if how == "unannounced":
        return Reply(
            raw=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body
        )
    return Reply(body)


@resource("busy")
async def busy(paper: Newspaper, asked: Asked, rest: str) -> Reply:
    """Return ``/busy/<status>/<story>?times=&wait=``: too busy the first times, then fine.

    ``wait=date`` gives a date a second ahead.
    """
    status, _, name = rest.partition("/")
    if paper.counts[asked.path] > int(asked.query.get("times", "1")):
        return Reply(_page(paper, name))
    wait = asked.query.get("wait", "1")
    value = formatdate(time() + 1, usegmt=True) if wait == "date" else wait
    return Reply(
        b"<html><body><h1>Busy</h1></body></html>",
        int(status),
        headers=(("Retry-After", value),) if value != "none" else (),
    )


@resource("status")
async def status_only(_: Newspaper, __: Asked, status: str) -> Reply:
    """Return ``/status/<n>``: always that status."""
    return Reply(b"<html><body><h1>As you asked</h1></body></html>", int(status))


@resource("cookies")
async def cookies(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return an article that hands out a cookie with every look, and greets its readers by the name
    they give in ``X-Reader``.
    """
    reader = next(
        (value for header, value in asked.headers.items() if header.lower() == "x-reader"),
        "stranger",
    )
    cookie = f"session=s{paper.counts[asked.path]}; Path=/"
    return Reply(
        _page(paper, name), headers=(("Set-Cookie", cookie), ("X-Hello", f"dear {reader}"))
    )


@resource("canonical")
async def canonical(paper: Newspaper, asked: Asked, name: str) -> Reply:
    """Return an article whose canonical link flaps between two addresses from one look
    to the next.
    """
    flap = paper.counts[asked.path] % 2
    return Reply(
        _page(
            paper,
            name,
            head=f'<link rel="canonical" href="/story/{name}{"-moved" if flap else ""}">',
        )
    )


@resource("amp")
async def amp(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return the AMP form of a story, which names the story as canonical."""
    return Reply(
        _page(paper, name, head=f'<link rel="canonical" href="/story/{name}">').replace(
            b"<html ", b"<html amp ", 1
        )
    )


@resource("refresh")
async def meta_refresh(_: Newspaper, __: Asked, name: str) -> Reply:
    """Return a page that sends the reader on by markup."""
    return Reply(
        (
            '<html><head><meta http-equiv="refresh" content="0; '
            f'url=/story/{name}"></head><body>One moment.</body></html>'
        ).encode()
    )


@resource("redirect")
async def redirect(__: Newspaper, asked: Asked, rest: str) -> Reply:
    """Return ``chain/<n>/<story>``, ``loop/<a or b>``, ``endless/<n>``, and ``to?url=`` for
    anything else.

    ``other/<name>`` leads to the same address on the newspaper's other site, and ``visit/<story>``
    does until a cookie comes back that it sets.
    """
    kind, _, name = rest.partition("/")
    if kind in {"other", "visit"}:
        return _to_other_site(asked, kind, name)
    if kind == "chain":
        left, _, told = name.partition("/")
        location = f"/redirect/chain/{int(left) - 1}/{told}" if int(left) > 1 else f"/story/{told}"
    elif kind == "loop":
        location = f"/redirect/loop/{'b' if name == 'a' else 'a'}"
    elif kind == "endless":
        location = f"/redirect/endless/{int(name) + 1}"
    else:
        location = asked.query["url"]
    return Reply(b"<html><body>Elsewhere.</body></html>", 302, headers=(("Location", location),))


def _to_other_site(asked: Asked, kind: str, name: str) -> Reply:
    host, _, port = asked.headers["Host"].partition(":")
    other = f"http://127.0.0.{3 - int(host[-1])}:{port}"
    if kind == "other":
        return Reply(status=302, headers=(("Location", other + asked.target),))
    if "visited=1" in asked.headers.get("Cookie", ""):
        return Reply(status=302, headers=(("Location", f"/story/{name}"),))
    back = f"{other}/redirect/to?url=http://{asked.headers['Host']}{asked.target}"
    return Reply(status=302, headers=(("Location", back), ("Set-Cookie", "visited=1; Path=/")))
