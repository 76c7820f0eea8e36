"""Entries without a box: lines that open with a time, and what stands below each up to the next.

A heading or a ``dt`` with the time, a paragraph that opens with it, a ``time`` of its own. Each run
is given a box in a copy of the page, so that everything else reads it as any other entry.
"""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.rules.house_wordings import is_relative, opens_small

_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6", "dt"])
_LABELS = frozenset(["time", "span", "div", "strong", "b"])
"""Elements that are the head of an entry where they hold a time and nothing else."""
_FIRST = frozenset(["time", "strong", "b", "span", "em", "a", "i"])
"""Elements that a line's time stands in, at its beginning."""
_MAX_LABEL, _MAX_HEADING = 40, 200
"""Characters of a line that is a time alone, and of a heading that opens with one."""
_MAX_CHILDREN = 5_000
_CLOCK = (
    r"(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\.?,?\s+)?(?:[^\W\d_]{1,5}\.?\s?)?"
    r"\d{1,2}\s?(?:[:.h\uff1a]|\u65f6|\u6642|\uc2dc)\s?\d{2}(?:\s?(?:\u5206|\ubd84|\u0e19\.))?(?!\d|[:.]\d)"
)
_ZONE = (
    r"(?:\s?(?:[ap]\.?\s?m\.?|uhr|h|hrs?|gmt|utc|bst|i?st|msk|[cmew]?e?[sd]?[tz]|"
    r"\u0447|\u0433\u043e\u0434)(?![^\W\d_])\.?)*"
)
_OPENS = re.compile(rf"[\s\[(\u2022\u25cf|]*(?P<time>{_CLOCK}{_ZONE})[\s\])]*", re.IGNORECASE)
_SIGN = re.compile(r"[-\u2013\u2014:|\u2022\u00b7,.\uff1a\u3001/]+\s*")


class Loose(NamedTuple):
    """A copy of a page in which loose entries have boxes, and these boxes, in order."""

    tree: HtmlElement
    entries: list[HtmlElement]


def loose_entries(tree: HtmlElement, parents: Iterable[HtmlElement]) -> Loose | None:
    """Return the loose entries of the element that holds most of them; None where none does.

    ``parents`` are the elements that may hold some. The page is left as it is.
    """
    found = [(heads, parent) for parent in parents if len(heads := _heads(parent)) > 1]
    if not found:
        return None
    heads, parent = max(found, key=lambda one: len(one[0]))
    at = next(i for i, element in enumerate(tree.iter()) if element is parent)
    copy = deepcopy(tree)
    same = next(islice(copy.iter(), at, None))
    return Loose(copy, _boxed(same, heads))


def _heads(parent: HtmlElement) -> list[int]:
    """Return which children open an entry, by number: those of the commonest kind that do."""
    if not _MAX_CHILDREN > len(parent) > 1:
        return []
    kinds: dict[tuple[str, str], list[int]] = {}
    for at, child in enumerate(parent):
        if isinstance(child.tag, str) and _opens_entry(child):
            kinds.setdefault((child.tag, child.get("class") or ""), []).append(at)
    return max(kinds.values(), key=len, default=[])


def _opens_entry(element: HtmlElement) -> bool:
    tag = element.tag
    if tag not in _HEADINGS and tag not in _LABELS and tag != "p":
        return False
    text = _text(element)
    if not text or not any(map(str.isdigit, text[:_MAX_LABEL])):
        return False
    if tag in _LABELS or len(text) <= _MAX_LABEL:
        alone = len(text) <= _MAX_LABEL and _is_time(text)
        if alone or tag in _LABELS:
            return alone
    if tag in _HEADINGS and len(text) > _MAX_HEADING:
        return False
    first = _first(element)
    return (first is not None and _is_time(_text(first))) or _time_and_rest(text) is not None


def _is_time(text: str) -> bool:
    found = _OPENS.match(text)
    if found is not None and not _SIGN.sub("", text[found.end() :]):
        return True
    return len(text) <= _MAX_LABEL and any(map(str.isdigit, text)) and is_relative(text)


def _first(element: HtmlElement) -> HtmlElement | None:
    """Return the element that a line opens with, None where it opens with words of its own."""
    if (element.text or "").strip() or not len(element):
        return None
    child: HtmlElement = element[0]
    return child if child.tag in _FIRST else None


def _time_and_rest(text: str) -> tuple[str, str] | None:
    """Return the time that a line opens with, and what follows; None where a sentence goes on."""
    found = _OPENS.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    sign = _SIGN.match(rest)
    words = rest[sign.end() :] if sign else rest
    if not words or (sign is None and opens_small(words)):
        return None
    return found["time"].strip(), words


def _boxed(parent: HtmlElement, heads: Sequence[int]) -> list[HtmlElement]:
    """Put each head and what stands below it, up to the next, into a box. Return the boxes."""
    children = list(parent)
    ends = [*heads[1:], len(children)]
    seen = {
        (child.tag, child.get("class") or "")
        for head, end in zip(heads[:-1], ends[:-1], strict=True)
        for child in children[head + 1 : end]
    }
    boxes = []
    for head, end in zip(heads, ends, strict=True):
        run = children[head:end]
        if head == heads[-1]:
            run = _last(run, seen)
        box = parent.makeelement("div")
        parent.insert(parent.index(run[0]), box)
        box.extend(run)
        _name(box, run[0])
        _part_time(run[0])
        boxes.append(box)
    return boxes


def _last(run: list[HtmlElement], seen: set[tuple[str, str]]) -> list[HtmlElement]:
    """Return the last entry's elements: it ends where something stands that none of them has."""
    for at, child in enumerate(run[1:], 1):
        if (child.tag, child.get("class") or "") not in seen:
            return run[:at]
    return run


def _name(box: HtmlElement, head: HtmlElement) -> None:
    inside = (one.get("id") or (one.get("name") if one.tag == "a" else None) for one in head.iter())
    name = next(filter(None, inside), None)
    if name:
        box.set("id", name)


def _part_time(head: HtmlElement) -> None:
    """Give the time that a line opens with an element of its own."""
    first = _first(head)
    if first is not None and _is_time(_text(first)):
        first.tag = "time"
    if first is not None or not head.text:
        return
    goes_on = " \u2026" if len(head) else ""
    found = _time_and_rest(" ".join(head.text.split()) + goes_on)
    if found is None:
        return
    time, rest = found
    mark = head.makeelement("time")
    mark.text, mark.tail = time, f" {rest.removesuffix(goes_on)}"
    head.text = None
    head.insert(0, mark)


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())
