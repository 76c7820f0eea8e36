"""Where on a page its story lies, and what stands within it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from lxml.html import HtmlElement

from crawler.extract.attachments.teaser_pictures import TeaserBoxes
from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.class_hints import ClassHint, tokens_of
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision

HOME = 0.6
"""The least share of the story's text that its own box holds."""
_OUTSIDE = frozenset(("aside", "nav", "footer", "form", "button"))
_ELSE = int(
    ClassHint.COMMENT | ClassHint.SHARE | ClassHint.AD | ClassHint.AUTHOR | ClassHint.LETTER
)
_OWN = int(ClassHint.CAPTION | ClassHint.QUOTE)
_TEASERS = int(ClassHint.RELATED)
"""Hints as plain integers, for speed."""


class StoryPlace:
    """The story's own box, and the objects that stand in it or above it."""

    def __init__(self, page: PageLayout, decisions: Sequence[BlockDecision]) -> None:
        self.page, self.decisions = page, decisions
        self.kept = [one.at for one in decisions if one.kept]
        self.home = self._home()
        self._clean: dict[tuple[HtmlElement, HtmlElement | None], bool] = {}

    def _home(self) -> Box:
        """Return the smallest box that holds most of what was kept."""
        held: Counter[Box] = Counter()
        for at in self.kept:
            for box in upwards(self.page.blocks[at].box):
                held[box] += self.page.size[at]
        least = HOME * held[self.page.root]
        own = {self.page.blocks[at].box for at in self.kept}
        inner = [box for box, size in held.items() if size >= least]
        deepest = max(inner, key=lambda box: box.depth, default=self.page.root)
        alone = deepest in own and deepest.parent is not None and deepest.tag != "body"
        return deepest.parent if alone and deepest.parent is not None else deepest

    @cached_property
    def objects(self) -> list[tuple[int, HtmlElement, bool]]:
        """What may be shown in the story, each with the block that it stands before or in.

        And whether it stands within the story's box; else it stands above, near the headline.
        """
        return list(self._objects()) if self.kept else []

    def _objects(self) -> Iterator[tuple[int, HtmlElement, bool]]:
        first, last = self.kept[0], self.kept[-1]
        start = min(first, max(0, self.page.head)) if self.page.head >= 0 else first
        top = self._top(start)
        begin = next((at for at in self.kept if self._is_home(at)), first)
        teasers = TeaserBoxes(self.page, self.decisions, self.home)
        for at in range(min(start, top.first), min(last + 2, len(self.page.blocks))):
            for element in self.page.blocks[at].objects:
                if self._stands_in(element, self.home.element):
                    if at <= begin or not teasers.hold(element, behind=at > last):
                        yield at, element, True
                elif at <= begin and self._stands_in(element, top.element):
                    yield at, element, False

    def _is_home(self, at: int) -> bool:
        return any(box is self.home for box in upwards(self.page.blocks[at].box))

    def _top(self, start: int) -> Box:
        """Return the smallest box that holds headline and story."""
        own = set(upwards(self.page.blocks[start].box))
        return next((box for box in upwards(self.home) if box in own), self.home)

    def _stands_in(self, element: HtmlElement, top: HtmlElement | None) -> bool:
        """Return whether an element stands in a box, and in no box of something else within it.

        Such as a teaser's or an advertisement's.
        """
        passed = []
        found: bool | None = None
        for one in (element, *element.iterancestors()):
            if one is top or (one, top) in self._clean:
                found = self._clean.get((one, top), True)
                break
            passed.append(one)
        for one in reversed(passed if found is not None else []):
            found = self._clean[one, top] = bool(found) and _is_clean(one)
        return bool(found)

    def texts(self, at: int, container: HtmlElement) -> Iterator[Block]:
        """Yield the blocks within an element that are not the story's, those from ``at`` on."""
        for block, decision in zip(self.page.blocks[at:], self.decisions[at:], strict=False):
            if not any(box.element is container for box in upwards(block.box)):
                return
            if not decision.kept:
                yield block


def _is_clean(box: HtmlElement) -> bool:
    """Return whether nothing says that a box is of something else."""
    tag = box.tag
    if tag in _OUTSIDE or (tag == "header" and box.get("role") == "banner"):
        return False
    name = f"{box.get('class', '')} {box.get('id', '')}".strip()
    tokens = tokens_of(box.get, tag, name) if name else 0
    if tokens & _ELSE and not tokens & _OWN:
        return False
    return not (tokens & _TEASERS and tag not in {"figure", "img", "picture"} and _leads_away(box))


def _leads_away(box: HtmlElement) -> bool:
    """Return whether a box holds a heading or a line that is a link."""
    return any(
        link.getparent() is not None
        and link.getparent().tag in {"h2", "h3", "h4", "h5", "h6", "li", "strong"}
        for link in box.iter("a")
    )
