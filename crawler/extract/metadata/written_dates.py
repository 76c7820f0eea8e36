"""Days as people write them, in the languages and calendars that the data files know.

"14 March 2026", "14. března 2026", "2026年3月14日", "令和8年3月14日", "14 มีนาคม 2569",
"۲۳ اسفند ۱۴۰۴". One that could be two days is none: "05/06/2026".
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from crawler.languages import Kind, by_language
from crawler.languages.calendars import in_other_calendar, western_digits

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff\u0e31-\u0e4e\u200c"
"""Signs within words that are no letters: vowels and accents of their own."""
_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:\.[ก-ฮ]\.)?")
_GAP = re.compile(
    r"[^\w]{0,4}(?:(?:st|nd|rd|th|er|de|d|del|of|года|г|р|năm|ngày|m|يوم|ই|লা|রা|ঠা|শে)"
    r"(?![^\W\d_])[^\w]{0,3}){0,2}",
    re.IGNORECASE,
)
"""What may stand between a day, a month and a year."""
_LINKS = frozenset(["st", "nd", "rd", "th", "er", "de", "d", "del", "of", "năm", "ngày", "m"]) | {
    *("ই", "লা", "রা", "ঠা", "শে")
}
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:[/.-]|[年년])\s?(\d\d?)\s?(?:[/.-]|[月월])\s?(\d\d?)(?!\d)"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)(?!\d)")
_SLASHED = re.compile(r"(?<![\d/-])(\d\d?)([/·-])(\d\d?)\2((?:19|20)\d\d)(?![\d/-])")
_HAN_DIGITS = "〇零一二三四五六七八九"
_HAN_DATE = re.compile(
    f"([{_HAN_DIGITS}]{{4}})年([{_HAN_DIGITS}十]{{1,3}})月([{_HAN_DIGITS}十]{{1,3}})日"
)
_NUMBERED_MONTH = re.compile(
    r"(?<=tháng )(giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|một|chạp)\b",
    re.IGNORECASE,
)
_MONTH_NUMBERS = dict(
    zip(
        ["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"],
        range(1, 11),
        strict=True,
    )
) | {"giêng": 1, "mười một": 11, "mười hai": 12, "chạp": 12}
"""The months' numbers as Vietnamese spells them: "Tháng Ba"."""
_MAYBE = re.compile(r"\d{4}|年|[ก-ฮ].*\d")
"""What a text holds that may name a day: a year, as a rule."""

_THAI_SHORT_YEARS, _THAI_CENTURY = range(33, 100), 2500 - 543
_MAX_DAY = 31
_ACCENTS = re.compile("[\u0300-\u036f]")


class WrittenDate(NamedTuple):
    """A day, and where it stands in the text."""

    day: date
    start: int
    end: int


class _Month(NamedTuple):
    number: int
    thai: bool
    """Whether the year beside it may have two digits, of the Buddhist era."""


@cache
def _months() -> dict[str, _Month]:
    return {
        folded(form.replace("_", " ")): _Month(number, thai=code == "th")
        for code, months in by_language(Kind.MONTHS).items()
        for number, forms in enumerate(months, 1)
        for form in forms.split()
    }


def is_month(word: str) -> bool:
    """Return whether a word is a month's name, in any language."""
    return folded(word) in _months()


def folded(word: str) -> str:
    """Return a word in small letters without accents, as headlines in capitals have none.

    "FEVRIER" for "février", "NİSAN" for "nisan".
    """
    if word.isascii():
        return word.lower()
    parted = unicodedata.normalize("NFD", word.lower())
    return _ACCENTS.sub("", parted).replace("ı", "i")


def written(text: str) -> WrittenDate | None:
    """Return the first day in a text, as far as one of the forms is in it."""
    plain = _with_numbers(western_digits(text))
    if not _MAYBE.search(plain):
        return None
    other = in_other_calendar(text)
    if other is not None:
        return WrittenDate(*other)
    return next((found for read in _FORMS if (found := read(plain)) is not None), None)


def _with_numbers(text: str) -> str:
    """Return the text, as long as it was, with "tháng 3" for "tháng ba"."""
    return _NUMBERED_MONTH.sub(_as_number, text) if "háng" in text or "HÁNG" in text else text


