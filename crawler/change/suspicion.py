"""Signs that an answer isn't the article: evidence with points, summed by finding.

From 50 points on, the page is not believed at once.

A check line has the finding and its points as fields, so that check lines alone tell how long it
has persisted. Its reason says them in words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

from crawler.change.values import Observation
from crawler.change.wall_phrases import wall_phrases
from crawler.diff import Diff, count_words, words
from crawler.model import Extraction, Finding

_SUSPECT_FROM = 50
_MISSING = frozenset({404, 410})
_DENIED = frozenset({401, 402, 403, 407, 429, 451})

_Evidence = tuple[Finding, int, str]
"""Finding, points, reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """What an answer may be instead of the article, how sure that is (50 to 100), and why."""

    finding: Finding
    score: int
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The text for a check line, for people."""
        mark = f"[{self.finding.label}, {self.score} of 100]"
        return f"{self.finding.words}: {'; '.join(self.reasons)} {mark}"


def of_status(observation: Observation) -> Suspicion | None:
    """Return what the status alone says."""
    status = observation.status
    if status not in _MISSING | _DENIED:
        return None
    finding = Finding.MISSING if status in _MISSING else Finding.DENIED
    return Suspicion(
        finding=finding, score=100, reasons=(f"the server answered with status {status}",)
    )


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
_OTHER_KEPT_SHARE, _OTHER_TITLE_SHARE = 0.15, 0.34
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
            kept=1 - min(1.0, difference.body_words_removed / max(1, words_old)),
            brought=min(1.0, difference.body_words_added / max(1, words_new)),
            title=_title_overlap(old.title, new.title),
        )


def _title_overlap(old: str | None, new: str | None) -> float:
    left, right = (
        {word.lower() for word in words(title or "") if word.isalnum()} for title in (old, new)
    )
    return len(left & right) / min(len(left), len(right)) if left and right else 1.0


def _strongest(evidence: Iterable[_Evidence]) -> Suspicion | None:
    points: dict[Finding, int] = defaultdict(int)
    reasons: dict[Finding, list[str]] = defaultdict(list)
    for finding, score, reason in evidence:
        points[finding] += score
        reasons[finding].append(reason)
    found = max(points, key=lambda finding: points[finding], default=None)
    if found is None or points[found] < _SUSPECT_FROM:
        return None
    return Suspicion(finding=found, score=min(100, points[found]), reasons=tuple(reasons[found]))


def _redirect(observation: Observation) -> Iterator[_Evidence]:
    if not observation.hops or observation.final_url is None:
        return
    start, end = urlsplit(observation.hops[0]), urlsplit(observation.final_url)
    if end.path.strip("/") == "" and not end.query and start.path.strip("/"):
        yield Finding.SOFT_404, 60, f"the site sent us to its front page, {observation.final_url}"
    elif start.path.strip("/") != end.path.strip("/"):
        yield Finding.ANOTHER_ARTICLE, 25, f"the site sent us to {observation.final_url}"


@cache
def _phrases_by_finding() -> tuple[tuple[Finding, re.Pattern[str]], ...]:
    return tuple((Finding.named(label), pattern) for label, pattern in wall_phrases())


_LONG = 250
_SHORT = 120


def _phrases(page: Extraction, length: int) -> Iterator[_Evidence]:
    """Yield words that such pages have in their title, or that a short page consists of.

    A long text may be a report about them.
    """
    if length >= _LONG:
        return
    for finding, pattern in _phrases_by_finding():
        title = pattern.search(page.title or "")
        if title:
            yield finding, 60 if length < _SHORT else 30, f"its title says {title[0]!r}"
        text = pattern.search(page.text)
        if text:
            yield (
                finding,
                60 if length < _SHORT else 30,
                f"a text of {length} words says {text[0]!r}",
            )


def _shrunk(comparison: _Comparison, new: Extraction) -> Iterator[_Evidence]:
    if not comparison.short:
        return
    left = f"{comparison.words_new} words are left of {comparison.words_old}"
    yield Finding.SHRUNK, 60, left
    if comparison.brought < _SHRUNK_TO and (
        new.free is False or new.text.rstrip().endswith(("…", "..."))
    ):
        yield Finding.PAYWALL, 70, f"{left}, the story's beginning"
        if new.free is False:
            yield Finding.PAYWALL, 30, "the page declares that it isn't free to read"


def _other(comparison: _Comparison, old: Extraction, new: Extraction) -> Iterator[_Evidence]:
    another = comparison.kept < _OTHER_KEPT_SHARE and comparison.title < _OTHER_TITLE_SHARE
    if not another or comparison.words_old < _STORY:
        return
    yield (
        Finding.ANOTHER_ARTICLE,
        55,
        (
            f"{comparison.kept:.0%} of the words and {comparison.title:.0%} of the "
            "headline stand as before"
        ),
    )
    if old.canonical and new.canonical and old.canonical != new.canonical:
        yield Finding.ANOTHER_ARTICLE, 25, f"it calls itself {new.canonical}"
    if old.published and new.published and old.published[:10] != new.published[:10]:
        yield (
            Finding.ANOTHER_ARTICLE,
            20,
            f"it was published on {new.published[:10]}, not {old.published[:10]}",
        )
