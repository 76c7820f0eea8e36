"""What adds up much and changes little: made once a minute, whoever asks for it."""

from collections.abc import Callable

from jobs.reading.archive_plots import ArchivePlots, archive_plots
from jobs.reading.opened import OpenedArchive
from jobs.reading.source_activity import SourceActivity, source_activity
from jobs.web.derived_cache import DERIVED
from jobs.web.page_request import PageAnswer, PageRequest


def for_a_minute(
    opened: OpenedArchive, request: PageRequest, make: Callable[[], PageAnswer]
) -> PageAnswer:
    """Return the page that was made of this archive within the last minute, or make it.

    Only for pages that take nothing from a request but its path.
    """
    key = ("page", *_index_of(opened), request.site_name, request.path)
    return DERIVED.value(key, make)


def kept_activity(opened: OpenedArchive) -> SourceActivity:
    """Return how the sources did within the last minute."""
    return DERIVED.value(("activity", *_index_of(opened)), lambda: source_activity(opened))


def kept_plots(opened: OpenedArchive, source: str | None = None) -> ArchivePlots:
    """Return what the plots of one source or of all are drawn from, as within the last minute.

    Only for a source that there is: what is kept must not grow with what is asked for.
    """
    key = ("plots", *_index_of(opened), source)
    return DERIVED.value(key, lambda: archive_plots(opened, source=source))


def _index_of(opened: OpenedArchive) -> tuple[str | None, str]:
    return opened.archive.id, opened.index.url
