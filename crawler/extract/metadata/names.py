"""Bylines taken apart into names."""

import re
from collections.abc import Iterable, Sequence

from crawler.extract.metadata.wording import plain, squeeze, squeezed

_LEADING = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|story|text|words|reporting|review(?:ed)?|by|article|from|author|authors|analysis|opinion|photos?)\s+(?:and\s+\w+\s+)?by\b"
    r"|by|von|par|por|de|di|da|door|av|af|przez|autor(?:in|es|a)?|author|authors|auteur|autore|redaktion|text|texte|testo|texto|words|skribent|yazan|от|автор)\b[\s:.\-\u2013|]+",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S+@\S+\.\w+|\S*\[at\]\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_ASIDE = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]?\s*")
_ROLE_WORD = (
    r"(?:staff|senior|chief|lead|deputy|managing|executive|associate|assistant|contributing|editors?|writers?|reporters?|correspondents?|columnists?|producers?|contributors?|journalists?|"
    r"photographers?|critics?|analysts?|editor-in-chief|bureau|freelance|special|political|redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in)?|volont[aä]r(?:in)?|chefredakteur(?:in)?|"
    r"journaliste|r[eé]dact(?:eur|rice)|envoy[eé]e?|correspondante?|redactor(?:a)?|periodista|corresponsal|giornalista|inviato|redazione|editore|muhabir|redaktor)"
)
_ROLE = re.compile(rf"(?:^|\s){_ROLE_WORD}(?:$|\s)", re.IGNORECASE)
_ROLE_TAIL = re.compile(r"\s*(?:기자|특파원|논설위원|記者|记者)(?:\s*외\s*\d+\s*명)?$")
_SPLIT = re.compile(
    r"\s*(?:[;|/\u2022·\u00b7\n]|,\s*(?:and|und|et|y|e|&)\s|\s(?:and|und|et|y|e|og|och|en|ve|i|ja|&|\+|with|mit|avec|con)\s|,)\s*",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\d{3,}")
_SUFFIX = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "md", "m d", "phd", "ph d", "dr", "esq", "mba", "rn", "rd", "msc", "ma", "cfa", "cfp", "cpa")
)
_NOBODY = frozenset(
    (
        "admin",
        "administrator",
        "editor",
        "redaktion",
        "redaction",
        "staff",
        "author",
        "autor",
        "unknown",
        "none",
        "null",
        "anonymous",
        "n a",
        "user",
        "undefined",
        "by",
        "editors",
        "guest",
        "all",
        "writer",
        "root",
        "wordpress",
        "about the author",
        "view all posts",
        "follow",
    )
)
_OUTLET_WORD = re.compile(
    r"\.(?:com|net|org|co|de|fr|es|it|uk|tv)$|\b(?:newspaper|magazine|reuters|bloomberg|associated press|report)$|^the (?:new york )?times$",
    re.IGNORECASE,
)
_MOST_WORDS, _LONGEST = 6, 60
_FEWEST_NAMES, _MOST_NAMES = 2, 5
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST_UNCASED = 20
_PARTICLES = frozenset("de da do dos das del della di du la le van von der den ten ter bin ibn al el y e af av zu".split())
_FURNITURE = frozenset(
    "a about ago link copied copy former consultant expert trial attorney all an and april are article august by click comment comments contact copy daily december email facebook february follow for from getty google has hour hours how images in is "
    "january july june june listen live login march may min mins minute minutes more my news newsletter november now october of on our opinion photo photos posts print published read "
    "reading reuters save september share sign source staff story subscribe team the this to today topics twitter updated us video view was watch we what whatsapp when who why with you your "
    "january february monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec media times post press agency editor editors writer reporter correspondent".split()
)
"""Words that stand near headlines and in no person's name."""

_PRESS = frozenset("a and daily in is media news now of on our post press reuters source team the times today us who".split())
"""Those of them that outlets are called by."""


def names(texts: Iterable[str], outlets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in these declared bylines, each once, in order: those of people, and those that are the outlet's own.

    Without "By", roles, addresses and dates.
    """
    return _sorted((name for text in texts for name in _names(text) if _is_name(name)), outlets)


def person_names(texts: Iterable[str], outlets: Sequence[str]) -> tuple[str, ...]:
    """The names of people in lines that may be anything: only what is written like a name counts."""
    return _sorted((name for text in texts for name in _names(text) if _is_name(name) and _is_written_like_a_name(name)), outlets)[0]


def _sorted(found: Iterable[str], outlets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first = {}
    for name in found:
        first.setdefault(plain(name), name)
    house = {squeezed(outlet) for outlet in outlets}
    people = tuple(name for key, name in first.items() if key.replace(" ", "") not in house)
    return people, tuple(name for name in first.values() if name not in people)


def _names(byline: str) -> list[str]:
    text = _ROLE_TAIL.sub("", _ASIDE.sub(" ", _ADDRESS.sub(" ", _MAIL.sub(" ", squeeze(byline))))).strip()
    previous = None
    while text != previous:
        previous, text = text, _LEADING.sub("", text)
    parts = _rejoined([squeeze(part) for part in _SPLIT.split(text)])
    found = [_trimmed(part) for part in parts]
    return [part for at, part in enumerate(found) if not (at and _OUTLET_WORD.search(part))]


def _rejoined(parts: list[str]) -> list[str]:
    """The parts with degrees and generations ("Jr.") put back behind the name that they belong to."""
    joined: list[str] = []
    for part in parts:
        if joined and plain(part) in _SUFFIX:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _trimmed(part: str) -> str:
    return _ROLE_TAIL.sub("", _LEADING.sub("", part)).strip(' \t-\u2013\u2014|:,*@\u00a0"')


def _is_name(part: str) -> bool:
    words = part.split()
    return (
        1 < len(part) <= _LONGEST
        and len(words) <= _MOST_WORDS
        and plain(part) not in _NOBODY
        and any(letter.isalpha() for letter in part)
        and not _DATE.search(part)
        and not (_ROLE.search(part) and part != part.title())
    )


def _is_written_like_a_name(part: str) -> bool:
    """Two to five words with capitals, particles apart, none of them a word of a page's furniture; or a few signs of a script without capitals."""
    words = part.split()
    if _UNCASED.search(part):
        return len(part) <= _LONGEST_UNCASED
    capitals = [word for word in words if word[0].isupper() or word.lower() not in _PARTICLES]
    return (
        _FEWEST_NAMES <= len(words) <= _MOST_NAMES
        and words[0][0].isupper()
        and all(word[0].isupper() for word in capitals)
        and not any(plain(word) in _FURNITURE for word in words)
    )


def is_furniture(text: str) -> bool:
    """Whether a short line holds a word that pages set around stories and no name has."""
    return any(plain(word) in _FURNITURE - _PRESS for word in text.split())
