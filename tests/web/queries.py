"""How many statements a page sends to the index."""

from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from crawler.index.time_limit import current_limit
from jobs.reading.derived_cache import DerivedCache
from jobs.web import kept_pages, shared_pages
from tests.web.site import Site


def statements_of(site: Site, path: str) -> list[str]:
    """Return the statements that a page's making sends to an index that is open.

    As if nobody had asked for it a moment ago.
    """
    site.get("/runs")
    opened = site.pages.archive._opened
    assert opened is not None
    engine, sent = opened[1].engine, []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if (
            current_limit() is not None and statement != "BEGIN"
        ):  # the page's own, not those of the look for what is new
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with (
            patch.object(shared_pages, "SHARED_SECONDS", 0.0),
            patch.object(shared_pages, "KEPT_SECONDS", 0.0),
            patch.object(kept_pages, "MADE", DerivedCache(seconds=0)),
        ):
            assert site.get(path).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent
