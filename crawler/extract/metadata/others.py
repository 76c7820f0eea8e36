"""What on a page belongs to others: comments, teasers of other articles, boxes beside the story.

Their authors and dates are not the article's.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import text_of

BESIDE = frozenset(["nav", "form"])
"""Elements that hold what is beside the story."""
OTHERS = re.compile(
    r"\b(?:related|recommend|teaser|card|sidebar|rail|most-?read|popular|trending|latest|comments?|widget|promo|carousel)",
    re.IGNORECASE,
)
"""Names of boxes that hold what is others'."""
_COMMENT = re.compile(r"comment(?!ary|ator)|\brespond\b|\brepl(?:y|ies)\b|disqus", re.IGNORECASE)
_COMMENT_TYPE = re.compile(r"/(?:User)?Comments?$")
_WORK = re.compile(
    r"/(?:\w*Article|\w*Posting|Report|Review|Product|Recipe|VideoObject|Event)$", re.IGNORECASE
)
_OWN = re.compile(r"meta|author|byline|entry|post(?!s)|story|article", re.IGNORECASE)
"""Names of footers and asides that are an article's own."""
_BUILDER = re.compile(r"\belementor-\S+")
"""Names by a page builder, which calls everything a widget."""
_FRAME = re.compile(
    r"\b(?:nav|navbar|navwrap|navtop|menu|masthead|topbar|breadcrumbs?)\b", re.IGNORECASE
)
_MAX_HEADINGS, _MAX_LINKS, _MIN_HEADLINE, _MIN_WORK = 3, 20, 12, 400
"""Headings and links of a box that are looked at; characters of a link that may be a headline, and
of a box with an unlinked one that is more than a teaser.
"""


def is_others(element: HtmlElement, titles: Sequence[str]) -> bool:
    """Return whether an element stands in what is another's than the article with these titles.

    A box that holds the article's own headline is the article's, whatever its name.
    """
    known = {plain(title) for title in titles} - {""}
    return any(
        around.tag not in {"body", "html"}
        and (_is_named_so(around) or _is_work(around))
        and not _holds(around, known)
        for around in (element, *element.iterancestors())
    )


def _is_named_so(box: HtmlElement) -> bool:
    """Return whether a box is beside the story, or readers' comments, by its name or kind."""
    name = _BUILDER.sub("", f"{box.get('class', '')} {box.get('id', '')}")
    return (
        box.tag in BESIDE
        or (box.tag == "footer" and not _is_articles(box, name))
        or (box.tag == "aside" and not _OWN.search(name) and _leads_on(box))
        or "comment" in box.get("itemprop", "").lower().split()
        or any(found.search(name) for found in (_FRAME, _COMMENT))
        or (OTHERS.search(name) is not None and _leads_on(box))
    )


def _is_articles(footer: HtmlElement, name: str) -> bool:
    """Return whether a footer is an article's, where its author and date may stand."""
    return _OWN.search(name) is not None or next(footer.iterancestors("article"), None) is not None


def _leads_on(box: HtmlElement) -> bool:
    """Return whether a box has a headline in it, or a link that may be one."""
    return next(_headings(box), None) is not None or any(
        len(text_of(link)) >= _MIN_HEADLINE for link in islice(box.iter("a"), _MAX_LINKS)
    )


def _headings(box: HtmlElement) -> Iterator[HtmlElement]:
    return islice(box.iter("h1", "h2", "h3", "h4"), _MAX_HEADINGS)


def _is_work(box: HtmlElement) -> bool:
    """Return whether a box holds a work of its own, under a headline of its own."""
    kind = box.get("itemtype", "")
    if _COMMENT_TYPE.search(kind):
        return True
    if box.tag != "article" and _WORK.search(kind) is None:
        return False
    headings = list(_headings(box))
    return bool(headings) and (
        len(text_of(box)) < _MIN_WORK or any(is_linked(heading) for heading in headings)
    )


def is_linked(heading: HtmlElement) -> bool:
    """Return whether a headline leads to another page."""
    return (
        next(heading.iter("a"), None) is not None
        or next(heading.iterancestors("a"), None) is not None
    )


def _holds(box: HtmlElement, titles: set[str]) -> bool:
    """Return whether the article's headline stands in a box."""
    return next(box.iter("h1"), None) is not None or any(
        plain(text_of(heading)) in titles for heading in _headings(box)
    )
