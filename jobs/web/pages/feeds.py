"""``/feeds/changes.atom`` and ``/feeds/changes.json``: any filtered list of changes as a feed."""

import hashlib
from collections.abc import Callable
from urllib.parse import urlencode

from crawler.feeds import ATOM_TYPE, JSON_FEED_TYPE, FeedOfChanges, as_atom, as_json_feed
from crawler.model import ChangePosition
from jobs.reading.change_cursor import cursor_text
from jobs.reading.change_feed import FeedPlace, change_feed
from jobs.web.change_query import change_filter_of, filter_in_words, filter_query, given_filters
from jobs.web.feed_states import FeedStates
from jobs.web.live_archive import NotOpenYet, RequestedArchive
from jobs.web.page_request import PageAnswer, PageRequest

CACHE_CONTROL = "private, max-age=60"
"""A minute is short against the time between two checks of an article."""

_STATES = FeedStates()


def atom(reading: RequestedArchive, request: PageRequest) -> PageAnswer:
    """Return the feed as Atom."""
    return _answer(reading, request, as_atom, f"{ATOM_TYPE}; charset=utf-8")


def json_feed(reading: RequestedArchive, request: PageRequest) -> PageAnswer:
    """Return the feed as JSON Feed."""
    return _answer(reading, request, as_json_feed, JSON_FEED_TYPE)


def _answer(
    reading: RequestedArchive,
    request: PageRequest,
    written: Callable[[FeedOfChanges], bytes],
    media_type: str,
) -> PageAnswer:
    given = given_filters(request)
    wanted = change_filter_of(reading, request, given, at=reading.at)
    if wanted.article is not None:
        given["article"] = wanted.article
    place = _place(request, given)
    _require_whole(reading)
    body = written(change_feed(reading, wanted, place))
    _require_whole(reading)
    etag = hashlib.sha256(body).hexdigest()[:32]
    since = _STATES.last_modified(place.self_url, etag, reading.at)
    headers = {"Cache-Control": CACHE_CONTROL} | ({"Last-Modified": since} if since else {})
    return PageAnswer(body=body, media_type=media_type, headers=headers, etag=etag)


def _require_whole(reading: RequestedArchive) -> None:
    """Raise ``NotOpenYet`` while the index is made anew: half of one is an older state."""
    if not reading.index.complete:
        raise NotOpenYet("the index is being made anew", hint="Try again in a minute.")


def _place(request: PageRequest, given: dict[str, str]) -> FeedPlace:
    query = filter_query(given)
    chosen = filter_in_words(given)
    own = request.absolute(request.path)

    def page_after(place: ChangePosition) -> str:
        return f"{own}?{urlencode([*given.items(), ('cursor', cursor_text(place))])}"

    def compare(article: str, older: int, newer: int) -> str:
        return request.absolute(f"/articles/{article}/compare/{older}/{newer}")

    cursor = request.value("cursor")
    asked = urlencode([*given.items(), *([("cursor", cursor)] if cursor else [])])
    return FeedPlace(
        query=query,
        title=f"{request.site_name}: changes" + (f" ({chosen})" if chosen else ""),
        self_url=f"{own}?{asked}" if asked else own,
        home_url=request.absolute(f"/?{query}" if query else "/"),
        first_url=f"{own}?{query}" if query else own,
        page_after=page_after,
        compare=compare,
    )
