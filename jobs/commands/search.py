"""``search``: full text over all versions, and whether the words still stand."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.codec import as_json, format_utc
from crawler.index import Hit
from crawler.model import Extraction, State
from crawler.search import Excerpt, Query, excerpt, parse
from jobs.context import Context
from jobs.reading.version_rows import damaged
from jobs.terminal.screen import counted, interval, plain, shown

NOTHING = Extraction(extractor="")


def run(context: Context, words: Sequence[str], *, limit: int) -> int:
    """Print the articles of which a version has the words, those that still have them first.

    Returns the exit status.
    """
    query = parse(" ".join(words))
    found = context.index.search(query, limit=limit)
    reads = context.reader.each([(hit.record.article, hit.record.version) for hit in found.hits])
    context.reader.each(
        [(hit.left.article, hit.left.version) for hit in found.hits if hit.left is not None]
    )
    if context.json:
        rows = [_row(query, hit, read) for hit, read in zip(found.hits, reads, strict=True)]
        context.print_json({"query": query.text, "total": found.total, "results": rows})
        return context.end()
    for hit, read in zip(found.hits, reads, strict=True):
        _print(context, query, hit, read)
    more = f"; --limit {found.total} shows all" if found.total > len(found.hits) else ""
    context.out.print(
        f"{counted(len(found.hits), 'article')} of {found.total:,}{more}"
        if found.total
        else "no version has these words"
    )
    return context.end()


def _row(query: Query, hit: Hit, read: Read) -> dict[str, Any]:
    record, left = hit.record, hit.left
    extraction = (read.record.extraction if read.record else None) or NOTHING
    return {
        "article": record.article,
        "url": record.url,
        "title": extraction.title,
        "versions": list(hit.versions),
        "current": hit.current,
        "left": {
            "version": left.version,
            "state": left.state.value,
            "captured_at": format_utc(left.captured_at),
            "last_seen_before": format_utc(left.last_seen_before)
            if left.last_seen_before
            else None,
        }
        if left
        else None,
        "snippet": [list(part) for part in _excerpt(query, extraction).parts]
        if read.record
        else [],
        **({"damaged": [as_json(read.damage)]} if read.damage else {}),
    }


def _excerpt(query: Query, extraction: Extraction) -> Excerpt:
    """Return the stretch of the text that shows the words.

    Of the byline or title, where only they do.
    """
    body, *others = (
        excerpt(query, part)
        for part in (extraction.text, extraction.byline, extraction.title or "")
    )
    return next((one for one in (body, *others) if one.matches), body)


def _print(context: Context, query: Query, hit: Hit, read: Read) -> None:
    if read.record is None:
        context.out.paragraph(damaged(read), lead=f"v{read.number}: ")
        context.out.print(f"  {shown(hit.record.url)}", soft_wrap=True)
        return
    extraction = read.record.extraction or NOTHING
    context.out.paragraph(Text(plain(extraction.title or "(no title)"), style="bold"))
    context.out.print(f"  {shown(hit.record.url)}", soft_wrap=True)
    context.out.paragraph(Text(_standing(hit), style="green" if hit.current else "red"), lead="  ")
    context.out.paragraph(_marked(_excerpt(query, extraction)), lead="  ")


def _standing(hit: Hit) -> str:
    """Return in which versions the words stood, and since when they don't.

    ``v1-v3; the words are gone since v4 (...)``.
    """
    runs = [
        [number for _, number in group]
        for _, group in groupby(enumerate(hit.versions), lambda pair: pair[1] - pair[0])
    ]
    ranges = ", ".join(f"v{run[0]}" if len(run) == 1 else f"v{run[0]}-v{run[-1]}" for run in runs)
    if hit.left is None:
        return f"{ranges}; stands now" if hit.current else ranges
    why = "the article was removed" if hit.left.state is State.GONE else "the words are gone"
    return f"{ranges}; {why} since v{hit.left.version} ({interval(hit.left)})"


def _marked(found: Excerpt) -> Text:
    """Return the stretch with the words in brackets, readable without colour."""
    text = Text()
    for mark, part in found.parts:
        text.append(
            f"[{plain(part)}]" if mark == "match" else plain(part),
            style="bold yellow" if mark == "match" else "",
        )
    return text
