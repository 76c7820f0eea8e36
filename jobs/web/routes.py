"""Which page answers at which address.

One line a page: the address as Starlette writes it, and the function, which is imported at the
start. A page's function takes the opened archive and the request, may block, and returns a
``PageAnswer``; see ``jobs.web.pages``.
"""

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "jobs.web.pages.changes:changes"),
    ("/feeds/changes.atom", "jobs.web.pages.feeds:atom"),
    ("/feeds/changes.json", "jobs.web.pages.feeds:json_feed"),
)
