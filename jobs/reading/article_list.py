"""Which articles the archive keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from crawler.errors import UsageError
from crawler.index import ArticleSummary
from crawler.index.database import MAX_NAMES, in_chunks
from crawler.model import Standing, State
from jobs.reading.change_list import check_source
from jobs.reading.opened import OpenedArchive
from jobs.reading.pending import Pending, pending_of
from jobs.reading.version_rows import stamped

_STANDINGS = f"{', '.join(list(Standing)[:-1])} or {list(Standing)[-1]}"


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Kept articles that fit, in the order of their ids."""

    total: int
    """How many fit in all."""
    articles: tuple[ArticleSummary, ...]
    pending: Mapping[str, Pending] = field(default_factory=dict)
    """What the addresses of some of them show now, while no version says so; by article."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many versions each of them has, with those of articles that were joined to it."""
    next: str | None = None
    """The article to go on after, as ``after``; None at the end of the list."""

    def document(self) -> dict[str, Any]:
        """Return the list as JSON has it."""
        rows = [
            article_row(one, self.pending.get(one.article))
            | {"versions": self.counts.get(one.article, 0)}
            for one in self.articles
        ]
        return {"total": self.total, "articles": rows}


def article_list(
    opened: OpenedArchive,
    *,
    host: str | None = None,
    source: str | None = None,
    state: Standing | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> ArticleList:
    """Return the kept articles that fit. ``since``: only those first seen then or later.

    ``after`` leaves away those up to this id; the total counts them. ``state`` asks for what the
    newest version says, or for what the address shows now.
    """
    index = opened.index
    one_more = limit + 1 if limit is not None else None
    if state is not None and state.is_pending:
        fitting = [
            summary
            for summary in _of_state(opened, host, source, state)
            if since is None or (summary.first_seen is not None and summary.first_seen >= since)
        ]
        left = [one for one in fitting if after is None or one.article > after]
        total, found = len(fitting), left[:one_more]
    else:
        said = State(state.value) if state else None
        found = index.articles(
            host=host,
            source=source,
            state=said,
            seen_since=since,
            kept=True,
            after=after,
            limit=one_more,
        )
        total = (
            index.count_articles(host=host, source=source, state=said, seen_since=since, kept=True)
            if len(found) == one_more or after is not None
            else len(found)
        )
    listed = tuple(_withheld(opened, found[:limit]))
    names = [one.article for one in listed]
    return ArticleList(
        total,
        listed,
        pending_of(opened, names),
        version_counts(opened, names),
        names[-1] if len(found) > len(listed) > 0 else None,
    )


def version_counts(opened: OpenedArchive, names: Sequence[str]) -> dict[str, int]:
    """Return how many versions each of these articles has, with those of articles joined to it.

    That is no version's number: numbers count in the order of arrival, and imported captures came
    last, whenever they were made.
    """
    joined = opened.index.joined_of(names)
    counts = opened.index.count_versions([*names, *chain.from_iterable(joined.values())])
    return {
        name: sum(counts.get(one, 0) for one in (name, *joined.get(name, ()))) for name in names
    }


def _of_state(
    opened: OpenedArchive, host: str | None, source: str | None, state: Standing
) -> list[ArticleSummary]:
    """Return the articles whose address shows this now."""
    names = [one.article for one in pending_of(opened).values() if one.standing is state]
    return [
        summary
        for some in in_chunks(names)
        for summary in opened.index.articles(host=host, source=source, names=some, kept=True)
    ]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some of the kept articles that fit, in the order of their ids."""

    articles: tuple[ArticleSummary, ...]
    pending: Mapping[str, Pending]
    """As ``ArticleList`` has it."""
    next: str | None
    """The article to go on after; None at the end."""


def article_page(
    opened: OpenedArchive,
    *,
    limit: int,
    host: str | None = None,
    source: str | None = None,
    state: Standing | None = None,
    after: str | None = None,
) -> ArticlePage:
    """Return the kept articles that fit and stand after one of them. Counts none.

    Raises ``UsageError`` for a source that there is not.
    """
    if source is not None:
        check_source(opened, source)
    names = said = None
    if state is not None and state.is_pending:
        fitting = (one.article for one in pending_of(opened).values() if one.standing is state)
        names = sorted(name for name in fitting if after is None or name > after)[:MAX_NAMES]
    elif state is not None:
        said = State(state.value)
    found = opened.index.articles(
        host=host,
        source=source,
        state=said,
        names=names,
        after=after,
        kept=True,
        limit=limit + 1,
    )
    listed = tuple(_withheld(opened, found[:limit]))
    pending = pending_of(opened, [one.article for one in listed])
    return ArticlePage(listed, pending, listed[-1].article if len(found) > limit else None)


def state_named(text: str | None, option: str = "--state") -> Standing | None:
    """Return the state that a text names. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        return Standing(text)
    except ValueError:
        raise UsageError(f"{option} takes {_STANDINGS}, not {text!r}") from None


def _withheld(opened: OpenedArchive, summaries: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return the summaries, without titles that check lines contradict.

    The index read the newest record of those articles otherwise than a run wrote it.
    """
    suspect = opened.index.contradicted([summary.article for summary in summaries])
    opened.reader.each(
        [
            (summary.article, summary.version)
            for summary in summaries
            if summary.article in suspect and summary.version
        ]
    )
    return [
        replace(summary, title=None) if summary.article in suspect else summary
        for summary in summaries
    ]


def article_row(summary: ArticleSummary, pending: Pending | None = None) -> dict[str, Any]:
    """Return what the document says of one article."""
    return {
        "article": summary.article,
        "url": summary.url,
        "title": summary.title,
        "state": summary.state,
        "version": summary.version,
        "first_seen": stamped(summary.first_seen),
        "last_checked": stamped(summary.last_checked),
        "last_outcome": summary.last_outcome,
        "last_seen": stamped(summary.last_seen),
        "sources": list(summary.sources),
        "pending": pending.document() if pending else None,
    }
