"""Which page answers at which address, and which other applications answer below one.

One line a page: the address as Starlette writes it, and the function, which is imported at the
start. A page's function takes the opened archive and the request, may block, and returns a
``PageAnswer``; see ``jobs.web.pages``.
"""

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "jobs.web.pages.changes:changes"),
    ("/find", "jobs.web.pages.find:find"),
)

MOUNTS: tuple[tuple[str, str], ...] = ()
"""The address and a function that takes the ``PageCalls`` and returns an ASGI application.

Called when the first request comes there: whoever only looks at pages never waits for what it
imports.
"""
