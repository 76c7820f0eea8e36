"""What may be tried on the archive that the demonstration leaves."""

import shlex
import shutil
import sys
from pathlib import Path

from jobs.terminal.screen import Screen, shown

STORY = "03/14/ferry"
"""The story in a call: of an address, a part that no other has is enough."""

PAGES = "web"
"""The call that shows the archive in a browser. It goes on until Ctrl-C."""

TO_TRY = (
    f"blame {STORY}",
    "changes --silent",
    "search '\"a long scraping sound\"'",
    f"diff {STORY} --from 1 --format html > changes.html",
    f"export {STORY} --format wacz --output ferry.wacz",
)
"""Calls that show more of the archive. A test makes each of them."""


def print_what_next(out: Screen, config: Path, *, seen_pages: bool = False) -> None:
    """Print where the archive is, and calls as one would type them."""
    program = _program()
    out.print()
    out.print("[bold]The newspaper is gone. Its archive stays, until you delete it, in[/]")
    out.print(f"\n    {shown(str(config.parent))}", soft_wrap=True)
    _print_block(out, "Look around:", f"export PALIMPSEST_CONFIG={shlex.quote(str(config))}")
    for arguments in (*TO_TRY, PAGES):
        out.print(f"    {shown(program)} {shown(arguments)}", soft_wrap=True)
    if not seen_pages:
        _print_block(out, "See such a story in a browser, from the start:", f"{program} demo --web")
    _print_block(
        out, "In another terminal, begin your own:", f"{program} crawl https://news.example/a-story"
    )


def print_where(out: Screen, address: str) -> None:
    """Print the address at which a browser shows the archive."""
    _print_block(
        out, "The archive is open. Look at it in a browser, and end it with Ctrl-C:", address
    )
    out.print()


def _print_block(out: Screen, heading: str, call: str) -> None:
    out.print()
    out.print(f"[bold]{heading}[/]")
    out.print(f"\n    {shown(call)}", soft_wrap=True)


def _program() -> str:
    """Return what to type for this program: its name, or its place where the shell has no name."""
    called = Path(sys.argv[0])
    found = shutil.which("palimpsest")
    if called.name != "palimpsest":
        return f"{shlex.quote(sys.executable)} -m jobs.cli"
    return "palimpsest" if found and called.samefile(found) else shlex.quote(str(called))
