"""The entries that a page shows, and whether what looks like some is believed."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from lxml.html import HtmlElement

from crawler.extract.blocks.layout import extent
from crawler.extract.live.declared_entries import DeclaredLive, is_named_live
from crawler.extract.live.entry_elements import (
    Places,
    alike,
    are_teasers,
    declared_elements,
    have_ids,
)
from crawler.extract.live.entry_text import ago_of, time_of
from crawler.extract.live.loose_entries import loose_entries

_MIN_SURE, _MIN = 2, 3
"""Entries from which a page's structure is believed: where it calls itself a live blog or has two
hints and ids, and elsewhere.
"""
_HINTS = 2
"""Hints from which entries need no ids."""
_MIN_ORDER = 4
"""Entries whose order says something: an article's chronicle begins in the morning."""
_MIN_SHARE = 0.5
"""Share of the page's story that undeclared entries hold."""
_HOLDERS = ("body", "main", "article", "section", "div", "dl", "td", "li", "blockquote")
"""Elements that loose entries stand in."""


_Time: TypeAlias = str | tuple[str, int]
"""When an entry came, or how long ago: the words and their number."""


class ShownEntries(NamedTuple):
    """The page, or a copy in which loose entries have boxes; and the entries, in order."""

    tree: HtmlElement
    elements: list[HtmlElement]


def shown_entries(tree: HtmlElement, declared: DeclaredLive, story: Sequence[str]) -> ShownEntries:
    """Return the entries: those that are declared, else those that look alike or open with a time.

    ``story`` are the paragraphs that the page would have as any other article.
    """
    found = declared_elements(tree, (entry.id for entry in declared.entries))
    if found:
        return ShownEntries(tree, found)
    places = Places()
    boxes = ShownEntries(tree, alike(tree, places))
    holders = (one for one in tree.iter(*_HOLDERS) if not places.is_elsewhere(one))
    loose = loose_entries(tree, holders)
    if loose is not None and len(loose.entries) >= len(boxes.elements):
        shown = ShownEntries(loose.tree, loose.entries)
        if _is_believed(shown, declared, story, loose=True):
            return shown
    return boxes if _is_believed(boxes, declared, story) else ShownEntries(tree, [])


def _is_believed(
    shown: ShownEntries, declared: DeclaredLive, story: Sequence[str], *, loose: bool = False
) -> bool:
    found = shown.elements
    if declared.sure or len(found) < _MIN_SURE:
        return len(found) >= _MIN_SURE
    if are_teasers(found):
        return False
    hints = declared.hints + _stand_in_named(found) + _newest_first(found)
    named = have_ids(found)
    if hints >= _HINTS and (named or len(found) >= _MIN):
        return _are_most(found, story)
    return named and not loose and len(found) >= _MIN


def _stand_in_named(found: Sequence[HtmlElement]) -> bool:
    """Return whether the entries stand in an element that is named as a live blog."""
    return any(is_named_live(box) for box in found[0].iterancestors() if box.tag != "html")


def _newest_first(found: Sequence[HtmlElement]) -> bool:
    """Return whether the entries' times go back, but for one that is pinned."""
    times = [time for one in found if (time := time_of(one) or ago_of(one))]
    if len(times) < max(_MIN_ORDER, len(found) - 1) or times[0] == times[-1]:
        return False
    units: list[str] = []
    steps = [_goes_back(later, earlier, units) for later, earlier in pairwise(times)]
    return sum(steps) >= len(steps) - 1


def _goes_back(later: _Time, earlier: _Time, units: list[str]) -> bool:
    """Return whether a time isn't after the one above it.

    "59 minutes ago" is followed by "1 hour ago", and that by a time of day. ``units`` are the words
    of the former that have been met; the present one is added.
    """
    if isinstance(later, str) or isinstance(earlier, str):
        if isinstance(later, str) and isinstance(earlier, str):
            return len(later) == len(earlier) and later >= earlier
        return isinstance(earlier, str)
    known = earlier[0] in units
    units.append(later[0])
    return later[1] <= earlier[1] if later[0] == earlier[0] else not known


def _are_most(found: Sequence[HtmlElement], story: Sequence[str]) -> bool:
    """Return whether the entries are what the page tells, and no chronicle within an article."""
    told = sum(extent(" ".join(str(one.text_content()).split())) for one in found)
    return told >= _MIN_SHARE * sum(map(extent, story))
