"""Admit: whether a page or list is fetched, and what may be asked for conditionally."""

from collections.abc import Callable
from datetime import datetime, timedelta

from crawler import identity
from crawler.capture import Admission
from crawler.codec import parse_utc
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.indexed_article import indexed_article
from crawler.model import State
from crawler.plan import ListTarget, PageTarget, Plan

UNCONDITIONAL_EVERY = timedelta(days=1)
"""At least one check a day asks for the whole page: servers lie about what has not changed."""

BELIEVED = 12
"""A list's word that an article was modified is taken once in a twelfth of the time for which it
had not changed at the last check.
"""


class Admitter:
    """Admits the pages and lists of one run."""

    def __init__(self, index: Index, plan: Plan, clock: Callable[[], datetime]) -> None:
        self._index, self._plan, self._clock = index, plan, clock

    def page(self, target: PageTarget, context: ArticleContext) -> Admission:
        """Return whether and how to fetch a page of which this is known."""
        if context.order_id is not None:
            return Admission(refuse=redacted_reason(context.order_id))
        now = self._clock()
        skip = self._skip(target, context, now)
        if skip is not None:
            return Admission(skip=skip)
        etag, last_modified = _validators(context, now)
        return Admission(etag=etag, last_modified=last_modified)

    def skipped(self, target: PageTarget) -> tuple[str, ArticleContext] | None:
        """Return why a page is not fetched, and its article, where the index alone can tell.

        Most links of most lists are known. What others may have stored meanwhile makes none of them
        worth a look.
        """
        if self._plan.since_last is None and not self._leaves(target):
            return None
        context = by_index(self._index, target.url)
        skip = self._skip(target, context, self._clock()) if context is not None else None
        return (skip, context) if skip is not None and context is not None else None

    def _leaves(self, target: PageTarget) -> bool:
        """Return whether the page is left to revisits if it is known."""
        return self._plan.leave_known and target.found_in is not None

    def _skip(self, target: PageTarget, context: ArticleContext, now: datetime) -> str | None:
        """Return why a page of which this is known is not fetched, or None."""
        last = context.summary.last_checked if context.summary else None
        most = self._plan.since_last
        if last is None:
            return None
        if most is not None and now - last < timedelta(seconds=most):
            return "checked recently"
        if self._leaves(target) and not _is_news(target, context, last, now):
            return "known, and left to revisits"
        return None

    def list(self, target: ListTarget) -> Admission:
        """Return the validators of the last time that all of this list's links were checked."""
        etag, last_modified = self._index.source_validators(target.source, target.url)
        links, lists = (
            self._index.source_links(target.source, target.url)
            if etag or last_modified
            else ((), ())
        )
        return Admission(etag=etag, last_modified=last_modified, links=links, lists=lists)


def by_index(index: Index, url: str) -> ArticleContext | None:
    """Return where the URL's article stands by the index, without a look into the store.

    None where that is not plain. Raises ``BadUrl``.
    """
    url = identity.normalise(url)
    with index.one_state():
        article = index.article_for(url)
        known = indexed_article(index, article) if article is not None else None
    if article is None or known is None or known.head is None or not known.is_plain:
        return None
    return ArticleContext(
        url=url,
        article=article,
        settled=True,
        head=known.head,
        summary=known.summary,
        next=known.head.record.version + 1,
    )


def redacted_reason(order_id: str) -> str:
    """Return why an article is not archived again, as check lines say it."""
    return f"redacted: order {order_id}"


def _is_news(target: PageTarget, context: ArticleContext, last: datetime, now: datetime) -> bool:
    """Return whether a list is to be believed that its page was modified since the last check.

    Some lists date everything anew all the time. So the quieter an article has been, the rarer
    it is believed.
    """
    if target.modified is None or parse_utc(target.modified) <= last:
        return False
    changed = context.head.record.confirmed_at if context.head is not None else last
    return now - last >= (last - changed) / BELIEVED


def _validators(context: ArticleContext, now: datetime) -> tuple[str | None, str | None]:
    """Return the ETag and Last-Modified to send; Nones to ask for the whole page."""
    summary, head = context.summary, context.head
    if (
        context.broken
        or summary is None
        or head is None
        or head.record.state is not State.PRESENT
        or summary.version != head.record.version
    ):
        return None, None
    if (
        summary.last_unconditional is None
        or now - summary.last_unconditional >= UNCONDITIONAL_EVERY
    ):
        return None, None
    return summary.etag, summary.last_modified
