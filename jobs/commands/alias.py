"""``alias``: the addresses of an article, and which of them a person joins or splits."""

from enum import StrEnum

from jobs.aliasing import AliasDecided, Aliasing, reason_of
from jobs.context import Context, now
from jobs.reading.address import address, known_address
from jobs.reading.alias_list import alias_list
from jobs.reading.resolve_article import find
from jobs.terminal.printed_alias import print_alias
from jobs.terminal.screen import shown


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
    url = known_address(context, url) if action is AliasAction.SPLIT else address(context, url)
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
        print_alias(context.out, entry)
    if not listed.entries:
        context.out.print("no aliases")
    return context.end()


def _told(context: Context, decided: AliasDecided, said: str) -> int:
    if context.json:
        context.print_json(decided.document())
    else:
        context.out.print(f"{shown(decided.alias.url)} {shown(said)}", soft_wrap=True)
    return context.end()
