"""``/articles/{host}/{id}/story``: original and copies, and what each copy still says wrong."""

from crawler.index import AskedAhead
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.reading.story_view import story_view
from jobs.web.article_pages import article_at, article_values, heading, stamps
from jobs.web.kept_pages import derived, while_unchanged
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.web.shown_story import ShownStory, shown_story

MAX_COPIES = 50
"""Copies that are shown at once."""

_ASKED = AskedAhead(copies=True)


def story(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the story of an article, also where no other site has its text."""
    found = article_at(opened, request, _ASKED)
    state = opened.index.state()
    known = stamps(opened, found, found.newest)
    return while_unchanged(
        opened, request, (state, *known), lambda: _made(opened, request, found, known)
    )


def _made(
    opened: OpenedArchive, request: PageRequest, found: Found, known: tuple[str, ...]
) -> PageAnswer:
    shown = _shown(opened, found, known)
    every = request.value("all") is not None
    copies = shown.copies if shown else ()
    return page(
        request,
        "story_page.html.j2",
        **article_values(found),
        headline=heading(shown.first.title if shown else None, found),
        shown=shown,
        copies=copies if every else copies[:MAX_COPIES],
        more=None if every or len(copies) <= MAX_COPIES else request.link(all=1),
        damage=opened.reader.damage,
    )


def _shown(opened: OpenedArchive, found: Found, known: tuple[str, ...]) -> ShownStory | None:
    """Return what was made of the story's records.

    Kept under the hashes of the article's own; copies that came since are found a little later.
    """
    key = ("story", found.article, known)
    return derived(opened, key, lambda: shown_story(story_view(opened, found)))
