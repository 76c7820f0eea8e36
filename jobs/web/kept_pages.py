"""What is kept of pages for a minute: what takes long to make, and is asked for again."""

from collections.abc import Callable
from typing import TypeVar

from jobs.reading.archive_plots import ArchivePlots, archive_plots
from jobs.reading.derived_cache import DERIVED
from jobs.reading.opened import OpenedArchive
from jobs.reading.source_activity import SourceActivity, source_activity
from jobs.web.page_request import PageAnswer, PageRequest

T = TypeVar("T")


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
