"""Who wrote the article.

From JSON-LD, meta elements, microdata, then what stands between headline and story, then
byline-like elements.

The first place that names a person wins, unless the byline that readers see names others instead:
then the declaration was left behind. An outlet's own name is an author only where the page declares
it and names nobody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of, texts
from crawler.extract.metadata.names import (
    begins_byline,
    is_lone_by,
    names,
    parts_names,
    person_names,
    turned,
)
from crawler.extract.metadata.others import is_others
from crawler.extract.metadata.role_lines import has_role
from crawler.extract.metadata.structured import kinds, listed
from crawler.extract.metadata.structured import text_of as ld_text
from crawler.languages import Kind, alternatives

_META_NAMES = (
    "author parsely-author dc.creator dcterms.creator citation_author byl byline "
    "article_author article:author og:article:author "
    "og:author cxenseparse:author articleauthor dable:author sailthru.author "
    "trackonomics.author lp.article:author"
)
_META = tuple(_META_NAMES.split())
_ONE_EACH = frozenset(["dc.creator", "dcterms.creator", "citation_author"])
"""Meta elements that name one person each, by library custom as "Last, First"."""
_NAMES_OF_ONE = 2
"""Most surnames and given names of one person."""
_RELATED = elements("//a[contains(concat(' ', normalize-space(@rel), ' '), ' author ')]")
_BYLINES = elements(
    "//*[self::a or self::p or self::div or self::span or self::address or "
    "self::li or self::strong or self::section or self::cite]"
    "[contains(@class, 'byline') or contains(@class, 'Byline') or contains(@class, "
    "'author') or contains(@class, 'Author') "
    "or contains(@class, 'autor') "
    "or contains(@id, 'author') or contains(@id, 'byline') or "
    "contains(@data-testid, 'byline') or contains(@data-testid, 'author')]"
)
_TEXTS = texts(".//text()")
_PROFILE = re.compile(
    r"/(?:authors?|auteurs?|autor(?:en|es|a)?|autore|by|profiles?|people|person|staff|team|"
    r"reporters?|journalists?|contributors?|columnists?|writers?|redaktion|yazar|muhabir)/",
    re.IGNORECASE,
)
_MAX_GAP = 3
"""Lines between two names of one byline: a role, a separator, a picture's text."""

_MARK = re.compile(
    r"byline|author|autor|writer|reporter|journalist|credit-name|contributor", re.IGNORECASE
)
_CREDIT = re.compile(
    rf"\W*(?:{alternatives(Kind.PICTURE_WORDS)})\w*(?: by)?\s*[:/©]", re.IGNORECASE
)
_ABOVE = 3
"""Elements upwards whose class or link may mark a line as a byline."""

_MAX_BYLINE_LENGTH = 160
_INLINE = frozenset(["a", "span", "b", "strong", "em", "i", "cite", "small", "u", "font", "time"])


def authors(
    page: MetadataPage, lead: Sequence[LeadLine], outlets: Sequence[str]
) -> tuple[str, ...]:
    """Return the names of the article's authors, in the page's order.

    Empty where it names nobody.
    """
    shown = next(
        (found for lines in _shown(page, lead) if (found := person_names(lines, outlets))), ()
    )
    house: tuple[str, ...] = ()
    for source in (_from_ld, _from_metas, _from_microdata):
        people, firms = names(source(page), outlets)
        if people:
            return _as_shown(people, shown)
        house = house or firms
    return shown or house


