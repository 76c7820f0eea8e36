"""How a line reads that credits the outlet that a story comes from, and what it names.

"Source: Harbour Post", "This article was first published by ...". Where it may stand is for
``credit_rules`` to say.
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crawler.extract.metadata.comparable import squeezed
from crawler.extract.metadata.metadata_page import host_of
from crawler.extract.metadata.original_outlet import elsewhere, names_a_page
from crawler.languages import (
    Kind,
    agencies,
    alternatives,
    by_language,
    flagged,
    kinds_in,
    mask,
    terms,
)

MAX_LINE, MAX_SENTENCE, MAX_NAME_WORDS = 160, 420, 7
"""Characters of a labelled line and of a paragraph that opens with a crediting sentence; words of
an outlet's name.
"""
OWN = 5
"""Letters from which an outlet's name is known again at the beginning of a longer one."""
_NAME = r"(?P<name>(?:[^.;:|!?。、，；：「」『』《》]|\.(?=\w)){2,90}?)"
_END = (
    r"(?=[\s\"'\u201d\u2019»)\]]*$|[\"'\u201d\u2019»)\]]*[.!,;]\s*$|[.!](?:\s|$)|[。，、]"
    rf"|,?\s(?:{alternatives(Kind.CREDIT_ENDS)})\s"
    r"|,\s\d|\s?[(\[|\u2013\u2014]|\s-\s)"
)
_FREE = flagged(Kind.NAME_WITHIN)
_LAST = ("{name}", "{name}[》」]?")
"""Languages whose sentences go on behind the outlet, and the ends of those that don't."""
_NO_OUTLETS = frozenset(terms(Kind.NO_OUTLETS))
_BEGINNING = r"^[\W_]*(?:[^.:]{0,60}\.\s+)?[\W_]*"
"""What may stand before a crediting sentence: signs, a byline."""
_ARTICLES = re.compile(rf"^(?:{alternatives(Kind.ARTICLES)})\s*(?=[^\W\d_a-z])")
_WEBSITE = re.compile(rf"(?:['\u2019]s)?\s+(?:{alternatives(Kind.SITE_WORDS)})$", re.IGNORECASE)
_VIA = re.compile(
    rf"^(?P<before>\W*)(?P<word>{alternatives(Kind.VIA)}|{alternatives(Kind.SOURCE)})"
    r"(?P<sign>\s*[:\uff1a])?\s*(?<=[\s:\uff1a])(?P<name>\S.{1,60}?)\W*$",
    re.IGNORECASE,
)
_VIA_WORDS = frozenset(terms(Kind.VIA))
_PROPER = re.compile(r"(?:[^\W\d_a-z][^\s\d]*|(?:of|the|de|la|le|du|der|and|&))(?:\s+|$)")
_AGENCY = frozenset(form for agency in agencies() for form in agency.via)


class Credit(NamedTuple):
    """The outlet, and where the credit links: to the original, or to the outlet's front page."""

    publisher: str
    url: str | None


Links = Sequence[tuple[str, str]]
"""Text and absolute address of each link in a line."""


_LABELS, _SENTENCES = mask(Kind.CREDIT_LABELS), mask(Kind.CREDIT_SENTENCES)


def credit_in(
    text: str, links: Links, here: str, house: frozenset[str] = frozenset()
) -> Credit | None:
    """Return the credit that a line is, whatever its place.

    ``here`` is the page's host and ``house`` what its own outlet is called, squeezed.
    """
    outer = [(label, address) for label, address in links if elsewhere(here, address)]
    found = (_labelled(text, outer) or _sentence(text)) if len(text) <= MAX_SENTENCE else None
    return _credit(found, outer, here, house) if found else None


def _labelled(text: str, outer: Links) -> str | None:
    """Return the name behind a label.

    Behind a bare "Via" only an agency's or one that is linked, because people say it of much else.
    """
    if len(text) > MAX_LINE:
        return None
    found = _label_pattern().match(text)
    if found:
        return found["name"]
    via = _VIA.match(text)
    if via and (
        squeezed(via["name"]) in _AGENCY
        or any(squeezed(label) == squeezed(via["name"]) for label, _ in outer)
        or _says_via(via)
    ):
        return via["name"]
    return None


def _says_via(found: re.Match[str]) -> bool:
    """Return whether "via" credits a name without a link.

    "via: Harbour Post", "(via Harbour Post)", "via Harbour Post". "Via Harbour Street" may be an
    address.
    """
    plain = found["sign"] is not None or "(" in found["before"] or found["word"].islower()
    said = found["word"].casefold() in _VIA_WORDS
    return said and plain and re.fullmatch(rf"(?:{_PROPER.pattern})+", found["name"]) is not None


