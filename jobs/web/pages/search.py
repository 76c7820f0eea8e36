"""``/search``: which articles have these words in a version, and whether they still stand."""

from itertools import groupby
from typing import Any

from crawler.errors import UsageError
from crawler.model import State
from jobs.reading.opened import OpenedArchive
from jobs.reading.search_results import SearchResult, search_results
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

PAGE_SIZE, MORE = 10, 20
"""Hits that are shown at first, and how many more at a time: each is read and checked."""
MAX_SHOWN = 100
_MAX_RANGES = 8


def search(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page. A query that cannot be read is explained where it was typed."""
    words = request.value("q") or ""
    limit = request.number("limit", default=PAGE_SIZE, most=MAX_SHOWN)
    possible, found, problem = opened.index.has_search, None, None
    if words and possible:
        try:
            found = search_results(opened, words, limit=limit)
        except UsageError as error:
            problem = error
    shown = len(found.results) if found else 0
    more = min(limit + MORE, MAX_SHOWN)
    return page(
        request,
        "search.html.j2",
        status=400 if problem else 200,
        words=words,
        possible=possible,
        problem=problem,
        total=found.total if found else None,
        is_whole=found.is_whole if found else True,
        rows=[_row(one) for one in found.results] if found else [],
        more=request.link(limit=more) if found and found.total > shown and more > limit else None,
    )


def _row(one: SearchResult) -> dict[str, Any]:
    hit, left, damage = one.hit, one.hit.left, one.read.withheld
    article = f"/articles/{hit.article}"
    row = {
        "address": f"{article}/versions/{hit.version}",
        "article": article,
        "url": hit.url,
        "host": hit.article.partition("/")[0],
        "number": hit.version,
        "damage": damage,
    }
    if one.read.record is None:
        return row
    text = one.read.record.extraction
    return row | {
        "title": one.title or "(no title)",
        "language": text.language if text else None,
        "publisher": text.publisher if text else None,
        "parts": one.excerpt.parts,
        "ranges": _ranges(one.hit.versions),
        "several": len(one.hit.versions) > 1,
        "current": one.hit.current,
        "left": left,
        "removed": left is not None and left.state is State.GONE,
        "compare": f"{article}/compare/{hit.version}/{left.version}" if left else None,
    }


def _ranges(versions: tuple[int, ...]) -> str:
    """Return the numbers with their runs as ranges: from 1 to 3, 5."""
    runs = [
        [number for _, number in group]
        for _, group in groupby(enumerate(versions), lambda pair: pair[1] - pair[0])
    ]
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}\N{EN DASH}{run[-1]}" for run in runs]
    return ", ".join(shown[:_MAX_RANGES]) + (" …" if len(shown) > _MAX_RANGES else "")
