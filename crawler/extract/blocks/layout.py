"""How a page's blocks lie.

Everything that is counted once for all of them, before one is judged.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import PROSE, Block, Box

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
ABOVE = (
    "article",
    "main",
    "aside",
    "footer",
    "header",
    "nav",
    "figure",
    "figcaption",
    "li",
    "table",
    "blockquote",
    "form",
    "p",
    "h1",
    "dl",
    "details",
    "address",
)
"""Tags around a block that say something of it."""
_WORD = re.compile(r"\w+")
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_LINKED = 0.4
"""Share of links above which a long block is no prose."""
_FOUND = 25
"""Characters from which a text that the other extractor has within a line counts as kept by it."""


def plain(text: str) -> str:
    """Return the words of a text in lower case, one space between them."""
    return " ".join(_WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the story from elsewhere on the page."""

    titles: tuple[str, ...] = ()
    """Forms of the headline, plain."""
    description: str = ""
    declared: str = ""
    """The declared article text, plain."""
    authors: tuple[str, ...] = ()
    """The authors' names, plain."""
    candidate: str = ""
    """The other extractor's text, a plain line a line."""
    kind: str = ""
    """What the page declares itself to be, a schema.org type."""
    url: str | None = None
    outlets: tuple[str, ...] = ()
    """What the page's own outlet is called, letters and digits alone."""
    language: str | None = None
    """The language that the page declares."""


