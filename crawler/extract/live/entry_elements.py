"""Which elements of a page are the entries of its live blog."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extract.blocks.layout import extent
from crawler.extract.live.entry_times import MAX_TIME, has_clock, is_signed_time, is_time
from crawler.extract.metadata.timestamps import moment

_STAMPS = frozenset(
    ["datetime", "data-timestamp", "data-time", "data-published", "data-date", "data-created"]
)
_TIME_NAME = re.compile(
    r"(?:^|[^a-z])(?:time|timestamp|zeit|hora|heure|uhrzeit|clock)", re.IGNORECASE
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ELSEWHERE = re.compile(
    r"comment|repl(?:y|ies)|discuss|forum|disqus|related|teaser|sidebar|recommend|most-?read|"
    r"popular|trending|newsletter|carousel|(?:^|[^a-z])(?:nav|menu|card|promo)",
    re.IGNORECASE,
)
"""Names of boxes whose dated items are no entries."""
_ICONS = frozenset(["svg", "i", "img"])
_TIME_ATTRIBUTE = re.compile(
    r"^(?:datetime|data-[\w-]*(?:time|date|publish|creat|modif|updat)[\w-]*)$"
)
_MIN_TEXT = 20
"""Characters besides its time that an entry has."""
_MAX_STAMPS = 5_000
"""Times on a page beyond which its structure is not looked for: it would take too long."""
_IDS = ("id", "data-id", "data-entry-id", "data-post-id", "data-block-id", "data-update-id")
_MIN_SHARE = 0.5
"""Share of the longest group's text that a group within it has which is the entries' own."""


class Places:
    """What the boxes of a page say of what stands in them: each box is asked once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, bool] = {}

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether names or tags of an element's boxes say that its items are no entries."""
        boxes: list[HtmlElement] = []
        box: HtmlElement | None = element
        while box is not None and box not in self._known:
            boxes.append(box)
            box = box.getparent()
        found = box is not None and self._known[box]
        for one in reversed(boxes):
            found = self._known[one] = found or _is_named_elsewhere(one)
        return found


def _is_named_elsewhere(box: HtmlElement) -> bool:
    return box.tag not in {"body", "html"} and (
        box.tag in {"nav", "aside", "footer"}
        or _ELSEWHERE.search(f"{box.get('class', '')} {box.get('id', '')}") is not None
    )


def id_of(element: HtmlElement) -> str | None:
    """Return what the page calls an entry: its own id, else that of an anchor in it."""
    for name in _IDS:
        if element.get(name):
            return str(element.get(name))
    for name, value in element.items():
        if name.startswith("data-") and name.endswith(("id", "key", "uid")) and value:
            return str(value)
    for inner in element.iter("a"):
        if inner.get("name") or (inner.get("id") and not (inner.text or "").strip()):
            return str(inner.get("name") or inner.get("id"))
    for inner in element.iter("a"):
        fragment = (inner.get("href") or "").partition("#")[2]
        if fragment and not fragment.startswith("!"):
            return str(fragment)
    return next((str(inner.get("id")) for inner in element.iter() if inner.get("id")), None)


def declared_elements(tree: HtmlElement, ids: Iterable[str | None]) -> list[HtmlElement]:
    """Return the entries that are marked up as such or have declared ids, in document order."""
    declared = _microdata(tree) or _named(tree, {one for one in ids if one})
    return _with_fellows(tree, declared) if declared else []


def _microdata(tree: HtmlElement) -> list[HtmlElement]:
    return [
        element
        for element in tree.iter()
        if isinstance(element.tag, str)
        and "liveBlogUpdate" in (element.get("itemprop") or "").split()
        and element.tag != "meta"
    ]


def _named(tree: HtmlElement, ids: set[str]) -> list[HtmlElement]:
    """Return the elements of declared entries, found by their ids, if most are there."""
    found: dict[str, HtmlElement] = {}
    for element in tree.iter() if ids else ():
        if isinstance(element.tag, str):
            for value in (*(element.get(name) for name in (*_IDS, "name")), element.get("href")):
                if value in ids and value not in found:
                    found[value] = _whole(element)
    unique = list(dict.fromkeys(found.values()))
    if 2 * sum(one.tag in _HEADINGS for one in unique) >= len(unique):
        return []  # an entry's headline stands beside its text: the declared one is whole
    return _in_order(tree, unique) if 2 * len(unique) >= len(ids) else []


def _whole(element: HtmlElement) -> HtmlElement:
    """Return the entry that an anchor stands in; an element with a text is one itself."""
    while len(_text(element)) < _MIN_TEXT and element.getparent() is not None:
        element = element.getparent()
    return element


