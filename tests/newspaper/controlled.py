"""Resources that a test holds the strings of.

Pages in any number of states, pages that wait, links and validators as told.
"""

import asyncio
import hashlib
from dataclasses import replace
from html import escape

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import ROUTES, Newspaper, resource
from tests.newspaper.stories import page, story

_POLL = 0.02
_HEAVY = 100_000


@resource("editions")
async def editions(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article in as many states as the control likes.

    State n says ``This is edition n of``.
    """
    told = story("harbour", 0)
    line = (
        f"This is edition {paper.state[f'editions/{name}']} of the report from {name}, "
        "printed at the harbour gate."
    )
    return Reply(page(replace(told, paragraphs=(*told.paragraphs, line))).encode())


@resource("written")
async def written(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return what a test told ``written/<name>``, with the ``Last-Modified`` that it told
    ``stamped/<name>``; names in ``.xml`` are XML.
    """
    stamp = paper.text.get(f"stamped/{name}")
    kind = "application/xml" if name.endswith(".xml") else "text/html; charset=utf-8"
    headers = (("Last-Modified", stamp),) if stamp else ()
    return Reply(paper.text.get(f"written/{name}", "").encode(), kind=kind, headers=headers)


@resource("held")
async def held(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article that is sent once the control has set ``held/<name>`` to something other
    than 0.
    """
    # the control sets numbers, and knows of no events
    while not paper.state[f"held/{name}"]:  # noqa: ASYNC110
        await asyncio.sleep(_POLL)
    return Reply(page(story(name, 0)).encode())


@resource("declared")
async def declared(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article whose canonical link is what a test told ``declared``.

    None where it told nothing.
    """
    link = paper.text.get("declared")
    head = f'<link rel="canonical" href="{escape(link)}">' if link else ""
    return Reply(
        page(story(name.partition("/")[0], paper.state[f"declared/{name}"]), head=head).encode()
    )


@resource("tagged")
async def tagged(paper: Newspaper, asked: Asked, rest: str) -> Reply:
    """Return ``/tagged/<another resource's path>``: that resource with a true ETag."""
    segment, _, below = rest.partition("/")
    reply = await ROUTES[segment](paper, asked, below)
    tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    if asked.headers.get("If-None-Match") == tag:
        return Reply(status=304, headers=(("ETag", tag),))
    return replace(reply, headers=(*reply.headers, ("ETag", tag)))


@resource("heavy")
async def heavy(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Return a page of 3 megabytes and 200,000 elements, on which an extractor works for many
    seconds.
    """
    return Reply(
        b"<html><body>" + b"<div><p>a line of verse</p></div>\n" * _HEAVY + b"</body></html>"
    )


@resource("bulk")
async def bulk(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a page of ``bulk`` bytes, else 1.5 MB.

    One word, verse, or one paragraph, of which a tenth is other in each state.
    """
    size, state = paper.state["bulk"] or 1_500_000, paper.state[f"bulk/{name}"]
    if name == "word":
        body = b"a" * size
    elif name == "verse":
        body = b"<div><p>a line of verse</p></div>\n" * (size // 33)
    else:
        body = " ".join(
            f"word{number if number % 10 else number + state}" for number in range(size // 11)
        ).encode()
    return Reply(
        b"<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1><p>"
        + body
        + b"</p></article></body></html>"
    )
