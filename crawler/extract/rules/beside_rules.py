"""Rules on what stands beside the text and has fields of its own: captions and quoted posts."""

from crawler.extract.attachments.story_embeds import is_post
from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole

MAX_CAPTION = 800
"""Characters of the text in a figure. A longer one is a story's that stands in a figure."""
PICTURES = ("img", "picture", "video", "iframe", "amp-img")


def figures(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the words below a picture in its figure: they are its caption."""
    for decision in decisions:
        if decision.kept and _figure(decision.block.box) is not None:
            decision.drop("a picture's caption")


def _figure(box: Box) -> Box | None:
    """Return the figure whose caption a box is, or stands in. None for a table's or a quotation's.

    None too where hardly anything but text stands in it.
    """
    caption = next((one for one in upwards(box) if one.tag == "figcaption"), None)
    figure = next((one for one in upwards(caption) if one.tag == "figure"), None)
    if figure is None or figure.element is None or figure.chars > MAX_CAPTION:
        return None
    pictured = next(figure.element.iter(*PICTURES), None) is not None
    other = next(figure.element.iter("table", "pre", "blockquote"), None) is not None
    return figure if pictured and not other else None


def posts(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the words of a quoted post, which the page shows as the other service does."""
    known: dict[Box, bool] = {}
    for decision in decisions:
        if (decision.kept or decision.open) and _in_post(decision.block.box, known):
            decision.drop("a quoted post", BlockRole.POST)


def _in_post(box: Box, known: dict[Box, bool]) -> bool:
    """Return whether a box stands in a quoted post. Each box is asked once."""
    found, asked = False, []
    for one in upwards(box):
        if one in known:
            found = known[one]
            break
        asked.append(one)
    for one in reversed(asked):
        quoted = one.tag == "blockquote" and one.element is not None and is_post(one.element)
        found = known[one] = found or quoted
    return found
