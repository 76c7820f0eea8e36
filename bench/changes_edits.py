"""Edits as newsrooms make them, done to a page's markup.

Each returns the kinds it should be given; None: the page has no place for it.
"""
# ruff: noqa: PLR2004, ARG001  # a bench's thresholds stand where they are used; all edits have one
# signature

import copy
import random
import re
from collections.abc import Callable, Sequence

from changes_above import byline, headline, shown_byline, shown_headline
from changes_beside import caption_edit, link_edit, picture_edit
from changes_pages import NAMES, Document, Donor, Edit, Kinds, Slot, folded, slots_in
from lxml import html

_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿß0-9][.!?])\s+(?=[A-ZÀ-Þ“«„])")
_NUMBER = re.compile(r"(?<![\w.,:/-])(\d{1,4})(?![\w:/-]|[.,]\d)")
_LOWER = re.compile(r"\b[a-zà-ÿß]{4,}\b")
_NAME = re.compile(r"(?<=[a-zà-ÿß,] )[A-ZÀ-Þ][a-zà-ÿß]{3,}\b(?! [A-ZÀ-Þ])")
_QUOTE = re.compile(r"(?:(?<![^\s(])[“«„\"](?=\S))([^“”«»„\"]{25,})(?<=\S)[”»“\"]")
_MARKS = '"“”«»„'
_DAYS = frozenset(
    {
        *(
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "January",
            "February",
            "March",
            "April",
            "June",
            "July",
        ),
        *("August", "September", "October", "November", "December"),
    }
)
_NOTICES = {
    "en": (
        "Correction: An earlier version of this article misstated the day on which the "
        "council met. It was Thursday."
    ),
    "de": (
        "Korrektur: In einer früheren Version dieses Artikels war der Tag der Sitzung "
        "falsch angegeben. Wir haben das korrigiert."
    ),
    "fr": (
        "Correction : une version précédente de cet article indiquait une date erronée "
        "pour la réunion du conseil."
    ),
    "es": (
        "Corrección: una versión anterior de este artículo indicaba una fecha "
        "equivocada para la reunión del consejo."
    ),
    "it": (
        "Correzione: una versione precedente di questo articolo riportava una data "
        "sbagliata per la riunione del consiglio."
    ),
    "pt": (
        "Correção: uma versão anterior deste artigo indicava uma data errada para a "
        "reunião do conselho."
    ),
}
_RULED = frozenset(_NOTICES)


def sentences_of(text: str) -> list[str]:
    """Return sentences by a rule of their own, so that the bench doesn't rest on what
    it measures.
    """
    return [part for part in _SENTENCE_END.split(folded(text)) if part]