def _sentence(text: str) -> str | None:
    return next(
        (found["name"] for pattern in _may_begin(text) if (found := pattern.match(text))), None
    )


def _credit(name: str, outer: Links, here: str, house: frozenset[str]) -> Credit | None:
    """Return the outlet of this name, unless it is the page's own, or none.

    A link on the name, or behind it, leads to it.
    """
    name = _WEBSITE.sub("", name)
    name = _ARTICLES.sub("", name.strip(" \"'\u201c\u201d\u201e\u2018\u2019«»[]()-\u2013\u2014*_"))
    named = [
        (label, address)
        for label, address in outer
        if squeezed(label)
        and (squeezed(label) in squeezed(name) or squeezed(name) in squeezed(label))
    ]
    linked = next(iter(named or outer), None)
    pages = [address for _, address in (*named, *outer) if names_a_page(address)]
    address = pages[0] if pages else linked[1] if linked else None
    if named and 1 <= len(named[0][0].split()) < len(name.split()):
        name = named[0][0]
    bare = _address_of(name)
    if bare:
        if not elsewhere(here, bare):
            return None
        address, name = address or (bare if bare == name else None), host_of(bare)
    if len(name.split()) > MAX_NAME_WORDS and linked is not None:
        name = host_of(linked[1])
    return (
        Credit(name, address)
        if _is_outlet(name, linked=bool(named), here=here, house=house)
        else None
    )


def _is_outlet(name: str, *, linked: bool, here: str, house: frozenset[str]) -> bool:
    """Return whether a name may be another outlet's.

    Not a list of sources, nobody's in brackets, and not the page's own with something behind it.
    """
    plain = squeezed(name)
    own = {squeezed(here), squeezed(here.partition(".")[0]), *house}
    mine = plain in own or any(plain.startswith(each) for each in own if len(each) >= OWN)
    begins = not name[:1].islower() or linked or "." in name or plain in _AGENCY
    listed = not linked and any(sign in name for sign in ",(&/")
    return (
        len(plain) > 1
        and len(name.split()) <= MAX_NAME_WORDS
        and plain not in _NO_OUTLETS
        and not mine
        and begins
        and not listed
    )


def _address_of(name: str) -> str | None:
    """Return the address that a name is, if it is one: ``www.harbourpost.example/ferry``."""
    if re.fullmatch(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", name, re.IGNORECASE):
        return name if "://" in name else f"https://{name}"
    return None


def is_crediting_sentence(text: str) -> bool:
    """Return whether a paragraph opens with a sentence that credits an outlet."""
    return any(pattern.match(text) for pattern in _may_begin(text))


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = alternatives(Kind.CREDIT_LABELS)
    return re.compile(
        (
            rf"^[\W_]*(?:{labels})(?:\s*[:\uff1a]\s*|\s+[-\u2013\u2014]\s+)(?P"
            rf"<name>[^\s:].{{1,100}}?)[\s.]*$"
        ),
        re.IGNORECASE,
    )


def _end(code: str, pattern: str) -> str:
    """Return what must follow the outlet, nothing where the sentence goes on behind it."""
    return "" if code in _FREE and not pattern.endswith(_LAST) else _END


def _may_begin(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the crediting sentences, in order, of the languages in which the text may begin one.

    They are made only for such a text: hardly any does, and each costs a millisecond.
    """
    for code in by_language(Kind.CREDIT_SENTENCES) if kinds_in(text) & _SENTENCES else ():
        if _openings(code).match(text):
            yield from _sentence_patterns(code)


@cache
def _openings(code: str) -> re.Pattern[str]:
    """Return how a language's crediting sentences begin, up to the outlet's name.

    One that begins with the name is known by what stands behind it.
    """
    parts = (pattern.partition("{name}") for pattern in by_language(Kind.CREDIT_SENTENCES)[code])
    openings = "|".join(head or f"(?s:.*){tail}" for head, _, tail in parts)
    return re.compile(rf"{_BEGINNING}(?:{openings})", re.IGNORECASE)


@cache
def _sentence_patterns(code: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            f"{_BEGINNING}{pattern.replace('{name}', _NAME)}{_end(code, pattern)}", re.IGNORECASE
        )
        for pattern in by_language(Kind.CREDIT_SENTENCES)[code]
    )


def is_bare_label(text: str) -> bool:
    """Return whether a line is such a label and a colon, and nothing else."""
    return (
        len(text) < MAX_LINE
        and bool(kinds_in(text) & _LABELS)
        and _bare_pattern().fullmatch(text) is not None
    )


@cache
def _bare_pattern() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternatives(Kind.CREDIT_LABELS)})\s*[:\uff1a]\s*", re.IGNORECASE)
