"""Words and sentences of made-up news, in English.

A sentence is made from a frame; what stands in its places can be exchanged afterwards for other
words of the same class, so that one story becomes many without being told again.
"""

import random
import re
from collections.abc import Mapping, Sequence
from math import gcd

NOUNS = (
    *("airport", "ballot", "bridge", "budget", "canal", "cathedral", "charity", "clinic", "coach"),
    *("college", "committee", "company", "concert", "contract", "council", "court", "crossing"),
    *("debate", "depot", "district", "doctor", "driver", "factory", "farm", "ferry", "festival"),
    *("firm", "forest", "fund", "garden", "harbour", "highway", "hospital", "hotel", "journal"),
    *("judge", "laboratory", "landlord", "lawyer", "library", "market", "mayor", "meadow"),
    *("memorial", "merger", "mill", "minister", "motorway", "museum", "nursery", "panel", "park"),
    *("parliament", "path", "pension", "petition", "pier", "pipeline", "plant", "platform"),
    *("playground", "police", "pool", "port", "programme", "project", "quarry", "railway"),
    *("refinery", "regulator", "reservoir", "resident", "river", "road", "roof"),
    *("school", "scheme", "shelter", "shipyard", "shop", "society", "square", "stadium", "station"),
    *("storm", "street", "strike", "studio", "subsidy", "supplier", "survey", "tariff", "teacher"),
    *("tenant", "terminal", "theatre", "tower", "town", "tram", "treaty", "tribunal", "tunnel"),
    *("union", "valley", "vaccine", "village", "vote", "warehouse", "water", "works", "yard"),
)
VERBS = (
    *("abandon", "block", "build", "buy", "cancel", "check", "clear", "close", "delay"),
    *("double", "drain", "favour", "finance", "finish", "guard", "halt", "help"),
    *("lease", "limit", "merge", "pause", "privatise", "protect", "raise"),
    *("rebuild", "reject", "rename", "reopen", "repair", "replace", "rescue", "restore", "review"),
    *("sell", "share", "shorten", "shrink", "stop", "support", "test", "visit", "widen"),
)
ADJECTIVES = (
    *("bitter", "broken", "busy", "cheap", "costly", "crowded", "damaged", "distant", "famous"),
    *("final", "former", "hidden", "historic", "hopeful", "joint", "large"),
    *("local", "minor", "modern", "narrow", "national", "northern", "planned"),
    *("popular", "private", "public", "quiet", "rare", "recent", "rural", "serious"),
    *("shared", "simple", "southern", "special", "steep", "sudden", "tiny"),
    *("troubled", "vacant", "western", "wide", "wooden", "wrong", "yearly", "young"),
)
_STARTS = (
    *("Al", "Bar", "Bel", "Cal", "Dor", "El", "Far", "Gal", "Hal", "Jor", "Kel", "Lan", "Mar"),
    *("Nor", "Ol", "Per", "Quin", "Ros", "Sel", "Tor", "Ul", "Ver", "Wen", "Yar", "Zel"),
)
_MIDDLES = ("a", "be", "di", "en", "fo", "ga", "hi", "im", "ki", "lo", "mu", "na", "ri", "so", "te")
_ENDS = ("by", "dale", "der", "ford", "ham", "ling", "mer", "nick", "row", "sen", "ton", "wick")
NAMES = tuple(a + b + c for a in _STARTS for b in _MIDDLES for c in _ENDS)
"""Names that nobody has, 4,500 of them."""

CLASSES: Mapping[str, Sequence[str]] = {
    "n": NOUNS,
    "v": VERBS,
    "a": ADJECTIVES,
    "p": NAMES,
}
"""What may stand in a frame's places, by the letter of the place. ``d`` is a number."""

_KNOWN = frozenset(word for words in CLASSES.values() for word in words)

