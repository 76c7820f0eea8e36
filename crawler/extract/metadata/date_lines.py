"""Lines that say when the article appeared, told from sentences that tell of a day.

"Posted on March 14, 2026 | 4 min read" is one. "On 28 February 2010 the sea broke the wall" is the
story's own, and so is a day in a headline.
"""

import re

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import squeeze
from crawler.extract.metadata.written_dates import written
from crawler.languages import Kind, alternatives
from crawler.languages.calendars import western_digits

_MAX_LENGTH = 200
"""Characters of a box, beyond which it holds more than a date and what is said with it."""
_PARTING = re.compile("^[|:\u2013\u2014-]|[|:.\u2013\u2014-]$")
_INLINE = frozenset(
    ["a", "span", "b", "strong", "em", "i", "u", "font", "time", "abbr", "label", "cite"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "title", "figcaption", "caption"])
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?|[+-]\d\d:?\d\d", re.IGNORECASE)
_BESIDE = re.compile(
    rf"\b(?:{alternatives(Kind.DATE_LINE_WORDS)}|{alternatives(Kind.BESIDE_UPDATES)}"
    rf"|{alternatives(Kind.UPDATED)}|{alternatives(Kind.BY)}|{alternatives(Kind.BY_SHOWN)}"
    rf"|{alternatives(Kind.STARTS)}|{alternatives(Kind.AND)})\b",
    re.IGNORECASE,
)
"""Words that say no more than that a day stands here."""
_LABEL = re.compile(rf"^\W*\w*(?:{alternatives(Kind.PUBLISHED_MARKS)})\w*", re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:[|·•∙\n]|\s[-–—]\s)\s*")  # noqa: RUF001  # the signs are meant
_SENTENCE_END = re.compile("[.!?…。！？।؟][\"”“»'’)\\]]*$")  # noqa: RUF001  # the languages' own
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words."""
_MAX_TOLD, _MAX_WORDS, _MAX_SIGNS = 2, 12, 24
"""Most words in small letters beside the date, words in all, and dense signs, in such a line."""


def dated(element: HtmlElement, text: str) -> str | None:
    """Return the text of an element that gives a day, unless a sentence or headline tells of it.

    None where it gives none.
    """
    if not written(text):
        return None
    box = _box(element)
    if box.tag in _HEADINGS:
        return text if is_bare(text) else None
    around = _around(box, text)
    if len(around) <= _MAX_LENGTH and not is_told(around):
        return text
    return text if _opens(text, around) and not is_told(text) else None


def is_bare(text: str) -> bool:
    """Return whether a text is a day, with a time and weekday or not, and nothing else."""
    found = written(text)
    return found is not None and not _words(text[: found.start] + " , " + text[found.end :])


def _words(rest: str) -> list[str]:
    """Return the words that say something besides a day and time."""
    rest = _BESIDE.sub(" ", _CLOCK.sub(" ", western_digits(rest)))
    return [word for word in rest.split() if any(map(str.isalpha, word))]


def _opens(text: str, around: str) -> bool:
    """Return whether a text with a day begins its paragraph, parted from the words behind it.

    "29 November 2022 - Many had ..."
    """
    behind = around.removeprefix(text).lstrip()
    return around != behind and bool(_PARTING.search(text) or _PARTING.match(behind))


def is_told(text: str) -> bool:
    """Return whether a text with a day in it says more than that something appeared then."""
    part = next((part for part in _PARTED.split(text) if written(part)), "")
    label = _LABEL.match(part)
    part = part[label.end() :] if label else part
    found = written(part)
    if found is None:
        return False
    words = _words(part[: found.start] + " , " + part[found.end :])
    dense = len(_DENSE.findall(" ".join(words)))
    told = [word for word in words if word[0] == word[0].lower()]
    if _SENTENCE_END.search(part) and (dense or (len(words) > 1 and told)):
        return True
    return len(words) > _MAX_WORDS or dense > _MAX_SIGNS or (not dense and len(told) > _MAX_TOLD)


def _around(box: HtmlElement, text: str) -> str:
    """Return the line of a box that a text stands in: up to the next line break or inner box."""
    lines: list[list[str]] = [[]]
    for event, node in iterwalk(box, events=("start", "end")):
        parts = node is not box and node.tag not in _INLINE
        if event == "start":
            lines += [[]] if parts else []
            lines[-1].append(node.text or "")
        elif node is not box:
            lines += [[]] if parts else []
            lines[-1].append(node.tail or "")
    found = (squeeze("".join(line)) for line in lines)
    return next((line for line in found if text in line), "")


def _box(element: HtmlElement) -> HtmlElement:
    """Return the block-level element that an element stands in."""
    while element.tag in _INLINE and (parent := element.getparent()) is not None:
        element = parent
    return element
