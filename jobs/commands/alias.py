"""``alias``: the addresses of an article, and which of them a person joins or splits."""

from rich.text import Text

from crawler.identity import normalise
from jobs.aliasing import AliasDecided, Aliasing, reason_of
from jobs.context import Context, now
from jobs.reading.alias_list import AliasEntry, alias_list
from jobs.reading.resolve_article import find
from jobs.terminal.screen import plain, shown
from jobs.wording import moment


def list_all(context: Context, url: str | None, *, limit: int) -> int:
    """Print the aliases of an article, or all. Returns the exit status."""
    listed = alias_list(context, url, limit=limit)
    if context.json:
        context.print_json(listed.document())
        return context.end()
    for entry in listed.entries:
        _print(context, entry)
    if not listed.entries:
        context.out.print("no aliases")
    return context.end()


def _print(context: Context, entry: AliasEntry) -> None:
    alias = entry.alias
    context.out.print(f"[bold]{shown(alias.url)}[/]", soft_wrap=True)
    said = "stands alone" if entry.stands_alone else f"belongs to {alias.article}"
    who = "a person" if alias.by_hand else "a crawl"
    sure = f", score {alias.score} of 100" if alias.score is not None else ""
    later = "" if entry.holds else "; a later decision replaces this"
    line = f"{said}: {who} decided {moment(alias.accepted_at)}{sure}{later}"
    context.out.paragraph(Text(plain(line)), lead="  ")
    for reason in alias.reasons:
        context.out.paragraph(Text(plain(f"{reason.kind}: {reason.detail}")), lead="  - ")


def join(context: Context, url: str, into: str, *, reason: str | None) -> int:
    """Record that a URL belongs to a kept article. Returns the exit status."""
    url, why = normalise(url), reason_of(reason, "joined by hand")
    found = find(context, into)
    aliasing = Aliasing(context.config, context.index, clock=now)
    return _told(context, aliasing.join(url, found.article, why), f"now belongs to {found.url}")


def split(context: Context, url: str, *, reason: str | None) -> int:
    """Record that a URL belongs to its own article. Returns the exit status."""
    url, why = normalise(url), reason_of(reason, "split by hand")
    aliasing = Aliasing(context.config, context.index, clock=now)
    return _told(context, aliasing.split(url, why), "now is an article of its own")


def _told(context: Context, decided: AliasDecided, said: str) -> int:
    if context.json:
        context.print_json(decided.document())
    else:
        context.out.print(f"{shown(decided.alias.url)} {shown(said)}", soft_wrap=True)
    return context.end()
