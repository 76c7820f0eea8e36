"""The headline, without the site's name around it.

A page says its headline up to four times: as a heading, in JSON-LD, for sharing (``og:title``) and
in its ``title`` element. Each may carry the outlet, a section or a kicker, and they may differ on
purpose. Two of the first three that agree win, and so do heading and ``title`` element; where all
differ, JSON-LD's does. On a page without JSON-LD the heading does: what is said for sharing alone
is advertising. Where readers see another headline, that is kept beside it: either may be edited
alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import MetadataPage

_HEADING, _LD, _SHARED, _TITLE = 6, 9, 8, 1
"""Weights of the four places, fitted on half of the sites at hand."""
_HEADING_ALONE, _AGREEING = 10, 3
"""Weight of a heading on a page without JSON-LD, and what the ``title`` element adds to its own
where it says the same as the heading.
"""
_SAME_STORY = 0.15
"""Share of common words from which a heading without JSON-LD is the story's, and no logo."""

_RELATED = 0.1
"""Share of common words from which a heading and another statement may be two headlines of one
story.
"""
_MIN_RELATED, _MIN_ALONE, _MAX_SHOWN_LENGTH = 3, 4, 200
"""Words of a headline that is related to another statement, and of the first one on a page without
such; its most characters.
"""
_SIGNS_A_WORD = 3
"""Letters that count as a word where words are written without spaces."""
_KICKER = 3
"""Most words of a kicker that stands in the heading before the headline."""

_SEPARATOR = re.compile(
    r"\s+[|\u2013\u2014\u2022\u00b7»\u203a:\u2039«/~*\-]+\s+|\s*[|\uff5cㅣ]\s*|(?"
    r"<=\w)_(?=\w)|(?<=\w)\s*::\s*(?=\w)|\s+\u2013\s*(?=\S+\.\w{2,4}$)"
)
_BAR = re.compile(r"[|\uff5cㅣ»\u203a•·]")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)$")
_MIN_NAME_LENGTH = 3
"""Characters of an outlet's name that is looked for inside a longer segment."""

_MAX_SECTION_WORDS = 3
"""Words of a section's name behind a bar."""


_MIN_CUT_LENGTH = 60
"""Characters below which a text that begins another one is a headline of its own."""


class Titles(NamedTuple):
    """The chosen headline, the one that readers see, and every form on the page.

    The second is given where it is another than the first.
    """

    title: str | None
    shown: str | None
    candidates: tuple[str, ...]


class _Candidate(NamedTuple):
    text: str
    weight: int


def titles(page: MetadataPage, outlets: Sequence[str]) -> Titles:
    """Return the page's headline; ``outlets`` are the names that its site goes by."""
    raw = list(_raw(page))
    names = {plain(name) for name in outlets} - {""}
    section = page.meta("article:section", "og:article:section", "content_category", "section")
    cleaned = [
        _Candidate(
            _without_section(
                _stripped(text, names, [other for other, _ in raw if other != text]), text, section
            ),
            weight,
        )
        for text, weight in raw
    ]
    cleaned = [
        statement
        for statement in cleaned
        if not _cut_short(statement.text, [other.text for other in cleaned])
    ]
    forms = tuple(dict.fromkeys(text for text, _ in [*cleaned, *raw] if text))
    title = _elected(_weighed(cleaned))
    return Titles(title, _shown(page, raw, names, title), forms)


