"""A page's source for its sketch: its tags and texts, without scripts, styles and comments.

No tree is made: that alone would take longer than all the rest. Equal sources give equal tags, and
what is read wrongly is read wrongly at every look; ``page_sketch`` sees to it that all that was
extracted from the page is found again here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

Tag = tuple[str, str, str, str]
"""A slash where it is an end, the name as written, the attributes, and the text behind it."""

_OPENINGS = re.compile(
    r"<(?:!--|(?:[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE]|[vV][gG])|"
    r"[tT][eE][mM][pP][lL][aA][tT][eE]|[nN](?:[aA][vV]|[oO][sS][cC][rR][iI][pP][tT]))(?=[\s/>]))"
)
_ENDS = {
    name: re.compile(
        "</" + "".join(f"[{sign}{sign.upper()}]" for sign in name) + r"(?=[\s/>])[^>]*>"
    )
    for name in ("script", "style", "svg", "template", "nav", "noscript")
}
_EMPTY = re.compile(r"""(?:\s[^<>]*[\s"'])?/>""")
"""How the tag goes on of an element that the parser takes to be empty."""
_COMMENT_END = re.compile(r"-?>|.*?--!?>", re.DOTALL)
"""From behind the sign that begins it."""
_FOR_NOBODY = frozenset(("!--", "script", "style"))
_TELLS = re.compile(
    r">[^<>]{25,}<|ld\+json|itemprop|<(?!/?(?:a|ul|ol|li|div|span|i|b|em|strong|small|br|button|img|"
    r"svg|path|g|use|defs|circle|ellipse|rect|line|polygon|polyline|title|desc|form|input|label|"
    r"clippath|symbol|stop|nav|h[2-4]|!--)[\s/>])",
    re.IGNORECASE,
)
"""What is found in a drawing or a menu that tells something: longer words than a label's, or what
no menu is made of.
"""
_PICTURED = re.compile(r"<img", re.IGNORECASE)
"""What is found in what stands in for scripts: a picture that they would show."""
_KEPT = "data-telegram-post"
"""Of scripts that stand for something which readers see."""
_SCRIPT_END = "</script>"
_LEADS_AWAY = re.compile(r"\blocation\b")
_MAX_LEADING = 400
"""Characters of a script that may do nothing but send readers elsewhere."""
_COUNTS = re.compile(
    r'"(?:commentCount|userInteractionCount|interactionCount|interactionStatistic)"\s*:\s*'
    r'(?:"?\d+"?|\[[^\[\]]*\]|\{[^{}]*\})'
)
"""What JSON-LD tells of readers' doings."""
_NO_TAG = re.compile(r"<(?![a-zA-Z/!?])")
_FOR_PARSERS = re.compile(r"<(?:[!?]|/(?![a-zA-Z]))[^>]*>")
"""Declarations, instructions and other signs that stand for nothing, within a line of text too."""
_BEGIN = "<x>"
"""A tag that says nothing, for a text before the first one."""
_ENCODED = re.compile(r"^\s*(<\?xml\b[^>]{0,200}>)", re.IGNORECASE)
_TAGS = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>([^<]*)")
"""Of an attribute that holds the sign that ends a tag, the rest counts as text: nothing is lost."""


class SketchSource(NamedTuple):
    """A page's tags in order, and what was in the scripts that count."""

    tags: list[Tag]
    told: tuple[str, ...]


def source_of(body: bytes) -> SketchSource | None:
    """Return a page's source; None for one that is in no encoding built on ASCII.

    What encoding that is does not matter here: equal bytes give equal text.
    """
    if b"\0" in body[:1000]:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    markup: list[str] = []
    told: list[str] = _ENCODED.findall(text[:300])
    at = 0
    for begin, end, name in _left_out(text):
        markup.append(text[at:begin])
        at = end
        if name == "nav":
            markup.append("<nav></nav>")  # it ends the line before it
        if name == "script":
            kept, said = _of_script(text[begin:end])
            markup.append(kept)
            told += [said] if said else []
    markup.append(text[at:])
    plain = _BEGIN + _FOR_PARSERS.sub("", _NO_TAG.sub("&lt;", "".join(markup)))
    return SketchSource(_TAGS.findall(plain), tuple(told))


def _left_out(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and name of each comment, script, style, drawing and menu."""
    at = 0
    while (found := _OPENINGS.search(text, at)) is not None:
        name, begin = found[0][1:].lower(), found.end()
        at = _comment_end(text, begin) if name == "!--" else _element_end(text, begin, name)
        if name not in _FOR_NOBODY and (
            _TELLS.search(text, begin, at) is not None
            or (name == "noscript" and _PICTURED.search(text, begin, at) is not None)
        ):
            at = begin  # it is gone through as all else
            continue
        yield found.start(), at, name


def _comment_end(text: str, begin: int) -> int:
    found = _COMMENT_END.match(text, begin)
    return found.end() if found else len(text)


def _element_end(text: str, begin: int, name: str) -> int:
    found = _EMPTY.match(text, begin) or _ENDS[name].search(text, begin)
    return found.end() if found else len(text)


def _of_script(script: str) -> tuple[str, str]:
    """Return what of a script stays markup, and what it tells: a declaration, or a way off."""
    head, _, rest = script.partition(">")
    if _KEPT in head:
        return f"{head}>{_SCRIPT_END}", ""
    if "ld+json" in head:
        return "", _COUNTS.sub("", " ".join(rest.split()))
    return "", rest if len(rest) <= _MAX_LEADING and _LEADS_AWAY.search(rest) else ""
