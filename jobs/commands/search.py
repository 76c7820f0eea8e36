"""``search``: full text over all versions, and whether the words still stand."""

from collections.abc import Sequence

from rich.text import Text

from crawler.search import Excerpt
from jobs.context import Context
from jobs.reading.search_results import SearchResult, SearchResults, search_results
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import counted


def run(context: Context, words: Sequence[str], *, limit: int) -> int:
    """Print the articles of which a version has the words, those that still have them first.

    Returns the exit status.
    """
    found = search_results(context, " ".join(words), limit=limit)
    if context.json:
        context.print_json(found.document())
        return context.end()
    for result in found.results:
        _print(context, result)
    context.out.paragraph(Text(_how_many(found)))
    return context.end()


def _how_many(found: SearchResults) -> str:
    if not found.total:
        return "no version has these words"
    shown_of = f"{counted(len(found.results), 'article')} of {found.total:,}"
    if not found.is_whole:
        return (
            f"{shown_of} or more, the newest first: many versions have these words; "
            "a higher --limit looks at more of them"
        )
    more = f"; --limit {found.total} shows all" if found.total > len(found.results) else ""
    return f"{shown_of}{more}"


def _print(context: Context, result: SearchResult) -> None:
    hit, read = result.hit, result.read
    if read.record is None:
        context.out.paragraph(damaged(read), lead=f"v{read.number}: ")
        context.out.print(f"  {shown(hit.url)}", soft_wrap=True)
        return
    context.out.paragraph(Text(plain(result.title or "(no title)"), style="bold"))
    context.out.print(f"  {shown(hit.url)}", soft_wrap=True)
    context.out.paragraph(Text(result.standing, style="green" if hit.current else "red"), lead="  ")
    context.out.paragraph(_marked(result.excerpt), lead="  ")


def _marked(found: Excerpt) -> Text:
    """Return the stretch with the words in brackets, readable without colour."""
    text = Text()
    for mark, part in found.parts:
        text.append(
            f"[{plain(part)}]" if mark == "match" else plain(part),
            style="bold yellow" if mark == "match" else "",
        )
    return text