class PageLayout:
    """A page's blocks with everything that is counted once for all of them."""

    def __init__(self, blocks: Sequence[Block], hints: Hints) -> None:
        self.blocks, self.hints = blocks, hints
        self.plain = [plain(block.text) for block in blocks]
        self.size = [extent(block.text) for block in blocks]
        self.total = sum(self.size) or 1
        self.link = [block.linked / len(block.text) for block in blocks]
        self.prose = [
            size >= PROSE and link < _LINKED
            for size, link in zip(self.size, self.link, strict=True)
        ]
        self.prompt = [float(boilerplate.is_prompt(block.text)) for block in blocks]
        self.ends = [
            float(bool(boilerplate.SENTENCE_END.search(block.text[-6:]))) for block in blocks
        ]
        self.heading = [float(block.box.tag in HEADINGS) for block in blocks]
        self.widget = [boilerplate.is_widget_line(block.text) for block in blocks]
        self.call = [
            bool(prompt) and boilerplate.is_call(block.text)
            for prompt, block in zip(self.prompt, blocks, strict=True)
        ]
        self.sign = [
            (block.box.key, block.box.parent.key if block.box.parent else None) for block in blocks
        ]
        self.counts = Counter(self.plain)
        self.title_words = set(hints.titles[0].split()) if hints.titles else set()
        self._lines = set(hints.candidate.split("\n"))
        self.kept = [self._kept(text) for text in self.plain]
        self._weigh()
        self._find_main()
        self._group()
        self._mark()

    def _kept(self, text: str) -> float:
        return float(
            bool(text)
            and (text in self._lines or (len(text) >= _FOUND and text in self.hints.candidate))
        )

    def _weigh(self) -> None:
        self.mass: dict[Box, int] = {}
        self.children: dict[Box, dict[Box, None]] = {}
        for block, size, prose in zip(self.blocks, self.size, self.prose, strict=True):
            for box in upwards(block.box) if prose else ():
                self.mass[box] = self.mass.get(box, 0) + size
            child, parent = block.box, block.box.parent
            while parent is not None:
                beside = self.children.setdefault(parent, {})
                if child in beside:
                    break  # and so are the boxes around it
                beside[child] = None
                child, parent = parent, parent.parent
        self.root = next(box for box in upwards(self.blocks[0].box) if box.parent is None)
        self.all = self.mass.get(self.root, 0) or 1

    def _find_main(self) -> None:
        self.chain = {self.root: 0}
        main = self.root
        while main in self.mass:
            child = max(
                self.children.get(main, ()), key=lambda box: self.mass.get(box, 0), default=None
            )
            if (
                child is None
                or child.tag == "p"
                or self.mass.get(child, 0) < 0.65 * self.mass[main]
            ):
                break
            main = child
            self.chain[main] = len(self.chain)
        within: dict[Box, bool] = {}
        for block in self.blocks:
            if block.box not in within:
                within[block.box] = any(box is main for box in upwards(block.box))
        self.inside = [within[block.box] for block in self.blocks]
        self.body = [at for at, inside in enumerate(self.inside) if inside and self.prose[at]]
        self.first, self.last = (
            (self.body[0], self.body[-1]) if self.body else (0, len(self.blocks) - 1)
        )

    def _group(self) -> None:
        self.by_sign: Counter[object] = Counter()
        self.sign_mass: Counter[object] = Counter()
        for sign, size, prose in zip(self.sign, self.size, self.prose, strict=True):
            self.by_sign[sign] += 1
            self.sign_mass[sign] += size if prose else 0
        alike: dict[tuple[Box, tuple[str, str]], list[Box]] = {}
        for parent, boxes in self.children.items():
            for box in boxes:
                alike.setdefault((parent, box.key), []).append(box)
        # two are a pair
        self.groups = {kind: _group(boxes) for kind, boxes in alike.items() if len(boxes) > 2}  # noqa: PLR2004

    def _mark(self) -> None:
        self._flags: dict[Box, tuple[int, frozenset[str]]] = {}
        heads = [
            at
            for at, block in enumerate(self.blocks)
            if any(box.tag == "h1" for box in (block.box, block.box.parent) if box)
        ]
        named = [
            at
            for at in heads
            if self.plain[at]
            and any(
                self.plain[at] in title or title in self.plain[at] for title in self.hints.titles
            )
        ]
        self.head = (named or heads or [-1])[0]
        self.heads = heads or self._like_headline()

    def _like_headline(self) -> list[int]:
        """Return the blocks marked up as the headline is, on a page without ``h1``.

        None where that is no more than a bare element's markup.
        """
        own = next(
            (
                block.box.key
                for at, block in enumerate(self.blocks)
                if self.plain[at] in self.hints.titles
                and not block.linked
                and (block.box.name or self.heading[at])
            ),
            None,
        )
        return [at for at, block in enumerate(self.blocks) if block.box.key == own] if own else []

    def above(self, box: Box) -> tuple[int, frozenset[str]]:
        """Return the hints and tags of a box and those around it.

        Boxes that hold most of the page are left out.
        """
        known = self._flags.get(box)
        if known is None:
            flags, tags = self.above(box.parent) if box.parent else (0, frozenset())
            own = box.tokens if box.parent is not None and box.chars < 0.6 * self.root.chars else 0
            known = self._flags[box] = (flags | own, tags | {box.tag} if box.tag in ABOVE else tags)
        return known


_MAX_KEPT = 64
"""Boxes within one another up to which those around each are kept. More would cost memory."""


def upwards(box: Box | None) -> tuple[Box, ...]:
    """Return a box and those around it, the page's last."""
    if box is None:
        return ()
    if box.around:
        return box.around
    if box.depth > _MAX_KEPT:
        found = [box]
        while (parent := found[-1].parent) is not None:
            found.append(parent)
        return tuple(found)
    box.around = (box, *upwards(box.parent))
    return box.around


def extent(text: str) -> int:
    """Return characters of a text, those of scripts that write no spaces counted for more.

    What it would be in letters.
    """
    if text.isascii():
        return len(text)
    dense = len(_DENSE.findall(text[:200]))
    return len(text) + (int(len(text) * 1.5 * dense / min(len(text), 200)) if dense else 0)


def _group(boxes: Sequence[Box]) -> tuple[int, bool, bool]:
    """Group boxes of one kind.

    How many, whether they hold several blocks each, and whether they are mostly links.
    """
    linked = sum(box.linked > 0 for box in boxes) >= 0.7 * len(boxes) and sum(
        box.linked for box in boxes
    ) > 0.3 * sum(box.chars for box in boxes)
    return len(boxes), sum(box.blocks for box in boxes) >= 2 * len(boxes), linked
