"""Where on a page the line may stand that credits the story's source.

It counts above or below the story, in a line or paragraph of its own: in running text "via" and
"source" are words as any other, and below a picture, a table or a film they credit that. It stays
in the text: readers were shown it, and who took it out has edited the page.
"""

# ruff: noqa: RUF001  # the quotation marks are meant

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.metadata.metadata_page import host_of, text_of
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.credits import (
    MAX_LINE,
    MAX_SENTENCE,
    Credit,
    Links,
    credit_in,
    is_bare_label,
    is_crediting_sentence,
)
from crawler.languages import Kind, alternatives

CREDITS = "credits the story's source"
"""The reason given for such a line."""
LINKED = 0.9
"""Share of links in an outlet's name below its label."""
ABOVE, WITHIN, BELOW = 4, 3, 5
"""Blocks above the story's first, at either end of it, and below its last in which a credit may
stand.
"""

_PICTURE_BOX = re.compile(
    r"caption|photo|image|figure|gallery|thumb|chart|graphic|diagram|infogra|media", re.IGNORECASE
)
_OUTSIDE = frozenset(
    ("nav", "aside", "form", "figure", "figcaption", "table", "li", "dl", "blockquote")
)
_ELSE = ClassHint.COMMENT | ClassHint.SHARE | ClassHint.NAV | ClassHint.AD
_TAIL = re.compile(r"(?:[.!?…。][\"'”’»)]*\s+|[(\[])(?P<tail>[^.!?…()\[\]]{3,120}[.)\]]*)$")
"""The last sentence of the story's last paragraph, or what stands in brackets at its end."""
_TAIL_OF_TWO = re.compile(
    r"[.!?…。][\"'”’»)]*\s+(?P<tail>[^.!?…()\[\]]{3,160}\.\s+"
    rf"(?:{alternatives(Kind.LEADING)})\b[^.!?…]{{0,80}}\.?)$",
    re.IGNORECASE,
)
_PERMITTED = re.compile(rf"\W*(?:{alternatives(Kind.PERMISSION)})\W*", re.IGNORECASE)


def credited(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep a line that credits the outlet that the story comes from.

    Whatever else such a line would be.
    """
    last = max((decision.at for decision in decisions if decision.kept), default=len(page.blocks))
    permitted = (
        at
        for at in range(last + 1, min(len(page.blocks), last + BELOW + 1))
        if _PERMITTED.fullmatch(page.blocks[at].text) and _is_the_storys(page, at)
    )
    for at in [*permitted, *(at for at, _ in _credits(page, decisions))]:
        for decision in decisions[at : at + (2 if _bare_credit(page, at) else 1)]:
            if not decision.kept:
                decision.keep(CREDITS, BlockRole.CREDIT)


def credit(page: PageLayout, decisions: Sequence[BlockDecision]) -> Credit | None:
    """Return the outlet that the page credits with its story, one with a link before others.

    None where it credits none, or itself.
    """
    found = [one for _, one in _credits(page, decisions)]
    return next((one for one in found if one.url), next(iter(found), None))


def _credits(page: PageLayout, decisions: Sequence[BlockDecision]) -> Iterator[tuple[int, Credit]]:
    """Yield the lines that are credits, with their places, where they may stand."""
    kept = [
        decision.at
        for decision in decisions
        if decision.kept and decision.role is not BlockRole.CREDIT
    ]
    if not kept:
        return
    first, last = kept[0], kept[-1]
    for at in range(max(0, first - ABOVE), min(len(page.blocks), last + BELOW + 1)):
        if not first + WITHIN <= at <= last - WITHIN:
            text, links = _read(page, at)
            here, house = host_of(page.hints.url), frozenset(page.hints.outlets)
            tails = (text, *(_tails(text) if at == last else ()))
            each = (credit_in(one, links, here, house) for one in tails)
            found = next((one for one in each if one is not None), None)
            if found is not None and _is_the_storys(page, at):
                yield at, found


def _tails(text: str) -> Iterator[str]:
    """Yield the ends of the story's last paragraph that may be a credit."""
    for pattern in (_TAIL, _TAIL_OF_TWO):
        if tail := pattern.search(text):
            yield tail["tail"]


def _read(page: PageLayout, at: int) -> tuple[str, Links]:
    """Return a block's text and links; those of the next one too, where it is a label alone."""
    blocks = page.blocks[at : at + (2 if _bare_credit(page, at) else 1)]
    text = (
        blocks[0].text if len(blocks) == 1 else f"{blocks[0].text.rstrip(' :')}: {blocks[1].text}"
    )
    return text, [
        (text_of(anchor), _absolute(anchor.get("href"), page.hints.url))
        for one in blocks
        for anchor in one.anchors
    ]


def _absolute(address: str | None, url: str | None) -> str:
    try:
        found = urljoin(url or "https://page.invalid/", (address or "").strip())
        return found if urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _bare_credit(page: PageLayout, at: int) -> bool:
    """Return whether a block is a label alone, and the next one a link that may be the outlet."""
    return (
        is_bare_label(page.blocks[at].text)
        and at + 1 < len(page.blocks)
        and page.link[at + 1] >= LINKED
        and len(page.blocks[at + 1].text) < MAX_LINE
    )


def _is_the_storys(page: PageLayout, at: int) -> bool:
    """Return whether a credit is in place for the story's.

    Not a picture's, a table's, a quotation's, a comment's or a list's.
    """
    block = page.blocks[at]
    around = [box for box in upwards(block.box) if box.parent is not None]
    around = [box for box in around if page.mass.get(box, 0) < MAX_SENTENCE]
    if any(box.tag in _OUTSIDE or box.tokens & _ELSE for box in around) or any(
        _PICTURE_BOX.search(box.name) for box in around[:2]
    ):
        return False
    labelled = len(block.text) <= MAX_LINE and not is_crediting_sentence(block.text)
    before = page.blocks[at - 1].box if at else None
    below_picture = block.pictured or (
        before is not None
        and any(box.tag in {"table", "figure", "figcaption"} for box in upwards(before))
    )
    return not (labelled and below_picture)