def _as_shown(declared: tuple[str, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """Return the declared names, or the shown ones where those are others.

    Some of the shown are not declared, and as many of the declared are not shown.
    """
    came = [name for name in shown if not any(_are_one(name, other) for other in declared)]
    left = [name for name in declared if not any(_are_one(name, other) for other in shown)]
    return shown if came and len(came) <= len(left) else declared


def _are_one(name: str, other: str) -> bool:
    """Return whether two names are one person's, in full and in short."""
    left, right = set(plain(name).split()), set(plain(other).split())
    return left <= right or right <= left


def _shown(page: MetadataPage, lead: Sequence[LeadLine]) -> Iterator[Iterable[str]]:
    """Yield the lines that may be the byline, place by place."""
    yield _in_lead(lead)
    titles = page.titles
    yield _short([found for found in _RELATED(page.tree) if not is_others(found, titles)])
    byline = next((found for found in _BYLINES(page.tree) if not is_others(found, titles)), None)
    yield _short([] if byline is None else [byline])


def _from_ld(page: MetadataPage) -> Iterator[str]:
    for key in ("author", "creator"):
        found = [name for value in page.ld.values(key) for name in _ld_names(value)]
        if found:
            yield from found
            return


def _ld_names(value: object) -> Iterator[str]:
    for name in listed(value.get("name")) if isinstance(value, Mapping) else [value]:
        text = ld_text(name)
        if text and "://" not in text:
            one = isinstance(value, Mapping) and "Person" in kinds(value)
            yield turned(text, _NAMES_OF_ONE) if one else text


def _from_metas(page: MetadataPage) -> Iterator[str]:
    for name in _META:
        contents = [
            content
            for content in page.metas.get(name, ())
            if "://" not in content and not content.startswith("@")
        ]
        if contents:
            yield from (
                turned(content, _NAMES_OF_ONE) if name in _ONE_EACH else content
                for content in contents
            )
            return


def _from_microdata(page: MetadataPage) -> Iterator[str]:
    titles = page.titles
    for element in page.microdata.get("author", ()):
        if is_others(element, titles):
            continue
        inner = [
            found for found in page.microdata.get("name", ()) if element in found.iterancestors()
        ]
        for found in inner or [element]:
            text = found.get("content") or text_of(found)
            if len(text) <= _MAX_BYLINE_LENGTH and "://" not in text:
                yield text


def _in_lead(lead: Sequence[LeadLine]) -> list[str]:
    """Return the lines of the byline.

    The last group that says "By", since a picture's comes first; else the first that is marked as
    one; else the first that is a name with a role.

    What stands in a long passage is its words, and no byline; a picture's author is not the
    article's.
    """
    lead = [
        line
        for line in lead
        if len(text_of(line.element)) <= _MAX_BYLINE_LENGTH and not _CREDIT.match(line.text)
    ]
    spoken = _groups(
        [
            at
            for at, line in enumerate(lead)
            if begins_byline(line.text) or (at and is_lone_by(lead[at - 1].text))
        ]
    )
    marked = _groups([at for at, line in enumerate(lead) if _marked(line.element)])
    signed = (
        [] if spoken or marked else [[at] for at, line in enumerate(lead) if has_role(line.text)]
    )
    places = (spoken[-1:] or marked[:1] or signed[:1] or [[]])[0]
    return (
        [lead[at].text for at in _to_its_end(lead, places)]
        if spoken
        else [lead[at].text for at in places]
    )


def _to_its_end(lead: Sequence[LeadLine], places: Sequence[int]) -> list[int]:
    """Return the places of a byline's lines, and of those behind them in the same box.

    Links part the names of several authors.
    """
    box = _box(lead[places[-1]].element)
    end = places[-1] + 1
    if len(text_of(box)) > _MAX_BYLINE_LENGTH:
        return list(places)
    while end < len(lead) and _box(lead[end].element) is box:
        if end + 1 < len(lead) and parts_names(lead[end].text):
            end += 2
        elif _PROFILE.search(lead[end].element.get("href") or ""):
            end += 1  # nothing but white space between two links to authors
        else:
            break
    return [*places, *range(places[-1] + 1, end)]


def _box(element: HtmlElement) -> HtmlElement:
    """Return the block-level element that an element stands in."""
    while element.tag in _INLINE and (parent := element.getparent()) is not None:
        element = parent
    return element


def _groups(places: Sequence[int]) -> list[list[int]]:
    """Ascending numbers in runs without wide gaps."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] <= _MAX_GAP:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _marked(element: HtmlElement) -> bool:
    """Return whether the element, or one just above it, is marked as a byline.

    It is a link to a person's page, or named like a byline.
    """
    node: HtmlElement | None = element
    for _ in range(_ABOVE):
        if node is None:
            return False
        if _MARK.search(
            f"{node.get('class', '')} {node.get('data-testid', '')} "
            f"{node.get('itemprop', '')} {node.get('rel', '')}"
        ):
            return True
        if node.tag == "a" and _PROFILE.search(node.get("href", "")):
            return True
        node = node.getparent()
    return False


def _short(found: Sequence[HtmlElement]) -> Iterator[str]:
    """Yield the text nodes of short elements."""
    for element in found:
        if len(text_of(element)) <= _MAX_BYLINE_LENGTH:
            yield from _TEXTS(element)
