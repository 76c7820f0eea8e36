"""Fetches that one crawl hands on and another goes on with: from Scrapy's requests, and back."""

from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.handing_on import BegunFetch, BegunRobots, Target, key_of_target, packed, unpacked
from crawler.middlewares.chain_cookies import ChainPolicy, cookies_for
from crawler.middlewares.fetch_state import KEY, FetchState, state_of
from crawler.middlewares.redirects import MAX_REDIRECTS
from crawler.model import Exchange
from crawler.secrets import BLANKED


def begun_fetch(target: Target, request: Request) -> BegunFetch:
    """Return how far a target's fetch has come, of which this is the next request."""
    state = state_of(request)
    url, source, kind = key_of_target(target)
    return BegunFetch(
        url=url,
        source=source,
        kind=kind,
        next_url=request.url,
        hops=packed(state.hops),
        attempt=state.attempt,
        cost=state.cost,
        parent=state.parent,
        list_depth=state.list_depth,
    )


def meta_of(target: Target, begun: BegunFetch | None) -> dict[str, Any]:
    """Return a request's ``meta`` for a fetch, that goes on where it was. Raises ``BadRecord``."""
    if begun is None:
        return {KEY: FetchState(target=target)}
    state = FetchState(
        target=target,
        parent=begun.parent,
        list_depth=begun.list_depth,
        attempt=begun.attempt,
        costs=[begun.cost],
    )
    return _meta(state, unpacked(begun.hops))


def robots_request(origin: str, begun: BegunRobots | None, **given: Any) -> Request:  # noqa: ANN401
    """Return the next request for an origin's robots.txt. Raises ``BadRecord``."""
    url = f"{origin}/robots.txt" if begun is None else begun.next_url or ""
    hops = unpacked(begun.hops) if begun is not None else ()
    return Request(url, meta=_meta(FetchState(), hops), dont_filter=True, **given)


def _meta(state: FetchState, hops: tuple[Exchange, ...]) -> dict[str, Any]:
    """Return ``meta`` as it stands after these redirects."""
    state.hops = hops
    for hop in hops:
        state.seen.add((hop.url, cookies_for(state, hop.url)))
        _take_cookies(state, hop)
    times = {"redirect_times": len(hops), "redirect_ttl": MAX_REDIRECTS - len(hops)}
    return {KEY: state, **(times if hops else {})}


def _take_cookies(state: FetchState, hop: Exchange) -> None:
    """Keep what a redirect has set. What was blanked, as a secret, is known no more."""
    found = [
        value
        for name, value in hop.response_headers
        if name.lower() == "set-cookie" and value != BLANKED
    ]
    if found:
        if state.cookies is None:
            state.cookies = CookieJar(ChainPolicy())
        response = Response(hop.url, headers={"Set-Cookie": found})
        state.cookies.extract_cookies(response, Request(hop.url))