def _as_number(found: re.Match[str]) -> str:
    return str(_MONTH_NUMBERS[found[0].lower()]).ljust(len(found[0]))


def _made(found: re.Match[str], year: int, month: int, day: int) -> WrittenDate | None:
    try:
        return WrittenDate(date(year, month, day), *found.span())
    except ValueError:
        return None


def _year_first(text: str) -> WrittenDate | None:
    found = _YEAR_FIRST.search(text)
    return _made(found, *map(int, found.groups())) if found else None


def _day_first(text: str) -> WrittenDate | None:
    found = _DAY_FIRST.search(text)
    return _made(found, *map(int, found.groups()[::-1])) if found else None


def _slashed(text: str) -> WrittenDate | None:
    """31/12/2026, 31-12-2026 or 12/31/2026; None where both readings are possible."""
    found = _SLASHED.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day_first, month_first = (
        _made(found, year, *pair) for pair in ((second, first), (first, second))
    )
    return day_first or month_first if not (day_first and month_first and first != second) else None


def _han(text: str) -> WrittenDate | None:
    """二〇二六年三月十四日."""
    found = _HAN_DATE.search(text)
    if not found:
        return None
    year = int("".join(str(_digit(sign)) for sign in found[1]))
    return _made(found, year, _han_number(found[2]), _han_number(found[3]))


def _han_number(text: str) -> int:
    """Return a number below a hundred: 三, 十四, 三十一."""
    tens, ten, ones = text.rpartition("十")
    digits = int("".join(str(_digit(sign)) for sign in ones) or "0")
    return digits if not ten else 10 * (_digit(tens) if tens else 1) + digits


def _digit(sign: str) -> int:
    return max(0, _HAN_DIGITS.index(sign) - 1)


def _named(text: str) -> WrittenDate | None:
    """14 March 2026, March 14, 2026, 2026. március 14."""
    tokens = [token for token in _TOKEN.finditer(text) if token[0].lower() not in _LINKS]
    for at in range(len(tokens)):
        for size in (2, 1):
            name = tokens[at : at + size]
            month = _months().get(folded(" ".join(token[0] for token in name)))
            if month is not None:
                end = at + size
                while end < len(tokens) and is_month(tokens[end][0]):
                    end += 1  # the month by two names, as in Iraq
                found = _around(text, tokens, at, end, month)
                if found is not None:
                    return found
    return None


def _around(
    text: str, tokens: list[re.Match[str]], first: int, end: int, month: _Month
) -> WrittenDate | None:
    """Return the day that the numbers around a month's name make with it."""
    for day_at, year_at in ((first - 1, end), (end, end + 1), (end, first - 1)):
        places = sorted((day_at, *range(first, end), year_at))
        if places[0] < 0 or places[-1] >= len(tokens) or not _together(text, tokens, places):
            continue
        day, year = tokens[day_at][0], tokens[year_at][0]
        if day.isdecimal() and year.isdecimal() and 0 < int(day) <= _MAX_DAY:
            span = tokens[places[0]].start(), tokens[places[-1]].end()
            found = _in_calendar(month, year, int(day), span)
            if found is not None:
                return found
    return None


def _together(text: str, tokens: list[re.Match[str]], places: list[int]) -> bool:
    """Return whether nothing but separators stands between these tokens."""
    return all(
        _GAP.fullmatch(text, tokens[left].end(), tokens[right].start())
        for left, right in pairwise(places)
    )


def _in_calendar(month: _Month, year: str, day: int, span: tuple[int, int]) -> WrittenDate | None:
    number = int(year)
    if month.thai and len(year) == 2 and number in _THAI_SHORT_YEARS:  # noqa: PLR2004
        number += _THAI_CENTURY
    if not 1900 <= number < 2100:  # noqa: PLR2004  # what is a year in the other forms
        return None
    try:
        return WrittenDate(date(number, month.number, day), *span)
    except ValueError:
        return None


_FORMS: tuple[Callable[[str], WrittenDate | None], ...] = (
    _year_first,
    _day_first,
    _named,
    _slashed,
    _han,
)
