"""What a heading says to its readers, and which heading is the outlet's logo."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.blocks.shown_text import is_unread
from crawler.extract.hidden import is_hidden
from crawler.extract.metadata.comparable import squeeze

_NO_WORDS = re.compile(
    r"\b(?:comments?-?(?:count|number|link)?s?|badge|counter|share|tooltip|edit-?link|anchor)\b",
    re.IGNORECASE,
)
"""Names of what stands in a heading's line and is none of its words."""
_SEAM = "\1"
_RUN_ON = re.compile(rf"([^\W\d_]{{4}}){_SEAM}+([^\W\d_])")
"""Where a kicker's own element ends, or a headline's begins, without a space."""
_GLUE = "\0"
_GLUED = re.compile(rf"\s*{_GLUE}")
_BREAKS = frozenset(["br", "div", "p", "small", "h1", "h2", "h3", "header", "li"])
_FRONT = re.compile(r"/?(?:index\.\w{2,5}|home)?/?$", re.IGNORECASE)


def heading_text(heading: HtmlElement) -> str:
    """Return a heading's words on one line, without hidden and struck-out ones, buttons and counts.

    A line in small print below the headline is another line. All its text, if nothing else is left.
    """
    said = _RUN_ON.sub(_apart, _GLUED.sub("", "".join(_words(heading))))
    words = squeeze(said.replace(_SEAM, ""))
    return words or squeeze("".join(heading.itertext()))


def _apart(seam: re.Match[str]) -> str:
    """Return two lines as two, where a capital follows a small letter in no word of one spelling.

    ``<span>Local news</span>Harbour opens``, which style sheets set on two lines.
    """
    before, after = seam.groups()
    return f"{before} {after}" if before[-1].islower() and after.isupper() else before + after


def _words(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if _is_aside(child):
            yield _between(child)
        else:
            apart = " " if child.tag in _BREAKS else _SEAM if child.tag == "span" else ""
            yield apart
            yield from _words(child)
            yield apart
        yield child.tail or ""


def _between(child: HtmlElement) -> str:
    """Return the sign that parts a kicker from the headline for those who hear it."""
    hidden = "".join(child.itertext()) if child.tag == "span" else ""
    return "" if any(map(str.isalnum, hidden)) else f"{_GLUE}{hidden}"


def _is_aside(child: HtmlElement) -> bool:
    if is_unread(child, child.tag) or is_hidden(child):
        return True
    return child.tag == "small" or (
        child.tag in {"span", "a", "sup"} and _NO_WORDS.search(child.get("class") or "") is not None
    )


def is_logo(heading: HtmlElement, host: str) -> bool:
    """Return whether all of a heading leads to the site's front page."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(
        _leads_home(link.get("href") or "", host)
        and squeeze("".join(link.itertext())) == squeeze("".join(heading.itertext()))
        for link in links
    )


def _leads_home(address: str, host: str) -> bool:
    try:
        parts = urlsplit(address.strip())
        same = (parts.hostname or host).removeprefix("www.") == host
    except ValueError:
        return False
    if not address.strip() or parts.query or parts.fragment or not same:
        return False
    return _FRONT.fullmatch(parts.path) is not None
