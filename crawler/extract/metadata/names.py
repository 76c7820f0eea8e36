"""Bylines taken apart into names."""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections.abc import Iterable, Sequence

from crawler.extract.metadata.comparable import plain, squeeze, squeezed
from crawler.extract.metadata.written_dates import written
from crawler.languages import Kind, alternatives, terms

_LEADING = re.compile(
    rf"^\W*(?:(?:{alternatives(Kind.BEFORE_BY)})\s+(?:and\s+\w+\s+)?by\b"
    rf"|(?:{alternatives(Kind.BYLINE_LABELS)}|{alternatives(Kind.BY)})(?![^\W\d_]))"
    r"[\s:.\-\u2013|：/／=＝՝]+",
    re.IGNORECASE,
)
_SHOWN_BY = re.compile(
    rf"^\W*(?:{alternatives(Kind.BY_SHOWN)})(?:\s*:\s*|\s+)(?=\w)", re.IGNORECASE
)
"""Words for "by" that also begin surnames: taken off lines on the page, never off
declared names.
"""

_BY_WORD = f"(?:{alternatives(Kind.BYLINE_LABELS)}|{alternatives(Kind.STARTS)})(?![^\\W\\d_])"
_BYLINE = re.compile(rf"^\W*{_BY_WORD}(?:\s*[:：/／=＝՝]\s*|\s+)\S", re.IGNORECASE)
_LONE_BYLINE = re.compile(rf"^\W*{_BY_WORD}\s*:?\W*$", re.IGNORECASE)
_NEXT_LABEL = re.compile(r"(?<=\S)[\s|/·•]+(?:[^\W\d_]+[ ·・/]){0,2}[^\W\d_]+\s?[:：]\s*\S.*$")
"""What another label within a byline begins: "By Ada Brook Photos: Jon Hale"."""
_MAIL = re.compile(r"\S+@\S+\.\w+|\S*\[at\]\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.])@\w+")
_ASIDE = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]?\s*")
_SPLIT = re.compile(
    rf"\s*(?:[;|/\u2022\u00b7\n、，،]|,\s*(?:{alternatives(Kind.AND_AFTER_COMMA)})\s"
    rf"|\s(?:{alternatives(Kind.AND)})\s|,)\s*",
    re.IGNORECASE,
)
_SURNAME_AND = re.compile(
    rf"(?<=\w)\s(?:{alternatives(Kind.AND_IN_SURNAMES)})\s(?=\w+\s+\w)", re.IGNORECASE
)
"""An "and" that also joins surnames ("Ortega y Gasset"): it parts names only where a whole name
follows.
"""

_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{3,}")
_ROLE = re.compile(rf"(?:^|\s)(?:{alternatives(Kind.ROLES)})(?:$|\s)", re.IGNORECASE)
_ROLE_TAIL = re.compile(rf"\s*(?:{alternatives(Kind.ROLES_BEHIND)})(?:\s*외\s*\d+\s*명)?$")
_OUTLET = re.compile(
    r"\.(?:com|net|org|co|de|fr|es|it|uk|tv)$"
    rf"|\b(?:{alternatives(Kind.OUTLET_ENDS)})$|^the (?:\w+ )?times$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"(?:[^\W\d_]{{2,4}}=)?[^\W\d_]{{2,5}}(?:[,·、]\s?[^\W\d_]{{2,5}})*\s?"
    rf"(?:{alternatives(Kind.ROLES_BEHIND)})(?:\s*\S+@\S+)?"
)
"""A line that is a name and the role behind it, in scripts without capitals."""
_EDGES = ' \t-\u2013\u2014|:,*@\u00a0"【】「」'
_FULL_STOP = re.compile(r"[^\W\d_]{3}\.$")  # of a sentence, not of a short word or an initial
_PLACE = re.compile("^[\uac00-\ud7af]{2,4}=")
"""The place from which a Korean reporter writes: "서울=김하나"."""
_TO_LIST = re.compile(r"\s*[;\n]\s*")
_MAX_AGENCY = 4
"""Capitals up to which a word may be an agency's: "AFP"."""
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_ROLE_AT_END = re.compile(rf"\s(?:{alternatives(Kind.ROLES)})$", re.IGNORECASE)
"""The end of a role behind a name: "Staff Writer", "Chief Political Correspondent"."""
_FOR_OUTLET = re.compile(rf"(?<=\w)\s+(?:{alternatives(Kind.FOR_OUTLET)})\s+(?=\S)")
"""Whom somebody writes for: "Ada Brook for the Harbour Post"."""
_TO_DATE = re.compile(
    rf"(?:\W|_|\b(?:{alternatives(Kind.BESIDE_UPDATES)}|{alternatives(Kind.DATE_LINE_WORDS)})\b)*$",
    re.IGNORECASE,
)
"""What stands between a name and a date behind it."""
_DEGREE_WORDS = frozenset(terms(Kind.DEGREES))
_NOBODY_WORDS = frozenset(terms(Kind.NOBODY))
_PARTICLE_WORDS = frozenset(terms(Kind.PARTICLES))
_BOILERPLATE_WORDS = frozenset(terms(Kind.BOILERPLATE_WORDS))
"""Words that pages set around stories. No person's and no outlet's name holds them."""

