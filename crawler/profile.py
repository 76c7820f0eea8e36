"""Site profiles: what was learned of a site's boilerplate from its articles.

No single page can tell it.

A line that stands on articles of several different stories is boilerplate: a newsletter prompt, an
agency's closing line, a slogan. A text that stands on several pages of one story is not, so
articles are first gathered into stories by what they share. Lines that announce developments,
corrections or updates are never boilerplate, however often they stand.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from crawler.codec import encode, sha256
from crawler.extract.rules.notices import announces
from crawler.model import FORMAT

MIN_STORIES = 3
"""A line must stand on articles of this many different stories."""

MIN_SHARE = 0.05
"""And on this share of all stories, so that a sentence of a local paper's routine does
not count.
"""

MIN_SHARE_OF_SENTENCES = 0.1
"""A whole sentence needs this share, and mostly a place at an end of the text."""

SAME_STORY = 0.6
"""Two articles tell one story when they share this part of the shorter one's characters."""

EDGE = 3
"""Lines from either end of an article that count as its ends."""

MAX_LINES = 300
MAX_LINE_LENGTH = 600

_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile("[.!?\u2026\u3002\uff01\uff1f\u0964\u061f]['\"\u201d\u2019\xbb)]*$")


@dataclass(frozen=True)
class Profile:
    """A site's boilerplate as it was learned at one time. Its stored record, field by field."""

    host: str
    furniture: tuple[str, ...]
    """Lines in their folded form, sorted."""
    stories: int
    """How many different stories it was learned from."""
    learned_at: datetime
    format: int = FORMAT

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the stored record.

        The profile's name, and a part of the identity of extractions that use it.
        """
        return sha256(encode(self))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.furniture)

    def is_boilerplate(self, line: str) -> bool:
        """Return whether a paragraph is one of the site's boilerplate lines."""
        return len(line) <= MAX_LINE_LENGTH and folded(line) in self._known


def folded(line: str) -> str:
    """Return the form in which lines are compared.

    NFKC, no case, white space folded, every number alike.
    """
    return _DIGITS.sub("0", " ".join(unicodedata.normalize("NFKC", line).casefold().split()))


def learn(
    host: str, articles: Mapping[str, Sequence[str]], *, at: datetime, before: Profile | None = None
) -> Profile | None:
    """Return what the articles teach of their site, or None where it is nothing new.

    ``articles`` maps their ids to their paragraphs.

    What was known before is kept: boilerplate that an earlier profile took out of the texts can no
    longer be seen in them.
    """
    lines = {
        article: [folded(line) for line in paragraphs] for article, paragraphs in articles.items()
    }
    story_of = _stories(lines)
    stories = len(set(story_of.values()))
    known = set(before.furniture) if before else set()
    as_written = {
        one: line
        for article, paragraphs in articles.items()
        for one, line in zip(lines[article], paragraphs, strict=True)
    }
    fresh = [
        line
        for line in _repeated(lines, story_of, stories)
        if line not in known and not announces(as_written[line])
    ]
    if not fresh:
        return None
    furniture = tuple(sorted([*known, *fresh][-MAX_LINES:]))
    return Profile(host=host, furniture=furniture, stories=stories, learned_at=at)


def _stories(lines: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return article to story, each story named by one of its articles.

    Those that share most of their text are one.
    """
    shared: Counter[tuple[str, str]] = Counter()
    places: dict[str, set[str]] = defaultdict(set)
    for article, own in lines.items():
        for line in own:
            places[line].add(article)
    for line, standing in places.items():
        ordered = sorted(standing)
        shared.update(
            {
                (one, other): len(line)
                for number, one in enumerate(ordered)
                for other in ordered[number + 1 :]
            }
        )
    story_of = {article: article for article in lines}
    for (one, other), characters in shared.items():
        shorter = min(sum(map(len, lines[one])), sum(map(len, lines[other])))
        if characters >= SAME_STORY * shorter:
            kept, merged = sorted((story_of[one], story_of[other]))
            story_of = {
                article: kept if story == merged else story for article, story in story_of.items()
            }
    return story_of


def _repeated(
    lines: Mapping[str, Sequence[str]], story_of: Mapping[str, str], stories: int
) -> Iterable[str]:
    """Yield the lines that stand on articles of enough different stories."""
    standing: dict[str, set[str]] = defaultdict(set)
    edges: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for article, own in lines.items():
        for number, line in enumerate(own):
            standing[line].add(story_of[article])
            seen[line] += 1
            edges[line] += number < EDGE or number >= len(own) - EDGE
    for line, where in standing.items():
        sentence = bool(_SENTENCE_END.search(line))
        share = MIN_SHARE_OF_SENTENCES if sentence else MIN_SHARE
        at_edges = not sentence or edges[line] * 2 > seen[line]
        if (
            line
            and len(line) <= MAX_LINE_LENGTH
            and at_edges
            and len(where) >= max(MIN_STORIES, share * stories)
        ):
            yield line
