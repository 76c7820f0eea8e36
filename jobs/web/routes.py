"""Which page answers at which address, and which other applications answer below one.

One line a page: the address as Starlette writes it, and the function, which is imported at the
start. A page's function takes the opened archive and the request, may block, and returns a
``PageAnswer``; see ``jobs.web.pages``.
"""

_ARTICLE = "/articles/{host}/{id}"
_VERSION = f"{_ARTICLE}/versions/{{number}}"

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "jobs.web.pages.changes:changes"),
    (f"{_ARTICLE}/compare", "jobs.web.pages.compare:choose"),
    (f"{_ARTICLE}/compare/{{a}}/{{b}}", "jobs.web.pages.compare:compare"),
    (f"{_ARTICLE}/compare/{{a}}/{{b}}/difference.{{form}}", "jobs.web.pages.compare:difference"),
    (f"{_ARTICLE}/compare/{{a}}/{{b}}/picture.svg", "jobs.web.pages.picture:svg"),
    (f"{_ARTICLE}/compare/{{a}}/{{b}}/picture.png", "jobs.web.pages.picture:png"),
    (f"{_ARTICLE}/blame", "jobs.web.pages.blame:blame"),
    (f"{_ARTICLE}/story", "jobs.web.pages.story:story"),
    ("/articles", "jobs.web.pages.articles:articles"),
    ("/calendar", "jobs.web.pages.calendar:calendar"),
    ("/search", "jobs.web.pages.search:search"),
    ("/find", "jobs.web.pages.find:find"),
    ("/sources", "jobs.web.pages.sources:sources"),
    ("/sources/{name:path}", "jobs.web.pages.sources:source"),
    ("/runs", "jobs.web.pages.runs:runs"),
    ("/runs/{run:path}", "jobs.web.pages.runs:run"),
    ("/api", "jobs.web.pages.programs:programs"),
    ("/archive", "jobs.web.pages.programs:archive"),
    ("/feeds/changes.atom", "jobs.web.pages.feeds:atom"),
    ("/feeds/changes.json", "jobs.web.pages.feeds:json_feed"),
    (_ARTICLE, "jobs.web.pages.article:article"),
    (f"{_ARTICLE}/export.{{form}}", "jobs.web.pages.downloads:export"),
    (_VERSION, "jobs.web.pages.version:version"),
    (f"{_VERSION}/capture.warc.gz", "jobs.web.pages.downloads:capture"),
    (f"{_VERSION}/raw", "jobs.web.pages.downloads:raw_page"),
    ("/timemap/{form}/{begin:int}/{uri:path}", "jobs.web.pages.memento:timemap"),
    ("/timemap/{form}/{uri:path}", "jobs.web.pages.memento:timemap"),
    ("/memento/{stamp:int}/{uri:path}", "jobs.web.pages.memento:memento"),
    ("/memento/{stamp:int}id_/{uri:path}", "jobs.web.pages.memento:raw_memento"),
    # where replay tools look that are told of a TimeGate and nothing else
    ("/timegate/timemap/{form}/{uri:path}", "jobs.web.pages.memento:timemap"),
    ("/timegate/{stamp:int}id_/{uri:path}", "jobs.web.pages.memento:raw_memento"),
    ("/timegate/{uri:path}", "jobs.web.pages.memento:timegate"),
)

SHARED = {
    "/",
    "/articles",
    "/calendar",
    "/search",
    "/sources",
    "/runs",
    "/feeds/changes.atom",
    "/feeds/changes.json",
    "/api/v1/changes",
    "/api/v1/articles",
    "/api/v1/sources",
    "/api/v1/runs",
    "/api/v1/search",
}
"""Lists that are made once for all who ask within a moment: see ``jobs.web.shared_pages``."""

MOUNTS: tuple[tuple[str, str], ...] = (("/api/v1", "jobs.web.api.interface:interface"),)
"""The address and a function that takes the ``PageCalls`` and returns an ASGI application.

Called when the first request comes there: whoever only looks at pages never waits for what it
imports.
"""
