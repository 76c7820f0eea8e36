"""Dates of calendars other than the Gregorian one, as newspapers write them.

The one door of jdatetime and nepali_datetime.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

_THAI = (
    "มกราคม ม.ค.|กุมภาพันธ์ ก.พ.|มีนาคม มี.ค.|เมษายน เม.ย.|พฤษภาคม พ.ค.|มิถุนายน มิ.ย.|กรกฎาคม ก.ค.|"
    "สิงหาคม ส.ค.|กันยายน ก.ย.|ตุลาคม ต.ค.|พฤศจิกายน พ.ย.|ธันวาคม ธ.ค."
)
_PERSIAN = (
    "فروردین حمل|اردیبهشت ثور|خرداد جوزا|تیر سرطان|مرداد امرداد اسد|شهریور سنبله|"
    "مهر میزان|آبان عقرب|آذر قوس|دی جدی|بهمن دلو|اسفند حوت"
)
_NEPALI = (
    "वैशाख बैशाख|जेठ जेष्ठ ज्येष्ठ|असार आषाढ|साउन श्रावण|भदौ भाद्र|असोज आश्विन|कात्तिक कार्तिक|"
    "मंसिर मङ्सिर|पुस पुष पौष|माघ|फागुन फाल्गुन|चैत चैत्र"
)
_LEVANTINE = (
    "كانون_الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين_الأول|تشرين_الثاني|كانون_الأول"
)
_MAGHREBI = "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر"

BUDDHIST_YEARS = range(2443, 2643)
"""The Thai era counts 543 years more; these are 1900 to 2099."""
SOLAR_YEARS = range(1350, 1425)
"""Years of the Solar Hijri calendar that are not yet those of the lunar one: 1971 to 2045."""
BIKRAM_YEARS = range(2050, 2101)
"""Years of Bikram Sambat that nepali_datetime knows and no newspaper dates its news by otherwise:
1993 to 2043.
"""
_THAI_OFFSET = 543
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_ERA_DATE = re.compile(
    r"(令和|平成|民國|民国)\s*(\d{1,3}|元)(?:[(\uff08]\d{4}[)\uff09])?年\s*(\d{1,2})月\s*(\d{1,2})日"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")

Converter = Callable[[int, int, int], date]


def western_digits(text: str) -> str:
    """Return the text with every script's decimal digits as those of ASCII."""
    return (
        text
        if text.isascii()
        else "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    )


def other_calendar(text: str) -> tuple[date, str] | None:
    """Return the Gregorian date of a text that dates by another calendar, and the text around it.

    None where ``in_other_calendar`` finds none.
    """
    found = in_other_calendar(text)
    if found is None:
        return None
    day, start, end = found
    plain = western_digits(text)
    return day, f"{plain[:start]} {plain[end:]}"


def in_other_calendar(text: str) -> tuple[date, int, int] | None:
    """Return the Gregorian date of a text that dates by another calendar, and where it stands.

    None where it holds no such date: the text may still hold a Gregorian one. Known are the Thai
    (Buddhist) era, the Solar Hijri calendar of Iran and Afghanistan, Bikram Sambat of Nepal, the
    eras of Japan and Taiwan, and the months' names of the Levant and the Maghreb.
    """
    plain = western_digits(text)
    for found in (*_by_name(plain), *_by_era(plain), *_by_numbers(plain, text)):
        (convert, *parts), start, end = found
        try:
            return convert(*parts), start, end
        except (ValueError, OverflowError, TypeError):
            continue
    return None


_Found = tuple[tuple[Converter, int, int, int], int, int]


def _by_name(text: str) -> Iterator[_Found]:
    for pattern, numbers, years, convert in _NAMED:
        for found in pattern.finditer(text):
            year, day = int(found["year"] or found["first"]), int(found["day"] or found["last"])
            if year in years:
                name = re.sub(r"\s+", "_", found["month"])
                yield (convert, year, numbers[name], day), found.start(), found.end()


def _by_era(text: str) -> Iterator[_Found]:
    for found in _ERA_DATE.finditer(text):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        yield (date, year, int(found[3]), int(found[4])), found.start(), found.end()


def _by_numbers(plain: str, text: str) -> Iterator[_Found]:
    nepali = any("\u0966" <= sign <= "\u096f" for sign in text)
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        for found in pattern.finditer(plain):
            numbers = int(found[1]), int(found[3]), int(found[4])
            year, month, day = numbers if pattern is _YEAR_FIRST else numbers[::-1]
            convert: Converter | None = None
            if year in SOLAR_YEARS:
                convert = _solar
            elif year in BUDDHIST_YEARS:
                convert = _buddhist
            elif nepali and year in BIKRAM_YEARS:
                convert = _bikram
            if convert is not None:
                yield (convert, year, month, day), found.start(), found.end()


def _buddhist(year: int, month: int, day: int) -> date:
    return date(year - _THAI_OFFSET, month, day)


def _solar(year: int, month: int, day: int) -> date:
    import jdatetime  # noqa: PLC0415  # for the few pages that need it

    converted: date = jdatetime.date(year, month, day).togregorian()
    return converted


def _bikram(year: int, month: int, day: int) -> date:
    import nepali_datetime  # noqa: PLC0415  # as above

    converted: date = nepali_datetime.date(year, month, day).to_datetime_date()
    return converted


def _named(months: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern of a date with one of the names, day or year first, and names to numbers."""
    numbers = {
        name: number for number, names in enumerate(months.split("|"), 1) for name in names.split()
    }
    longest = sorted(numbers, key=len, reverse=True)
    names = "|".join(re.escape(name).replace("_", r"\s+") for name in longest)
    between = r"[\s,،./-]*"
    return (
        re.compile(
            rf"(?<!\d)(?:(?P<first>\d{{4}}){between}|(?P<day>\d{{1,2}}){between})"
            rf"(?<![^\W\d_])(?P<month>{names})(?![^\W\d_]){between}(?:พ\.ศ\.\s*|ماه\s+)?"
            rf"(?(first)(?P<last>\d{{1,2}})|(?P<year>\d{{4}}))(?!\d)"
        ),
        numbers,
    )


_GREGORIAN_YEARS = range(1900, 2100)
_NAMED = (
    (*_named(_THAI), BUDDHIST_YEARS, _buddhist),
    (*_named(_THAI), _GREGORIAN_YEARS, date),
    (*_named(_PERSIAN), SOLAR_YEARS, _solar),
    (*_named(_NEPALI), BIKRAM_YEARS, _bikram),
    (*_named(_LEVANTINE), _GREGORIAN_YEARS, date),
    (*_named(_MAGHREBI), _GREGORIAN_YEARS, date),
)
