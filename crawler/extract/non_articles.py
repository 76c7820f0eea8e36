"""Pages that are no article: what they are instead, and how that shows.

A real article must never be refused for its looks, so each of these needs a declaration by the
page, or a page on which next to nothing reads like a story.
"""

from enum import StrEnum
from urllib.parse import urlsplit

from crawler.extract.blocks.layout import extent
from crawler.extract.metadata import Metadata
from crawler.extract.page_reading import Reading

SHORT = 400
"""Characters below which a video's or gallery's text is its caption and no story."""
STUB = 140
"""Characters below which a page that offers many links holds no story."""
LINE = 60
"""Characters below which a text that calls itself no article is a placeholder's or an error's."""
_VIDEO = frozenset(("videoobject", "video", "video.other", "video.episode", "video.movie"))
_GALLERY = frozenset(("imagegallery", "mediagallery", "imageobject", "gallery"))
_LIST = frozenset(("collectionpage", "itemlist", "searchresultspage", "profilepage", "section"))
_CARDS = 8
_MOSTLY, _SENTENCE = 0.5, 50


class NoArticle(StrEnum):
    """What a page is instead of an article, as a sentence for people."""

    NO_TEXT = "no text: the page holds no story"
    VIDEO = "video: the page holds a film and its caption"
    GALLERY = "gallery: the page holds pictures and their captions"
    FEW_WORDS = "no article: the page holds a few words and does not call itself one"
    SECTION = "section: the page lists other articles"
    TEASERS = "section: the page lists other articles and holds next to no text of its own"

    @property
    def lists_articles(self) -> bool:
        """Whether it is a section or a front page: a list, as a source may have one."""
        return self in {NoArticle.SECTION, NoArticle.TEASERS}


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
    path = urlsplit(url).path if url else "/?"
    return kind in _LIST or (kind in ("", "website") and path in ("", "/"))


def _cards(reading: Reading) -> bool:
    """Return whether many links to other pages are longer than labels: teasers."""
    return (
        sum(block.linked > 25 for block in (reading.page.blocks if reading.page else ())) >= _CARDS  # noqa: PLR2004
    )  # a headline's length
