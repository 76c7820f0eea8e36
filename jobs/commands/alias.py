"""``alias``: the addresses of an article, and which of them a person joins or splits."""

from enum import StrEnum

from rich.text import Text

from crawler.identity import normalise
from jobs.aliasing import AliasDecided, Aliasing, reason_of
from jobs.context import Context, now
from jobs.reading.alias_list import AliasEntry, alias_list
from jobs.reading.resolve_article import find
from jobs.terminal.screen import plain, shown
from jobs.wording import moment


class AliasAction(StrEnum):
    """What the command is to do."""

    LIST = "list"
    JOIN = "join"
    SPLIT = "split"


def run(
    context: Context,
    action: AliasAction,
    url: str | None,
    *,
    into: str = "",
    reason: str | None = None,
    limit: int = 100,
) -> int:
    """List aliases, or record a decision on a URL. Returns the exit status."""
    if action is AliasAction.LIST or url is None:
        return _list(context, url, limit)
    url = normalise(url)
    aliasing = Aliasing(context.config, context.index, clock=now)
    if action is AliasAction.SPLIT:
        decided = aliasing.split(url, reason_of(reason, "split by hand"))
        return _told(context, decided, "now is an article of its own")
    found = find(context, into)
    decided = aliasing.join(url, found.article, reason_of(reason, "joined by hand"))
    return _told(context, decided, f"now belongs to {found.url}")


def _list(context: Context, url: str | None, limit: int) -> int:
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


def _told(context: Context, decided: AliasDecided, said: str) -> int:
    if context.json:
        context.print_json(decided.document())
    else:
        context.out.print(f"{shown(decided.alias.url)} {shown(said)}", soft_wrap=True)
    return context.end()
