"""``unwatch``: articles that are no longer looked at."""

from collections.abc import Sequence

from jobs.context import Context, now
from jobs.reading.resolve_article import looked_at
from jobs.terminal.screen import shown
from jobs.unwatching import unwatch


def run(context: Context, urls: Sequence[str]) -> int:
    """Record that these articles are no longer watched, and print which were.

    Returns the exit status.

    Raises ``UnknownArticle`` for one that was never looked at, before anything is recorded.
    """
    articles = [looked_at(context, url) for url in urls]
    told = unwatch(context.config, context.index, articles, clock=now)
    if context.json:
        context.print_json(told.document())
        return context.end()
    for one, was_watched in told.articles:
        said = "no longer watched" if was_watched else "was not watched"
        context.out.print(f"{said}: {shown(one.url)}", soft_wrap=True)
    return context.end()