HEADLINES = (
    "{p} to {v} {a} {n} after {d} months",
    "{a} {n} in {p} may {v}, {n} warns",
    "{n} and {n} at odds over {a} {n} in {p}",
    "{p} votes to {v} its {a} {n}",
    "What the {a} {n} means for the {n} of {p}",
    "{d} hurt as {a} {n} fails in {p}",
)
_FRAMES = (
    "The {n} of {p} said yesterday that it would {v} the {a} {n} before the end of the month.",
    "About {d} people had gathered near the {n} when the {a} {n} was shown to them.",
    "“We are not going to {v} a {n} that everybody here depends upon,” {p} told reporters.",
    "According to a statement, the {n} and the {n} had agreed to {v} {d} of its {n} sites.",
    "Work on the {a} {n} in {p} began {d} years ago and was described as difficult.",
    "{p}, who chairs the {n}, described the {a} plan as the best answer to the {n} question.",
    "Officials expect to {v} the {n} within {d} days, although the {a} {n} has objected.",
    "Neither the {n} nor the {n} answered questions about the {a} {n} on Thursday evening.",
    "The cost has grown to {d} million, which the {n} blames upon the {a} {n} in {p}.",
    "“Nobody asked the {n} whether it wanted a {a} {n},” said {p}, a neighbour of the {n}.",
    "A {a} {n} was found beside the {n}, and experts from {p} were called to {v} it.",
    "It remains unclear whether the {n} will {v} the {n} or leave everything to the {n}.",
    "Critics say that the {n} should {v} {d} more of them, not only the {a} {n} in {p}.",
    "The {a} {n}, opened by {p} in better times, had been closed since the {n} began.",
    "In {p}, the {n} counted {d} complaints about the {n}, most of them from a {a} {n}.",
    "Plans to {v} the {n} were first presented {d} weeks ago by the {n} of {p}.",
    "The decision surprised the {n}: only {d} members had said they would {v} the {n}.",
    "“It was a {a} day for the {n}, and a {a} one for {p},” the {n} said afterwards.",
    "Supporters hope that the {a} {n} can {v} what the {n} of {p} could not manage.",
    "Under the agreement the {n} must {v} the {n} and pay {d} thousand to the {a} {n}.",
)
_PLACE = re.compile(r"\{([a-z])\}")
_WORD = re.compile(r"[A-Za-z]+")


def filled(rng: random.Random, frame: str) -> str:
    """Return the frame with words in its places, as a sentence begins."""
    text = _PLACE.sub(lambda place: _word(rng, place[1]), frame)
    return text[0].upper() + text[1:]


def _word(rng: random.Random, letter: str) -> str:
    return str(rng.randrange(2, 900)) if letter == "d" else rng.choice(CLASSES[letter])


def sentence(rng: random.Random) -> str:
    """Return a sentence."""
    return filled(rng, rng.choice(_FRAMES))


def plain_words(text: str) -> list[str]:
    """Return the long words of a text that no exchange touches: a slip of the pen stays one."""
    return [word for word in re.findall(r"\b[a-z]{7,}\b", text) if word not in _KNOWN]


class Exchange:
    """Puts other words of their class in the place of a story's words, always the same for one."""

    def __init__(self, rng: random.Random) -> None:
        self._other: dict[str, str] = {}
        for words in CLASSES.values():
            start, step = rng.randrange(len(words)), _coprime(rng, len(words))
            self._other |= {
                word: words[(start + at * step) % len(words)] for at, word in enumerate(words)
            }
        self._other |= {
            word.capitalize(): other.capitalize()
            for word, other in list(self._other.items())
            if word.islower()
        }

    def __call__(self, text: str) -> str:
        """Return the text with its words exchanged."""
        other = self._other
        return _WORD.sub(lambda found: other.get(found[0], found[0]), text)


def _coprime(rng: random.Random, count: int) -> int:
    while True:
        step = rng.randrange(1, count)
        if gcd(step, count) == 1:
            return step
