"""Rules on lines of the house: what it sets between and around a story's paragraphs for itself.

A story about views, a survey or a commission is no such line: a rule drops only what is one as a
whole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import HEADINGS, PageLayout, upwards
from crawler.extract.metadata.metadata_page import host_of
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.house_wordings import (
    asks_for_keys,
    is_counter,
    is_house_line,
    is_label_of,
    is_pointer,
    is_time_line,
)
from crawler.extract.rules.widget_rules import SMALL, kept_size
from crawler.languages import EVERY, language_of, primary_language

ABOVE, BELOW = 3, 4
"""Paragraphs at either end of a story among which the house's own stand."""
FEW = 2
"""Lines of counts within a story that are the house's; more of them are told by the story."""
LINKED = 0.9
"""Share of links in a line that is nothing but a link."""
LINKED_POINTER = 0.5
"""Share of links in a line that points elsewhere without a sign behind its label."""
MIN_WORDS, MIN_HEADING_WORDS, MIN_LETTERS = 4, 6, 12
"""Words of another article's headline, of one in a heading's markup, and letters of one in
capitals.
"""
MAX_LABEL, MAX_LABEL_WORDS = 40, 3
"""Characters and words of the label before a link to another article."""
MAX_BIOGRAPHY = 500
"""Characters of a paragraph on the author."""
MAX_LINKS, MAX_BLOCKS = 0.5, 6
"""Share of links in such a paragraph, and blocks of a box on the author."""
EMPHASIS = 0.9
"""Share of emphasis in a line that is set apart by it."""

_LISTS = frozenset(("li", "td", "th", "dd", "dt"))
_NAME_FIRST = re.compile(
    r"\W{0,2}(?![“„«\"])[^\W\d_a-z][^\W\d_]+ (?:[^\W\d_a-z]\. )?[^\W\d_a-z]\w+"
)
_LABEL = re.compile(r"^\W*(?P<label>[^:|]{2,40}?)\s*[:|]\s+(?P<rest>\S.*)$")


