"""Evidence that an article isn't there any more: another page stands in its place, or nothing does.

What the page shows decides, not its address.
"""

from collections.abc import Iterator

from crawler.change.text_comparison import SHRUNK_TO, STORY, TextComparison
from crawler.change.values import ArticleState, Observation
from crawler.identity.landing import is_above, is_elsewhere
from crawler.model import Extraction, Finding

Evidence = tuple[Finding, int, str]
"""Finding, points, reason."""

_POINTS = 60
_STRANGE, _OTHER_HEADLINE = 0.15, 0.5
"""Shares of the old words, and of the old headline, below which a page shows something else."""
_LEFT, _BROUGHT = 0.5, 0.7
"""Shares of the old words that still stand, and of the words that are new, between which a page may
quote the article.
"""
_EMPTIED, _MIN_STORY = 0.1, 25
"""Share of the old words below which nothing is left of a text of at least so many."""


def of_no_story(observation: Observation, extraction: Extraction | None) -> Iterator[Evidence]:
    """Yield what speaks against a page that holds no story, where an article stood."""
    if observation.story_left or extraction is None:
        return
    to = observation.signs.sent_on if observation.signs else None
    where = f" ({to})" if to else ""
    yield Finding.SOFT_404, _POINTS, f"{extraction.problem}{where}"


def of_another_page(
    observation: Observation,
    state: ArticleState,
    comparison: TextComparison,
    old: Extraction,
    new: Extraction,
) -> Iterator[Evidence]:
    """Yield what a page shows that isn't the article: at most one piece of evidence."""
    shares = (
        f"{comparison.kept:.0%} of the words and {comparison.headline:.0%} of the headline "
        "stand as before"
    )
    sent = _sent_elsewhere(observation, state)
    other = comparison.kept < _STRANGE and comparison.headline < _OTHER_HEADLINE
    quotes = comparison.kept < _LEFT or comparison.brought > _BROUGHT
    lists = quotes and _is_list(observation, old, new)
    if sent is not None and not _published_alike(old, new) and (other or lists):
        yield Finding.SOFT_404, _POINTS, f"the site sent us to {sent}, where {shares}"
    elif lists and comparison.kept < _LEFT:
        yield Finding.SOFT_404, _POINTS, f"the page lists others: {shares}"
    elif other and comparison.words_old >= STORY and _calls_itself_another(observation, old, new):
        yield Finding.SOFT_404, _POINTS, f"it calls itself {new.canonical}, where {shares}"
    elif _is_emptied(comparison, old, new):
        yield (
            Finding.SOFT_404,
            _POINTS,
            (
                f"nothing of the story is left: {comparison.words_new} other words stand for "
                f"{comparison.words_old}"
            ),
        )


def _sent_elsewhere(observation: Observation, state: ArticleState) -> str | None:
    """Return the address that a redirect led to, None where it leads there since we know it."""
    end = observation.final_url
    if not observation.hops or end is None or not is_elsewhere(observation.hops[0], end):
        return None
    known = state.answered_at
    return None if known is not None and not is_elsewhere(known, end) else end


def _is_list(observation: Observation, old: Extraction, new: Extraction) -> bool:
    """Return whether the page is a list: by its markup, or as it calls itself a front page."""
    asked = observation.hops[0] if observation.hops else observation.final_url
    named = new.canonical if new.canonical != old.canonical else None
    return (observation.signs is not None and observation.signs.lists) or (
        named is not None and asked is not None and is_above(asked, named)
    )


def _calls_itself_another(observation: Observation, old: Extraction, new: Extraction) -> bool:
    """Return whether its canonical address is another page's, and was not the article's before."""
    return (
        new.canonical is not None
        and observation.final_url is not None
        and new.canonical != old.canonical
        and is_elsewhere(observation.final_url, new.canonical)
        and not _published_alike(old, new)
    )


def _published_alike(old: Extraction, new: Extraction) -> bool:
    """Return whether both were published at the same minute: one article under two names."""
    return (
        old.published is not None
        and old.published == new.published
        and "T" in old.published
        and "T00:00" not in old.published
    )


def _is_emptied(comparison: TextComparison, old: Extraction, new: Extraction) -> bool:
    begins = " ".join(new.text.rstrip("….[] ").split())
    return (
        comparison.words_old >= _MIN_STORY
        and comparison.kept < _EMPTIED
        and comparison.words_new < min(STORY, SHRUNK_TO * comparison.words_old)
        and begins not in " ".join(old.text.split())
    )
