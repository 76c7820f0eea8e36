"""What came of a request, as the values of ``crawler.capture``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.capture import Fetched, FetchStatus
from crawler.middlewares.error_messages import error_message
from crawler.middlewares.fetch_cost import fetch_cost_of
from crawler.middlewares.masking import masked_rendering
from crawler.middlewares.request_errors import Interrupted, RequestEnded
from crawler.model import Capture, Exchange, Rendering
from crawler.plan import PageTarget
from crawler.secrets import Mask
from crawler.warc.payload import Undecodable, payload

_NOT_MODIFIED = 304


def answered(target: PageTarget, response: Response, limit: int) -> Fetched:
    """Return the page that arrived.

    One whose body cannot be decoded within ``limit`` bytes is refused or failed, and its bytes
    dropped.
    """
    exchange: Exchange = response.meta["exchange"]
    hops: tuple[Exchange, ...] = response.meta.get("hops", ())
    fetch_status, reason, size = _fetch_status(exchange, limit)
    return Fetched(
        target=target,
        fetch_status=fetch_status,
        fetched_at=exchange.fetched_at,
        capture=_capture(target, response) if reason is None else None,
        status=response.status,
        reason=reason,
        hops=tuple(hop.url for hop in hops),
        cost=fetch_cost_of(response.meta),
        size=size,
    )


def _capture(target: PageTarget, response: Response) -> Capture:
    meta = response.meta
    return Capture(
        exchanges=(*meta.get("hops", ()), meta["exchange"]),
        rescue=_rescue(target),
        rendering=_rendering(meta),
    )


def _rendering(meta: Mapping[str, Any]) -> Rendering | None:
    rendering: Rendering | None = meta.get("rendering")
    return masked_rendering(rendering, _mask(meta)) if rendering is not None else None


def _mask(meta: Mapping[str, Any]) -> Mask:
    """Return what takes the run's secrets out of texts.

    Set when the request passed ``subscriptions``, before which none can come in.
    """
    mask: Mask = meta.get("mask") or Mask()
    return mask


def _fetch_status(exchange: Exchange, limit: int) -> tuple[FetchStatus, str | None, int]:
    """Return how it ended, why, and how many bytes the decoded body has."""
    if exchange.status == _NOT_MODIFIED:
        if is_conditional(exchange):
            return FetchStatus.NOT_MODIFIED, None, 0
        return FetchStatus.FAILED, "status 304 to a request without a condition", 0
    try:
        size = len(payload(exchange, limit))
    except Undecodable as error:
        if "more than" in error.reason:
            return FetchStatus.REFUSED, f"size: {error.reason}", 0
        return FetchStatus.FAILED, f"the body cannot be decoded: {error.reason}", 0
    return FetchStatus.ANSWERED, None, size


def is_conditional(exchange: Exchange) -> bool:
    """Return whether the request carried a validator."""
    return any(
        name.lower() in {"if-none-match", "if-modified-since"}
        for name, _ in exchange.request_headers
    )


def _rescue(target: PageTarget) -> bytes | None:
    return target.rescue.encode() if target.rescue else None


def unanswered(target: PageTarget, request: Request, error: BaseException) -> Fetched | None:
    """Return a page that did not arrive, and why.

    None where the run was stopped first: nothing is known of it, so it is left.
    """
    if isinstance(error, Interrupted):
        return None
    return Fetched(target=target, **failure_fields(request, error))


def failure_fields(request: Request, error: BaseException) -> dict[str, Any]:
    """Return the fields that pages and lists have in common when nothing arrived."""
    fetch_status, reason = (
        (error.fetch_status, error.reason)
        if isinstance(error, RequestEnded)
        else (FetchStatus.FAILED, error_message(error))
    )
    return {
        "fetch_status": fetch_status,
        "reason": _mask(request.meta).text(reason),
        "fetched_at": request.meta.get("sent_at") or datetime.now(UTC),
        "hops": tuple(hop.url for hop in request.meta.get("hops", ())),
        "cost": fetch_cost_of(request.meta),
    }
