"""``search``: full text over all versions, and whether the words still stand."""

from collections.abc import Sequence

from rich.text import Text

from crawler.search import Excerpt
from jobs.context import Context
from jobs.reading.search_results import SearchResult, search_results
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
    more = f"; --limit {found.total} shows all" if found.total > len(found.results) else ""
    context.out.print(
        f"{counted(len(found.results), 'article')} of {found.total:,}{more}"
        if found.total
        else "no version has these words"
    )
    return context.end()


def _print(context: Context, result: SearchResult) -> None:
    hit, read = result.hit, result.read
    if read.record is None:
        context.out.paragraph(damaged(read), lead=f"v{read.number}: ")
        context.out.print(f"  {shown(hit.record.url)}", soft_wrap=True)
        return
    context.out.paragraph(Text(plain(result.title or "(no title)"), style="bold"))
    context.out.print(f"  {shown(hit.record.url)}", soft_wrap=True)
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
