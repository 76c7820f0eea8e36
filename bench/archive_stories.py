"""Stories with the edits that newsrooms make to them, and what the project's own rules say of each.

A story is told and judged once; ``Telling`` makes any number of others of it, by exchanging words
and moving its times.
"""
# ruff: noqa: PLR2004  # a bench's shares stand where they are used

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from archive_words import HEADLINES, NAMES, Exchange, filled, plain_words, sentence

from crawler.change.kinds import classify
from crawler.change.silence_rules import Before
from crawler.codec import decode, encode, format_utc
from crawler.diff import diff
from crawler.extract.identity import extractor_identity
from crawler.fingerprint import GONE, fingerprint_of
from crawler.model import Change, Extraction, State

TOLD = datetime(2020, 1, 1, 8, tzinfo=UTC)
"""When every story was published, before its times are moved."""
_TIME = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?![\w.,]\w)")

Edited = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Title, author, paragraphs, notices."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One version of a story, as bytes, before its words are exchanged."""

    after: timedelta
    """How long after its publication it appeared."""
    extraction: str | None
    """JSON; None where the article was gone."""
    change: str


@dataclass(frozen=True, slots=True)
class Told:
    """One version of a story as it is stored."""

    after: timedelta
    state: State
    extraction: Extraction | None
    change: Change
    fingerprint: str


def headline(rng: random.Random, text: Edited) -> Edited:
    """Return the text under another headline."""
    return (filled(rng, rng.choice(HEADLINES)), *text[1:])


def sharpened(rng: random.Random, text: Edited) -> Edited:
    """Return the text with a word more in its headline."""
    lead = rng.choice(("Live: ", "Analysis: ", "Exclusive: ", "Updated: "))
    title = text[0].partition(": ")[2] or text[0]
    return (lead + title, *text[1:])


def byline(rng: random.Random, text: Edited) -> Edited:
    """Return the text under another name."""
    return (text[0], f"{rng.choice(NAMES)} {rng.choice(NAMES)}", *text[2:])


def paragraph(rng: random.Random, text: Edited) -> Edited:
    """Return the text with a new paragraph."""
    at = rng.randrange(1, len(text[2]) + 1)
    new = " ".join(sentence(rng) for _ in range(rng.randrange(1, 4)))
    return (*text[:2], (*text[2][:at], new, *text[2][at:]), text[3])


def removal(rng: random.Random, text: Edited) -> Edited:
    """Return the text without one of its paragraphs."""
    if len(text[2]) < 8:
        return paragraph(rng, text)
    at = rng.randrange(1, len(text[2]))
    return (*text[:2], (*text[2][:at], *text[2][at + 1 :]), text[3])


def fact(rng: random.Random, text: Edited) -> Edited:
    """Return the text with another number."""
    places = [at for at, one in enumerate(text[2]) if _NUMBER.search(one)]
    if not places:
        return paragraph(rng, text)
    at = rng.choice(places)
    new = _NUMBER.sub(lambda found: str(int(found[0]) + rng.randrange(1, 20)), text[2][at], count=1)
    return (*text[:2], (*text[2][:at], new, *text[2][at + 1 :]), text[3])


def correction(rng: random.Random, text: Edited) -> Edited:
    """Return the text with a number corrected, and a notice that says so."""
    title, author, paragraphs, notices = fact(rng, text)
    notice = (
        f"Correction: An earlier version of this article misstated a number about "
        f"{rng.choice(NAMES)}. It has been corrected."
    )
    return title, author, (*paragraphs, notice), (*notices, notice)


def slip(rng: random.Random, text: Edited) -> Edited:
    """Return the text with two letters exchanged in a word."""
    at = rng.randrange(len(text[2]))
    words = plain_words(text[2][at])
    if not words:
        return paragraph(rng, text)
    word = rng.choice(words)
    wrong = word[:2] + word[3] + word[2] + word[4:]
    if wrong == word:
        return paragraph(rng, text)
    new = text[2][at].replace(word, wrong, 1)
    return (*text[:2], (*text[2][:at], new, *text[2][at + 1 :]), text[3])


def rewrite(rng: random.Random, text: Edited) -> Edited:
    """Return the text with a paragraph told otherwise."""
    at = rng.randrange(1, len(text[2]))
    return (*text[:2], (*text[2][:at], sentence(rng), *text[2][at + 1 :]), text[3])


EDITS: Sequence[tuple[Callable[[random.Random, Edited], Edited], int]] = (
    (paragraph, 30),
    (headline, 12),
    (sharpened, 8),
    (fact, 14),
    (rewrite, 12),
    (removal, 8),
    (slip, 7),
    (correction, 5),
    (byline, 4),
)
"""The edits, each with its share of a hundred: about what studies of news sites count."""


