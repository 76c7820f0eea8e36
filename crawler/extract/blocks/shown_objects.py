"""The pictures, films, frames and quotations that a page shows between its text."""

import re
from collections.abc import Mapping
from functools import lru_cache

PICTURES = frozenset(
    ["img", "picture", "video", "iframe", "canvas", "figure", "amp-img", "amp-video", "amp-youtube"]
)
"""Elements that a line below may be the credit of."""
_OBJECTS = PICTURES | {
    "blockquote", "amp-twitter", "amp-instagram", "amp-facebook", "amp-tiktok", "amp-iframe",
    "lite-youtube", "object", "embed",
}  # fmt: skip
"""Elements that a story shows beside its text, or quotes."""
_FRAMED_LATE = re.compile(
    r"\b(?:fb-(?:post|video)|(?:rll-)?youtube|lazy-yt|lite-yt)", re.IGNORECASE
)
"""The class of a box that a script makes a post or a film of."""


def is_object(tag: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an element is a post, a film or a picture, or becomes one by a script."""
    if tag == "div":
        return "class" in attributes and _is_framed_late(attributes["class"])
    return tag in _OBJECTS or (tag == "script" and "data-telegram-post" in attributes)


@lru_cache(maxsize=4096)
def _is_framed_late(name: str) -> bool:
    return _FRAMED_LATE.search(name) is not None
