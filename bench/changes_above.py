"""Edits above the text.

Headline and byline, wherever the page says them, and where readers see them alone.
"""
# ruff: noqa: PLR2004, ARG001  # a bench's thresholds stand where they are used; all edits have one
# signature

import random
import re
from collections.abc import Callable
from itertools import islice

from changes_pages import NAMES, Document, Donor, Kinds, Slot, folded

_BY = re.compile(r"(?:^|\b)(?:by|von|par|por|di|door)[:\s]*$", re.IGNORECASE)
_BYLINE = re.compile(r"author|byline|writer|reporter|autor|journalist|creator", re.IGNORECASE)


def headline(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Another headline, wherever the page shows it."""
    title = _title(document)
    if title is None:
        return None
    words = title.split()
    at = rng.randrange(len(words))
    other = max(donor.title.split(), key=len)
    new = rng.choice(
        [" ".join([*words[:at], other, *words[at + 1 :]]), f"{title}: {other}", donor.title]
    )
    return (
        frozenset({"headline"})
        if _letters(new) != _letters(title) and document.replace(title, new)
        else None
    )


def shown_headline(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Another headline where readers see it: in the heading alone."""
    return _headline_in(
        document,
        rng,
        donor,
        lambda slot: any(
            node.tag == "h1" for node in (slot.element, *slot.element.iterancestors())
        ),
    )


def _headline_in(
    document: Document, rng: random.Random, donor: Donor, here: Callable[[Slot], bool]
) -> Kinds | None:
    title = _title(document)
    if title is None:
        return None
    new = rng.choice([f"{title}: {max(donor.title.split(), key=len)}", donor.title])
    return (
        frozenset({"headline"})
        if _letters(new) != _letters(title) and document.replace(title, new, here)
        else None
    )


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _title(document: Document) -> str | None:
    known = folded(document.page.title or "").casefold()
    for element in document.root.iter("h1"):
        text = folded(element.text_content())
        if len(text.split()) > 3 and text.casefold() in known:
            return text
    return None


def byline(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Another author."""
    names = [name for name in document.page.authors if len(name.split()) == 2]
    if (
        not names
        or names[0] in document.page.text
        or not any(_is_byline(slot, names[0]) for slot in document.strings())
    ):
        return None
    return (
        frozenset({"byline"})
        if document.replace(names[0], f"{names[0].split()[0]} {rng.choice(NAMES)}")
        else None
    )


def shown_byline(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Another author where readers see the name, and not where machines are told it."""
    names = [name for name in document.page.authors if len(name.split()) == 2]
    seen = [
        slot
        for slot in document.strings()
        if slot.name[0] != "@" and slot.element.tag not in ("script", "title")
    ]
    if (
        not names
        or names[0] in document.page.text
        or not any(_is_byline(slot, names[0]) for slot in seen)
    ):
        return None
    return (
        frozenset({"byline"})
        if document.replace(
            names[0], f"{names[0].split()[0]} {rng.choice(NAMES)}", seen.__contains__
        )
        else None
    )


def _is_byline(slot: Slot, name: str) -> bool:
    """Return whether a text place names the author as such.

    Behind "by", in an element so named, or in what the page declares of its author.
    """
    text, element = folded(slot.get()), slot.element
    if name not in text:
        return False
    if element.tag == "script":
        return (
            re.search(rf'"(?:author|creator)"[^\]]{{0,300}}"{re.escape(name)}"', text) is not None
        )
    around = [element, *islice(element.iterancestors(), 2)]
    marks = " ".join(
        str(node.get(key) or "")
        for node in around
        for key in ("class", "id", "rel", "itemprop", "name", "property", "data-testid")
    )
    return (text.startswith(name) and _BYLINE.search(marks) is not None) or _BY.search(
        text.partition(name)[0]
    ) is not None
