"""What stands beside the text, after the text was rid of what only the extractor changed.

The same without what stood in a teaser that rotated.

A paragraph that was put back brings its links, one that was left out takes them along. A caption
that stood on both pages and in one extraction alone was neither added nor removed.
"""

from collections import deque
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, TypeVar

from crawler.diff import letters
from crawler.model import Extraction, StoryCaption, StoryLink

T = TypeVar("T")


def with_paragraphs(new: Extraction, paragraphs: tuple[str, ...], old: Extraction) -> Extraction:
    """Return ``new`` with other paragraphs, some of them ``old``'s, and with their links."""
    if new.links is None:
        return replace(new, paragraphs=paragraphs)
    theirs, ours = _of_texts(new), _of_texts(old)
    links: list[StoryLink] = []
    for at, text in enumerate(paragraphs):
        there = theirs.get(text) or ours.get(text)
        links += (replace(link, paragraph=at) for link in (there.popleft() if there else ()))
    return replace(new, paragraphs=paragraphs, links=tuple(links))


def _of_texts(side: Extraction) -> dict[str, deque[list[StoryLink]]]:
    """Return the links of the paragraphs by their text: several may have the same one."""
    held: list[list[StoryLink]] = [[] for _ in side.paragraphs]
    for link in side.links or ():
        if 0 <= link.paragraph < len(held):
            held[link.paragraph].append(link)
    found: dict[str, deque[list[StoryLink]]] = {}
    for text, links in zip(side.paragraphs, held, strict=True):
        found.setdefault(text, deque()).append(links)
    return found


def without_shown(text: Extraction, shown: AbstractSet[str], words: AbstractSet[str]) -> Extraction:
    """Return a text without pictures, films and posts of these addresses.

    And without captions of these words, as ``letters`` has them, that have no picture.
    """
    captions, embeds = (
        tuple(one for one in text.captions or () if not _is_of(one, shown, words)),
        tuple(one for one in text.embeds or () if one.url not in shown),
    )
    if len(captions) < len(text.captions or ()):
        text = replace(text, captions=captions)
    return replace(text, embeds=embeds) if len(embeds) < len(text.embeds or ()) else text


def _is_of(caption: StoryCaption, shown: AbstractSet[str], words: AbstractSet[str]) -> bool:
    return caption.image in shown if caption.image else letters(caption.text) in words


def with_steady_objects(new: Extraction, old: Extraction, standing: AbstractSet[str]) -> Extraction:
    """Return ``new`` with no other pictures, films and posts of these addresses than ``old``.

    They stand on both pages, so what only one extraction has neither came nor left.
    """
    if not standing or None in {old.captions, new.captions, old.embeds, new.embeds}:
        return new
    return replace(
        new,
        captions=_steady(new.captions or (), old.captions or (), standing, lambda one: one.image),
        embeds=_steady(new.embeds or (), old.embeds or (), standing, lambda one: one.url),
    )


def _steady(
    ours: Sequence[T], theirs: Sequence[T], standing: AbstractSet[str], address: Callable[[T], Any]
) -> tuple[T, ...]:
    before, after = ({address(one) for one in side} for side in (theirs, ours))
    kept = (one for one in ours if address(one) not in standing or address(one) in before)
    back = (one for one in theirs if address(one) in standing and address(one) not in after)
    return (*kept, *back)


def with_steady_captions(
    new: Extraction, old: Extraction, new_page: Sequence[str], old_page: Sequence[str]
) -> Extraction:
    """Return ``new`` without captions that only the extractor brought, and with those it dropped.

    ``old_page`` and ``new_page`` are all the text of the two pages, block by block.
    """
    if new.captions is None or old.captions is None or new.captions == old.captions:
        return new
    before, after = ({letters(one.text) for one in side.captions or ()} for side in (old, new))
    was, now = _holder(old_page), _holder(new_page)
    kept = tuple(one for one in new.captions if not _only(one, before, was))
    back = tuple(one for one in old.captions if _only(one, after, now))
    same = len(kept) == len(new.captions) and not back
    return new if same else replace(new, captions=(*kept, *back))


def _only(caption: StoryCaption, other: set[str], holds: Callable[[str], bool]) -> bool:
    """Return whether a caption's words stand on the other page, and not among its captions."""
    words = letters(caption.text)
    return bool(words) and words not in other and holds(words)


def _holder(page: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that says whether a page holds words, whatever parts them."""
    whole = "".join(map(letters, page))
    return lambda words: words in whole