_PRESS_WORDS = frozenset(terms(Kind.PRESS_WORDS))
"""Words that outlets are called by, and no person."""

_MAX_WORDS, _MAX_LENGTH = 6, 60
_MAX_BYLINE, _REACH = 4000, 60
"""Characters of a declared byline, and of one before its date, that are looked at."""
_MIN_NAMES, _MAX_NAMES = 2, 5
_LABELLED = re.compile("[:：=＝]")
"""What stands behind a label that is no author's."""
_UNCASED = re.compile(
    "[\u0590-\u08ff\u0900-\u0fff\u3040-\u30ff\u10a0-\u10ff\u3400-\u9fff\uac00-\ud7af]"
)
_MAX_UNCASED_LENGTH = 20


def names(texts: Iterable[str], outlets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in these declared bylines, each once, in order.

    Those of people, and those that are the outlet's own.

    Without "By", roles, addresses and dates. "Last, First" is one name.
    """
    return _parted(
        (
            name
            for text in texts
            for part in _TO_LIST.split(text[:_MAX_BYLINE])
            for name in _names(turned(part))
            if _is_name(name)
        ),
        outlets,
    )


def turned(byline: str, most: int = 1) -> str:
    """Return "First Last" for "Last, First", anything else as it is.

    Both are one name where neither is a whole one: "Moe, Ana", "de Jong, Pim", "Moe, A. B.".
    ``most`` is how many words either may have, particles and initials apart: more than one only
    where the text is known to be one person's name.
    """
    parts = [part.strip() for part in byline.split(",")]
    if len(parts) != 2 or not all(map(_is_part_of_a_name, parts)):  # noqa: PLR2004
        return byline
    last, first = parts
    words = [word for word in last.split() if word.lower() not in _PARTICLE_WORDS] or last.split()
    given = [
        word
        for word in first.split()
        if not _INITIAL.fullmatch(word) and word.lower() not in _PARTICLE_WORDS
    ]
    one = len(words) + len(given) <= most + 1 and len(words) <= most
    return f"{first} {last}" if one else byline


def _is_part_of_a_name(part: str) -> bool:
    """Return whether a text can be a surname or given names."""
    words = part.split()
    return (
        0 < len(words) <= _MIN_NAMES + 1
        and all(word[0].isupper() or word.lower() in _PARTICLE_WORDS for word in words)
        and any(word[0].isupper() for word in words)
        and not (part.isupper() and len(part) <= _MAX_AGENCY)
        and not _UNCASED.search(part)
        and not any(map(str.isdigit, part))
        and plain(part) not in _DEGREE_WORDS | _NOBODY_WORDS
        and not any(
            plain(word) in _PRESS_WORDS
            for word in words
            if word.lower() not in _PARTICLE_WORDS and not _INITIAL.fullmatch(word)
        )
        and not _ROLE.search(part)
        and not _OUTLET.search(part)
        and not _LEADING.match(part)
    )


def person_names(texts: Iterable[str], outlets: Sequence[str]) -> tuple[str, ...]:
    """Return the names of people in lines that may be anything.

    Only what is written like a name counts.
    """
    return _parted(
        (
            name
            for text in texts
            for name in _names(_SHOWN_BY.sub("", text))
            if _is_name(name) and _is_written_like_a_name(name)
        ),
        outlets,
    )[0]


def is_boilerplate(text: str) -> bool:
    """Return whether a short line holds a word that pages set around stories and no name has."""
    return any(plain(word) in _BOILERPLATE_WORDS for word in text.split())


def begins_byline(text: str) -> bool:
    """Return whether a line says "by" and goes on."""
    return _BYLINE.match(text) is not None or _SIGNED.fullmatch(text) is not None


def is_lone_by(text: str) -> bool:
    """Return whether a line is the word "by" alone, so that a name should follow."""
    return _LONE_BYLINE.match(text) is not None


def parts_names(text: str) -> bool:
    """Return whether a line is what stands between two names: a comma, "and"."""
    return _SPLIT.fullmatch(f" {text} ") is not None


def names_someone(text: str) -> bool:
    """Return whether a line is a byline with somebody's name."""
    return begins_byline(text) and bool(person_names([text], ()))


def _parted(
    found: Iterable[str], outlets: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names, each once: people's, then the outlet's."""
    first: dict[str, str] = {}
    for name in found:
        first.setdefault(squeezed(name), name)
    house = {squeezed(outlet) for outlet in outlets}
    return tuple(name for key, name in first.items() if key not in house), tuple(
        name for key, name in first.items() if key in house
    )


def _names(byline: str) -> list[str]:
    """Return the parts of a byline that may be names."""
    text = _ASIDE.sub(" ", _ADDRESS.sub(" ", _MAIL.sub(" ", squeeze(byline)))).strip()
    text = _LEADING.sub("", _undated(text))
    another = _NEXT_LABEL.search(text)
    if another and _is_written_like_a_name(_SPLIT.split(text[: another.start()])[-1]):
        text = text[: another.start()]
    writes_for = _FOR_OUTLET.search(text)
    if writes_for and _is_written_like_a_name(_trimmed(text[: writes_for.start()])):
        text = text[: writes_for.start()]
    found = [name for part in _SPLIT.split(text) for name in _SURNAME_AND.split(part)]
    parts = [_trimmed(part) for part in _rejoined(found)]
    return [
        part
        for at, part in enumerate(parts)
        if not (at and (_OUTLET.search(part) or _ROLE_AT_END.search(part)))
    ]


def _undated(text: str) -> str:
    """Return a byline without the date in it, and what follows or leads to that."""
    found = written(text)
    if found is None:
        return text
    before, behind = text[: found.start], text[found.end :]
    if not any(map(str.isalpha, before)):
        return behind
    return before[:-_REACH] + _TO_DATE.sub("", before[-_REACH:])


def _rejoined(parts: Iterable[str]) -> list[str]:
    """Return the parts, with degrees and generations put back behind their names.

    A generation is "Jr." and the like.
    """
    joined: list[str] = []
    for part in parts:
        if joined and plain(part) in _DEGREE_WORDS:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _trimmed(part: str) -> str:
    name = _ROLE_TAIL.sub("", _PLACE.sub("", _LEADING.sub("", part))).strip(_EDGES)
    if _FULL_STOP.search(name) and plain(name.split()[-1]) not in _DEGREE_WORDS:
        name = name[:-1]
    person = name
    while role := _ROLE_AT_END.search(person):
        person = person[: role.start()]
    return person if _is_written_like_a_name(person) else name


def _is_name(part: str) -> bool:
    """Return whether a part of a declared byline can be somebody's name.

    Short, with letters, no date, no role.
    """
    return (
        1 < len(part) <= _MAX_LENGTH
        and len(part.split()) <= _MAX_WORDS
        and plain(part) not in _NOBODY_WORDS
        and any(letter.isalpha() for letter in part)
        and not _DATE.search(part)
        and not (_ROLE.search(part) and part != part.title())
    )


def _is_written_like_a_name(part: str) -> bool:
    """Two to five capitalised words, particles apart, none of them from a page's boilerplate.

    In a script without capitals, a few signs.
    """
    words = part.split()
    if not words or _LABELLED.search(part):
        return False
    if _UNCASED.search(part):
        return len(part) <= _MAX_UNCASED_LENGTH
    return (
        _MIN_NAMES <= len(words) <= _MAX_NAMES
        and words[0][0].isupper()
        and all(word[0].isupper() or word.lower() in _PARTICLE_WORDS for word in words)
        and not any(
            plain(word) in _BOILERPLATE_WORDS | _PRESS_WORDS
            for word in (words[:-1] if words[_MIN_NAMES:] and words[-1] == "An" else words)
            if word not in _PARTICLE_WORDS
        )  # "An" is a name in Vietnam
    )
