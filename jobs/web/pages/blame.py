"""``/articles/{host}/{id}/blame``: who wrote what when, and the sentences that left."""

from crawler.attest import Read
from crawler.errors import UsageError
from crawler.model import VersionRange
from jobs.reading.blame_view import WithheldBlame, blame_view
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.web.article_pages import (
    ArticleLinks,
    after,
    article_at,
    article_values,
    heading,
    require_version,
    stamps,
)
from jobs.web.kept_pages import derived, while_unchanged
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.web.shown_blame import ShownBlame, shown_blame

MAX_VERSIONS = 2_000
"""That are compared one after the other: more take longer than a page may."""

MAX_LEFT = 100
"""Sentences that left and are shown at once."""


def blame(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the sentences of the newest version, or of ``version``; of a damaged one none."""
    with opened.index.one_state():  # all that it asks is of one moment
        return _answered(opened, request)


def _answered(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    state = opened.index.state()
    found = article_at(opened, request)
    number = require_version(found, request.number("version", default=found.newest, most=10**8))
    chosen = found.read(number)
    known = stamps(opened, found, number)
    return while_unchanged(
        opened,
        request,
        (state, chosen.sha256, *known),
        lambda: _made(opened, request, found, chosen, known),
    )


def _made(
    opened: OpenedArchive,
    request: PageRequest,
    found: Found,
    chosen: Read,
    known: tuple[str, ...],
) -> PageAnswer:
    links, number = ArticleLinks(found.article), chosen.number
    earlier, later = found.before(number), after(found, number)
    values = {
        **article_values(found),
        "chosen": chosen,
        "earlier": f"{links.blame}?version={earlier}" if earlier else None,
        "later": f"{links.blame}?version={later}" if later else None,
    }
    if chosen.record is None:
        return page(
            request,
            "blame.html.j2",
            shown=None,
            headline=heading(_title(found), found),
            damage=opened.reader.damage,
            **values,
        )
    shown = _shown(opened, found, number, known)
    every = request.value("all") is not None
    return page(
        request,
        "blame.html.j2",
        shown=shown,
        headline=heading(shown.title, found),
        damage=opened.reader.damage,
        left=shown.left if every else shown.left[:MAX_LEFT],
        more_left=None if every or len(shown.left) <= MAX_LEFT else request.link(all=1),
        **values,
    )


def _title(found: Found) -> str | None:
    """Return what the article is called, unless its newest version is withheld."""
    newest = found.read(found.newest).record
    if newest is None:
        return None
    known = found.summary.title if found.summary else None
    return (newest.extraction.title if newest.extraction else None) or known


def _shown(opened: OpenedArchive, found: Found, number: int, known: tuple[str, ...]) -> ShownBlame:
    """Return what was made of a version and all before it.

    Kept under their hashes, as the index and check lines know them, unless one is damaged.
    """
    count = len(found.upto(number)) + sum(len(one.numbers) for one in found.joined)
    if count > MAX_VERSIONS:
        raise UsageError(
            f"{count:,} versions are too many to tell here who wrote what when",
            hint=f"Ask for one of the first {MAX_VERSIONS:,}, or run `palimpsest blame`.",
        )

    def make() -> ShownBlame:
        view = blame_view(opened, found, VersionRange(new=number))
        if isinstance(view, WithheldBlame):  # damaged since it was read for this very page
            raise UsageError(f"version {number} is damaged", hint="Run `palimpsest verify`.")
        return shown_blame(view)

    return derived(opened, ("blame", found.article, number, known), make)
