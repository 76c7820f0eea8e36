"""Signs that an answer isn't the article: evidence with points, summed by finding.

From 50 points on, the page is not believed at once.

A check's reason says it in words, and ends with the finding's name and points, ``... [shrunk, 60 of
100]``, so that check lines alone tell how long it has persisted.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from crawler.change.values import Observation
from crawler.change.wall_phrases import wall_phrases
from crawler.diff import Diff, count_words, words
from crawler.model import Extraction, Outcome

GONE_CODES = frozenset({"missing", "soft 404"})
"""Findings that say the article was taken away."""
_BLOCKED_CODES = frozenset({"denied", "login wall", "consent page", "bot challenge"})
"""Findings about how the site treats us; they say nothing of the article, and are never believed to
be its state.
"""

_SUSPECT_FROM = 50
_MISSING = frozenset({404, 410})
_DENIED = frozenset({401, 402, 403, 407, 429, 451})
_MARK = re.compile(r"\[([a-z0-9 ]+), \d+ of 100\]$")
_SAYING = {
    "missing": "the article may have been taken down",
    "soft 404": "the page seems to say that the article is not there",
    "shrunk": "the page may not hold the whole article",
    "paywall": "the page may show only the free beginning of the article",
    "another article": "another article seems to stand at this address",
    "denied": "the site would not show the page",
    "login wall": "the site seems to show a login page instead",
    "consent page": "the site seems to show a page that asks for consent instead",
    "bot challenge": "the site seems to show a check for robots instead",
}

_Evidence = tuple[str, int, str]
"""Finding, points, reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What an answer may be instead of the article, how sure that is (50 to 100), and why."""

    code: str
    score: int
    reasons: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """``blocked`` where the site would not show the article, else ``suspect``."""
        return Outcome.BLOCKED if self.code in _BLOCKED_CODES else Outcome.SUSPECT

    @property
    def believable(self) -> bool:
        """Whether the article can really have become this."""
        return self.code not in _BLOCKED_CODES

    @property
    def reason(self) -> str:
        """The text for a check line."""
        return f"{_SAYING[self.code]}: {'; '.join(self.reasons)} [{self.code}, {self.score} of 100]"

    def same_finding(self, reason: str | None) -> bool:
        """Return whether an earlier check's reason tells of the same finding.

        All that mean a removal count as one.
        """
        match = _MARK.search(reason or "")
        code = match[1] if match else None
        return code == self.code or (code in GONE_CODES and self.code in GONE_CODES)


def of_status(observation: Observation) -> Suspicion | None:
    """Return what the status alone says."""
    status = observation.status
    if status in _MISSING:
        return Suspicion(
            code="missing", score=100, reasons=(f"the server answered with status {status}",)
        )
    if status in _DENIED:
        return Suspicion(
            code="denied", score=100, reasons=(f"the server answered with status {status}",)
        )
    return None


def of_page(observation: Observation, extraction: Extraction | None) -> Suspicion | None:
    """Return what a page says of itself, where there is no earlier text to compare with."""
    if extraction is None:
        return _strongest(_redirect(observation))
    return _strongest(
        chain(_redirect(observation), _phrases(extraction, count_words(extraction.text)))
    )


def of_text(
    observation: Observation, old: Extraction, new: Extraction, difference: Diff
) -> Suspicion | None:
    """Return what a page says that stands where another text stood before."""
    comparison = _Comparison.of(old, new, difference)
    if comparison.kept >= _MIN_KEPT_SHARE and not comparison.short:
        return None
    evidence = chain(
        _redirect(observation),
        _phrases(new, comparison.words_new),
        _shrunk(comparison, new),
        _other(comparison, old, new),
    )
    return _strongest(evidence)


_MIN_KEPT_SHARE = 0.5
_SHRUNK_TO = 0.4
_STORY = 60
"""Words from which a text is a story, and not a stub that a newsroom fills later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    words_old: int
    words_new: int
    kept: float
    """Share of the old words that still stand."""
    brought: float
    """Share of the new words that are new."""
    title: float
    """Share of the words of the shorter title that stand in the other one; 1 where
    either has none.
    """

    @property
    def short(self) -> bool:
        return self.words_old >= _STORY and self.words_new < _SHRUNK_TO * self.words_old

    @classmethod
    def of(cls, old: Extraction, new: Extraction, difference: Diff) -> "_Comparison":
        words_old, words_new = count_words(old.text), count_words(new.text)
        return cls(
            words_old=words_old,
            words_new=words_new,
            kept=1 - min(1.0, difference.words_removed / max(1, words_old)),
            brought=min(1.0, difference.words_added / max(1, words_new)),
            title=_title_overlap(old.title, new.title),
        )


