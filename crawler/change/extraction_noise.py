"""What the extractor took this time and left last time, though it stood on both pages.

That is no edit.

Teasers, banners and other scripts around a story can tip an extractor's judgement of a passage. So
an added paragraph that stood on the old page, outside its story, was not added, and a removed one
that still stands on the new page was not removed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.change.attachment_noise import with_paragraphs, with_steady_captions
from crawler.diff import Diff, DiffBlock, letters
from crawler.model import Extraction

_BREAK = "\n\n"
_SHORT = 25
"""Letters below which a passage must be a whole block of the page: "Read more" stands in many
sentences.
"""
_MAX_NUMBER = 1_000_000_000
"""Letters of a page, times blocks that differ, up to which a passage is looked for anywhere on it;
beyond, among its whole blocks only.
"""


def without_extraction_noise(
    difference: Diff,
    old: Extraction,
    new: Extraction,
    old_page: Sequence[str],
    new_page: Sequence[str],
) -> Extraction:
    """Return ``new`` without what only the extractor changed.

    Paragraphs and captions that it alone dropped are put back, and those that it alone brought are
    left out.
    ``old_page`` and ``new_page`` are all the text of the two pages, block by block.
    """
    differing = sum(block.kind != "same" for block in difference.blocks)
    before, after = (
        _Outside(page, story, differing) for page, story in ((old_page, old), (new_page, new))
    )
    exchanged = {
        (block.old, block.new) for block in difference.blocks if _is_exchange(block, before, after)
    }
    paragraphs = [
        text
        for block in difference.blocks
        for text in _kept(block, before, after, exchanged=(block.old, block.new) in exchanged)
    ]
    if tuple(paragraphs) != new.paragraphs:
        new = replace(with_paragraphs(new, tuple(paragraphs), old), entries=())
    return with_steady_captions(new, old, new_page, old_page)


def _is_exchange(block: DiffBlock, before: "_Outside", after: "_Outside") -> bool:
    """Return whether two alike passages that look like one edited stand on both pages.

    The extractor took the one, then the other.
    """
    old, new = block.old_text.split(_BREAK), block.new_text.split(_BREAK)
    return (
        block.kind in {"edited", "moved_here"}
        and all(map(after.holds, old))
        and all(map(before.holds, new))
    )


def _kept(
    block: DiffBlock, before: "_Outside", after: "_Outside", *, exchanged: bool
) -> Iterator[str]:
    """Yield the paragraphs of a block that stand in the new text.

    Of an exchange that is the old passage at its old place.
    """
    if block.kind == "moved_away" or (exchanged and block.kind == "edited"):
        yield from block.old_text.split(_BREAK) if exchanged else ()
    elif block.kind == "removed":
        yield from (text for text in block.old_text.split(_BREAK) if after.holds(text))
    elif block.kind == "added":
        yield from (text for text in block.new_text.split(_BREAK) if not before.holds(text))
    elif not exchanged:
        yield from block.new_text.split(_BREAK)


class _Outside:
    """The text of a page outside its story."""

    def __init__(self, page: Sequence[str], story: Extraction, questions: int) -> None:
        self._page = _joined(page)
        self._story = _joined(story.paragraphs)
        self._by_block = len(self._page) * questions > _MAX_NUMBER
        if self._by_block:
            self._page_blocks, self._story_blocks = (
                Counter(text.split("\n")) for text in (self._page, self._story)
            )

    def holds(self, text: str) -> bool:
        """Return whether a passage stands on the page more often than in the story.

        Case, marks and white space don't count.
        """
        wanted = letters(text)
        if not wanted:
            return False
        if self._by_block:
            return self._page_blocks[wanted] > self._story_blocks[wanted]
        if len(wanted) < _SHORT:
            wanted = f"\n{wanted}\n"
        return self._page.count(wanted) > self._story.count(wanted)


def _joined(texts: Sequence[str]) -> str:
    return "\n" + "\n\n".join(map(letters, texts)) + "\n"
