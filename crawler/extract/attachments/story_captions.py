"""The story's pictures, and the words below them."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract.attachments.image_names import image_address, image_name
from crawler.extract.attachments.story_place import StoryPlace
from crawler.extract.attachments.teaser_pictures import is_another
from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Block
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import upwards
from crawler.extract.rules.block_decisions import BlockRole
from crawler.model import StoryCaption, storable

_MAX_TEXT = 2_000
_MAX_LINE = 800
"""Characters of a line below a picture. A longer one is a paragraph."""
_SMALL = 120
"""Pixels of width or height below which a picture is an icon."""
_ICON = re.compile(
    r"(?:^|[/_.-])(?:icons?|logos?|avatars?|badges?|sprites?|emojis?|pixel|tracking|banners?|ads?|"
    r"adserver|smil(?:ey|ie)s?|buttons?)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_CAPTION = int(ClassHint.CAPTION)
_LINKED = 0.6
"""Share of links in a caption that is a teaser's headline."""
_NEAR = 3
"""Boxes around a picture without a figure in which its caption may stand."""
_PICTURES = ("img", "picture", "amp-img", "video", "iframe", "amp-youtube", "lite-youtube")


def story_captions(place: StoryPlace, base: str | None) -> Iterator[StoryCaption]:
    """Yield the pictures in the story's box, and those above it that have words of their own."""
    seen: set[HtmlElement] = set()
    told: set[tuple[str, str | None]] = set()
    for at, element, within in place.objects:
        if element.tag not in (*_PICTURES, "figure") or element in seen:
            continue
        figure = element if element.tag == "figure" else _figure_of(element)
        found = (
            _of_figure(place, at, figure, base, seen, within=within)
            if figure is not None
            else _alone(place, at, element, base, seen, within=within)
        )
        if found is not None and (found.text, found.image_name) not in told:
            told.add((found.text, found.image_name))
            yield found


def _figure_of(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("figure"), None)


def _of_figure(
    place: StoryPlace,
    at: int,
    figure: HtmlElement,
    base: str | None,
    seen: set[HtmlElement],
    *,
    within: bool,
) -> StoryCaption | None:
    """Return the picture of a figure; None for one of others, of a table, or of a teaser."""
    inner = list(figure.iter(*_PICTURES))
    if figure in seen or not inner or next(figure.iter("table", "pre"), None) is not None:
        return None
    if next((one for one in figure.iter("figure") if one is not figure), None) is not None:
        return None
    seen.update((figure, *inner))
    captions = [
        block
        for block in place.texts(at, figure)
        if any(box.tag == "figcaption" for box in upwards(block.box))
    ] or [block for block in place.texts(at, figure) if len(block.text) <= _MAX_LINE]
    return _made(figure, captions, base, within=within)


def _alone(
    place: StoryPlace,
    at: int,
    element: HtmlElement,
    base: str | None,
    seen: set[HtmlElement],
    *,
    within: bool,
) -> StoryCaption | None:
    """Return a picture without a figure. The line below it is its caption if it is named so."""
    seen.update(element.iter(*_PICTURES))
    captions = list(_below(place, at, element))
    framed = element.tag in {"iframe", "amp-youtube", "lite-youtube"}
    if (framed and not captions) or _is_small(element):
        return None
    return _made(element, captions, base, within=within)


def _below(place: StoryPlace, at: int, element: HtmlElement) -> Iterator[Block]:
    """Yield the lines of the caption below a picture."""
    block, decision = place.page.blocks[at], place.decisions[at]
    if decision.role is BlockRole.CAPTION:
        yield block
        return
    if decision.kept or len(block.text) > _MAX_LINE or not block.pictured:
        return
    around = [box for box, _ in zip(upwards(block.box), range(_NEAR), strict=False)]
    named = next((box for box in around if box.tokens & _CAPTION and box.chars <= _MAX_LINE), None)
    own = {one for one, _ in zip(element.iterancestors(), range(_NEAR), strict=False)}
    shared = next((box for box in around if box.element in own), None)
    near = shared is not None and shared is not place.home and shared.chars <= _MAX_LINE
    if near and named is not None and named.element is not None and named is not place.home:
        yield from place.texts(at, named.element)
    elif boilerplate.is_caption(block.text):
        yield block


def _made(
    element: HtmlElement, captions: list[Block], base: str | None, *, within: bool
) -> StoryCaption | None:
    address = image_address(element, base)
    text = " ".join(block.text for block in captions)[:_MAX_TEXT]
    linked = sum(block.linked for block in captions)
    if text and linked >= _LINKED * len(text) and _leads_away(element):
        return None
    if _leads_to_article(element, base):
        return None
    if not text and (
        not within or address is None or _ICON.search(address) or _leads_away(element)
    ):
        return None
    name = image_name(address) if address else None
    return StoryCaption(
        text=storable(text),
        image=storable(address) if address else None,
        image_name=storable(name) if name else None,
    )


def _is_small(element: HtmlElement) -> bool:
    sizes = (element.get(name, "").removesuffix("px") for name in ("width", "height"))
    return any(size.isdigit() and int(size) < _SMALL for size in sizes)


def _leads_away(element: HtmlElement) -> bool:
    """Return whether a picture is a link to a page, not to its own larger form."""
    around = (element, *element.iterancestors("a"), *element.iter("a"))
    return any(one.tag == "a" and not _is_own(one.get("href") or "", element) for one in around)


def _leads_to_article(element: HtmlElement, base: str | None) -> bool:
    """Return whether a picture is a link to another article of the site, whatever its caption."""
    return any(
        is_another(one.get("href"), base)
        and "attachment" not in (one.get("rel") or "")
        and not _is_own(one.get("href") or "", element)
        for one in _links_of(element)
    )


def _links_of(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the links that a picture stands in. Those of its caption are none of the picture's."""
    yield from element.iterancestors("a")
    for one in element.iter(*_PICTURES):
        yield from (link for link in one.iterancestors("a") if element in link.iterancestors())


def _is_own(address: str, element: HtmlElement) -> bool:
    bare = address.partition("?")[0].lower()
    return (
        not address
        or address.startswith(("#", "javascript:"))
        or bare.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
        or image_name(address) == image_name(image_address(element, None) or "x")
    )