def added_paragraph(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a new paragraph."""
    _insert(document, rng.randrange(1, len(document.story)), " ".join(donor.sentences[:2]))
    return frozenset({"addition"})


def _insert(document: Document, at: int, text: str) -> None:
    """Insert a paragraph of the story's own markup before the one of this number, or after the
    last.
    """
    model = document.story[min(at, len(document.story) - 1)]
    made = html.Element("p", {name: value for name, value in model.attrib.items() if name != "id"})
    made.text, made.tail = text, "\n"
    (model.addprevious if at < len(document.story) else model.addnext)(made)


def added_sentence(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a sentence at the end of a paragraph."""
    paragraph = rng.choice(document.story)
    slot = Slot(paragraph[-1], "tail") if len(paragraph) else Slot(paragraph, "text")
    if not (getattr(slot.element, slot.name) or "").rstrip().endswith((".", "!", "?")):
        return None
    slot.set(f"{slot.get().rstrip()} {donor.sentences[0]}")
    return frozenset({"addition"})


def removed_paragraph(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a paragraph taken out."""
    rng.choice(document.story).drop_tree()
    return frozenset({"removal"})


def removed_sentence(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a sentence taken out of a paragraph that keeps others."""
    found = _sentence(document, rng, least=2)
    if found is None:
        return None
    slot, sentence = found
    slot.set(slot.get().replace(sentence, "", 1))
    return frozenset({"removal"})


def _sentence(document: Document, rng: random.Random, *, least: int) -> tuple[Slot, str] | None:
    """Return a sentence that stands whole within one text place of the story, in a paragraph of at
    least so many.
    """
    choices = [
        (slot, sentence)
        for paragraph in document.story
        for slot in slots_in(paragraph)
        for sentence in sentences_of(slot.get())[1:-1] + sentences_of(slot.get())[-1:] * (least < 3)
        if len(sentences_of(slot.get())) >= least
        and len(sentence.split()) >= 6
        and sentence in slot.get()
        and sentence[-1] in ".!?"
        if not any(mark in sentence for mark in _MARKS)  # half a quotation would be left
    ]
    return rng.choice(choices) if choices else None


def moved_paragraph(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a paragraph at another place."""
    source, target = rng.sample(range(len(document.story)), 2)
    if abs(source - target) < 2:
        return None
    element = document.story[source]
    made = copy.deepcopy(element)
    document.story[target].addnext(made)
    element.drop_tree()
    return frozenset({"rewrite"})


def reworded_sentence(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Some words of a sentence exchanged for others."""
    found = _sentence(document, rng, least=1)
    if found is None:
        return None
    slot, sentence = found
    places = list(_LOWER.finditer(sentence))
    others = [word for word in _LOWER.findall(" ".join(donor.sentences)) if len(word) > 5]
    around = next(paragraph for paragraph in document.story if slot.element in paragraph.iter())
    if len(places) < 5 or len(others) < 3 or any(mark in around.text_content() for mark in _MARKS):
        return None
    start = rng.randrange(len(places) - 2)
    new = sentence
    for place, word in zip(reversed(places[start : start + 3]), rng.sample(others, 3), strict=True):
        new = new[: place.start()] + word + new[place.end() :]
    slot.set(slot.get().replace(sentence, new, 1))
    return frozenset({"rewrite"})


def number(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return one number."""
    return _exchange(
        document,
        rng,
        _NUMBER,
        lambda text: str(int(text) + rng.randrange(1, 9)),
        frozenset({"fact"}),
    )


def name(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return one name within a sentence, in a language where capitals mark names."""
    if document.language not in _RULED - {"de"}:
        return None
    return _exchange(document, rng, _NAME, lambda _: rng.choice(NAMES), frozenset({"fact"}))


def quotation(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return words within a quotation."""
    others = [word for word in _LOWER.findall(" ".join(donor.sentences)) if len(word) > 5]

    def reworded(quote: str) -> str:
        places = list(_LOWER.finditer(quote))
        if len(places) < 2 or not others:
            return quote
        place = rng.choice(places)
        return quote[: place.start()] + rng.choice(others) + quote[place.end() :]

    return _exchange(document, rng, _QUOTE, reworded, frozenset({"fact"}))


def _exchange(
    document: Document,
    rng: random.Random,
    pattern: re.Pattern[str],
    change: Callable[[str], str],
    kinds: Kinds,
) -> Kinds | None:
    """Exchange one match of a pattern within a sentence of the story."""
    choices = [
        (slot, match)
        for paragraph in document.story
        for slot in slots_in(paragraph)
        for match in pattern.finditer(slot.get())
        if match[0] not in _DAYS
    ]
    if not choices:
        return None
    slot, match = rng.choice(choices)
    new = change(match[0])
    slot.set(slot.get()[: match.start()] + new + slot.get()[match.end() :])
    return kinds if new != match[0] else None


def correction(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a correction notice at the top or the end of the story."""
    if document.language not in _RULED:
        return None
    _insert(document, rng.choice([0, len(document.story)]), _NOTICES[document.language])
    return frozenset({"correction"})


def typo(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Two letters exchanged in a long word."""

    def exchanged(word: str) -> str:
        places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
        i = rng.choice(places) if places else 0
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :] if i else word

    return _exchange(
        document, rng, re.compile(r"\b[a-zà-ÿß]{7,}\b"), exchanged, frozenset({"cosmetic"})
    )


def typography(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Other apostrophes, quotation marks or dashes."""
    marks = {
        "'": "\u2019",
        "\u2019": "'",
        '"': "\u201d",
        "\u2013": "-",
        "\u2014": " - ",
        "\u201c": '"',
        "\u201d": '"',
    }
    return _exchange(
        document, rng, re.compile("|".join(marks)), marks.__getitem__, frozenset({"cosmetic"})
    )


def deleted(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return the article taken away: the server answers 404 with a page that says so."""
    body = document.root.find("body")
    body.clear()
    body.append(
        html.fromstring("<div><h1>Page not found</h1><p>The page is no longer available.</p></div>")
    )
    return frozenset({"gone"})


EDITS: Sequence[Edit] = (
    headline,
    shown_headline,
    byline,
    shown_byline,
    added_paragraph,
    added_sentence,
    removed_paragraph,
    removed_sentence,
    moved_paragraph,
    reworded_sentence,
    number,
    name,
    quotation,
    correction,
    typo,
    typography,
    deleted,
    caption_edit,
    picture_edit,
    link_edit,
)
