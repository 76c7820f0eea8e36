"""The rule on captions without a figure: a line below a picture that is set apart as its words."""

import re

from lxml.html import HtmlElement

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole

MAX_NAMED, MAX_SET_APART = 800, 300
"""Characters of a caption that is named so, and of one that only its type or its box tells."""
NEAR, FEW = 3, 2
"""Boxes around a line that may be named a caption's; texts in a box declared to be a picture's."""

_NAME = re.compile(
    r"caption(?!ed|-?container|s\b)|cutline|bild(?:unterschrift|text|legende)|"
    r"bildezeile|billedtekst|(?:^|[\s_-])legenda?e?(?:[\s_-]|$)|pie-?_?(?:de-?_?)?foto|didascalia|leyenda|"
    r"onderschrift|kuvateksti|popisek|podpis-?_?(?:zdj|foto|obr)|photo-?_?desc|image-?_?desc",
    re.IGNORECASE,
)
"""What sites call the words below a picture."""
_NAMED_BY = ("class", "id", "itemprop", "data-component", "data-testid")
_SLANTED, _SMALL = frozenset(("em", "i")), frozenset(("small", "font"))
_SMALL_SIZES = frozenset(("1", "-1", "-2"))
_QUOTED = re.compile(r"^\W*[\"“„«»「『]")


def pictured(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the line right below a picture if it is named a caption's or set apart as one.

    In small or slanted type, or alone with the picture in a box that is a picture's.
    """
    kept = [decision.at for decision in decisions if decision.kept]
    if not kept:
        return
    for decision in decisions[: kept[-1] + 3]:
        block = decision.block
        if (
            block.pictured
            and (decision.kept or decision.open)
            and len(block.text) <= MAX_NAMED
            and not page.heading[decision.at]
            and decision.at != page.head
            and _is_caption(page, decision, kept)
        ):
            decision.drop("a picture's caption", BlockRole.CAPTION)


def _is_caption(page: PageLayout, decision: BlockDecision, kept: list[int]) -> bool:
    wrapper = _wrapper(decision.block)
    return _named(decision.block, wrapper) or _set_apart(page, decision, wrapper, kept)


def _named(block: Block, wrapper: HtmlElement | None) -> bool:
    """Return whether a line, all of it, stands in an element that is named a caption's."""
    box: Box | None = block.box
    for _ in range(NEAR):
        if box is None or box.parent is None or box.chars > MAX_NAMED:
            break
        if box.element is not None and _is_named(box.element):
            return True
        box = box.parent
    return wrapper is not None and _is_named(wrapper)


def _is_named(element: HtmlElement) -> bool:
    return any(_NAME.search(element.get(key) or "") for key in _NAMED_BY)


def _wrapper(block: Block) -> HtmlElement | None:
    """Return the innermost element below a line's box that holds all of the line."""
    found: HtmlElement | None = None
    if block.box.element is None:
        return None
    for element in block.box.element.iter("em", "i", "small", "span", "font"):
        if " ".join("".join(element.itertext()).split()) == block.text:
            found = element
    return found


def _set_apart(
    page: PageLayout, decision: BlockDecision, wrapper: HtmlElement | None, kept: list[int]
) -> bool:
    """Return whether a short line below a picture is set in another type than the story, or boxed.

    A standfirst below the first picture, a quotation and a story in slanted type are none.
    """
    block = decision.block
    if len(block.text) > MAX_SET_APART or _QUOTED.match(block.text):
        return False
    picture = next((one for one in block.objects if one.tag != "blockquote"), None)
    if picture is None:
        return False
    if _is_boxed(block, picture):
        return True
    slanted = _is_in(block, wrapper, _SLANTED)
    if _is_in(block, wrapper, _SMALL) or (slanted and _shares(block.box.element, picture)):
        return True
    within = kept[0] < decision.at < kept[-1]
    below = next((at for at in kept if at > decision.at), None)
    return (
        within
        and slanted
        and below is not None
        and not _is_in(page.blocks[below], _wrapper(page.blocks[below]), _SLANTED)
    )


def _is_in(block: Block, wrapper: HtmlElement | None, tags: frozenset[str]) -> bool:
    """Return whether all of a line stands in one of these elements, in small type if a font."""
    while wrapper is not None and wrapper is not block.box.element:
        if wrapper.tag in tags and (wrapper.tag != "font" or wrapper.get("size") in _SMALL_SIZES):
            return True
        wrapper = wrapper.getparent()
    return False


def _shares(box: HtmlElement | None, picture: HtmlElement) -> bool:
    return box is not None and any(one is box for one in picture.iterancestors())


def _is_boxed(block: Block, picture: HtmlElement) -> bool:
    """Return whether the smallest box of a line and a picture is a picture's, and holds no more."""
    around = set(picture.iterancestors())
    box: Box | None = block.box
    for _ in range(NEAR):
        if box is None or box.parent is None:
            return False
        if box.element in around:
            break
        box = box.parent
    if box is None or box.element is None or box.chars > MAX_SET_APART or box.blocks > FEW:
        return False
    return box.element.get("role") == "figure" or box.schema == "ImageObject"
