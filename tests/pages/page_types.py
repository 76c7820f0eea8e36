"""Every type of page with addresses that show it, and the addresses that are no pages."""

from collections.abc import Callable
from urllib.parse import quote

from tests.pages.stories_told import EVIL_SOURCE, EVIL_URL, FERRY_URL, Told

Addresses = Callable[[Told], tuple[str, ...]]
"""What to open: first a page of everyday content, then one of hostile content."""

ARTICLE = "/articles/{host}/{id}"
COMPARED, BLAMED = f"{ARTICLE}/compare/{{a}}/{{b}}", f"{ARTICLE}/blame"


def _of_article(rest: str) -> Addresses:
    return lambda told: tuple(f"/articles/{one}{rest}" for one in (told.ferry, told.evil))


PAGE_TYPES: dict[str, Addresses] = {
    "/": lambda _: ("/",),
    "/articles": lambda _: ("/articles",),
    "/calendar": lambda _: ("/calendar",),
    "/search": lambda _: ("/search?q=ferry", "/search?q=window"),
    "/find": lambda _: (f"/find?url={quote('https://news.example/2026/bridges', safe='')}",),
    "/api": lambda _: ("/api",),
    "/archive": lambda _: (f"/archive?url={quote(EVIL_URL, safe='')}",),
    "/sources": lambda _: ("/sources",),
    "/sources/{name:path}": lambda _: ("/sources/desk", f"/sources/{quote(EVIL_SOURCE)}"),
    "/runs": lambda _: ("/runs",),
    "/runs/{run:path}": lambda told: tuple(f"/runs/{run}" for run in told.runs),
    ARTICLE: _of_article(""),
    f"{ARTICLE}/versions/{{number}}": _of_article("/versions/2"),
    f"{ARTICLE}/compare": lambda told: (f"/articles/{told.ferry}/compare?a=1&b=4",),
    COMPARED: _of_article("/compare/1/2"),
    BLAMED: _of_article("/blame"),
    f"{ARTICLE}/story": _of_article("/story"),
    "/memento/{stamp:int}/{uri:path}": lambda _: (
        f"/memento/2026/{FERRY_URL}",
        f"/memento/2026/{EVIL_URL}",
    ),
}
"""The address as ``jobs.web.routes`` has it, and examples."""

STATUSES = {"/find": 404}
"""Of a page type whose example is a refusal: who finds an article is led to its page."""

NO_PAGES = {
    "/feeds/changes.atom",
    "/feeds/changes.json",
    f"{ARTICLE}/export.{{form}}",
    f"{ARTICLE}/compare/{{a}}/{{b}}/difference.{{form}}",
    f"{ARTICLE}/compare/{{a}}/{{b}}/picture.png",
    f"{ARTICLE}/compare/{{a}}/{{b}}/picture.svg",
    f"{ARTICLE}/versions/{{number}}/capture.warc.gz",
    f"{ARTICLE}/versions/{{number}}/raw",
    "/memento/{stamp:int}id_/{uri:path}",
    "/timegate/{stamp:int}id_/{uri:path}",
    "/timegate/timemap/{form}/{uri:path}",
    "/timegate/{uri:path}",
    "/timemap/{form}/{begin:int}/{uri:path}",
    "/timemap/{form}/{uri:path}",
}
"""Feeds, downloads, pictures and what programs read: tests/web and tests/feeds read them."""

MORE: dict[str, Addresses] = {
    "removed": lambda told: (f"/articles/{told.bridge}/versions/2",),
    "returned": lambda told: (f"/articles/{told.bridge}",),
    "pending removal": lambda told: (f"/articles/{told.missing}",),
    "blocked": lambda told: (f"/articles/{told.blocked}",),
    "side by side": lambda told: (f"/articles/{told.ferry}/compare/1/2?view=side",),
    "a removal compared": lambda told: (f"/articles/{told.bridge}/compare/1/2",),
    "right to left": lambda told: (
        f"/articles/{told.arabic}",
        f"/articles/{told.arabic}/compare/1/2",
    ),
    "a filtered list": lambda _: (f"/?host=evil.example&q={quote('<script>')}",),
    "nothing fits": lambda _: ("/?host=nobody.example", "/search?q=nothinglikethis"),
    "no such page": lambda _: (f"/find?url={quote(EVIL_URL + '<b>', safe='')}",),
}
"""Other states of pages, each with what is rare about it."""