def _with_fellows(tree: HtmlElement, entries: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the entries, and their siblings of one kind that have a time.

    A page may declare the newest alone.
    """
    known = set(entries)
    parents = {entry.getparent(): entry.tag for entry in entries if entry.getparent() is not None}
    fellows = [
        child
        for parent, tag in parents.items()
        for child in parent
        if child.tag == tag and known.isdisjoint(child.iter()) and stamps(child) and id_of(child)
    ]
    inner = {one for entry in known for one in entry.iterdescendants() if one in known}
    return _in_order(tree, [one for one in (*entries, *fellows) if one not in inner])


def _in_order(tree: HtmlElement, entries: Sequence[HtmlElement]) -> list[HtmlElement]:
    wanted = set(entries)
    return [element for element in tree.iter() if element in wanted]


def stamps(element: HtmlElement) -> list[HtmlElement]:
    """Return the elements in an entry that tell a time, in order."""
    return [inner for inner in element.iter() if isinstance(inner.tag, str) and _is_stamp(inner)]


def _is_stamp(element: HtmlElement) -> bool:
    if element.tag in {"body", "html", "article", "main"}:
        return False
    if element.tag == "time":
        return True
    declares = not _STAMPS.isdisjoint(element.keys()) and any(map(element.get, _STAMPS))
    name = f"{element.get('class', '')} {element.get('itemprop', '')}"
    if not declares and not _is_time_name(name):
        alone = _own_text(element)
        return is_time(alone) or (is_signed_time(alone) and element.tag not in _HEADINGS)
    text = _text(element)
    if len(text) > MAX_TIME:
        return False
    return (bool(text) or _tells_time(element)) if declares else has_clock(text) or is_time(text)


def _own_text(element: HtmlElement) -> str:
    """Return the text of an element that holds nothing but text and icons."""
    if any(child.tag not in _ICONS for child in element):
        return ""
    parts = (element.text, *(child.tail for child in element))
    return " ".join(" ".join(filter(None, parts)).split())


def own_times(element: HtmlElement) -> list[tuple[str, str]]:
    """Return the times that an element's own attributes tell, each with the attribute's name."""
    return [
        (name, found)
        for name, value in element.items()
        if _TIME_ATTRIBUTE.search(name) and (found := moment(value))
    ]


def _tells_time(element: HtmlElement) -> bool:
    """Return whether an attribute tells a time in full: a script shows it in the reader's words."""
    return any(moment(element.get(name)) for name in _STAMPS)


@lru_cache(maxsize=1024)
def _is_time_name(name: str) -> bool:
    return _TIME_NAME.search(name) is not None


def alike(tree: HtmlElement, places: Places) -> list[HtmlElement]:
    """Return the children of boxes of one kind, each with a time and a text, where most are."""
    groups: dict[HtmlElement, dict[HtmlElement, int]] = defaultdict(dict)
    marked = {stamp: len(_text(stamp)) for stamp in stamps(tree)}
    for element in tree.iter("article", "li", "section", "div", "tr"):
        if element not in marked and own_times(element):
            marked[element] = 0
    if len(marked) > _MAX_STAMPS:
        return []
    for stamp, size in marked.items():
        child, parent = stamp, stamp.getparent()
        while parent is not None:
            groups[parent].setdefault(child, 0)
            groups[parent][child] += size
            child, parent = parent, parent.getparent()
    kinds: dict[tuple[str, str, int], list[HtmlElement]] = defaultdict(list)
    for box, children in groups.items():
        told = [
            child
            for child, taken in children.items()
            if extent(_text(child)) - taken > _MIN_TEXT and child.tag not in _HEADINGS
        ]
        if told and not places.is_elsewhere(box):
            kinds[str(box.tag), box.get("class") or "", _depth(box)] += [
                child for child in told if not _is_named_elsewhere(child)
            ]
    most = max(map(_spread, kinds.values()), default=0)
    rivals = [found for found in kinds.values() if _spread(found) == most]
    sizes = [sum(len(_text(element)) for element in found) for found in rivals]
    whole = [
        found for found, size in zip(rivals, sizes, strict=True) if size >= max(sizes) * _MIN_SHARE
    ]
    best = max(whole, key=lambda found: sum(map(_depth, found[:1])), default=[])
    return _in_order(tree, _unwrapped(best))


def _unwrapped(found: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the elements, and what is wrapped as the others are not: the entry that is pinned."""
    kinds = [(element.tag, element.get("class")) for element in found]
    usual = max(set(kinds), key=kinds.count, default=None)
    unwrapped = []
    for element, kind in zip(found, kinds, strict=True):
        inside = (
            [one for one in element.iterdescendants() if (one.tag, one.get("class")) == usual]
            if kind != usual
            else []
        )
        unwrapped.append(inside[0] if len(inside) == 1 else element)
    return unwrapped


def _spread(found: Sequence[HtmlElement]) -> int:
    """Return how many of the elements are of the commonest tag."""
    tags = [element.tag for element in found]
    return max(map(tags.count, set(tags)), default=0)


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def have_ids(found: Sequence[HtmlElement]) -> bool:
    """Return whether each entry has an id of its own."""
    named = [id_of(element) for element in found]
    texts = {(name, _text(element)) for name, element in zip(named, found, strict=True)}
    # one that is pinned above the others stands twice
    return all(named) and len(set(named)) == len(texts)


def are_teasers(found: Sequence[HtmlElement]) -> bool:
    """Return whether more than a few of the entries lead to other pages by their headings."""
    return 3 * sum(map(_is_teaser, found)) >= len(found)


def _is_teaser(element: HtmlElement) -> bool:
    """Return whether its heading leads to another page."""
    for heading in element.iter("h1", "h2", "h3", "h4", "h5"):
        for link in (*heading.iter("a"), *heading.iterancestors("a")):
            href = link.get("href") or ""
            if href and "#" not in href:
                return True
    return False


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())