def _weighed(statements: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the statements with what they weigh on this page."""
    places = {statement.weight: statement.text for statement in statements}
    heading, title = places.get(_HEADING), places.get(_TITLE)
    others = [text for weight, text in places.items() if weight != _HEADING]
    alone = heading is not None and _LD not in places and _kinship(heading, others) >= _SAME_STORY
    weights = {
        _HEADING: _HEADING_ALONE if alone else _HEADING,
        _TITLE: _TITLE + (_AGREEING if heading and plain(heading) == plain(title) else 0),
    }
    return [
        statement._replace(weight=weights.get(statement.weight, statement.weight))
        for statement in statements
    ]


def _shown(
    page: MetadataPage, raw: Sequence[_Candidate], names: set[str], title: str | None
) -> str | None:
    """Return the headline in the heading, where it is another than the title.

    The title behind a kicker is no other.
    """
    others = [text for text, weight in raw if weight != _HEADING]
    cleaned = [
        _stripped(heading, names, [other for other in others if other != heading])
        for heading in page.headlines
    ]
    possible = [
        heading
        for heading in cleaned
        if len(heading) <= _MAX_SHOWN_LENGTH and not _is_outlet(heading, names)
    ]
    related = [
        heading
        for heading in possible
        if _length(heading) >= _MIN_RELATED and _kinship(heading, others) >= _RELATED
    ]
    alone = (heading for heading in possible if _length(heading) >= _MIN_ALONE)
    shown = (
        max(related, key=lambda heading: _kinship(heading, others)) if related else next(alone, "")
    )
    kicker = plain(shown).removesuffix(plain(title))
    same = kicker != plain(shown) and len(kicker.split()) <= _KICKER
    return shown if shown and not same else None


def _kinship(heading: str, others: Sequence[str]) -> float:
    """Return the largest share of words that a heading has in common with another statement."""
    return max(
        (_overlap(set(plain(heading).split()), set(plain(other).split())) for other in others),
        default=0.0,
    )


def _length(heading: str) -> int:
    """Return how many words a heading has, in any script."""
    return max(len(plain(heading).split()), sum(map(_is_uncased, heading)) // _SIGNS_A_WORD)


def _is_uncased(sign: str) -> bool:
    return sign.isalpha() and sign.lower() == sign.upper()


def _raw(page: MetadataPage) -> Iterator[_Candidate]:
    """Yield the four statements in order of preference for the wording."""
    others = [
        text for text in (page.title, page.meta("og:title"), page.ld.text("headline")) if text
    ]
    heading = _heading(page.headlines, others)
    if heading:
        yield _Candidate(heading, _HEADING)
    found = page.ld.text("headline", "name")
    if found:
        yield _Candidate(found, _LD)
    found = page.meta(
        "og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"
    )
    if found:
        yield _Candidate(found, _SHARED)
    if page.title:
        yield _Candidate(page.title, _TITLE)


def _heading(headlines: Sequence[str], others: Sequence[str]) -> str | None:
    """Return the level-one heading that shares most words with the other statements.

    The first of equals, the first of all without any.
    """
    known = [set(plain(other).split()) for other in others]
    if not known:
        return next(iter(headlines), None)
    scored = [
        (max(_overlap(set(plain(headline).split()), words) for words in known), headline)
        for headline in headlines
    ]
    best = max(scored, key=lambda entry: entry[0], default=(0.0, None))
    alone = len(headlines) == 1 and _length(headlines[0]) >= _MIN_ALONE
    if best[0] == 0 and alone and all(_length(other) < _MIN_ALONE - 1 for other in others):
        return headlines[0]  # the others say the outlet's name, or that there is no title
    return best[1] if best[0] > 0 else None


def _overlap(mine: set[str], theirs: set[str]) -> float:
    return len(mine & theirs) / max(1, len(mine | theirs))


def _stripped(text: str, names: set[str], others: Sequence[str]) -> str:
    """Return the text without outlet, section and kicker around it."""
    known = {plain(other) for other in others}
    known = known if plain(text) not in known else set()
    current = text
    while True:
        shorter = next((part for part in _shorter(current, names, known)), None)
        if shorter is None:
            return current
        current = shorter


def _without_section(text: str, whole: str, section: str | None) -> str:
    """Return a statement without the page's section, which stood between headline and outlet."""
    tail = f"-{section}"
    if section and text != whole and text.endswith(tail):
        return text.removesuffix(tail).rstrip()
    return text


def _shorter(text: str, names: set[str], known: set[str]) -> Iterator[str]:
    """Yield the text without its last or first segment, if that is no part of the headline."""
    cuts = list(_SEPARATOR.finditer(text))
    for cut in reversed(cuts):
        head, tail = text[: cut.start()].strip(), text[cut.end() :].strip()
        if plain(head) and (_is_outlet(tail, names) or plain(head) in known):
            yield head
    for cut in cuts:
        head, tail = text[: cut.start()].strip(), text[cut.end() :].strip()
        if plain(tail) and (_is_outlet(head, names) or plain(tail) in known):
            yield tail
    if (
        cuts
        and _BAR.search(cuts[-1].group())
        and len(plain(text[cuts[-1].end() :]).split()) <= _MAX_SECTION_WORDS
    ):
        yield text[: cuts[-1].start()].strip()


def _cut_short(text: str, others: Sequence[str]) -> bool:
    """Return whether a text is the beginning of another one.

    Cut at a length that some software allows.
    """
    found = plain(_ELLIPSIS.sub("", text))
    if sum(plain(other) == found for other in others) > 1:
        return False
    marked = _ELLIPSIS.search(text) is not None
    return any(
        plain(other).startswith(found) and len(plain(other)) > len(found) for other in others
    ) and (marked or len(text) >= _MIN_CUT_LENGTH)


def _is_outlet(segment: str, names: set[str]) -> bool:
    """Return whether a segment is one of the outlet's names.

    A section or a claim may stand around the name.
    """
    found = plain(segment)
    squeezed = found.replace(" ", "")
    near = [name for name in names if len(found.split()) <= len(name.split()) + _MAX_SECTION_WORDS]
    return bool(found) and any(
        squeezed == name.replace(" ", "")
        or (len(name) >= _MIN_NAME_LENGTH and f" {name} " in f" {found} ")
        for name in near
    )


def _elected(candidates: Iterable[_Candidate]) -> str | None:
    """Return the wording that carries the most weight; the earliest statement of it."""
    votes: dict[str, int] = {}
    wording: dict[str, str] = {}
    for text, weight in candidates:
        key = plain(text)
        votes[key] = votes.get(key, 0) + weight
        if wording.setdefault(key, text).isupper():
            wording[key] = text  # a heading in capitals is its style, and no wording
    best = max(votes, key=lambda key: votes[key], default=None)
    return wording[best] if best is not None else None
