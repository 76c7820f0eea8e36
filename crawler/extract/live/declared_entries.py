"""What a live blog declares of itself: that it is one, how long it goes on, its entries.

Source: schema.org ``LiveBlogPosting`` with ``liveBlogUpdate``, ``coverageStartTime`` and
``coverageEndTime``, in JSON-LD or microdata.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extract.fallback import paragraphs_of
from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import MetadataPage, elements
from crawler.extract.metadata.structured import Node, Structured, kinds, listed, text_of
from crawler.extract.metadata.timestamps import moment
from crawler.languages import Kind, pattern, terms

_KIND = "liveblogposting"
_SCRIPTS = elements("//script[@type='application/ld+json'][contains(., 'LiveBlogPosting')]")
_MICRODATA = elements("//@itemtype[contains(., 'LiveBlogPosting')]/..")
_LIVE_TYPE = re.compile(r"live[-_ .]?blog", re.IGNORECASE)
_LIVE_NAME = re.compile(
    r"\blive(?:\b|[-_]?(?:blog|ticker|feed|update|stream|event|entr|post|coverage|report))|"
    r"live[-_]?blog|live[-_]?ticker|minute[-_]?by[-_]?minute|liveticker",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEntry:
    """One ``liveBlogUpdate``."""

    id: str | None
    published: str | None
    modified: str | None
    headline: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredLive:
    """What the page's own ``LiveBlogPosting`` says, or that something else hints at one."""

    sure: bool
    """Whether the page calls itself a live blog. Else something on it sounds like one."""
    hints: int = 0
    """How many of its address and its headline do."""
    started: str | None = None
    ended: str | None = None
    summary: tuple[str, ...] = ()
    entries: tuple[DeclaredEntry, ...] = ()


def declared_live(page: MetadataPage, fetched_at: datetime | None) -> DeclaredLive | None:
    """Return what the page declares; None where nothing speaks of a live blog."""
    node = _node(page)
    if node is not None:
        ends = {"coverageStartTime": None, "coverageEndTime": None}
        times = {name: moment(text_of(node.get(name))) for name in ends}
        return DeclaredLive(
            sure=True,
            started=times["coverageStartTime"],
            ended=times["coverageEndTime"],
            summary=_texts(node, "articleBody") or _texts(node, "description"),
            entries=tuple(_entries(page.ld, node, fetched_at)),
        )
    box = _microdata_box(page.tree)
    if box is not None:
        return DeclaredLive(
            sure=True,
            started=_property(box, "coverageStartTime"),
            ended=_property(box, "coverageEndTime"),
        )
    if _LIVE_TYPE.search(page.meta("og:type") or ""):
        return DeclaredLive(sure=True)
    hints = _has_live_address(page.url) + any(map(_is_live_headline, page.headlines))
    return DeclaredLive(sure=False, hints=hints) if hints or _is_named(page.tree) else None


@cache
def _address_words() -> re.Pattern[str]:
    words = (word for entry in terms(Kind.LIVE_ADDRESSES) for word in entry.split())
    return re.compile(rf"(?:^|[/_-])(?:{'|'.join(words)})(?:[/_.-]|$)", re.IGNORECASE)


def _has_live_address(url: str | None) -> bool:
    return _address_words().search(urlsplit(url or "").path) is not None


def _is_live_headline(text: str | None) -> bool:
    return bool(text and pattern(Kind.LIVE_HEADLINES).search(text))


def _node(page: MetadataPage) -> Node | None:
    """Return the page's own ``LiveBlogPosting``.

    A page of another kind may name one that stands elsewhere.
    """
    if _is_live(page.ld.article):
        return page.ld.article
    headlines = {plain(text) for text in (*page.headlines, *page.metas.get("og:title", ()))}
    return next(
        (
            node
            for node in page.ld.nodes
            if _is_live(node) and plain(text_of(node.get("headline"))) in headlines - {""}
        ),
        None,
    )


def _is_live(node: Node) -> bool:
    return any(kind.lower() == _KIND for kind in kinds(node))


def _texts(node: Node, name: str) -> tuple[str, ...]:
    value = next((one for one in listed(node.get(name)) if isinstance(one, str)), None)
    return paragraphs_of(value)


def _entries(ld: Structured, node: Node, fetched_at: datetime | None) -> Iterator[DeclaredEntry]:
    for value in listed(node.get("liveBlogUpdate")):
        update = ld.resolve(value)
        if not isinstance(update, Mapping):
            continue
        yield DeclaredEntry(
            id=_id(update),
            published=moment(text_of(update.get("datePublished")), fetched_at),
            modified=moment(text_of(update.get("dateModified")), fetched_at),
            headline=text_of(update.get("headline")) or text_of(update.get("name")),
            paragraphs=_texts(update, "articleBody") or _texts(update, "text"),
            authors=tuple(
                name for one in listed(update.get("author")) if (name := text_of(ld.resolve(one)))
            ),
        )


def _id(update: Node) -> str | None:
    """Return what tells an update from the others: its address's fragment, else its address."""
    for key in ("@id", "url", "identifier", "mainEntityOfPage"):
        value = text_of(update.get(key))
        if value:
            try:
                return urlsplit(value).fragment or value
            except ValueError:
                return value
    return None


def _microdata_box(tree: HtmlElement) -> HtmlElement | None:
    return next(iter(_MICRODATA(tree)), None)


def _property(box: HtmlElement, name: str) -> str | None:
    for element in box.iter():
        if isinstance(element.tag, str) and name in (element.get("itemprop") or "").split():
            value = element.get("content") or element.get("datetime") or element.text_content()
            return moment(value)
    return None


def may_be_live(
    tree: HtmlElement, url: str | None, kind: str | None, headlines: Iterable[str | None]
) -> bool:
    """Return whether anything at all speaks of a live blog, cheaply."""
    return bool(
        _LIVE_TYPE.search(kind or "")
        or _has_live_address(url)
        or any(map(_is_live_headline, headlines))
        or _SCRIPTS(tree)
        or _microdata_box(tree) is not None
        or _is_named(tree)
    )


def _is_named(tree: HtmlElement) -> bool:
    """Return whether the page's body, its main part or an article is named as a live blog."""
    return any(
        is_named_live(element)
        for element in tree.iter("body", "main", "article", "section", "div", *_LISTS)
    )


_LISTS = ("ol", "ul", "dl", "table")


def is_named_live(element: HtmlElement) -> bool:
    """Return whether an element's own names sound like a live blog's."""
    name = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return ("live" in name or "minute" in name) and _LIVE_NAME.search(name) is not None
