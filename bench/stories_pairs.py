"""Pairs of texts for the stories bench: copies of several kinds, and texts that are none.

Of made words, or of the page corpora.
"""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
COMMON = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "that",
    "for",
    "said",
    "on",
    "with",
    "was",
    "by",
    "at",
]
SYLLABLES = [
    "bar",
    "len",
    "to",
    "mi",
    "sk",
    "rin",
    "ova",
    "hel",
    "dun",
    "pra",
    "ke",
    "sul",
    "tor",
    "wen",
    "ash",
    "gol",
    "fi",
    "mer",
]
Text = list[str]
"""Paragraphs."""


def word(numbers: random.Random) -> str:
    """Return a word, often a common one."""
    if numbers.random() < 0.45:  # noqa: PLR2004  # as in English
        return numbers.choice(COMMON)
    rank = int(4000 ** numbers.random())
    return (
        SYLLABLES[rank % 18]
        + SYLLABLES[rank // 18 % 18]
        + (SYLLABLES[rank // 324 % 18] if rank > 323 else "")  # noqa: PLR2004
    )  # 18 squared


def sentence(numbers: random.Random, words: int = 0) -> str:
    """Return a sentence of so many words."""
    return (
        " ".join(word(numbers) for _ in range(words or numbers.randrange(8, 28))).capitalize() + "."
    )


def made(numbers: random.Random) -> Text:
    """Return a made article of 150 to 1,000 words."""
    return [
        " ".join(sentence(numbers) for _ in range(numbers.randrange(1, 4)))
        for _ in range(numbers.randrange(6, 26))
    ]


def real() -> list[Text]:
    """Return the texts of the page corpora, of 100 words or more; empty where they are missing."""
    found = []
    for path in sorted(CORPORA.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line).get("text") or "" for line in lines]
        found += [
            [part.strip() for part in text.split("\n") if part.strip()]
            for text in texts
            if len(text.split()) >= 100  # noqa: PLR2004
        ]
    return found


FOOTER = (
    "All rights reserved. This material may not be published, broadcast, rewritten "
    "or redistributed without permission. Sign up for our "
    "morning newsletter and follow us on all platforms for more stories like this "
    "one from our newsroom."
)
"""What many sites print under everything: 38 words."""


def full(text: Text, numbers: random.Random) -> Text:
    """Return the whole text, with a line above and a footer below."""
    return [sentence(numbers, 6), *text, FOOTER]


def lead(text: Text, numbers: random.Random) -> Text:
    """Its first 50 to 120 words, and an invitation to read on."""
    return [
        " ".join(" ".join(text).split()[: numbers.randrange(50, 121)]) + "…",
        "Read the full story on the publisher's site.",
    ]


def _midst(text: Text, numbers: random.Random, length: int) -> str:
    words = " ".join(text).split()
    start = numbers.randrange(max(1, len(words) - length))
    return " ".join(words[start : start + length])


def excerpt(text: Text, numbers: random.Random) -> Text:
    """100 words from its midst between two sentences of one's own."""
    return [sentence(numbers, 20), _midst(text, numbers, 100), sentence(numbers, 20)]


def quoted(text: Text, numbers: random.Random) -> Text:
    """60 words from its midst in a text of one's own of 260."""
    return [
        *(sentence(numbers, 20) for _ in range(6)),
        _midst(text, numbers, 60),
        *(sentence(numbers, 20) for _ in range(7)),
    ]


def _exchanged(text: Text, numbers: random.Random, share: float) -> Text:
    return [
        " ".join(word(numbers) if numbers.random() < share else token for token in part.split())
        for part in text
    ]


def touched(text: Text, numbers: random.Random) -> Text:
    """Return one word in thirty exchanged."""
    return _exchanged(text, numbers, 1 / 30)


def reworked(text: Text, numbers: random.Random) -> Text:
    """Return a third of the paragraphs left out, the others in another order, one in five new, one
    word in thirty exchanged.
    """
    kept = [part for part in text if numbers.random() < 2 / 3] or text[:1]
    numbers.shuffle(kept)
    return [
        part
        for kept_part in _exchanged(kept, numbers, 1 / 30)
        for part in (
            [kept_part, sentence(numbers, 25)] if numbers.random() < 1 / 5 else [kept_part]
        )
    ]


def worn(text: Text, numbers: random.Random) -> Text:
    """Return one word in eight exchanged, everywhere: a copy run through a thesaurus."""
    return _exchanged(text, numbers, 1 / 8)


def same_event(text: Text, numbers: random.Random) -> Text:
    """Another reporter's text of the same event.

    Two quotations of 20 words in common, the same names, the same footer.
    """
    quotes = [_midst(text, numbers, 20) for _ in range(2)]
    own = made(numbers)
    return [*own[:2], f'"{quotes[0]}"', *own[2:], f'"{quotes[1]}"', FOOTER]


def boilerplate(_: Text, numbers: random.Random) -> Text:
    """Another text with the same footer."""
    return [*made(numbers), FOOTER]


@dataclass(frozen=True)
class Kind:
    """A kind of pair, and whether it is a copy."""

    make: Callable[[Text, random.Random], Text]
    copy: bool


KINDS = [
    *(Kind(make, copy=True) for make in (full, lead, excerpt, touched, reworked, worn)),
    *(Kind(make, copy=False) for make in (quoted, same_event, boilerplate)),
]


def pairs(texts: list[Text], numbers: random.Random) -> Iterator[tuple[str, bool, Text, Text]]:
    """Yield every text with one partner of each kind.

    Texts that are no copies carry the footer on both sides.
    """
    for text in texts:
        for kind in KINDS:
            own = text if kind.copy else [*text, FOOTER]
            yield kind.make.__name__, kind.copy, own, kind.make(text, numbers)
