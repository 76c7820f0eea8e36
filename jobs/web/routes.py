"""Which page answers at which address, and which other applications answer below one.

One line a page: the address as Starlette writes it, and the function, which is imported at the
start. A page's function takes the opened archive and the request, may block, and returns a
``PageAnswer``; see ``jobs.web.pages``.
"""

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "jobs.web.pages.changes:changes"),
    ("/find", "jobs.web.pages.find:find"),
    ("/sources", "jobs.web.pages.sources:sources"),
    ("/sources/{name:path}", "jobs.web.pages.sources:source"),
    ("/runs", "jobs.web.pages.runs:runs"),
    ("/runs/{run:path}", "jobs.web.pages.runs:run"),
    ("/feeds/changes.atom", "jobs.web.pages.feeds:atom"),
    ("/feeds/changes.json", "jobs.web.pages.feeds:json_feed"),
)

MOUNTS: tuple[tuple[str, str], ...] = ()
"""The address and a function that takes the ``PageCalls`` and returns an ASGI application.

Called when the first request comes there: whoever only looks at pages never waits for what it
imports.
"""
