"""What is kept of pages for a while: what takes long to make, and is asked for again."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from jobs.reading.archive_plots import ArchivePlots, archive_plots
from jobs.reading.derived_cache import DERIVED, DerivedCache
from jobs.reading.opened import OpenedArchive
from jobs.reading.source_activity import SourceActivity, source_activity
from jobs.web.page_request import PageAnswer, PageRequest

T = TypeVar("T")

UNCHANGED_SECONDS = 10.0
"""For so long an article's page is given again: some of it goes by the clock."""

MADE = DerivedCache(
    most=16_000_000, seconds=UNCHANGED_SECONDS, weight=lambda told: len(told.body) + 1_000
)
"""The pages of articles that were asked for a moment ago. Weighed in bytes."""


def while_unchanged(
    opened: OpenedArchive,
    request: PageRequest,
    made_of: tuple[str | None, ...],
    make: Callable[[], PageAnswer],
) -> PageAnswer:
    """Return the page of an article, which may have been made before for somebody else.

    ``made_of``: the state that the index was in before anything was asked of it, and the hashes of
    the records that the page shows, which were read and checked for this request. With others the
    page is another. A page that tells of damage is made for each who asks.
    """
    key = (
        *(opened.archive.id, opened.index.url, *made_of),
        *(request.site_name, request.base_url, request.path, request.query),
    )

    def keep(told: PageAnswer) -> bool:
        is_whole = told.status == HTTPStatus.OK and isinstance(told.body, bytes)
        return is_whole and not opened.reader.damage

    return MADE.value(key, make, keep=keep)


def derived(
    opened: OpenedArchive,
    key: tuple[object, ...],
    make: Callable[[], T],
    *,
    keep: Callable[[T], bool] = lambda _: True,
) -> T:
    """Return what was made of this archive's records. Nothing is kept that met damage.

    The key holds the records' hashes. ``keep`` says whether a value may be given to others.
    """
    key = (opened.archive.id, *key)
    return DERIVED.value(key, make, keep=lambda made: keep(made) and not opened.reader.damage)


def for_a_minute(
    opened: OpenedArchive, request: PageRequest, make: Callable[[], PageAnswer]
) -> PageAnswer:
    """Return a page that adds up much, as it was made within the last minute, or make it.

    Only for pages that take nothing from a request but its path.
    """
    key = ("page", opened.archive.id, opened.index.url, request.site_name, request.path)
    return DERIVED.value(key, make)


def kept_activity(opened: OpenedArchive) -> SourceActivity:
    """Return how the sources did within the last minute."""
    return derived(opened, ("activity", opened.index.url), lambda: source_activity(opened))


def kept_plots(opened: OpenedArchive, source: str | None = None) -> ArchivePlots:
    """Return what the plots of one source or of all are drawn from, as within the last minute.

    Only for a source that there is: what is kept must not grow with what is asked for.
    """
    key = ("plots", opened.index.url, source)
    return derived(opened, key, lambda: archive_plots(opened, source=source))
