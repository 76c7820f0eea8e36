"""What a page has in a story's place: an order to go elsewhere, others, a frame for scripts."""

import re
from collections.abc import Iterator, Sequence
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.blocks.block import Block

MAX_DELAY = 15.0
"""Seconds within which a page that sends its readers on is read by nobody."""

_REFRESHES = XPath(
    "//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh'][not(ancestor::noscript)]"
)
_SCRIPTS = XPath("//script[not(@src)]")
_NOSCRIPTS = XPath("//noscript")
_MOUNTS = XPath(
    "//*[@id = 'root' or @id = 'app' or @id = '__next' or @id = '__nuxt' or @id = 'svelte' "
    "or @id = 'main-app' or @id = 'gatsby-___gatsby'][not(normalize-space())]"
)
_REFRESH = re.compile(
    r"""\s*(?P<delay>\d*\.?\d*)\s*(?:[;,\s]\s*(?:url\s*=\s*)?['"]?(?P<to>[^'"]*)['"]?.*)?""",
    re.IGNORECASE | re.DOTALL,
)
_GO = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*['"]([^'"]+)|\blocation\.(?:replace|assign)\(\s*['"]([^'"]+)"""
)
_MAX_SCRIPT = 400
"""Characters of a script that does little more than to send readers on."""
_CARD, _SENTENCE, _MIN_CARDS = 20, 50, 5
_MOSTLY, _BARELY = 0.8, 0.4


def sent_on(tree: HtmlElement, url: str | None) -> str | None:
    """Return the address that a page sends its readers on to at once, by markup or script.

    Its own address where it only reloads itself; None where it sends them nowhere.
    """
    for to in (*_refreshes(tree), *_scripted(tree)):
        try:
            found = urljoin(url or "", to.strip())
            scheme = urlsplit(found).scheme
        except ValueError:
            continue
        if scheme in {"http", "https"}:
            return found
    return None


def _refreshes(tree: HtmlElement) -> Iterator[str]:
    for element in cast("list[HtmlElement]", _REFRESHES(tree)):
        found = _REFRESH.fullmatch(element.get("content") or "")
        delay = found["delay"].rstrip(".") if found else ""
        if found and (not delay or float(delay) <= MAX_DELAY) and (delay or found["to"]):
            yield found["to"] or ""


def _scripted(tree: HtmlElement) -> Iterator[str]:
    for element in cast("list[HtmlElement]", _SCRIPTS(tree)):
        text = element.text or ""
        found = _GO.search(text) if len(text) <= _MAX_SCRIPT else None
        if found:
            yield found[1] or found[2]


def is_frame(tree: HtmlElement) -> bool:
    """Return whether scripts are to build the page: it has a place for that, or says so."""
    said = (
        "javascript" in element.text_content().lower()
        for element in cast("list[HtmlElement]", _NOSCRIPTS(tree))
    )
    return bool(_MOUNTS(tree)) or any(said)


def is_list(blocks: Sequence[Block]) -> bool:
    """Return whether most of a page's sentences stand below the linked headline of another page.

    A story's paragraphs stand below each other, however many teasers surround them.
    """
    cards = {at for at, block in enumerate(blocks) if _is_card(block)}
    told = [at for at, block in enumerate(blocks) if _is_told(block)]
    below = sum(at - 1 in cards or at - 2 in cards for at in told)
    return len(cards) >= _MIN_CARDS and 2 * below >= len(told)


def _is_card(block: Block) -> bool:
    return block.linked >= max(_CARD, _MOSTLY * len(block.text))


def _is_told(block: Block) -> bool:
    return len(block.text) >= _SENTENCE and block.linked < _BARELY * len(block.text)
