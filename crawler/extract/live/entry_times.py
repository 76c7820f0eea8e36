"""How an entry's time reads: a time of day, a day with one, or "5 min ago"."""

import re
from functools import lru_cache

from crawler.extract.metadata.names import person_names
from crawler.extract.metadata.timestamps import moment
from crawler.extract.metadata.told_days import is_bare, unknown_words
from crawler.extract.metadata.written_dates import is_month, written
from crawler.extract.rules.house_wordings import is_relative

MAX_TIME = 40
"""Characters of an element that shows a time and nothing else."""
MAX_SIGNATURE = 70
"""Characters of a line that says who wrote an entry, or when."""
_CLOCK = re.compile(
    r"(?<![\d.:/-])(\d{1,2})\s?(?:[:.h\uff1a]|\u65f6|\u6642|\uc2dc)\s?(\d{2})(?:[:.]\d{2})?(?!\d)"
    r"(?:\s?(?:\u5206|\ubd84))?\s*([ap]\.?\s?m\.?(?!\w))?",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<![\d:])(?:\d{1,4}[./-]\d{1,2}[./-](?:\d{2,4})?|\d{1,2}/\d{1,2}"
    r"|\d{1,2}\s?[\u6708\uc6d4]\s?\d{1,2}\s?[\u65e5\uc77c])(?![\d:])"
)
"""A day in numbers, with a year or without."""
_ZONE = re.compile(r"[A-Z]{2,4}|[a-z]{1,4}\.?")
"""What is left of a zone's name or a word for "o'clock" behind the time."""
_PARTED = re.compile(r"\s*[|\u00b7\u2022,\u2013\u2014/]\s*|\s-\s")
_MAX_NAMES = 2
_LAST_HOUR, _LAST_MINUTE = 24, 59


def has_clock(text: str) -> bool:
    """Return whether a text names a time of day."""
    return _clock_in(text) is not None


def is_time(text: str) -> bool:
    """Return whether a text is an entry's time, with its day or a label, and nothing else."""
    if len(text) > MAX_TIME or not any(map(str.isdigit, text)):
        return False
    return is_relative(text) or _is_clock_alone(text)


def is_signed_time(text: str) -> bool:
    """Return whether a text is somebody's name and a time, parted by a sign: "Ada Holm · 09:30"."""
    if len(text) > MAX_SIGNATURE or not any(map(str.isdigit, text)):
        return False
    parts = [part for part in _PARTED.split(text) if part]
    beside = [part for part in parts if not (is_time(part) or is_bare(part) or _DAY.search(part))]
    return (
        0 < len(beside) <= _MAX_NAMES
        and any(map(has_clock, parts))
        and all(person_names([part], ()) for part in beside)
    )


@lru_cache(maxsize=1024)
def _is_clock_alone(text: str) -> bool:
    rest = _without_day(text)
    found = _clock_found(rest)
    if found is None:
        return False
    beside = f"{rest[: found.start()]} {rest[found.end() :]}"
    return all(is_month(word) or _ZONE.fullmatch(word) for word in unknown_words(beside))


def shown_time(text: str) -> str | None:
    """Return the time that a text shows: in ISO 8601 with its day, else as "HH:MM"."""
    told = moment(text)
    if told and "T" in told:
        return told
    clock = _clock_in(text)
    return f"{told}T{clock}" if told and clock else told or clock


def ago(text: str) -> tuple[str, int] | None:
    """Return a time told from now as its words and its number; None where it is none."""
    number = re.search(r"\d+", text)
    if number is None or len(text) > MAX_TIME or not is_relative(text):
        return None
    return " ".join(re.sub(r"\d+", "#", text.lower()).split()), int(number[0])


def _clock_in(text: str) -> str | None:
    found = _clock_found(_without_day(text))
    if found is None:
        return None
    hour = int(found[1]) % 12 + 12 * (found[3][0] in "pP") if found[3] else int(found[1])
    return f"{hour:02}:{int(found[2]):02}"


def _clock_found(text: str) -> re.Match[str] | None:
    found = _CLOCK.search(text)
    if found is None or int(found[1]) > _LAST_HOUR or int(found[2]) > _LAST_MINUTE:
        return None
    return found


def _without_day(text: str) -> str:
    found = written(text)
    rest = text if found is None else f"{text[: found.start]} , {text[found.end :]}"
    return _DAY.sub(" , ", rest)
