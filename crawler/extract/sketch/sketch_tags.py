"""What a tag is to a sketch, and what its attributes tell."""

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.blocks.block import BOXES
from crawler.extract.blocks.shown_text import UNSEEN
from crawler.extract.hidden import hides, strikes
from crawler.extract.sketch.mentions import Mentioned
from crawler.extract.sketch.sketch_names import (
    DOINGS,
    OVERLAYS,
    PLACES,
    said_of,
    telling_of,
)

BOX, LINK, BREAK, SKIPPED, OBJECT, TIME, META, STRUCK = range(1, 9)
"""Kinds of tags. An object is a picture, a film or a frame; what is skipped holds no text that
readers see; ``META`` declares something.
"""
_OBJECTS = frozenset(
    ["img", "embed", "iframe", "object", "video", "source", "script", "lite-youtube"]
    + [f"amp-{name}" for name in ("img", "video", "youtube", "twitter", "instagram", "facebook")]
    + ["amp-tiktok", "amp-iframe"]
)
VOID = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "amp-img"),
    ]
)
KINDS: dict[str, int] = {
    **dict.fromkeys(UNSEEN - {"head", "button", "noscript"}, SKIPPED),
    **dict.fromkeys(BOXES, BOX),
    **dict.fromkeys(_OBJECTS, OBJECT),
    **dict.fromkeys(("meta", "link", "base", "title", "html", "xmp", "plaintext"), META),
    "a": LINK,
    "br": BREAK,
    "time": TIME,
    **dict.fromkeys(("del", "s", "strike", "noscript"), STRUCK),
    "button": BOX,
}
CLOSED_BY_OWN = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "option"])
"""Elements whose end may be left out before another one of them."""
_SAID_OF_TAGS = {"nav": PLACES, "dialog": OVERLAYS, "form": DOINGS, "button": DOINGS}
_SAID_OF_ROLES = {
    "navigation": PLACES,
    "dialog": OVERLAYS,
    "alertdialog": OVERLAYS,
    "search": PLACES,
}
_MAY_HIDE = Mentioned(
    *("hidden", "style", "reader", "-none", "invisible", "assistive", "offscreen"), words=("sr",)
)
"""What a tag's attributes must hold for its element to be hidden."""
_PROPERTIES = frozenset(
    [
        *("author", "creator", "headline", "alternativeheadline", "datepublished"),
        *("datemodified", "datecreated", "publisher", "isaccessibleforfree"),
    ]
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:@][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_CLASS, _ID, _ROLE, _PROPERTY = (
    re.compile(rf"(?:^|\s){name}{_VALUE}", re.IGNORECASE)
    for name in ("class", "id", "role", "itemprop")
)


class Told(NamedTuple):
    """What a tag's attributes tell of its element."""

    said: int = 0
    """Whose its name says that it is, see ``sketch_names``."""
    telling: int = 0
    """What short lines in it tell."""
    is_hidden: bool = False
    properties: str = ""
    """The properties that it is declared to be, where they count."""


_NOTHING = Told()
_OF_TAGS = {
    name: Told(said=said, is_hidden=name == "dialog") for name, said in _SAID_OF_TAGS.items()
}


def told_by(tag: str, attributes: str) -> Told:
    """Return what a tag's attributes tell of its element."""
    return _told_by(tag, attributes) if attributes else _OF_TAGS.get(tag, _NOTHING)


@lru_cache(maxsize=8192)
def _told_by(tag: str, attributes: str) -> Told:
    named = " ".join(filter(None, (_value(_CLASS, attributes), _value(_ID, attributes))))
    said = _SAID_OF_TAGS.get(tag, 0)
    if "role" in attributes:
        said |= _SAID_OF_ROLES.get(_value(_ROLE, attributes), 0)
    hidden = tag == "dialog" or _MAY_HIDE.found_in(attributes)
    get = attributes_of(attributes).get if hidden else None
    prop = _value(_PROPERTY, attributes).lower() if "itemprop" in attributes else ""
    return Told(
        said=said | (said_of(named) if named else 0),
        telling=telling_of(named) if named else 0,
        is_hidden=get is not None and (hides(tag, get) or strikes(get("style"))),
        properties=prop if prop and not _PROPERTIES.isdisjoint(prop.split()) else "",
    )


def _value(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    return found[1] or found[2] or found[3] or "" if found else ""


def attributes_of(text: str) -> dict[str, str]:
    """Return a tag's attributes by their names in lower case, the first of each name."""
    found: dict[str, str] = {}
    for name, one, two, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), one or two or bare)
    return found
