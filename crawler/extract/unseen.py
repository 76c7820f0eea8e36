"""Characters that no reader sees.

Soft hyphens, zero-width spaces and word joiners only say where a line may break: no text has them.
Joiners and direction marks are kept where a script needs them.
"""

import re

_BREAKS = "\u00ad\u034f\u200b\u2060-\u2064\ufeff"
"""Where a line may break, or may not, and what Unicode calls invisible operators."""
_ANY_BREAK = re.compile(f"[{_BREAKS}]")
_ASCII = bytes(range(128))
_REFERENCE = re.compile(
    r"&(?:shy|ZeroWidthSpace|NoBreak|NegativeVeryThinSpace|#0*(?:173|847|820[3]|828[89]|829[0-2]|"
    r"65279)(?!\d)|#[xX]0*(?:[aA][dD]|34[fF]|200[bB]|206[0-4]|[fF]{2}[eE][fF])(?![0-9a-fA-F]));?"
)
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00011fff"
)
"""Letters that a joiner or its contrary shapes: Arabic, Indic, Mongolian and their relatives."""
_SIGNS = "\u200d\u20e3\u2190-\u2bff\u3030-\u303d\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
"""Pictograms, of which a joiner makes one."""
_JOINERS = re.compile(
    f"(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])|"
    f"(?<![{_JOINING}{_SIGNS}])\u200d|(?<=[{_SIGNS}])\u200d(?![{_SIGNS}])|"
    "(?<![\u1800-\u18af])\u180e|"
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001\U000e0020-\U000e007f]+"
)
_MARKS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_ANY_MARK = re.compile(f"[{_MARKS}]")
_MARKS_AT_ENDS = re.compile(f"^[\\s{_MARKS}]+|[\\s{_MARKS}]+$")
_ANY_UNSEEN = re.compile(f"[{_BREAKS}{_MARKS}\u180e\u200c\u200d\U000e0001\U000e0020-\U000e007f]")
"""Any character that is looked at more closely: most texts have none."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u05ff\u0600-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def beyond_ascii(text: str) -> str:
    """Return what of a text is beyond ASCII, in order: in most it is little to search through."""
    data = text.encode("utf-8", "surrogatepass")
    return data.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def without_breaks(page: str) -> str:
    """Return a page's source without the characters that only say where a line may break.

    Written as they are or as references.
    """
    if not page.isascii() and _ANY_BREAK.search(beyond_ascii(page)):
        page = _ANY_BREAK.sub("", page)
    return _REFERENCE.sub("", page) if "&" in page else page


def without_unseen(text: str) -> str:
    """Return a text without the characters that no reader sees.

    A joiner stays between letters that it shapes and within a pictogram, tags stay in a flag. A
    direction mark stays within a text that has letters of both directions. Overrides of direction
    stay: they are seen.
    """
    if text.isascii() or text.isprintable() or not _ANY_UNSEEN.search(text):
        return text
    text = _JOINERS.sub("", _ANY_BREAK.sub("", text))
    if _ANY_MARK.search(text):
        text = (_MARKS_AT_ENDS if _RIGHT_TO_LEFT.search(text) else _ANY_MARK).sub("", text)
    return text
