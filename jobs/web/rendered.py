"""Pages from templates, all in one frame."""

from typing import Any

from crawler.html import Pages
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.static_files import address_of

_PAGES = Pages("jobs.web")

NAVIGATION = (
    ("/", "Changes"),
    ("/articles", "Articles"),
    ("/search", "Search"),
    ("/sources", "Sources"),
    ("/runs", "Runs"),
)
"""What stands in every page's header: address and name."""


def html(request: PageRequest, template: str, **values: Any) -> str:  # noqa: ANN401  # for templates
    """Return a page's HTML. Each template extends ``base.html.j2``."""
    return _PAGES.render(
        template, request=request, navigation=NAVIGATION, static=address_of, **values
    )


def page(
    request: PageRequest,
    template: str,
    *,
    status: int = 200,
    etag: str | None = None,
    **values: Any,  # noqa: ANN401  # for templates
) -> PageAnswer:
    """Return a page as an answer."""
    return PageAnswer(body=html(request, template, **values).encode(), status=status, etag=etag)
