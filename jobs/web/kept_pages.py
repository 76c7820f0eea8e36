"""What is kept of pages for a minute: what takes long to make, and is asked for again."""

from collections.abc import Callable
from typing import TypeVar

from jobs.reading.derived_cache import DERIVED
from jobs.reading.opened import OpenedArchive
from jobs.web.page_request import PageAnswer, PageRequest

T = TypeVar("T")


def derived(opened: OpenedArchive, key: tuple[object, ...], make: Callable[[], T]) -> T:
    """Return what was made of this archive's records. Nothing is kept that met damage.

    The key holds the records' hashes.
    """
    key = (opened.archive.id, *key)
    return DERIVED.value(key, make, keep=lambda _: not opened.reader.damage)


def for_a_minute(
    opened: OpenedArchive, request: PageRequest, make: Callable[[], PageAnswer]
) -> PageAnswer:
    """Return a page that adds up much, as it was made within the last minute, or make it.

    Only for pages that take nothing from a request but its path.
    """
    key = ("page", opened.archive.id, opened.index.url, request.site_name, request.path)
    return DERIVED.value(key, make)
