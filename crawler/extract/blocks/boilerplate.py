"""Boilerplate phrases by language: prompts, labels, credits, bylines and legal lines.

These are hints for the judgement of a block (``features``), except ``WIDGET_LINE``: a short line
that is such a prompt and nothing else is never story, whatever stands around it.
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re

from crawler.languages import Kind, alternatives, kinds_in, mask, terms

PROMPT = re.compile(rf"^\W*(?:{alternatives(Kind.PROMPTS)})", re.IGNORECASE)
"""A line that opens like a prompt or a widget's heading."""
_PROMPTS = mask(Kind.PROMPTS)

BYLINE = re.compile(rf"^\W*(?:{alternatives(Kind.OPENINGS)})\b:?\s", re.IGNORECASE)
CREDIT = re.compile(
    rf"^\W*(?:{alternatives(Kind.PICTURE_CREDITS)})|{alternatives(Kind.PICTURE_SOURCES)}",
    re.IGNORECASE,
)
CLOCK = re.compile(rf"\b(?:19|20)\d\d\b|\d{{1,2}}[:.h]\d\d|{alternatives(Kind.AGO)}", re.IGNORECASE)
MONTH = re.compile(rf"\b(?:{alternatives(Kind.MONTH_STEMS)})\w*\.?\s", re.IGNORECASE)
LEGAL = re.compile(alternatives(Kind.LEGAL), re.IGNORECASE)
SERVICE = re.compile(alternatives(Kind.SERVICES), re.IGNORECASE)
BIOGRAPHY = re.compile(alternatives(Kind.BIOGRAPHY), re.IGNORECASE)
CREDITS = re.compile(alternatives(Kind.REPORTING_CREDITS), re.IGNORECASE)
_LEFT_OVER = "(?:\\s?Â)?$"
"""What is left of a no-break space at the end, where UTF-8 was read as another encoding."""
SENTENCE_END = re.compile("[.!?…。！？।؟][\"”“»'’)\\]]*" + _LEFT_OVER)
TEXT_END = re.compile("[.!?…。！？।؟:;\"”“»'’)\\]]" + _LEFT_OVER)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_WHOLE = re.compile(rf"\W*(?:{alternatives(Kind.WIDGET_LINES)})\W*", re.IGNORECASE)
_WIDGET_LINES = mask(Kind.WIDGET_LINES)
POINTER = re.compile(rf"^\W*(?:{alternatives(Kind.POINTERS)})\b[^.!?]{{0,30}}:", re.IGNORECASE)
"""The opening of a line that points to another article; its rest says which."""
SHORT = 120
"""Characters up to which a line can be boilerplate by its wording alone."""


def is_prompt(text: str) -> bool:
    """Return whether a line opens like a prompt or a widget's heading."""
    return bool(kinds_in(text) & _PROMPTS) and PROMPT.match(text) is not None


def is_widget_line(text: str) -> bool:
    """Return whether a short line is a widget's and nothing else.

    A prompt, a widget's heading, a count, a relative date or a legal line.
    """
    return (
        len(text) <= SHORT
        and bool(kinds_in(text) & _WIDGET_LINES)
        and _WHOLE.fullmatch(text) is not None
    )


_SIGN_UP = re.compile(alternatives(Kind.SIGN_UP_CALLS), re.IGNORECASE)
_CALLS = mask(Kind.SIGN_UP_CALLS)
_REPORTED = re.compile(rf"[\"\u201c\u201d\u201e«]|\b(?:{alternatives(Kind.SAID)})\b", re.IGNORECASE)
"""What shows that a line reports a call and makes none."""
_CREDIT_AT_END = re.compile(
    r"^© [^\n]{0,200}$|"
    rf"(?:^|[\s(|.])(?:{alternatives(Kind.CAPTION_LABELS)})(?: [Cc]redits?)?(?: [Bb]y:?|:) ?"
    r"['\u2018]?(?=[A-Z0-9\u00c0-\u00dd])(?:[^.;:!?]|\.(?=\w)|(?<=\b[A-Z])\.){2,45}\)?$|"
    rf"\b(?:{alternatives(Kind.CAPTION_BYLINES)}) [Bb]y:? ['\u2018]?"
    r"[A-Z\u00c0-\u00dd][^.;:!?]{1,45}\.$|"
    r"(?:[(©/|]|Photo|Image|via)\s?.{0,40}\b(?:Getty Images|Shutterstock"
    r"|[Pp]icture[- ][Aa]lliance|[Ii]mago [Ii]mages)\b.{0,30}$"
)
_MAX_CALL_LENGTH, _MAX_CAPTION_LENGTH = 220, 300


def asks_to_sign_up(text: str) -> bool:
    """Return whether a line of a sentence or two asks its readers to sign up for a newsletter."""
    return (
        len(text) <= _MAX_CALL_LENGTH
        and bool(kinds_in(text) & _CALLS)
        and _SIGN_UP.search(text) is not None
        and _REPORTED.search(text) is None
    )


def is_caption(text: str) -> bool:
    """Return whether a line of a sentence or two ends in, or opens with, a picture's credit."""
    return len(text) <= _MAX_CAPTION_LENGTH and _CREDIT_AT_END.search(text) is not None


def is_call(text: str) -> bool:
    """Return whether a short line that opens like a prompt asks its reader for something.

    An address, a subscription, a download.
    """
    return len(text) <= SHORT and SERVICE.search(text) is not None


BYLINE_WORDS = frozenset(terms(Kind.AROUND_NAMES))
"""Words that stand around names in a byline."""
_DATE_WORDS = re.compile(alternatives(Kind.DATE_LINE_WORDS))
_MIN_DATE_WORDS, _MAX_DATE_WORDS = 2, 14


def is_date_line(words: list[str]) -> bool:
    """Return whether a line is a date or a time and what stands around one.

    ``words`` are its words in lower case.
    """
    return (
        _MIN_DATE_WORDS <= len(words) <= _MAX_DATE_WORDS
        and any(word[0].isdigit() for word in words)
        # a year or a month
        and any(len(word) == 4 and word.isdigit() or not word[0].isdigit() for word in words)  # noqa: PLR2004, RUF021
        and all(_DATE_WORDS.fullmatch(word) for word in words)
    )
