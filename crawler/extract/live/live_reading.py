"""A live blog's page to its summary and its entries."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from crawler.extract.live.declared_entries import (
    DeclaredEntry,
    DeclaredLive,
    declared_live,
    may_be_live,
)
from crawler.extract.live.entry_text import entry_of
from crawler.extract.live.entry_times import MAX_SIGNATURE
from crawler.extract.live.live_summary import summary_of
from crawler.extract.live.shown_entries import shown_entries
from crawler.extract.metadata import Metadata
from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import read
from crawler.model import LiveCoverage, LiveEntry

_FRESH = timedelta(days=1)
"""Age of the newest entry up to which a live blog that declares no end goes on."""
_MIN_SIGNED = 3
"""Entries that have a line in common from which it is a signature."""
_PAGER = re.compile(
    r"load-?more|show-?more|more-?(?:posts|entries|updates)|pagination|pager|older|next-?page",
    re.IGNORECASE,
)
_PAGED = re.compile(r"[?&](?:page|p|pg|offset|before)=\d|/page/\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlog:
    """The text of a live blog, and which paragraphs are whose."""

    paragraphs: tuple[str, ...]
    entries: tuple[LiveEntry, ...]
    coverage: LiveCoverage


def live_blog(
    tree: HtmlElement, meta: Metadata, story: Sequence[str], fetched_at: datetime | None
) -> LiveBlog | None:
    """Return the live blog on a page; None where it is none, or holds no entries.

    ``story`` are the paragraphs that the page would have as any other article. The tree is left as
    it is.
    """
    headlines = (meta.title, meta.shown_title)
    if not may_be_live(tree, meta.url, meta.declared_type, headlines):
        return None
    declared = declared_live(read(tree, meta.url), fetched_at)
    if declared is None:
        return None
    boxed, elements = shown_entries(tree, declared, story)
    authors = (*meta.authors, *(name for entry in declared.entries for name in entry.authors))
    names = sorted(dict.fromkeys(authors), key=len, reverse=True)
    read_all = [entry_of(element, names) for element in elements]
    if signed := _signatures(read_all):
        read_all = [entry_of(element, (*names, *signed)) for element in elements]
    shown = _each_once([entry for entry in read_all if entry.paragraphs])
    if len(shown) >= min(2, len(declared.entries) or 1):
        told = _completed(shown, declared.entries)
        texts = frozenset(text for one in told for text in one.paragraphs)
        summary = summary_of(boxed, elements, meta, story, texts)
    else:
        told = [with_text for one in declared.entries if (with_text := _spoken(one)).paragraphs]
        if not told:
            return None
        summary = summary_of(tree, (), meta, story) or declared.summary
    return _assembled(summary, told, declared, tree, fetched_at)


def _signatures(entries: Sequence[DeclaredEntry]) -> set[str]:
    """Return the short lines above most of the entries' texts: the name of who writes them all."""
    first = Counter(line for one in entries if one.paragraphs[1:] for line in one.paragraphs[:2])
    least = max(_MIN_SIGNED, len(entries) / 2)
    return {line for line, count in first.items() if count >= least and len(line) <= MAX_SIGNATURE}


def _each_once(entries: Sequence[DeclaredEntry]) -> list[DeclaredEntry]:
    """Return the entries without one that is pinned above the others and stands among them, too."""
    last = {(one.id, one.paragraphs): at for at, one in enumerate(entries)}
    return [
        one
        for at, one in enumerate(entries)
        if (at and one.id is None) or last[one.id, one.paragraphs] == at
    ]


def _completed(
    shown: Sequence[DeclaredEntry], declared: Sequence[DeclaredEntry]
) -> list[DeclaredEntry]:
    """Return the entries as shown, with the times that the page declares of them."""
    by_id = {one.id: one for one in declared if one.id}
    by_text = {plain(" ".join(one.paragraphs))[:80]: one for one in declared if one.paragraphs}
    by_headline = {plain(one.headline): one for one in declared if one.headline}
    found = []
    for one in shown:
        same = (
            by_id.get(one.id or "")
            or by_headline.get(plain(one.headline) or " ")
            or by_text.get(plain(" ".join(one.paragraphs))[:80])
        )
        if same is not None:
            one = replace(  # noqa: PLW2901
                one,
                id=one.id or same.id,
                published=same.published or one.published,
                modified=same.modified or one.modified,
                headline=one.headline or same.headline,
            )
        found.append(one)
    return found


def _spoken(entry: DeclaredEntry) -> DeclaredEntry:
    """Return an entry that is declared alone, its headline above its text as readers see it."""
    headline = entry.headline
    if not headline or (
        entry.paragraphs and plain(entry.paragraphs[0]).startswith(plain(headline))
    ):
        return entry
    return replace(entry, paragraphs=(headline, *entry.paragraphs))


def _assembled(
    summary: Sequence[str],
    told: Sequence[DeclaredEntry],
    declared: DeclaredLive,
    tree: HtmlElement,
    fetched_at: datetime | None,
) -> LiveBlog:
    paragraphs, entries = list(summary), []
    for one in told:
        first = len(paragraphs)
        paragraphs += one.paragraphs
        entries.append(
            LiveEntry(
                id=one.id,
                published=one.published,
                modified=one.modified if one.modified != one.published else None,
                headline=one.headline,
                first=first,
                end=len(paragraphs),
            )
        )
    coverage = LiveCoverage(
        started=declared.started,
        ended=declared.ended,
        running=_is_running(declared, told, fetched_at),
        continued=_is_continued(tree),
    )
    return LiveBlog(paragraphs=tuple(paragraphs), entries=tuple(entries), coverage=coverage)


def _is_running(
    declared: DeclaredLive, told: Sequence[DeclaredEntry], fetched_at: datetime | None
) -> bool:
    end = _instant(declared.ended)
    if end is not None and fetched_at is not None:
        return fetched_at < end
    if declared.ended is not None or fetched_at is None:
        return declared.ended is None
    times = [time for one in told if (time := _instant(one.modified or one.published))]
    return not times or fetched_at - max(times) < _FRESH


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_continued(tree: HtmlElement) -> bool:
    """Return whether the page has more entries than it shows at once."""
    for element in tree.iter("link", "a", "button", "nav", "div"):
        if "next" in (element.get("rel") or "").split():
            return True
        if element.tag == "a" and _PAGED.search(element.get("href") or ""):
            return True
        if element.tag != "link" and _PAGER.search(
            f"{element.get('class', '')} {element.get('id', '')}"
        ):
            return True
    return False
