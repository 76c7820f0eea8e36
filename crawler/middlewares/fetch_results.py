"""What came of a request, as the values of ``crawler.capture``."""

from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.capture import Fetched, FetchFailure, FetchStatus
from crawler.middlewares.fetch_state import FetchState, state_of
from crawler.middlewares.request_errors import (
    Failed,
    Interrupted,
    Refused,
    RequestEnded,
    failure_of,
)
from crawler.middlewares.wire.masking import masked_rendering
from crawler.model import Capture, Exchange, Rendering
from crawler.plan import PageTarget
from crawler.proxy_settings import with_proxy
from crawler.warc.payload import Undecodable, UndecodableKind, payload

_NOT_MODIFIED = 304

_ON_THE_WAY = frozenset(
    {
        FetchFailure.ADDRESS,
        FetchFailure.ROBOTS_UNREACHABLE,
        FetchFailure.HOST_SILENT,
        FetchFailure.NOT_HTTP,
        FetchFailure.TLS,
        FetchFailure.TIMEOUT,
        FetchFailure.NAME,
        FetchFailure.CONNECTION,
        FetchFailure.CUT_OFF,
        FetchFailure.PROXY,
    }
)
"""What may be the doing of a proxy, which the reason then names."""


def answered(target: PageTarget, response: Response, limit: int) -> Fetched:
    """Return the page that arrived.

    One whose body cannot be decoded within ``limit`` bytes is refused or failed, and its bytes
    dropped.
    """
    state = state_of(response.request)
    exchange, size = state.exchange, 0
    failure: FetchFailure | None = None
    reason: str | None = None
    try:
        fetch_status, size = _fetch_status(exchange, limit)
    except RequestEnded as ended:
        fetch_status, failure, reason = ended.fetch_status, ended.failure, ended.reason
    return Fetched(
        target=target,
        fetch_status=fetch_status,
        fetched_at=exchange.fetched_at,
        capture=_capture(target, state) if failure is None else None,
        status=response.status,
        reason=reason,
        failure=failure,
        hops=state.hop_urls,
        cost=state.cost,
        size=size,
    )


def _fetch_status(exchange: Exchange, limit: int) -> tuple[FetchStatus, int]:
    """Return how it ended, and how many bytes the decoded body has.

    Raises ``RequestEnded`` where there is no page to be had of the answer.
    """
    if exchange.status == _NOT_MODIFIED:
        if is_conditional(exchange):
            return FetchStatus.NOT_MODIFIED, 0
        raise Failed(FetchFailure.STATUS, "status 304 to a request without a condition")
    try:
        return FetchStatus.ANSWERED, len(payload(exchange, limit))
    except Undecodable as error:
        if error.kind is UndecodableKind.TOO_LARGE:
            raise Refused(FetchFailure.SIZE, f"size: {error.reason}") from error
        reason = f"the body cannot be decoded: {error.reason}"
        raise Failed(FetchFailure.UNREADABLE, reason) from error


def _capture(target: PageTarget, state: FetchState) -> Capture:
    return Capture(
        exchanges=(*state.hops, state.exchange),
        rescue=target.rescue.encode() if target.rescue else None,
        rendering=_rendering(state),
    )


def _rendering(state: FetchState) -> Rendering | None:
    rendering = state.last.rendering if state.last else None
    return masked_rendering(rendering, state.mask) if rendering is not None else None


def is_conditional(exchange: Exchange) -> bool:
    """Return whether the request carried a validator."""
    return any(
        name.lower() in {"if-none-match", "if-modified-since"}
        for name, _ in exchange.request_headers
    )


def unanswered(target: PageTarget, request: Request, error: BaseException) -> Fetched | None:
    """Return a page that did not arrive, and why.

    None where the run was stopped first: nothing is known of it, so it is left.
    """
    if isinstance(error, Interrupted):
        return None
    return Fetched(target=target, **failure_fields(request, error))


def failure_fields(request: Request, error: BaseException) -> dict[str, Any]:
    """Return the fields that pages and lists have in common when nothing arrived."""
    state, (failure, reason) = state_of(request), failure_of(error)
    if failure in _ON_THE_WAY:
        reason = with_proxy(reason, request.url)
    fetch_status = error.fetch_status if isinstance(error, RequestEnded) else FetchStatus.FAILED
    return {
        "fetch_status": fetch_status,
        "failure": failure,
        "reason": state.mask.text(reason),
        "fetched_at": state.last.sent_at if state.last else datetime.now(UTC),
        "hops": state.hop_urls,
        "cost": state.cost,
    }
