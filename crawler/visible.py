"""Signs that nobody sees made visible.

No page may move its reader's cursor, turn a line around, or hide words in what is shown.

One set for all that is shown: control characters but the line feed and the tab, the line and
paragraph separators, marks and overrides of writing direction (Unicode's UAX 9), interlinear
annotation, tags, halves of surrogate pairs, and the two noncharacters that XML forbids. Stored
bytes and exports for machines keep them.
"""

import json
import re
from typing import Any

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)
_ASTRAL = 0x10000


def visible(text: str) -> str:
    """Return the text with each unseen sign as its number: ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def visible_json(document: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401  # any JSON value
    """Return a document as JSON.

    Readable, with unseen signs as JSON's own escapes, so that a reader of JSON gets them as they
    are.
    """
    return _UNSEEN.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=indent))


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < _ASTRAL:
        return f"\\u{number:04x}"
    return f"\\u{0xD800 + (number - _ASTRAL >> 10):04x}\\u{0xDC00 + (number - _ASTRAL & 0x3FF):04x}"
