"""A decision on an address, as commands print it."""

from rich.text import Text

from jobs.reading.alias_list import AliasEntry
from jobs.terminal.screen import Screen, plain, shown


def print_alias(out: Screen, entry: AliasEntry) -> None:
    """Print what a decision says, who made it when, and on what evidence."""
    alias = entry.alias
    out.print(f"[bold]{shown(alias.url)}[/]", soft_wrap=True)
    said = "stands alone" if entry.stands_alone else f"belongs to {alias.article}"
    out.paragraph(Text(plain(f"{said}: {entry.said}")), lead="  ")
    for reason in alias.reasons:
        out.paragraph(Text(plain(f"{reason.kind}: {reason.detail}")), lead="  - ")
