"""How values look to people: times, counts, articles. Colour only helps: everything reads without it."""

from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.errors import PalimpsestError
from crawler.model import Version


def moment(value: datetime | None) -> str:
    """Return a time to the second, in UTC: ``2026-11-21 10:24:39Z``."""
    return value.strftime("%Y-%m-%d %H:%M:%SZ") if value else "-"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun: ``1 page``, ``2 pages``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def interval(version: Version) -> str:
    """Return when a version came about: after the last check that saw the old state, up to the first that saw the new one."""
    since, until = version.last_seen_before, version.captured_at
    if since is None:
        return f"by {moment(until)}"
    end = f"{until:%H:%M:%SZ}" if since.date() == until.date() else moment(until)
    return f"{since:%Y-%m-%d %H:%M:%S} … {end}"


def kinds(version: Version) -> str:
    """Return a version's kinds of change, or what else it is."""
    if version.version == 1:
        return "first seen"
    marks = [*version.change.kinds, *(["stealth"] if version.change.stealth else [])]
    return ", ".join(marks) or "-"


def plain_table(*columns: str) -> Table:
    """Return a table without frames, which narrow terminals and `grep` like better."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name in columns:
        numeric = name.startswith(("+", "-", "#"))
        table.add_column(name.lstrip("#"), justify="right" if numeric else "left", overflow="fold")
    return table


def show_error(console: Console, error: PalimpsestError) -> None:
    """Print what is wrong, where, and how to mend it."""
    for number, line in enumerate(error.message.splitlines()):
        console.print(("[bold red]error:[/] " if number == 0 else "       ") + escape(line), soft_wrap=True)
    if error.hint:
        console.print(f"[bold]hint:[/]  {escape(error.hint)}", soft_wrap=True)
