"""How the lines read that the house sets into a story and that are none of it.

Counts of views, relative times, and what it asks or tells its readers about itself. Where they may
stand is for ``house_rules`` to say.
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from crawler.languages import Kind, by_language, kinds_in, mask, terms

_NUMBER = (
    r"\d(?:[\d.,'’\u00a0\u202f ]{0,12}\d)?\s?"
    r"(?:тыс\.?|млн|mil|mln|tys\.?|tsd\.?|k|m|rb|jt|bin|万|萬|만|천|억)?\+?"
)
MAX_COUNTER, MAX_TIME, MAX_HOUSE = 120, 90, 340
"""Characters of a line of counts, of a line that is a time, and of a house's paragraph."""
_MAX_COUNTER_WORDS = 14
_MAX_LOOSE = 45
"""Characters of a sentence that may stand behind the house's without being known: "Learn more."."""
_MAX_QUESTION = 90
"""Characters of a question before the house's sentence: "Were you there? Write to us."."""
_SPACELESS = frozenset(("ja", "zh", "th", "ko"))
"""Languages in which a time may touch other words."""


def _one_of(patterns: Iterable[str]) -> str:
    return "|".join(pattern.replace("#", _NUMBER) for pattern in patterns)


@cache
def _counters() -> re.Pattern[str]:
    return re.compile(rf"(?:\W*(?:{_one_of(terms(Kind.HOUSE_COUNTERS))}))+\W*", re.IGNORECASE)


@cache
def _house(code: str) -> re.Pattern[str]:
    """Return the house's openings in a language. Each is made once, whatever it is read beside."""
    return re.compile(_one_of(by_language(Kind.HOUSE_LINES)[code]), re.IGNORECASE)


@cache
def _wholes(code: str) -> re.Pattern[str]:
    own = by_language(Kind.HOUSE_WHOLES).get(code, ())
    named = _one_of(one.replace("@", _NAME) for one in own if "@" in one) or "(?!)"
    others = _one_of(one for one in own if "@" not in one) or "(?!)"
    return re.compile(rf"(?:{named})|(?:{others})[.!\u2026。]?", re.IGNORECASE)


@cache
def _asks(code: str) -> re.Pattern[str]:
    words = _as_words(Kind.HOUSE_ASKS, code)
    return re.compile(rf"^\W*{words}|{words}\W*$", re.IGNORECASE)


@cache
def _words(kind: Kind, code: str) -> re.Pattern[str]:
    return re.compile(_as_words(kind, code), re.IGNORECASE)


def _as_words(kind: Kind, code: str) -> str:
    """Return a pattern of a language's terms as whole words, where it has spaces between words."""
    own = _one_of(by_language(kind).get(code, ())) or "(?!)"
    return rf"(?:{own})" if code in _SPACELESS else rf"(?<!\w)(?:{own})(?!\w)"


@cache
def _pointer(code: str) -> re.Pattern[str]:
    own = "|".join(by_language(Kind.HOUSE_POINTERS).get(code, ())) or "(?!)"
    sign = r"(?P<sign>[^\w\s]*\s?[:\uff1a\u055d|\u2013\u2014>\u00bb]+)?"
    return re.compile(rf"(?:{own})(?!\w){sign}\s*\S", re.IGNORECASE)


@cache
def _relative() -> re.Pattern[str]:
    by_code = by_language(Kind.RELATIVE_TIMES)
    spaced = _one_of(p for code, own in by_code.items() if code not in _SPACELESS for p in own)
    touching = _one_of(p for code, own in by_code.items() if code in _SPACELESS for p in own)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{touching}", re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    kinds = (Kind.TIME_LABELS, Kind.UPDATED, Kind.NOTICE_LABELS)
    labels = dict.fromkeys(label for kind in kinds for label in terms(kind))
    longest = "|".join(sorted(labels, key=len, reverse=True))
    touching = "|".join(
        label
        for code, own in by_language(Kind.TIME_LABELS).items()
        if code in _SPACELESS
        for label in own
    )
    return re.compile(rf"(?<![^\W\d_])(?:{longest})(?![^\W\d_])|{touching}", re.IGNORECASE)


@cache
def _clock() -> re.Pattern[str]:
    words = "|".join(terms(Kind.CLOCK_WORDS))
    return re.compile(rf"(?<!\w)(?:\d[\d:.,/-]*\w?|{words})(?!\w)", re.IGNORECASE)


_LETTERS = re.compile(r"[^\W\d_]{2,}")
_HEAD = re.compile(r"^\W*(?P<head>[^:：|]{1,40})[:：|]\s*(?P<tail>.+)$")
_MAX_HEAD_WORDS = 3
_SENTENCE = re.compile(r"(?<=[.!?…؟。！？])\s*(?=\S)(?<![A-Z]\.)(?<!\d\.)")
_OPENING = re.compile(r"^[^\w¿«\"“„]+")
_LABELLED = re.compile(r"^(?:[^\W\d_]+ ?){1,5}:\s+")
_QUOTED = re.compile(r"^\W*[\"“„«]")
_NAME = r"[^.!?;:|。！？]{2,45}"
_ASKED = "?!？！;؟՞"
_ONE_CASE = frozenset(map(chr, range(0x10D0, 0x1100)))
"""Georgian letters, which have another case only by name."""
_MAX_ASKED = 110
"""Characters of a sentence that is known by what it asks for alone."""
_MAX_POINTER = 180
"""Characters of a line that points to another article."""
_CTRL_ENTER = re.compile(r"\b(?:ctrl|strg|cmd)\s?\+\s?enter\b", re.IGNORECASE)


