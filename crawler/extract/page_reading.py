"""A parsed page read.

Its story's paragraphs, with the decision on every block and the source that the text was taken
from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from crawler.extract.blocks.block import blocks_of
from crawler.extract.blocks.layout import Hints, PageLayout, extent, plain
from crawler.extract.faults import Faults
from crawler.extract.metadata import Metadata, metadata
from crawler.extract.metadata.comparable import squeezed
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole, Rule
from crawler.extract.rules.body import RULES, body
from crawler.extract.trafilatura_text import trafilatura_text

LARGE = 20_000
"""Elements from which a page is read without trafilatura, whose time grows faster than the page."""
THIN = 200
"""Characters below which a body is doubted, and other sources are asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The story's paragraphs, and what was decided on each block.

    And where the text came from when not from the blocks.
    """

    paragraphs: tuple[str, ...]
    page: PageLayout | None = None
    decisions: Sequence[BlockDecision] = ()
    rescued_from: str | None = None

    @property
    def size(self) -> int:
        """Characters of text, those of dense scripts counted for more."""
        return sum(map(extent, self.paragraphs))


def read(
    tree: HtmlElement,
    meta: Metadata,
    rules: Sequence[Rule] = RULES,
    faults: Faults | None = None,
) -> Reading:
    """Return the story of a parsed page. The tree is left as it is."""
    blocks = blocks_of(tree)
    if not blocks:
        return Reading(())
    page = PageLayout(blocks, hints_of(tree, meta=meta))
    decisions = body(page, rules, faults)
    return Reading(
        tuple(decision.block.text for decision in decisions if decision.kept), page, decisions
    )


def other_layout(reading: Reading, tree: HtmlElement) -> Reading:
    """Return the reading, or trafilatura's with its fallbacks where that is far longer.

    Some layouts have no paragraphs at all. A short post with comments is what there is. What a rule
    dropped stays dropped.
    """
    if reading.paragraphs and any(one.role is BlockRole.OTHERS for one in reading.decisions):
        return reading
    other = trafilatura_text(tree, fast=False) if _count(tree) <= LARGE else ()
    ruled_out = {
        plain(decision.block.text)
        for decision in reading.decisions
        if decision.ruled and not decision.kept
    }
    other = tuple(text for text in other if plain(text) not in ruled_out)
    return replace(reading, paragraphs=other) if much_more(other, reading.size) else reading


def much_more(paragraphs: Sequence[str], size: int) -> bool:
    """Return whether the paragraphs are a story where ``size`` characters are hardly one."""
    return sum(map(extent, paragraphs)) > max(THIN, 2 * size)


def _count(tree: HtmlElement) -> int:
    return sum(1 for _ in tree.iter())


def hints_of(tree: HtmlElement, url: str | None = None, *, meta: Metadata | None = None) -> Hints:
    """Return what the page knows of its story besides the blocks."""
    meta = meta or metadata(tree, url, fetched_at=None)
    titles = (plain(title) for title in (meta.title or "", *meta.headline_candidates))
    other = trafilatura_text(tree) if _count(tree) <= LARGE else ()
    return Hints(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        description=plain(_description(tree)),
        declared=plain(meta.article_body or ""),
        authors=tuple(map(plain, meta.authors)),
        candidate="\n".join(map(plain, other)),
        kind=meta.declared_type or "",
        url=meta.url,
        outlets=tuple(map(squeezed, meta.outlets)),
        language=meta.language,
    )


def _description(tree: HtmlElement) -> str:
    """Return the page's ``og:description``, else its ``description``."""
    found = ""
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name == "og:description" and element.get("content"):
            return str(element.get("content"))
        if name == "description":
            found = found or str(element.get("content") or "")
    return found
