"""When a source is due: a cron line or an interval.

Only the value; ``jobs.schedule`` gives it to the scheduler.
"""

import re
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, model_validator

from crawler.config.values import Duration, Section, is_duration

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 7, _DAYS),
)
_NAMED = {"hourly": "1h", "daily": "1d"}
_NO_SCHEDULE = (
    "a schedule is hourly, daily, a duration such as 15m, or a cron line of five fields in quotes"
)
_SPACED = re.compile(r"[0-9.]+\s+[A-Za-z]+")
"""A duration as people write it, and no cron line that lacks fields."""
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>[0-9]{1,4}))?")


def parse_cron(text: str) -> str:
    """Return a cron line of five fields, spelt so that cron and APScheduler read it alike.

    Raises ``ValueError`` that names the wrong field.

    Days of the week come out as names: in cron 0 and 7 are Sunday, in APScheduler 0 is Monday.
    Ranges come out as the numbers in them. Restricting both the day of month and the day of week is
    refused, because cron then runs on either and APScheduler on both.
    """
    fields = text.lower().split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            "a cron line has five fields (minute, hour, day of month, month, day of "
            f"week), this one has {len(fields)}"
        )
    numbers = [_numbers(field, *shape) for field, shape in zip(fields, _FIELDS, strict=True)]
    if "*" not in (fields[2], fields[4]):
        raise ValueError(
            "restrict the day of month or the day of week, not both: programs disagree on "
            "what both mean"
        )
    spelt = [
        _spelt(field, found, shape[2] - shape[1])
        for field, found, shape in zip(fields, numbers, _FIELDS, strict=True)
    ]
    if fields[4] != "*":
        spelt[4] = ",".join(_DAYS[day] for day in sorted({number % 7 for number in numbers[4]}))
    return " ".join(spelt)


def _spelt(field: str, numbers: set[int], width: int) -> str:
    """Return the field as every program reads it alike.

    Every one and every few stay as they are; all else becomes plain numbers.
    """
    every = re.fullmatch(r"\*(?:/([0-9]+))?", field)
    return field if every and int(every[1] or 1) <= width else ",".join(map(str, sorted(numbers)))


def _numbers(field: str, what: str, lowest: int, highest: int, names: tuple[str, ...]) -> set[int]:
    """Return all numbers that one field of a cron line stands for."""
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"{part[:20]!r} makes no sense as {what} of a cron line")
        first = (
            lowest
            if match["first"] == "*"
            else _number(match["first"], what, lowest, highest, names)
        )
        last = first
        if match["last"] is not None:
            last = _number(match["last"], what, lowest, highest, names) or highest
        elif match["first"] == "*" or match["step"] is not None:
            last = highest
        step = int(match["step"] or 1)
        if step < 1 or last < first or (match["first"] == "*" and match["last"] is not None):
            raise ValueError(f"{part[:20]!r} is empty or runs backwards as {what} of a cron line")
        found.update(range(first, last + 1, step))
    return found


def _number(text: str, what: str, lowest: int, highest: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + lowest
    if not re.fullmatch(r"[0-9]{1,2}", text) or not lowest <= int(text) <= highest:
        named = f", or {names[0]} to {names[-1]}" if names else ""
        raise ValueError(f"{text[:20]!r} is no {what}: {lowest} to {highest}{named}")
    return int(text)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            "this is no time zone that this machine knows; write UTC or a name such as "
            "Europe/Berlin"
        ) from error
    return name


class Schedule(Section):
    """Either ``cron`` or ``every`` is set.

    Text instead of a mapping is a cron line, or a duration for ``every``; ``hourly`` and ``daily``
    are durations. A span has no full hour or midnight in it, when all the others ask, too.
    """

    cron: Annotated[str, AfterValidator(parse_cron)] | None = None
    """Five fields, the days of the week as names."""
    every: Duration | None = None
    jitter: Duration | None = None
    """Up to this much is added at random, so that sources do not all start at once."""
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Of the cron line."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401  # whatever stands in the file
        if isinstance(value, dict | cls):
            return value
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            # pydantic collects ValueErrors only
            raise ValueError(_NO_SCHEDULE)  # noqa: TRY004
        text = str(value).strip()
        if text.lower() in _NAMED:
            return {"every": _NAMED[text.lower()]}
        if _SPACED.fullmatch(text):
            raise ValueError(f"{_NO_SCHEDULE}; a duration has no space in it")
        if len(text.split()) > 1 and not is_duration(text):
            return {"cron": text}
        if not is_duration(text):
            raise ValueError(_NO_SCHEDULE)
        return {"every": text}

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.cron is None) == (self.every is None):
            raise ValueError("a schedule has either cron or every, and not both")
        if self.every is not None and self.jitter is not None and self.jitter >= self.every:
            raise ValueError("the jitter must be shorter than the interval")
        return self