def counters(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line of nothing but counts: of views, reads, comments.

    Above and below the story; within it, where they are few.
    """
    kept = [decision for decision in decisions if decision.kept]
    found = [
        (place, decision) for place, decision in enumerate(kept) if is_counter(decision.block.text)
    ]
    within = sum(ABOVE <= place < len(kept) - BELOW for place, _ in found)
    for place, decision in found:
        if within <= FEW or not ABOVE <= place < len(kept) - BELOW:
            decision.drop("a count of the house's")


def times(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line that says when the page was updated, told from now: "5 minutes ago"."""
    for decision in decisions:
        if not decision.kept:
            continue
        below = decisions[decision.at + 1] if decision.at + 1 < len(decisions) else None
        if is_time_line(decision.block.text):
            decision.drop(_TIME)
        elif below is not None and is_label_of(decision.block.text, below.block.text):
            decision.drop(_TIME)
            below.drop(_TIME)


_TIME = "a time told from now"


def house(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop what the house says to its readers in a paragraph of its own.

    A call for corrections, opinions or money, a disclosure, an offer, its rights.
    """
    kept = [decision for decision in decisions if decision.kept]
    codes = _languages(page, kept)
    for place, decision in enumerate(kept):
        text = decision.block.text
        if is_house_line(text, codes) or (
            place >= max(1, len(kept) - BELOW) and asks_for_keys(text)
        ):
            decision.drop("the house speaks")
        elif is_pointer(text, codes, linked=page.link[decision.at] >= LINKED_POINTER):
            decision.drop("points to another article")


def _languages(page: PageLayout, kept: list[BlockDecision]) -> frozenset[str]:
    """Return the languages that a page's lines may be in: as declared, as read, and English."""
    read = language_of([decision.block.text for decision in kept])
    declared = primary_language(page.hints.language)
    return frozenset(("en", EVERY, declared, read or declared))


def biographies(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop what is told of the author.

    In a small box of its own that is named so or opens with the name in the byline; or, at the
    story's end, in emphasis.
    """
    names = tuple(f"{name} " for name in page.hints.authors if " " in name)
    kept = [decision for decision in decisions if decision.kept]
    total = kept_size(page, kept)
    first = kept[0].at if kept else len(decisions)
    boxes = {
        box
        for decision in decisions[first:]
        if names
        and page.ends[decision.at]
        and f"{page.plain[decision.at]} ".startswith(names)
        and (box := _small_box(page, decision.block, total)) is not None
    }
    for place, decision in enumerate(kept):
        block, text = decision.block, decision.block.text
        if not place or len(text) > MAX_BIOGRAPHY or page.link[decision.at] > MAX_LINKS:
            continue
        told = bool(names) and f"{page.plain[decision.at]} ".startswith(names)
        box = _small_box(page, block, total)
        named = box is not None and any(
            one.tokens & ClassHint.AUTHOR for one in _up_to(block.box, box)
        )
        last = place >= len(kept) - BELOW and block.bold >= EMPHASIS * len(text)
        last = last and (told or _NAME_FIRST.match(text) is not None)
        profile = (named or last) and boilerplate.BIOGRAPHY.search(text) is not None
        if box in boxes or (named and profile) or (last and (told or profile)):
            decision.drop("on the author")


def _small_box(page: PageLayout, block: Block, total: int) -> Box | None:
    """Return the largest box around a block that is small against the story, no mere paragraph."""
    around = [box for box in upwards(block.box) if box.parent is not None]
    small = [box for box in around if page.mass.get(box, 0) < SMALL * total and box.tag != "p"]
    return small[-1] if small and small[-1].blocks <= MAX_BLOCKS else None


def _up_to(box: Box, last: Box) -> Iterator[Box]:
    for one in upwards(box):
        yield one
        if one is last:
            return


def elsewhere(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop another article's headline between the story's paragraphs.

    A line that is nothing but a link to another page of the site: a heading, in capitals or in
    emphasis, or behind a label ("LIVE:"). Several linked headings are the story's own.
    """
    kept = [decision for decision in decisions if decision.kept]
    linked = [decision for decision in kept if _is_link(page, decision)]
    headings = sum(decision.block.box.tag in HEADINGS for decision in linked)
    for decision in linked:
        heading = decision.block.box.tag in HEADINGS
        long = len(decision.block.text.split()) >= MIN_HEADING_WORDS
        if (heading and long and headings <= FEW) or (not heading and _stands_out(decision.block)):
            decision.drop("another article's headline")
    labelled = [d for d in kept if d.kept and _is_labelled(page, d.block)]
    labels = Counter(decision.block.text.split(":")[0] for decision in labelled)
    for decision in labelled:
        if labels[decision.block.text.split(":")[0]] <= FEW:
            decision.drop("another article's headline behind a label")


def _is_link(page: PageLayout, decision: BlockDecision) -> bool:
    """Return whether a line is a link to another page of the site, and as long as a headline."""
    block = decision.block
    return (
        page.link[decision.at] >= LINKED
        and not page.ends[decision.at]
        and len(block.text.split()) >= MIN_WORDS
        and not any(box.tag in _LISTS for box in _near(block))
        and _leads_elsewhere(page, block)
    )


def _near(block: Block) -> Iterator[Box]:
    return (box for box in (block.box, block.box.parent) if box is not None)


def _stands_out(block: Block) -> bool:
    letters = [sign for sign in block.text if sign.isalpha()]
    capitals = len(letters) >= MIN_LETTERS and block.text == block.text.upper()
    cased = block.text.upper() != block.text.lower()
    return (capitals and cased) or block.bold >= EMPHASIS * len(block.text)


def _is_labelled(page: PageLayout, block: Block) -> bool:
    """Return whether a line is a label and a link to another page of the site."""
    found = _LABEL.match(block.text)
    return (
        found is not None
        and len(found["label"].split()) <= MAX_LABEL_WORDS
        and len(found["rest"].split()) >= MIN_WORDS
        and abs(block.linked - len(found["rest"])) <= FEW
        and (found["label"].isupper() or block.bold >= len(found["label"]))
        and not any(box.tag in _LISTS for box in _near(block))
        and _leads_elsewhere(page, block)
    )


def _leads_elsewhere(page: PageLayout, block: Block) -> bool:
    """Return whether a block's links lead to other pages of the page's own site."""
    here = page.hints.url or "https://page.invalid/"
    for anchor in block.anchors:
        try:
            address = urlsplit(urljoin(here, (anchor.get("href") or "").strip()))
        except ValueError:
            return False
        own = urlsplit(here)
        if address.scheme not in {"http", "https"} or host_of(address.geturl()) != host_of(here):
            return False
        if (address.path, address.query) == (own.path, own.query):
            return False
    return bool(block.anchors)
