"""Bylines taken apart into names."""

import re
from collections.abc import Iterable, Sequence

from crawler.extract.metadata.comparable import plain, squeeze, squeezed

_BY = r"by|par|por|przez|yazan|от|автор|autor(?:in|es|a)?|authors?|auteurs?|autore|text|texte|testo|texto|words|skribent"
_BEFORE_BY = r"(?:written|reported|posted|published|authored|story|text|words|reporting|review(?:ed)?|article|analysis|opinion|photos?)"
_LEADING = re.compile(
    rf"^\W*(?:{_BEFORE_BY}\s+(?:and\s+\w+\s+)?by\b|(?:{_BY})\b)[\s:.\-\u2013|]+", re.IGNORECASE
)
_SHOWN_BY = re.compile(r"^\W*(?:von|de|di|da|door|av|af)\s+(?=\w)", re.IGNORECASE)
"""Words for "by" that also begin surnames: taken off lines on the page, never off
declared names.
"""

_BY_WORD = (
    r"(?:(?:written |story |words |report )?by|von|par|por|di|door|af|av|przez|text|texte|texto|testo|author|autor|autorin|"
    r"auteur|autore|yazan)"
)
_BYLINE = re.compile(rf"^\W*{_BY_WORD}\s*:?\s+\S", re.IGNORECASE)
_LONE_BYLINE = re.compile(rf"^\W*{_BY_WORD}\s*:?\W*$", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\w+|\S*\[at\]\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_ASIDE = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]?\s*")
_SPLIT = re.compile(
    r"\s*(?:[;|/\u2022\u00b7\n]|,\s*(?:and|und|et|y|e|&)\s|\s(?:and|und|et|og|och|en|ve|&|\+|with|mit|avec|con)\s|,)\s*",
    re.IGNORECASE,
)
_SURNAME_AND = re.compile(r"(?<=\w)\s(?:y|e|i)\s(?=\w+\s+\w)", re.IGNORECASE)
"""An "and" that also joins surnames ("Ortega y Gasset"): it parts names only where a whole name
follows.
"""

_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{3,}")
_ROLE = re.compile(
    r"(?:^|\s)(?:staff|senior|chief|lead|deputy|managing|executive|associate|assistant|contributing|editors?|writers?|reporters?|"
    r"correspondents?|columnists?|producers?|contributors?|journalists?|photographers?|critics?|analysts?|editor-in-chief|bureau|freelance|special|political|redakteur(?:in)?|reporterin|"
    r"korrespondent(?:in)?|volont[aä]r(?:in)?|chefredakteur(?:in)?|journaliste|r[eé]dact(?:eur|rice)|envoy[eé]e?|correspondante?|redactora?|periodista|"
    r"corresponsal|giornalista|inviato|redazione|muhabir|redaktor)(?:$|\s)",
    re.IGNORECASE,
)
_ROLE_TAIL = re.compile(r"\s*(?:기자|특파원|논설위원|記者|记者)(?:\s*외\s*\d+\s*명)?$")
_OUTLET = re.compile(
    r"\.(?:com|net|org|co|de|fr|es|it|uk|tv)$|\b(?:newspaper|magazine|reuters|bloomberg|associated press|report)$|^the (?:\w+ )?times$",
    re.IGNORECASE,
)
_DEGREES = "jr sr ii iii iv md phd esq mba rn rd msc ma cfa cfp cpa"
_NOBODY = (
    "admin administrator editor editors redaktion redaction staff author autor "
    "unknown none null anonymous user undefined by "
    "guest all writer root wordpress about follow"
)
_PARTICLES = (
    "de da do dos das del della di du la le van von der den ten ter bin ibn al el y e af av zu"
)
_PRESS = (
    "a and daily in is media news now of on our post press reuters source team the "
    "times today us who"
)
_BOILERPLATE = (
    "about ago all an april are article attorney august by click comment comments "
    "consultant contact copied copy correspondent "
    "december editor editors email expert facebook february follow for former from "
    "getty google has hour hours how images january "
    "july june link listen live login march may min mins minute minutes more my "
    "newsletter november october opinion photo photos "
    "posts print published read reading reporter save september share sign staff "
    "story subscribe this to topics trial twitter "
    "updated video view was watch we what whatsapp when why with writer you your "
    "agency monday tuesday wednesday thursday friday "
    "saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec"
)
_DEGREE_WORDS = frozenset([*_DEGREES.split(), "m d", "ph d"])
_NOBODY_WORDS = frozenset([*_NOBODY.split(), "n a", "about the author", "view all posts"])
_PARTICLE_WORDS = frozenset(_PARTICLES.split())
_BOILERPLATE_WORDS = frozenset(_BOILERPLATE.split())
"""Words that pages set around stories. No person's and no outlet's name holds them."""

_PRESS_WORDS = frozenset(_PRESS.split())
"""Words that outlets are called by, and no person."""

_MAX_WORDS, _MAX_LENGTH = 6, 60
_MIN_NAMES, _MAX_NAMES = 2, 5
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MAX_UNCASED_LENGTH = 20


def names(texts: Iterable[str], outlets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in these declared bylines, each once, in order.

    Those of people, and those that are the outlet's own.

    Without "By", roles, addresses and dates.
    """
    return _parted((name for text in texts for name in _names(text) if _is_name(name)), outlets)


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
    return _BYLINE.match(text) is not None


def is_lone_by(text: str) -> bool:
    """Return whether a line is the word "by" alone, so that a name should follow."""
    return _LONE_BYLINE.match(text) is not None


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
    found = [name for part in _SPLIT.split(text) for name in _SURNAME_AND.split(part)]
    parts = [_trimmed(part) for part in _rejoined(found)]
    return [part for at, part in enumerate(parts) if not (at and _OUTLET.search(part))]


def _rejoined(parts: Iterable[str]) -> list[str]:
    """Return the parts, with degrees and generations ("Jr.") put back behind the names that they
    belong to.
    """
    joined: list[str] = []
    for part in parts:
        if joined and plain(part) in _DEGREE_WORDS:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _trimmed(part: str) -> str:
    return _ROLE_TAIL.sub("", _LEADING.sub("", part)).strip(' \t-\u2013\u2014|:,*@\u00a0"')


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
    if _UNCASED.search(part):
        return len(part) <= _MAX_UNCASED_LENGTH
    return (
        _MIN_NAMES <= len(words) <= _MAX_NAMES
        and words[0][0].isupper()
        and all(word[0].isupper() or word.lower() in _PARTICLE_WORDS for word in words)
        and not any(plain(word) in _BOILERPLATE_WORDS | _PRESS_WORDS for word in words)
    )
