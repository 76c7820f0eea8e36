"""Redirects, hop by hop: each recorded, bounded, and only to where we would have gone by ourselves.

Meta refresh is not followed: it is a page's content, not the server's answer, and leads to consent
and login walls as often as to an article. What such a page holds is for extraction to judge.
"""

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.errors import BadUrl
from crawler.identity import same_site
from crawler.middlewares.request_errors import Failed, Refused
from crawler.middlewares.schemes import scheme_refusal
from crawler.secrets import Mask

MAX_REDIRECTS = 10

MAX_HOP_BYTES = 1_000_000
"""Bytes of the bodies that come with all redirects before a page. Servers send a line or two; each is
kept until the page is stored, so without a limit ten pages' worth would be held for each page.
"""

_STATUSES = frozenset({301, 302, 303, 307, 308})
_SHOWN = 200
_VALIDATORS = ("If-None-Match", "If-Modified-Since")


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, with hops recorded, loops named, and other schemes refused."""

    def _engine_started(self) -> None:
        """Nothing to set up: requests here carry no Referer."""

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
        request.meta["hops"] = (*request.meta.get("hops", ()), request.meta["exchange"])
        if sum(len(hop.body) for hop in request.meta["hops"]) > MAX_HOP_BYTES:
            raise Refused(f"size: more than {MAX_HOP_BYTES} bytes came with redirects")
        try:
            following = super().process_response(request, response)
        except (IgnoreRequest, ValueError) as error:
            raise Failed(_why(error)) from error
        if isinstance(following, Response):
            raise Refused(_refused_location(response, _mask(request)))
        return _checked(following, request)


def _why(error: Exception) -> str:
    return (
        f"more than {MAX_REDIRECTS} redirects"
        if isinstance(error, IgnoreRequest)
        else f"a redirect to no URL: {error}"
    )


def _mask(request: Request) -> Mask:
    """Return what takes secrets out of a URL before it is shown, cut short."""
    return request.meta.get("mask") or Mask()


def _refused_location(response: Response, mask: Mask) -> str:
    location = mask.text((response.headers["Location"] or b"").decode("latin-1"))
    return f"a redirect to {location[:_SHOWN]}: {scheme_refusal(location) or 'no URL'}"


def _checked(following: Request, request: Request) -> Request:
    hops = request.meta["hops"]
    if any(hop.url == following.url for hop in hops):
        raise Failed(f"a redirect loop of {len(hops)} hops")
    if not _stays(request.url, following.url, _mask(request)):
        for name in _VALIDATORS:  # they are another site's, and could mean anything here
            following.headers.pop(name, None)
    return following


def _stays(url: str, following: str, mask: Mask) -> bool:
    try:
        return same_site(url, mask.text(following))
    except BadUrl as error:
        raise Failed(f"a redirect to no URL: {error}") from error