def _title_overlap(old: str | None, new: str | None) -> float:
    left, right = (
        {word.lower() for word in words(title or "") if word.isalnum()} for title in (old, new)
    )
    return len(left & right) / min(len(left), len(right)) if left and right else 1.0


def _strongest(evidence: Iterable[_Evidence]) -> Suspicion | None:
    points: dict[str, int] = defaultdict(int)
    reasons: dict[str, list[str]] = defaultdict(list)
    for code, score, reason in evidence:
        points[code] += score
        reasons[code].append(reason)
    code = max(points, key=lambda found: points[found], default="")
    if not code or points[code] < _SUSPECT_FROM:
        return None
    return Suspicion(code=code, score=min(100, points[code]), reasons=tuple(reasons[code]))


def _redirect(observation: Observation) -> Iterator[_Evidence]:
    if not observation.hops or observation.final_url is None:
        return
    start, end = urlsplit(observation.hops[0]), urlsplit(observation.final_url)
    if end.path.strip("/") == "" and not end.query and start.path.strip("/"):
        yield "soft 404", 60, f"the site sent us to its front page, {observation.final_url}"
    elif start.path.strip("/") != end.path.strip("/"):
        yield "another article", 25, f"the site sent us to {observation.final_url}"


_LONG = 250
_SHORT = 120


def _phrases(page: Extraction, length: int) -> Iterator[_Evidence]:
    """Yield words that such pages have in their title, or that a short page consists of.

    A long text may be a report about them.
    """
    if length >= _LONG:
        return
    for code, pattern in wall_phrases():
        title = pattern.search(page.title or "")
        if title:
            yield code, 60 if length < _SHORT else 30, f"its title says {title[0]!r}"
        text = pattern.search(page.text) or pattern.search(page.problem or "")
        if text:
            yield code, 60 if length < _SHORT else 30, f"a text of {length} words says {text[0]!r}"


def _shrunk(comparison: _Comparison, new: Extraction) -> Iterator[_Evidence]:
    if not comparison.short:
        return
    left = f"{comparison.words_new} words are left of {comparison.words_old}"
    yield "shrunk", 60, left
    if comparison.brought < _SHRUNK_TO and (
        new.free is False or new.text.rstrip().endswith(("…", "..."))
    ):
        yield "paywall", 70, f"{left}, the story's beginning"
        if new.free is False:
            yield "paywall", 30, "the page declares that it isn't free to read"


def _other(comparison: _Comparison, old: Extraction, new: Extraction) -> Iterator[_Evidence]:
    if comparison.kept >= 0.15 or comparison.title >= 0.34 or comparison.words_old < _STORY:  # noqa: PLR2004
        return
    yield (
        "another article",
        55,
        (
            f"{comparison.kept:.0%} of the words and {comparison.title:.0%} of the "
            "headline stand as before"
        ),
    )
    if old.canonical and new.canonical and old.canonical != new.canonical:
        yield "another article", 25, f"it calls itself {new.canonical}"
    if old.published and new.published and old.published[:10] != new.published[:10]:
        yield (
            "another article",
            20,
            f"it was published on {new.published[:10]}, not {old.published[:10]}",
        )
