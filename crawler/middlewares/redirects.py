"""Redirects, hop by hop: each recorded, bounded, and only to where we would have gone by ourselves.

Meta refresh is not followed: it is a page's content, not the server's answer, and leads to consent
and login walls as often as to an article. What such a page holds is for extraction to judge.
"""

import logging

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.capture import FetchFailure
from crawler.errors import BadUrl
from crawler.identity import same_site
from crawler.identity.urls import scheme_refusal
from crawler.middlewares.chain_cookies import cookies_for
from crawler.middlewares.fetch_state import FetchState, state_of
from crawler.middlewares.fetch_stats import count, counted
from crawler.middlewares.request_errors import Failed, Refused
from crawler.secrets import Mask

log = logging.getLogger(__name__)

MAX_REDIRECTS = 10

MAX_HOP_BYTES = 1_000_000
"""Bytes of the bodies that come with all redirects before a page.

Servers send a line or two. Each is kept until the page is stored, so without a limit ten pages'
worth would be held for each page.
"""

_STATUSES = frozenset({301, 302, 303, 307, 308})
_SHOWN = 200
_VALIDATORS = ("If-None-Match", "If-Modified-Since")


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, with hops recorded, loops named, and other schemes refused."""

    def _engine_started(self) -> None:
        """Set nothing up: requests here carry no Referer."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:  # Scrapy's old interface
        """Return the next hop's request, or the response itself.

        Raises ``RequestEnded`` if the redirect must not be followed.
        """
        if response.status not in _STATUSES or "Location" not in response.headers:
            return response
        state = state_of(request)
        state.hops = (*state.hops, state.exchange)
        state.seen.add((request.url, state.sent_cookies))
        with counted(self.crawler.stats, request):
            _require_small(state)
            following = self._following(request, response, state)
        if state.target is not None:
            log.debug("%s: redirected to %s", *map(state.mask.text, (request.url, following.url)))
            count(self.crawler.stats, "redirected")
        return following

    def _following(self, request: Request, response: Response, state: FetchState) -> Request:
        try:
            following = super().process_response(request, response)
        except (IgnoreRequest, ValueError) as error:
            raise Failed(FetchFailure.REDIRECT, _why(error)) from error
        if isinstance(following, Response):
            raise _refused_location(response, state.mask)
        return _checked(following, request, state)


def _require_small(state: FetchState) -> None:
    """Raise ``Refused`` where the redirects brought more than is kept for one page."""
    if sum(len(hop.body) for hop in state.hops) > MAX_HOP_BYTES:
        reason = f"size: more than {MAX_HOP_BYTES} bytes came with redirects"
        raise Refused(FetchFailure.SIZE, reason)


def _why(error: Exception) -> str:
    return (
        f"more than {MAX_REDIRECTS} redirects"
        if isinstance(error, IgnoreRequest)
        else f"a redirect to no URL: {error}"
    )


def _refused_location(response: Response, mask: Mask) -> Refused:
    location = mask.text((response.headers["Location"] or b"").decode("latin-1"))
    scheme = scheme_refusal(location)
    return Refused(
        FetchFailure.SCHEME if scheme else FetchFailure.REDIRECT,
        f"a redirect to {location[:_SHOWN]}: {scheme or 'no URL'}",
    )


def _checked(following: Request, request: Request, state: FetchState) -> Request:
    if (following.url, cookies_for(state, following.url)) in state.seen:
        number = len(state.hops)
        hops = "1 hop" if number == 1 else f"{number} hops"
        raise Failed(FetchFailure.REDIRECT, f"a redirect loop of {hops}")
    if not _stays(request.url, following.url, state.mask):
        for name in _VALIDATORS:  # they are another site's, and could mean anything here
            following.headers.pop(name, None)
    return following


def _stays(url: str, following: str, mask: Mask) -> bool:
    try:
        return same_site(url, mask.text(following))
    except BadUrl as error:
        raise Failed(FetchFailure.REDIRECT, f"a redirect to no URL: {error}") from error
