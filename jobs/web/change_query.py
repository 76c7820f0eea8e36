"""The filter of changes that stands in an address: the same for the list, its feeds, its links."""

from datetime import datetime
from urllib.parse import urlencode

from crawler.errors import UsageError
from crawler.feeds import ATOM_TYPE, JSON_FEED_TYPE
from crawler.model import ChangeFilter, Silence
from jobs.reading.arguments import beginning
from jobs.reading.change_cursor import cursor_place
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import locate
from jobs.web.page_request import PageRequest

FILTERS = ("since", "until", "source", "host", "article", "kind", "silence", "q")
"""The parameters that choose, in the order in which an address of ours names them."""

MAX_WORDS = 8

FEEDS = (
    ("Atom", ATOM_TYPE, "/feeds/changes.atom"),
    ("JSON Feed", JSON_FEED_TYPE, "/feeds/changes.json"),
)
"""The feeds of changes: name, media type, address."""


def given_filters(request: PageRequest) -> dict[str, str]:
    """Return the parameters that choose, each in its place. Raises ``UsageError``.

    ``silent=1`` is another way to write ``silence=silent``.
    """
    found = {name: value for name in FILTERS if (value := request.value(name)) is not None}
    short = request.value("silent")
    if short is not None:
        if short != "1" or found.get("silence", Silence.SILENT) != Silence.SILENT:
            raise UsageError("silent is 1 or left away, and goes with no other silence")
        found["silence"] = Silence.SILENT.value
    if "host" in found:
        found["host"] = found["host"].lower()
    return {name: found[name] for name in FILTERS if name in found}


def filter_query(given: dict[str, str]) -> str:
    """Return the filter as the part of an address behind the question mark."""
    return urlencode(given)


def feeds_of(given: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return the feeds of what a filter chooses: name, media type, address."""
    query = filter_query(given)
    return tuple((name, kind, f"{path}?{query}" if query else path) for name, kind, path in FEEDS)


def change_filter_of(
    opened: OpenedArchive, request: PageRequest, given: dict[str, str], *, at: datetime
) -> ChangeFilter:
    """Return the filter that an address asks for. Raises ``UsageError``, ``UnknownArticle``.

    Whether there is such a kind or source, the list says.
    """
    silence, cursor = given.get("silence"), request.value("cursor")
    if silence is not None and silence not in {one.value for one in Silence}:
        raise UsageError(f"silence is silent, announced or unknown, not {silence!r}")
    words = tuple(given.get("q", "").split())
    if len(words) > MAX_WORDS:
        raise UsageError(f"q takes {MAX_WORDS} words at most", hint="Leave some away.")
    return ChangeFilter(
        since=beginning(given["since"], "since", at=at) if "since" in given else None,
        until=beginning(given["until"], "until", at=at) if "until" in given else None,
        kind=given.get("kind"),
        source=given.get("source"),
        host=given.get("host"),
        article=locate(opened, given["article"]) if "article" in given else None,
        silence=Silence(silence) if silence else None,
        words=words,
        cursor=cursor_place(cursor) if cursor else None,
    )


_WORDED = {
    "since": "since {}",
    "until": "until {}",
    "source": "from {}",
    "host": "on {}",
    "article": "of {}",
    "kind": "{}",
    "silence": "{}",
    "q": "“{}”",
}


def filter_in_words(given: dict[str, str]) -> str:
    """Return what a filter chooses, for people: ``headline, silent, on news.example``."""
    return ", ".join(_WORDED[name].format(given[name]) for name in FILTERS if name in given)