_COUNTERS, _TIMES = mask(Kind.HOUSE_COUNTERS), mask(Kind.RELATIVE_TIMES)


def is_counter(text: str) -> bool:
    """Return whether a line is nothing but counts of views, reads, comments and the like."""
    return (
        len(text) <= MAX_COUNTER
        and any(map(str.isdigit, text))
        and len(text.split()) <= _MAX_COUNTER_WORDS
        and bool(kinds_in(text) & _COUNTERS)
        and _counters().fullmatch(text) is not None
    )


def is_relative(text: str) -> bool:
    """Return whether a text is a time told from now, and nothing else."""
    return _names_time(text) and not _left(_relative().sub(" ", text))


def _names_time(text: str) -> bool:
    return bool(kinds_in(text) & _TIMES) and _relative().search(text) is not None


def names_relative(text: str) -> bool:
    """Return whether a short text holds a time told from now with a number."""
    found = _relative().search(text) if kinds_in(text) & _TIMES else None
    return found is not None and any(map(str.isdigit, found[0]))


def without_times(text: str) -> str:
    """Return a text without its relative and clock times and their labels."""
    return _clock().sub(" ", _label().sub(" ", _relative().sub(" ", text)))


def is_time_line(text: str) -> bool:
    """Return whether a line says when the page was updated, told from now, and nothing else."""
    if len(text) > MAX_TIME or not _names_time(text):
        return False
    bare = _label().sub(" ", text)
    if not _left(_relative().sub(" ", bare)) or not _left(
        _label().sub(" ", _relative().sub(" ", text))
    ):
        return bare != text or names_relative(text)
    parts = _HEAD.match(text)
    return (
        parts is not None
        and len(parts["head"].split()) <= _MAX_HEAD_WORDS
        and is_relative(parts["tail"])
        and names_relative(parts["tail"])
    )


def is_label_of(text: str, below: str) -> bool:
    """Return whether a line is the label of a time that stands alone in the line below."""
    return (
        len(text) <= MAX_TIME
        and len(below) <= MAX_TIME
        and is_relative(below)
        and bool(_label().search(text))
        and not _left(_label().sub(" ", text))
    )


def _left(text: str) -> bool:
    """Return whether words remain that are no time's."""
    return _LETTERS.search(_clock().sub(" ", text)) is not None


def is_house_line(text: str, codes: frozenset[str] | None = None) -> bool:
    """Return whether a paragraph is the house's, each sentence of it.

    ``codes`` are the languages that it may be in, all where none are given.
    """
    if not text.strip() or len(text) > MAX_HOUSE or _QUOTED.match(text):
        return False
    if _is_whole(text, codes):
        return True
    sentences = [part for part in _SENTENCE.split(text.strip()) if part]
    if len(sentences) > 1 and len(sentences[0]) <= _MAX_QUESTION and sentences[0][-1] in _ASKED:
        sentences = sentences[1:] if _is_house_sentence(sentences[1], codes) else sentences
    return _is_house_sentence(sentences[0], codes) and all(
        _is_loose(part, behind) or _is_house_sentence(part, codes)
        for behind, part in pairwise(sentences)
    )


def _is_loose(sentence: str, behind: str) -> bool:
    """Return whether a short sentence stands behind the house's; "she asked" goes on with it."""
    return len(sentence) <= _MAX_LOOSE and not (behind[-1] in _ASKED and opens_small(sentence))


def opens_small(text: str) -> bool:
    """Return whether a text opens with a small letter, in a script that has capitals, too."""
    return text[:1].islower() and text[0] not in _ONE_CASE


def _is_whole(text: str, codes: frozenset[str] | None) -> bool:
    bare = _OPENING.sub("", text.strip())
    return any(
        _wholes(code).fullmatch(bare) is not None
        and _words(Kind.HOUSE_SAID, code).search(bare) is None
        for code in by_language(Kind.HOUSE_WHOLES)
        if not codes or code in codes
    )


def is_pointer(text: str, codes: frozenset[str], *, linked: bool) -> bool:
    """Return whether a line points to another article by a label, and by its headline or a link.

    A headline ends in no full stop.
    """
    bare = _OPENING.sub("", text.strip())
    if len(text) > _MAX_POINTER or (bare.endswith((".", "。", "।", "։")) and not linked):
        return False
    found = (_pointer(code).match(bare) for code in codes & by_language(Kind.HOUSE_POINTERS).keys())
    return any(one is not None and (linked or one["sign"]) for one in found)


def _is_house_sentence(text: str, codes: frozenset[str] | None) -> bool:
    bare = _OPENING.sub("", text)
    forms = dict.fromkeys((text.strip(), bare, _LABELLED.sub("", bare)))
    return any(
        (_house(code).match(form) is not None or _asks_readers(form, code))
        and _words(Kind.HOUSE_SAID, code).search(text) is None
        for code in by_language(Kind.HOUSE_LINES)
        if not codes or code in codes
        for form in forms
    )


def _asks_readers(text: str, code: str) -> bool:
    """Return whether a sentence asks its readers for something that only the house asks for."""
    return (
        len(text) <= _MAX_ASKED
        and _asks(code).search(text) is not None
        and _words(Kind.HOUSE_TOPICS, code).search(text) is not None
    )


def reports(text: str, codes: Iterable[str]) -> bool:
    """Return whether a sentence with a full stop says that somebody said it."""
    return text.rstrip().endswith((".", "。", "।")) and any(
        _words(Kind.HOUSE_SAID, code).search(text) is not None for code in codes
    )


def asks_for_keys(text: str) -> bool:
    """Return whether a short line tells its readers to press the keys that report a mistake."""
    return len(text) <= MAX_HOUSE and _CTRL_ENTER.search(text) is not None
