"""The progress bar of a crawl: rate and time left on a terminal, nothing at all in a pipe."""

from types import TracebackType
from typing import Self

import rich.progress
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Column
from rich.text import Text

from crawler.model import Check
from jobs.terminal.screen import Screen

WIDE = 60
"""Columns from which there is room to name the host that was checked last."""


class PageCount(MofNCompleteColumn):
    """Pages that were checked, of those known by now."""

    def render(self, task: Task) -> Text:
        """Return ``3/6 pages``, with a question mark before any list was read."""
        return super().render(task) + Text(" pages", style="progress.download")


class Rate(ProgressColumn):
    """Pages a second."""

    def render(self, task: Task) -> Text:
        """Return the rate of late, or a dash before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "-/s")


class Left(TimeRemainingColumn):
    """The time left, and what that number is."""

    def render(self, task: Task) -> Text:
        """Return ``0:01:10 left``, or dashes before there is a rate."""
        return super().render(task) + Text(" left", style="progress.remaining")


class Progress:
    """Shows how far a crawl has come."""

    def __init__(self, console: Screen, *, quiet: bool) -> None:
        fixed = Column(no_wrap=True)
        host = (
            [TextColumn("{task.fields[host]}", markup=False, table_column=fixed)]
            if console.width >= WIDE
            else []
        )
        columns = (
            TextColumn("crawling", table_column=fixed),
            BarColumn(bar_width=None),
            PageCount(table_column=fixed),
            Rate(table_column=fixed),
            Left(compact=True, table_column=fixed),
            *host,
        )
        off = quiet or not console.is_terminal
        self._bar = Bar(
            *columns,
            console=console,
            transient=True,
            disable=off,
            refresh_per_second=5,
            expand=True,
        )
        self._task: TaskID = self._bar.add_task("crawling", total=None, host="")

    def saw(self, check: Check, known: int) -> None:
        """Count a finished page, of those known by now."""
        if check.kind == "article":
            host = check.article.partition("/")[0] if check.article else ""
            self._bar.update(self._task, advance=1, total=known, host=host[:24])

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()


def object_counter(console: Screen, *, quiet: bool) -> rich.progress.Progress:
    """Return a bar that counts objects, for work whose end is not known.

    Its task's description stands before the number.
    """
    columns = (
        rich.progress.SpinnerColumn(),
        rich.progress.TextColumn("{task.description}"),
        rich.progress.TextColumn("{task.completed:,.0f} objects"),
        rich.progress.TimeElapsedColumn(),
    )
    return rich.progress.Progress(
        *columns,
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
