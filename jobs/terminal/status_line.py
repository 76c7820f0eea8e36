"""One quiet line below what a command has printed: what it waits for. On a terminal only."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.text import Text

from jobs.terminal.screen import Screen, plain


@contextmanager
def status_line(console: Screen, text: str, *, quiet: bool = False) -> Iterator[None]:
    """Show the line, cut to one, and take it away at the end."""
    if quiet or not console.is_terminal:
        yield
        return
    line = Text(plain(text), style="dim", no_wrap=True, overflow="ellipsis")
    with Live(
        line,
        console=console,
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield
