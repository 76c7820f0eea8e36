"""Signs that an answer isn't the article: evidence with points, summed by finding.

From 50 points on, the page is not believed at once.

A check line has the finding and its points as fields, so that check lines alone tell how long it
has persisted. Its reason says them in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.change.absence import Evidence, of_another_page, of_no_story
from crawler.change.preview import of_preview
from crawler.change.text_comparison import SHRUNK_TO, STORY, TextComparison
from crawler.change.values import ArticleState, Observation
from crawler.change.wall_phrases import wall_phrases
from crawler.diff import Diff, count_words
from crawler.model import Extraction, Finding, PageSigns

_SUSPECT_FROM = 50
_MISSING = frozenset({404, 410})
_DENIED = frozenset({401, 402, 403, 407, 429, 451})


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


def of_page(
    observation: Observation,
    extraction: Extraction | None,
    *,
    before: PageSigns | None = None,
    known: bool = False,
) -> Suspicion | None:
    """Return what a page says of itself, where there is no text to compare.

    ``known``: an article stood at this address, whose page showed ``before``.
    """
    told: list[Evidence] = []
    if extraction is not None:
        told += _phrases(extraction, count_words(extraction.text, _LONG))
    if known:
        told += _walls_beside(observation, before)
    told += _redirect(observation)
    if known:
        told += [] if _is_about_us(told) else of_no_story(observation, extraction)
    return _strongest(told)


def of_text(
    observation: Observation,
    state: ArticleState,
    old: Extraction,
    new: Extraction,
    difference: Diff,
) -> Suspicion | None:
    """Return what a page says that stands where another text stood before."""
    comparison = TextComparison.of(old, new, difference)
    told = list(of_preview(comparison, old, new, state.head_signs, observation.signs))
    if not told and comparison.kept >= _MIN_KEPT_SHARE and not comparison.short:
        return _strongest(of_another_page(observation, state, comparison, old, new))
    told += _phrases(new, comparison.words_new)
    told += _asks_for_password(observation, comparison)
    told += _redirect(observation)
    if _is_about_us(told):
        return _strongest(told)
    absent = list(of_another_page(observation, state, comparison, old, new))
    told += absent or [*_shrunk(comparison, new), *_other(comparison, old, new)]
    return _strongest(told)


def holds_half(old: Extraction, new: Extraction, difference: Diff) -> bool:
    """Return whether half of the old text still stands."""
    return TextComparison.of(old, new, difference).kept >= _MIN_KEPT_SHARE


_MIN_KEPT_SHARE = 0.5
_OTHER_KEPT_SHARE, _OTHER_TITLE_SHARE = 0.15, 0.34


def _strongest(evidence: Iterable[Evidence]) -> Suspicion | None:
    points: dict[Finding, int] = defaultdict(int)
    reasons: dict[Finding, list[str]] = defaultdict(list)
    for finding, score, reason in evidence:
        points[finding] += score
        reasons[finding].append(reason)
    found = max(points, key=lambda finding: points[finding], default=None)
    if found is None or points[found] < _SUSPECT_FROM:
        return None
    return Suspicion(finding=found, score=min(100, points[found]), reasons=tuple(reasons[found]))


def _redirect(observation: Observation) -> Iterator[Evidence]:
    if not observation.hops or observation.final_url is None:
        return
    start, end = urlsplit(observation.hops[0]), urlsplit(observation.final_url)
    if end.path.strip("/") == "" and not end.query and start.path.strip("/"):
        yield Finding.SOFT_404, 60, f"the site sent us to its front page, {observation.final_url}"
    elif start.path.strip("/") != end.path.strip("/"):
        yield Finding.ANOTHER_ARTICLE, 25, f"the site sent us to {observation.final_url}"


def _is_about_us(evidence: Iterable[Evidence]) -> bool:
    """Return whether a wall stands there: it says nothing of the article behind it."""
    found = _strongest(evidence)
    return found is not None and found.finding.is_about_us


def _walls_beside(observation: Observation, before: PageSigns | None) -> Iterator[Evidence]:
    """Yield words of walls on a page without a story that its page did not show before."""
    signs, known = observation.signs, frozenset(before.texts if before else ())
    if signs is None or observation.story_left:
        return
    if signs.password and not (before and before.password):
        yield Finding.LOGIN_WALL, 60, "the page asks for a password"
    fresh = [text for text in signs.texts if text not in known]
    if count_words(" ".join(fresh)) >= _LONG:
        return
    sentences = [text for text in fresh if count_words(text) > _LABEL]
    for finding, pattern in wall_phrases():
        asks = finding in {Finding.LOGIN_WALL, Finding.CONSENT_PAGE}
        told = sentences if asks else fresh
        said = next((found for text in told if (found := pattern.search(text))), None)
        if said and (finding.is_about_us or finding.means_removal):
            yield finding, 60, f"the page says {said[0]!r}"


def _asks_for_password(observation: Observation, comparison: TextComparison) -> Iterator[Evidence]:
    """Yield that little but a form for a password stands where the story stood."""
    signs = observation.signs
    if (
        signs is not None
        and signs.password
        and not signs.lists
        and comparison.kept < _OTHER_KEPT_SHARE
        and comparison.words_new < _SHORT
    ):
        yield Finding.LOGIN_WALL, 60, "the page asks for a password"


_LABEL = 3
"""Words of a menu's or footer's link at the most: "Log in", "Cookie settings"."""
_LONG = 250
_SHORT = 120
_NOTICE = 60
"""Words below which a text of nobody's is nothing but what it says of the page: a brief may tell of
others.
"""


_STUB = 25
"""Words below which even an author's text is nothing but that."""


def _phrases(page: Extraction, length: int) -> Iterator[Evidence]:
    """Yield words that such pages have in their title, or that a short page consists of.

    A long text may be a report about them.
    """
    if length >= _LONG:
        return
    for finding, pattern in wall_phrases(page):
        title = pattern.search(page.title or "")
        if title:
            yield finding, 60 if length < _SHORT else 30, f"its title says {title[0]!r}"
        text = pattern.search(page.text)
        if text:
            brief = finding.means_removal and (
                length >= _NOTICE or (bool(page.authors) and length >= _STUB)
            )
            yield (
                finding,
                60 if length < _SHORT and not brief else 30,
                f"a text of {length} words says {text[0]!r}",
            )


def _shrunk(comparison: TextComparison, new: Extraction) -> Iterator[Evidence]:
    if not comparison.short:
        return
    left = f"{comparison.words_new} words are left of {comparison.words_old}"
    yield Finding.SHRUNK, 60, left
    if comparison.brought < SHRUNK_TO and (
        new.free is False or new.text.rstrip().endswith(("…", "..."))
    ):
        yield Finding.PAYWALL, 70, f"{left}, the story's beginning"
        if new.free is False:
            yield Finding.PAYWALL, 30, "the page declares that it isn't free to read"


def _other(comparison: TextComparison, old: Extraction, new: Extraction) -> Iterator[Evidence]:
    another = comparison.kept < _OTHER_KEPT_SHARE and comparison.title < _OTHER_TITLE_SHARE
    if not another or comparison.words_old < STORY:
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
