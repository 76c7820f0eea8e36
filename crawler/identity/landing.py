"""Where an address led: to itself in another form, or to a page elsewhere.

Addresses alone. What stands there is for others to judge.
"""

import re
from urllib.parse import unquote, urlsplit

from crawler.errors import BadUrl
from crawler.identity.urls import Url, parse

_ENDS = re.compile(r"(?:/|/(?:index|default)\.[a-z]{2,5})$")
_FRONT = re.compile(
    r"(?:/(?:index|default|home|main|start|startseite|accueil|inicio|portada|[a-z]{2}(?:[-_][a-z]{2})?)"
    r"(?:\.[a-z]{2,5})?){0,2}",
    re.IGNORECASE,
)
"""The path of a front page: of the site, or of one of its languages."""
_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_MIN_NUMBER, _MIN_WORD, _MIN_SHARED = 5, 3, 2


def is_elsewhere(asked: str, answered: str) -> bool:
    """Return whether the two are more than two forms of one address.

    The scheme, a leading ``www.`` and how the path ends are no difference.
    """
    one, other = _parts(asked), _parts(answered)
    return one is not None and other is not None and _form(one) != _form(other)


def is_above(asked: str, answered: str) -> bool:
    """Return whether the second is a front page, or a folder that the first lies in."""
    one, other = _parts(asked), _parts(answered)
    if one is None or other is None:
        return False
    below, above = _path(one), _path(other)
    if _FRONT.fullmatch(above):
        return not _FRONT.fullmatch(below) or bool(one.query)
    return below.startswith(f"{above}/")


def is_asked_for(asked: str, answered: str) -> bool:
    """Return whether the query of the second holds the first: an error page, a login page."""
    one, other = _parts(asked), _parts(answered)
    path = unquote(one.path) if one else "/"
    return other is not None and len(path) > 1 and path in unquote(unquote(other.query))


def is_renamed(asked: str, answered: str) -> bool:
    """Return whether the second looks like the first under a new name.

    They share the number of the article, or two words and half of all words of its name.
    """
    left, right = (
        _WORDS.findall(unquote(urlsplit(url).path.lower()).rstrip("/")) for url in (asked, answered)
    )
    numbers = {word for word in left if word.isdigit() and len(word) >= _MIN_NUMBER}
    if numbers & set(right):
        return True
    named, again = (name_words(url) for url in (asked, answered))
    shared = len(named & again)
    return shared >= _MIN_SHARED and 2 * shared >= len(named)


def is_another(asked: str, answered: str) -> bool:
    """Return whether the second names another article than the first.

    Both have a number, or both a day, and not the same; and neither words nor the other in common.
    """
    if is_renamed(asked, answered):
        return False
    (numbers, day), (others, then) = _marks(asked), _marks(answered)
    if numbers and others:
        return not numbers & others and (day is None or day != then)
    return bool(day and then and day != then)


def name_words(url: str) -> set[str]:
    """Return the words of a page's name in its address that are long enough to tell something."""
    return {word for word in _name(url) if len(word) >= _MIN_WORD and not word.isdigit()}


def day_of(url: str) -> str | None:
    """Return the day that an address names, as ``2026-11-28``."""
    day = _DAY.search(urlsplit(url).path)
    return "-".join(day.groups()) if day else None


def _marks(url: str) -> tuple[set[str], str | None]:
    """Return the numbers in an address that may be an article's, and its day."""
    parts = urlsplit(url)
    rest = _DAY.sub(" ", f"{parts.path}?{parts.query}")
    numbers = {number for number in _NUMBER.findall(rest) if len(number) >= _MIN_NUMBER}
    return numbers, day_of(url)


def _name(url: str) -> list[str]:
    """Return the words of the path's last part that has any."""
    parts = [part for part in unquote(urlsplit(url).path.lower()).split("/") if part]
    return _WORDS.findall(parts[-1]) if parts else []


def _parts(url: str) -> Url | None:
    try:
        return parse(url)
    except BadUrl:
        return None


def _path(url: Url) -> str:
    return _ENDS.sub("", url.path)


def _form(url: Url) -> tuple[str, str, str, str]:
    return url.host.removeprefix("www."), _path(url).lower(), url.query, url.fragment
