"""``/articles/{host}/{id}/compare/{a}/{b}/picture.svg`` and ``.png``: a change as a picture."""

from crawler.attest import Read
from crawler.model import VersionRange
from crawler.picture import HOW_TO_INSTALL, NOT_INSTALLED, PictureFormat, can_draw, draw, picture_of
from jobs.reading.comparison import compared
from jobs.reading.comparison_picture import comparison_picture
from jobs.reading.opened import OpenedArchive
from jobs.web.article_pages import (
    article_at,
    number_at,
    permanent_address,
    require_version,
)
from jobs.web.kept_pages import derived
from jobs.web.page_request import PageAnswer, PageMissing, PageRequest
from jobs.web.pages.compare import MAX_COMPARED

_MEDIA_TYPES: dict[PictureFormat, str] = {"svg": "image/svg+xml", "png": "image/png"}

_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""Of a picture that a browser opens by itself: it has a style of its own, and nothing else."""


def svg(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the picture as SVG."""
    return _picture(opened, request, "svg")


def png(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the picture as PNG."""
    return _picture(opened, request, "png")


def _picture(opened: OpenedArchive, request: PageRequest, form: PictureFormat) -> PageAnswer:
    """Return the picture of two versions. Of damaged ones there is none."""
    if not can_draw():
        raise PageMissing(NOT_INSTALLED, hint=HOW_TO_INSTALL)
    found = article_at(opened, request)
    numbers = [require_version(found, number_at(request, name)) for name in ("a", "b")]
    ordered = found.in_order(numbers)
    older, newer = found.pair(VersionRange(old=ordered[0], new=ordered[-1]))
    if older.record is None or newer.record is None or older.number == newer.number:
        raise PageMissing(
            "There is no picture of these versions.",
            hint="It takes two different ones, and neither may be damaged or redacted.",
        )
    address = permanent_address(opened, request, found, older.number, newer.number)
    return PageAnswer(
        body=_drawn(opened, (older, newer), address, form),
        media_type=_MEDIA_TYPES[form],
        headers={"Content-Security-Policy": _POLICY},
    )


def _drawn(
    opened: OpenedArchive, pair: tuple[Read, Read], address: str, form: PictureFormat
) -> bytes:
    """Return the drawn picture. Kept under both records' hashes."""
    older, newer = (one.sound for one in pair)

    def make() -> bytes:
        told = compared(opened, older, newer, most=MAX_COMPARED)
        if told.rough:
            return draw(picture_of(older, newer, None, told.change, address=address), form)
        return draw(comparison_picture(told, address=address), form)

    return derived(opened, ("picture", form, address, *(one.sha256 for one in pair)), make)