def story(seed: int, versions: int) -> tuple[Stage, ...]:
    """Return a story with its history of so many versions."""
    return tuple(_Story(random.Random(seed)).told(versions))


class _Story:
    """Tells one story, version by version."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._known: list[tuple[int, str]] = []
        self._texts: list[Edited] = []
        self._head: Extraction | None = None
        self._gone = False

    def told(self, versions: int) -> list[Stage]:
        """Return the history."""
        after, stages = timedelta(0), [self._first()]
        for number in range(2, versions + 1):
            after += timedelta(minutes=int(self._rng.lognormvariate(4.6, 1.4)) + 61)
            if self._gone or (number > 2 and self._rng.random() < 0.01):
                stages.append(self._turned(after, number))
            else:
                stages.append(self._edited(after, number))
        return stages

    def _first(self) -> Stage:
        rng = self._rng
        paragraphs = tuple(
            " ".join(sentence(rng) for _ in range(rng.choice((1, 2, 2, 3))))
            for _ in range(rng.randrange(8, 22))
        )
        author = f"{rng.choice(NAMES)} {rng.choice(NAMES)}"
        self._texts = [(filled(rng, rng.choice(HEADLINES)), author, paragraphs, ())]
        self._head = self._extraction(self._texts[-1], format_utc(TOLD))
        self._known = [(1, fingerprint_of(self._head))]
        return self._stage(timedelta(0), Change())

    def _extraction(self, text: Edited, modified: str) -> Extraction:
        return Extraction(
            extractor=extractor_identity(),
            title=text[0],
            authors=(text[1],),
            published=format_utc(TOLD),
            modified=modified,
            publisher="The Made-up Times",
            language="en",
            paragraphs=text[2],
            notices=text[3],
            tags=("news", "local"),
        )

    def _stage(self, after: timedelta, change: Change) -> Stage:
        told = None if self._gone or self._head is None else encode(self._head).decode()
        return Stage(after, told, encode(change).decode())

    def _edited(self, after: timedelta, number: int) -> Stage:
        rng, old = self._rng, self._head
        edits, weights = zip(*EDITS, strict=True)
        if len(self._texts) > 1 and rng.random() < 0.03:
            text = self._texts[-2]
        else:
            text = rng.choices(edits, weights)[0](rng, self._texts[-1])
            if rng.random() < 0.3:
                text = rng.choices(edits, weights)[0](rng, text)
        if text == self._texts[-1]:
            text = paragraph(rng, text)
        self._texts.append(text)
        before = old.modified if old and old.modified else format_utc(TOLD)
        new = self._extraction(text, format_utc(TOLD + after) if rng.random() < 0.6 else before)
        return self._judged(after, number, old, new, returned=False)

    def _judged(
        self,
        after: timedelta,
        number: int,
        old: Extraction | None,
        new: Extraction,
        *,
        returned: bool,
    ) -> Stage:
        change = classify(
            old,
            new,
            diff(old, new) if old else None,
            returned=returned,
            fingerprint=fingerprint_of(new),
            fingerprints=self._known,
            before=Before(declared=old.modified if old else None),
        )
        self._head = new
        self._known.append((number, fingerprint_of(new)))
        return self._stage(after, change)

    def _turned(self, after: timedelta, number: int) -> Stage:
        """Return the article gone, or back again as it stood."""
        self._gone = not self._gone
        if not self._gone and self._head is not None:
            return self._judged(after, number, self._head, self._head, returned=True)
        self._known.append((number, GONE))
        why = "the server answered with status 410; believed as it persisted over 3 checks"
        return self._stage(after, Change(kinds=("gone",), reasons={"gone": why}))


class Telling:
    """A story told with other words, at another time."""

    def __init__(self, rng: random.Random, stages: Sequence[Stage], born: datetime) -> None:
        self._exchange, self._stages = Exchange(rng), stages
        self._later = born - TOLD

    def told(self) -> list[Told]:
        """Return its versions."""
        return [self._told(stage) for stage in self._stages]

    def _told(self, stage: Stage) -> Told:
        change = decode(Change, self._moved(stage.change))
        if stage.extraction is None:
            return Told(stage.after, State.GONE, None, change, GONE)
        found = decode(Extraction, self._moved(stage.extraction))
        kept = replace(found, extractor=extractor_identity(), publisher="The Made-up Times")
        return Told(stage.after, State.PRESENT, kept, change, fingerprint_of(kept))

    def _moved(self, text: str) -> str:
        return _TIME.sub(
            lambda found: format_utc(datetime.fromisoformat(found[0]) + self._later),
            self._exchange(text),
        )
