"""``sources``: show what each source would yield right now, without archiving."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from crawler.capture import FetchStatus, ListFetched
from crawler.codec import as_json
from crawler.errors import UsageError
from crawler.model import left_out
from crawler.plan import Plan, Trigger
from jobs.context import Context, now
from jobs.planning import NAME_SOURCES, chosen, make_plan
from jobs.run import fetch_only
from jobs.terminal.screen import plain, shown
from jobs.wording import counted, moment


def run(context: Context, names: Sequence[str]) -> int:
    """Print what each source would yield right now.

    Nothing is archived. Returns the exit status.
    """
    config = context.config
    wanted = chosen(config, names, everything=not names)
    if not wanted:
        raise UsageError("the configuration names no sources", hint=NAME_SOURCES)
    plan = make_plan(
        config,
        trigger=Trigger.SOURCES,
        now=now(),
        randomness=secrets.token_bytes(4),
        sources=wanted,
        lists_only=True,
    )
    listed = in_turn(
        plan, (item for item in fetch_only(plan, config) if isinstance(item, ListFetched))
    )
    if context.json:
        pages = [{"name": target.source, "url": target.url} for target in plan.targets]
        context.print_json({"sources": [_listed_row(one) for one in listed], "pages": pages})
    else:
        _print_lists(context, listed)
        for target in plan.targets:
            context.out.print(
                f"[bold]{shown(target.source or '-')}[/] page {shown(target.url)}", soft_wrap=True
            )
    return int(
        any(
            one.fetch_status in {FetchStatus.FAILED, FetchStatus.REFUSED, FetchStatus.UNREADABLE}
            for one in listed
        )
    )


def in_turn(plan: Plan, listed: Iterable[ListFetched]) -> list[ListFetched]:
    """Return the lists as the configuration names them, and not as they happened to arrive.

    Behind a source's own stand those that they led to, by their URLs.
    """
    sources = list(dict.fromkeys(target.source for target in plan.lists))
    urls = list(dict.fromkeys(target.url for target in plan.lists))

    def turn(one: ListFetched) -> tuple[int, int, str]:
        url = one.list.url
        own = urls.index(url) if url in urls else len(urls)
        return sources.index(one.list.source), own, url

    return sorted(listed, key=turn)


def _listed_row(one: ListFetched) -> dict[str, Any]:
    return {
        "name": one.list.source,
        "url": one.list.url,
        "kind": one.list.kind,
        "outcome": one.fetch_status.value,
        "found": one.found,
        "reason": one.reason,
        "dropped": {rule.value: number for rule, number in one.dropped},
        "other_hosts": dict(one.other_hosts),
        "links": [as_json(link) for link in one.links],
    }


def _print_lists(context: Context, listed: Sequence[ListFetched]) -> None:
    for one in listed:
        because = f" ({shown(one.reason)})" if one.reason else ""
        place = f"[bold]{shown(one.list.source)}[/] {one.list.kind} {shown(one.list.url)}"
        context.out.print(
            f"{place}: {one.fetch_status}, {counted(one.found, 'link')}{because}", soft_wrap=True
        )
        for link in one.links:
            context.out.print(
                f"  {moment(link.published or link.lastmod):20}  {shown(link.url)}", soft_wrap=True
            )
            if link.title:
                context.out.paragraph(Text(plain(link.title), style="italic"), lead=" " * 24)
        if one.dropped:
            context.out.print(f"  [dim]left out: {shown(left_out(one.dropped))}[/]", soft_wrap=True)
