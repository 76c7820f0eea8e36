"""Pages that are no article: what they are instead, and how that shows.

A real article must never be refused for its looks, so each of these needs a declaration by the
page, or a page on which next to nothing reads like a story.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from crawler.extract.blocks.layout import extent
from crawler.extract.left_behind import is_frame, is_list, sent_on
from crawler.extract.metadata import Metadata
from crawler.extract.no_article import NoArticle
from crawler.extract.page_reading import Reading
from crawler.identity.landing import (
    day_of,
    is_above,
    is_asked_for,
    is_elsewhere,
    is_renamed,
    name_words,
)
from crawler.identity.tracking import is_tracking
from crawler.languages import Kind, pattern

SHORT = 400
"""Characters below which a video's or gallery's text is its caption and no story."""
STUB = 140
"""Characters below which a page that offers many links holds no story."""
LINE = 60
"""Characters below which a text that calls itself no article is a placeholder's or an error's."""
NOTICE = 1500
"""Characters below which a page whose title says that nothing was found is taken at its word."""
_VIDEO = frozenset(("videoobject", "video", "video.other", "video.episode", "video.movie"))
_GALLERY = frozenset(("imagegallery", "mediagallery", "imageobject", "gallery"))
_LIST = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage", "section"))
_CARDS = 8
_NAME_WORDS = 3
"""Words of an address that name an article; one in so many stands in it."""
_MOSTLY, _SENTENCE = 0.5, 50


# one answer a line
def problem(reading: Reading, meta: Metadata, url: str | None) -> NoArticle | None:  # noqa: PLR0911
    """Return why the page is no article, None where it is one or may be."""
    kind = (meta.declared_type or "").lower()
    size = reading.size
    if not size:
        return NoArticle.NO_TEXT
    if kind in _VIDEO and size < SHORT:
        return NoArticle.VIDEO
    if kind in _GALLERY and size < SHORT:
        return NoArticle.GALLERY
    declared = "article" in kind or "posting" in kind
    if size < LINE and not declared:
        return NoArticle.FEW_WORDS
    if _listing(kind, url) and (size < SHORT or _cards(reading)):
        return NoArticle.SECTION
    if not declared and _told(reading) < STUB and _cards(reading):
        return NoArticle.TEASERS
    return None


def in_its_place(tree: HtmlElement, reading: Reading, url: str | None) -> NoArticle | None:
    """Return what a page with next to no text has in place of a story, None where that is a text.

    A long text is a story, whatever stands beside it.
    """
    if reading.size >= SHORT:
        return None
    to = sent_on(tree, url)
    if to is not None:
        away = url is None or is_elsewhere(url, to)
        return NoArticle.SENT_ON if away else NoArticle.RELOADS
    return NoArticle.FRAME if not reading.size and is_frame(tree) else None


def led_elsewhere(
    reading: Reading, meta: Metadata, asked: str | None, url: str | None
) -> NoArticle | None:
    """Return that the address leads to a page that is no article; None where it is one.

    ``asked`` is the address that redirected to ``url``. What the page shows decides. Its address
    counts only where it shows nobody's name and does not call itself an article.
    """
    kind, size = (meta.declared_type or "").lower(), reading.size
    if url is None or "article" in kind or "posting" in kind:
        return None
    lists = reading.page is not None and is_list(reading.page.blocks)
    fronts = meta.canonical is not None and is_above(asked or url, meta.canonical)
    if asked is None or not is_elsewhere(asked, url):
        other = fronts or _is_nameless(reading, meta, url)
        return NoArticle.ELSEWHERE if lists and other else None
    above = is_above(asked, url)
    if not above and not is_asked_for(asked, url) and is_renamed(asked, url):
        return None
    strange = (
        fronts
        or kind in _LIST
        or is_asked_for(asked, url)
        or (not meta.authors and (lists or above or size < STUB))
        or (size < NOTICE and pattern(Kind.SOFT_404).search(meta.title or "") is not None)
    )
    return NoArticle.ELSEWHERE if strange else None


def _is_nameless(reading: Reading, meta: Metadata, url: str) -> bool:
    """Return whether a page shows neither author nor day, nor a third of the words it is called by.

    A list of others at an article's address. A round-up of links holds the words of its address.
    """
    words = name_words(url)
    dated = meta.published is not None and meta.published[:10] != day_of(url)
    if meta.authors or dated or len(words) < _NAME_WORDS:
        return False
    said = " ".join([meta.title or "", meta.shown_title or "", *reading.paragraphs]).casefold()
    return sum(word in said for word in words) * _NAME_WORDS < len(words)


def _told(reading: Reading) -> int:
    """Return characters of the text in lines that are long enough for sentences and no links.

    A list of headlines and times tells nothing.
    """
    page = reading.page
    if page is None or reading.rescued_from:
        return reading.size
    labels = {
        block.text
        for at, block in enumerate(page.blocks)
        if page.link[at] >= _MOSTLY or page.heading[at]
    }
    return sum(
        size
        for paragraph in reading.paragraphs
        if (size := extent(paragraph)) >= _SENTENCE and paragraph not in labels
    )


def _listing(kind: str, url: str | None) -> bool:
    return kind in _LIST or (kind in ("", "website") and _is_front(url))


def _is_front(url: str | None) -> bool:
    """Return whether an address is a site's root and names no page behind it.

    ``/?p=4821`` and ``/#!/wall-plan`` name one; ``/?page=2`` and ``/?utm_source=x`` do not.
    """
    parts = urlsplit(url or "/?")
    if url is None or parts.path not in {"", "/"}:
        return False
    if _PAGE_FRAGMENT.match(parts.fragment):
        return False
    if _PAGE_QUERY.match(parts.query):
        return False
    return not any(
        key.lower() in _PAGE_KEYS or (key.lower() not in _LIST_KEYS and _PAGE_NAME.match(value))
        for key, value in parse_qsl(parts.query)
        if not is_tracking(key)
    )


_PAGE_FRAGMENT = re.compile(r"!?/.*\w{3}")
"""A place within a page that scripts take for a page of its own."""
_PAGE_QUERY = re.compile(r"\d{2,12}(?:&|$)|/.*\w{3}|(?:q|s)=(?:node|\w+)/\d")
"""A query that is all a page's name: ``?4821``, ``?/archives/4821.html``, ``?q=node/4821``."""
_PAGE_KEY_NAMES = (
    "p id nid aid article articleid article_id story storyid news newsid post postid "
    "post_id page_id attachment_id item entry art doc "
)
_PAGE_KEYS = frozenset(_PAGE_KEY_NAMES.split())
"""Parameters that name an article, whatever their value."""
_LIST_KEY_NAMES = (
    "page paged pg s q query search cat category tag author m lang language hl locale "
    "feed edition region date year month day section rubrik topic sort order ref "
    "source from v ver nocache amp theme "
)
_LIST_KEYS = frozenset(_LIST_KEY_NAMES.split())
"""Parameters that choose a list, or how it is shown."""
_PAGE_NAME = re.compile(r"\d{2,12}$|[\w%]+(?:[-_][\w%]+)+(?:\.\w+)?$|/\w")
"""A parameter's value that names a page: a number, words with hyphens, a path."""


def _cards(reading: Reading) -> bool:
    """Return whether many links to other pages are longer than labels: teasers."""
    return (
        sum(block.linked > 25 for block in (reading.page.blocks if reading.page else ())) >= _CARDS  # noqa: PLR2004
    )  # a headline's length
