"""Pages that add up much and change little: made once a minute, whoever asks for them."""

from collections.abc import Callable

from jobs.reading.opened import OpenedArchive
from jobs.web.derived_cache import DERIVED
from jobs.web.page_request import PageAnswer, PageRequest


def for_a_minute(
    opened: OpenedArchive, request: PageRequest, make: Callable[[], PageAnswer]
) -> PageAnswer:
    """Return the page that was made of this archive within the last minute, or make it.

    Only for pages that take nothing from a request but its path.
    """
    key = ("page", opened.archive.id, opened.index.url, request.site_name, request.path)
    return DERIVED.value(key, make)
