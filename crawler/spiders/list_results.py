"""What came of a list, and of URLs that are not asked for, as the values of ``crawler.capture``."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from crawler.capture import Fetched, FetchFailure, FetchStatus, ListFetched
from crawler.codec import sha256
from crawler.discover import newest
from crawler.identity.urls import scheme_refusal
from crawler.middlewares.fetch_results import is_conditional
from crawler.middlewares.fetch_state import FetchState
from crawler.model import DropRule, Exchange
from crawler.plan import ListTarget, PageTarget
from crawler.spiders.lists import MAX_LISTS, Sifted

MAX_DEPTH = 5
"""Sitemap indexes inside indexes that are followed. The protocol allows none; robots.txt and
careless sites add some.
"""

_NOT_MODIFIED = 304
_OK = 200


class ListEnded(NamedTuple):
    """How the fetch of a list ended."""

    fetch_status: FetchStatus
    failure: FetchFailure | None = None
    reason: str | None = None


def list_ended(exchange: Exchange) -> ListEnded:
    """Return how a list's fetch ended, as far as the status says."""
    if exchange.status == _NOT_MODIFIED and is_conditional(exchange):
        return ListEnded(FetchStatus.NOT_MODIFIED)
    if exchange.status != _OK:
        return ListEnded(FetchStatus.FAILED, FetchFailure.STATUS, f"status {exchange.status}")
    return ListEnded(FetchStatus.ANSWERED)


def list_fetched(
    target: ListTarget,
    state: FetchState,
    ended: ListEnded,
    found: Sifted,
) -> ListFetched:
    """Return a list that arrived, with what is taken of it."""
    exchange = state.exchange
    return ListFetched(
        list=target,
        fetch_status=ended.fetch_status,
        fetched_at=exchange.fetched_at,
        links=found.links,
        dropped=tuple(found.dropped.items()),
        other_hosts=found.other_hosts,
        lists=found.children,
        final_url=exchange.url,
        status=exchange.status,
        reason=ended.reason,
        failure=ended.failure,
        hops=state.hop_urls,
        etag=exchange.header("ETag"),
        last_modified=exchange.header("Last-Modified"),
        body_sha256=sha256(exchange.body),
        parent=state.parent,
        cost=state.cost,
    )


def off_site(found: Sifted) -> str | None:
    """Return what to say of a list most of whose links ``same_site`` left out, else None."""
    left_out = found.dropped.get(DropRule.SAME_SITE, 0)
    whole = len(found.links) + sum(found.dropped.values())
    if left_out * 2 <= whole:
        return None
    hosts = ", ".join(host for host, _ in found.other_hosts)
    return (
        f"{left_out:,} of {whole:,} links lie on other sites ({hosts}); same_site: false takes them"
    )


def within_reach(found: Sifted, depth: int, read: int) -> Sifted:
    """Return what was found with only those further lists that a run still reads.

    ``depth`` is how many lists lie above this one, ``read`` how many of its source the run reads.
    """
    room = 0 if depth >= MAX_DEPTH else max(0, MAX_LISTS - read)
    children = newest(found.children, room)
    over = found.dropped.get(DropRule.MAX_LISTS, 0) + len(found.children) - len(children)
    dropped = {**found.dropped, DropRule.MAX_LISTS: over} if over else found.dropped
    return replace(found, children=children, dropped=dropped)


def unread_lists(found: Sifted) -> str | None:
    """Return what to say of a list whose further lists are not all read, else None."""
    over = found.dropped.get(DropRule.MAX_LISTS, 0)
    return (
        f"{over:,} of {over + len(found.children):,} further lists are not read, the oldest: "
        "a run reads no more of a source, and none deeper below others"
        if over
        else None
    )


def refused_list(target: ListTarget, reason: str, parent: str | None) -> ListFetched:
    """Return a list whose URL is not asked for."""
    return ListFetched(
        list=target,
        fetch_status=FetchStatus.REFUSED,
        fetched_at=datetime.now(UTC),
        reason=reason,
        failure=_url_failure(target.url),
        parent=parent,
    )


def refused_page(target: PageTarget, reason: str) -> Fetched:
    """Return a page whose URL is not asked for."""
    return Fetched(
        target=target,
        fetch_status=FetchStatus.REFUSED,
        fetched_at=datetime.now(UTC),
        reason=reason,
        failure=_url_failure(target.url),
    )


def _url_failure(url: str) -> FetchFailure:
    return FetchFailure.SCHEME if scheme_refusal(url) else FetchFailure.URL
