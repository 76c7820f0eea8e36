"""Real pages as documents that can be edited.

Where the story's paragraphs, headline and byline stand in the markup.
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
_CORPORA = ("aed", "fundus", "wcxb_dev", "fundeval", "agg")
"""The corpora that say what a page's whole text is."""

NAMES = (
    "Ostendorf",
    "Varga",
    "Lindqvist",
    "Okafor",
    "Brandsma",
    "Teixeira",
    "Moreau",
    "Castellani",
)
"""Surnames to put in the place of others."""

_SEEN = (
    "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript "
    "or ancestor::template)]"
)

_MIN_PARAGRAPHS = 5
_MIN_LETTERS = 60


@dataclass(frozen=True)
class Page:
    """A page and what is known of its story."""

    id: str
    url: str
    markup: str
    text: str
    title: str | None
    authors: tuple[str, ...]


def load(half: str) -> list[Page]:
    """Return the pages of one half, split by site.

    ``tune`` to look at while working, ``report`` to publish.
    """
    return [
        page
        for name in _CORPORA
        for page in _read(CORPORA / f"{name}.jsonl.gz")
        if half in ("all", _half(page))
    ]


def _half(page: Page) -> str:
    site = ".".join((urlsplit(page.url).hostname or page.id).split(".")[-2:])
    return "tune" if hashlib.sha256(site.encode()).digest()[0] % 2 else "report"


def _read(path: Path) -> Iterator[Page]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("text"):
                authors = tuple(row.get("authors") or ())
                url = row.get("url") or f"https://page.example/{row['id']}"
                yield Page(
                    f"{path.name.split('.')[0]}/{row['id']}",
                    url,
                    row["html"],
                    row["text"],
                    row.get("title"),
                    authors,
                )


def folded(text: str) -> str:
    """Return the text with white space folded."""
    return " ".join(text.split())


@dataclass
class Document:
    """A parsed page.

    ``story`` holds the elements of its story's paragraphs, in order; edits change them in place.
    """

    page: Page
    root: html.HtmlElement
    story: list[html.HtmlElement] = field(default_factory=list)
    language: str = "en"

    @classmethod
    def of(cls, page: Page) -> "Document | None":
        """Return the document, or None where too little of the story is found in its markup."""
        try:
            root = html.document_fromstring(
                page.markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8")
            )
        except (etree.ParserError, ValueError):
            return None
        if root.find("body") is None:
            return None
        document = cls(page, root, language=(root.get("lang") or "en")[:2].lower())
        wanted, whole = folded(page.text), folded("".join(map(str, root.xpath(_SEEN))))
        document.story = [
            element for element in root.iter("p") if _is_paragraph(element, wanted, whole)
        ]
        return document if len(document.story) >= _MIN_PARAGRAPHS else None

    def markup(self) -> str:
        """Return the page as it is now."""
        return str(html.tostring(self.root, encoding="unicode", doctype="<!doctype html>"))

    def strings(self, *, body: bool = False) -> Iterator["Slot"]:
        """Yield all places that hold text.

        In elements, in attributes, in JSON-LD; of the story's paragraphs only with ``body``.
        """
        inside = {element for paragraph in self.story for element in paragraph.iter()}
        for element in self.root.iter():
            if element in inside and not body:
                continue
            if not isinstance(element.tag, str):  # a comment: the text behind it is the page's
                yield from [Slot(element, "tail")] * bool(element.tail)
                continue
            for name in ("text", "tail"):
                if getattr(element, name):
                    yield Slot(element, name)
            yield from (
                Slot(element, f"@{name}")
                for name in ("content", "title", "alt")
                if element.get(name)
            )

    def replace(self, old: str, new: str, here: Callable[["Slot"], bool] = lambda _: True) -> int:
        """Replace a string outside the story, wherever it stands ``here``, also as JSON writes it.
        Returns how often.
        """
        found = 0
        escaped = (json.dumps(old)[1:-1], json.dumps(new)[1:-1])
        loose = re.compile(r"\s+".join(map(re.escape, old.split())))
        for slot in filter(here, list(self.strings())):
            text = slot.get()
            changed = loose.sub(lambda _: new, text)
            if changed == text:
                changed = text.replace(*escaped)
            if changed != text:
                slot.set(changed)
                found += 1
        return found


@dataclass(frozen=True)
class Slot:
    """A place in the markup that holds text."""

    element: Any
    name: str

    def get(self) -> str:
        """Return the text."""
        return str(
            self.element.get(self.name[1:])
            if self.name[0] == "@"
            else getattr(self.element, self.name)
        )

    def set(self, text: str) -> None:
        """Put another text there."""
        if self.name[0] == "@":
            self.element.set(self.name[1:], text)
        else:
            setattr(self.element, self.name, text)


def slots_in(paragraph: html.HtmlElement) -> list[Slot]:
    """Return the text places within a paragraph."""
    slots = [Slot(paragraph, "text")] if paragraph.text else []
    for child in paragraph.iterdescendants(etree.Element):
        slots += [Slot(child, name) for name in ("text", "tail") if getattr(child, name)]
    return slots


def _is_paragraph(element: html.HtmlElement, wanted: str, whole: str) -> bool:
    """Return whether the element is a paragraph of the story whose text the page has only here.

    An edit of one of two would be half an edit.

    A copy that no reader sees is none: an edit of it alone would be no edit.
    """
    text = folded(element.text_content())
    if next(element.iterancestors("noscript", "template"), None) is not None:
        return False
    return len(text) >= _MIN_LETTERS and text in wanted and whole.count(text) == 1


def seeded(*parts: str) -> random.Random:
    """Randomness that depends on its parts alone."""
    return random.Random("/".join(parts))


@dataclass(frozen=True)
class Donor:
    """Texts of another page in the same language, to add from."""

    title: str
    sentences: tuple[str, ...]


Kinds = frozenset[str]
Edit = Callable[[Document, random.Random, Donor], Kinds | None]
