"""Pages asked as functions, of an archive that a test writes; what they show, and ask the index."""

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import event

from jobs.web.page_request import PageAnswer, PageRequest
from tests.feeds.newsroom_archive import Reading

Page = Callable[[Any, PageRequest], PageAnswer]


def asked(address: str) -> PageRequest:
    """Return the request for an address of ours."""
    parts = urlsplit(address)
    return PageRequest(
        path=parts.path,
        base_url="http://127.0.0.1:8080",
        site_name="Palimpsest",
        query=tuple(parse_qsl(parts.query)),
    )


def shown(made: Page, reading: Reading, address: str) -> str:
    """Return the page's HTML."""
    body = made(reading, asked(address)).body
    assert isinstance(body, bytes)
    return body.decode()


def headlines(page: str) -> list[str]:
    """Return the text of the list's headings."""
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in found]


def link(page: str, rel: str) -> str | None:
    """Return the address of the link with this ``rel``; None where there is none."""
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return html.unescape(found[1]) if found else None


def questions(made: Page, reading: Reading, address: str) -> int:
    """Return how many statements the page sends to the index."""
    statements: list[str] = []

    def note(*told: Any) -> None:
        if told[2] != "BEGIN":
            statements.append(told[2])

    engine = reading.index.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        shown(made, reading, address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
