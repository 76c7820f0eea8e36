"""What came of a request, as the values of ``crawler.capture``."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.capture import Ending, Fetched
from crawler.middlewares.causes import cause
from crawler.middlewares.masking import masked_rendering
from crawler.middlewares.tolls import toll_of
from crawler.middlewares.verdicts import Interrupted, Verdict
from crawler.model import Capture, Exchange, Rendering
from crawler.plan import Target
from crawler.secrets import Mask
from crawler.warc.payload import Undecodable, payload

_NOT_MODIFIED = 304


def answered(target: Target, response: Response, limit: int) -> Fetched:
    """The page that arrived. One whose body cannot be decoded within ``limit`` bytes is refused or failed, and its bytes dropped."""
    exchange: Exchange = response.meta["exchange"]
    hops: tuple[Exchange, ...] = response.meta.get("hops", ())
    ending, reason, size = _ending(exchange, limit)
    return Fetched(
        target=target,
        ending=ending,
        fetched_at=exchange.fetched_at,
        capture=_capture(target, response) if reason is None else None,
        status=response.status,
        reason=reason,
        hops=tuple(hop.url for hop in hops),
        toll=toll_of(response.meta),
        size=size,
    )


def _capture(target: Target, response: Response) -> Capture:
    meta = response.meta
    return Capture(exchanges=(*meta.get("hops", ()), meta["exchange"]), rescue=_rescue(target), rendering=_rendering(meta))


def _rendering(meta: Mapping[str, Any]) -> Rendering | None:
    rendering: Rendering | None = meta.get("rendering")
    return masked_rendering(rendering, _mask(meta)) if rendering is not None else None


def _mask(meta: Mapping[str, Any]) -> Mask:
    """What takes the run's secrets out of texts: set when the request passed ``subscriptions``, before which none can come in."""
    mask: Mask = meta.get("mask") or Mask()
    return mask


def _ending(exchange: Exchange, limit: int) -> tuple[Ending, str | None, int]:
    """How it ended, why, and how many bytes the decoded body has."""
    if exchange.status == _NOT_MODIFIED:
        if is_conditional(exchange):
            return Ending.NOT_MODIFIED, None, 0
        return Ending.FAILED, "status 304 to a request without a condition", 0
    try:
        size = len(payload(exchange, limit))
    except Undecodable as error:
        if "more than" in error.reason:
            return Ending.REFUSED, f"size: {error.reason}", 0
        return Ending.FAILED, f"the body cannot be decoded: {error.reason}", 0
    return Ending.ANSWERED, None, size


def is_conditional(exchange: Exchange) -> bool:
    """Whether the request carried a validator."""
    return any(name.lower() in {"if-none-match", "if-modified-since"} for name, _ in exchange.request_headers)


def _rescue(target: Target) -> bytes | None:
    return target.rescue.encode() if target.rescue else None


def unanswered(target: Target, request: Request, error: BaseException) -> Fetched | None:
    """A page that did not arrive, and why. None where the run was stopped first: nothing is known of it, so it is left."""
    if isinstance(error, Interrupted):
        return None
    return Fetched(target=target, **ending_of(request, error))


def ending_of(request: Request, error: BaseException) -> dict[str, Any]:
    """The fields that pages and lists have in common when nothing arrived."""
    ending, reason = (error.ending, error.reason) if isinstance(error, Verdict) else (Ending.FAILED, cause(error))
    return {
        "ending": ending,
        "reason": _mask(request.meta).text(reason),
        "fetched_at": request.meta.get("sent_at") or datetime.now(UTC),
        "hops": tuple(hop.url for hop in request.meta.get("hops", ())),
        "toll": toll_of(request.meta),
    }
