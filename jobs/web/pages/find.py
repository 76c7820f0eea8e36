"""``/find``: from an article's address on its own site to its page here."""

from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import locate
from jobs.web.page_request import PageAnswer, PageRequest, redirect
from jobs.web.rendered import page


def find(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Lead to the article's page; without an address, ask for one. Raises ``UnknownArticle``."""
    url = request.value("url")
    if url is None:
        return page(request, "find.html.j2")
    return redirect(f"/articles/{locate(opened, url)}")
