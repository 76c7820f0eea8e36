"""Cookies within one chain of redirects: what a hop set is sent with the next ones, as browsers do.

Sites send a session's first visitor back to where they were, with a cookie, and do so for ever
where it does not come back. It lives as long as the fetch: the next one begins without any, so no
capture depends on the one before.
"""

from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.identity import registrable
from crawler.middlewares.fetch_state import FetchState, state_of

_COOKIE = b"Cookie"
_STATUSES = range(300, 400)


class ChainCookies:
    """Keeps what the redirects of one fetch set, and sends it with the hops that may see it.

    Behind ``auth_headers``: a source's own cookies are sent beside these.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003  # Scrapy's interface
        """Return the component of a crawl."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Send what the hops before have set for this address."""
        state = state_of(request)
        if state.cookies is None:
            return
        own = request.headers.get(_COOKIE) if "cookie" in state.displaced else None
        request.headers.pop(_COOKIE, None)
        state.sent_cookies = sent = cookies_for(state, request.url)
        pairs = [pair for pair in (_without(own or b"", sent), sent) if pair]
        if pairs:
            request.headers[_COOKIE] = b"; ".join(pairs)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what a redirect sets."""
        if response.status in _STATUSES and b"Set-Cookie" in response.headers:
            state = state_of(request)
            if state.cookies is None:
                state.cookies = CookieJar(ChainPolicy())
            state.cookies.extract_cookies(response, request)
        return response


def cookies_for(state: FetchState, url: str) -> bytes:
    """Return the ``Cookie`` header that the fetch would send there; empty where it has none."""
    if state.cookies is None:
        return b""
    request = Request(url)
    state.cookies.add_cookie_header(request)
    return request.headers.get(_COOKIE) or b""


class ChainPolicy(DefaultCookiePolicy):
    """A browser's rules: nobody sets a cookie for a public suffix, and so for a stranger's site."""

    # typed for urllib's own requests, of which Scrapy's are given another shape
    def set_ok_domain(self, cookie: Cookie, request: Any) -> bool:  # noqa: ANN401
        """Return whether the answering host may set the cookie for that domain."""
        domain = cookie.domain.lstrip(".")
        if cookie.domain_specified and domain != request.host and _is_suffix(domain):
            return False
        return super().set_ok_domain(cookie, request)


def _is_suffix(domain: str) -> bool:
    """Return whether strangers register names below the domain."""
    return registrable(f"x.{domain}") != registrable(domain)


def _without(own: bytes, sent: bytes) -> bytes:
    """Return a header without the cookies that the other one holds, too: they were set anew."""
    names = {pair.partition(b"=")[0].strip() for pair in sent.split(b";")}
    kept = (pair.strip() for pair in own.split(b";"))
    return b"; ".join(pair for pair in kept if pair and pair.partition(b"=")[0] not in names)
