"""What ``watch`` tells: the pages as they were archived, each change with its difference, trouble.

For people, or as lines of JSON.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.codec import format_utc
from crawler.errors import PalimpsestError, StoreUnavailable, UnknownArticle
from crawler.model import ChangeFilter, Check, Outcome, State, VersionRange
from jobs.context import Context
from jobs.reading.change_list import ListedChange, listed_changes
from jobs.reading.comparison import Comparison, comparison
from jobs.reading.resolve_article import find
from jobs.revisit.explanation import span
from jobs.revisit.policy import Next
from jobs.terminal import diff_text
from jobs.terminal.change_paragraph import print_change
from jobs.terminal.screen import plain, show_error, shown
from jobs.wording import counted, moment, worded

NextLook = Callable[[str], Next | None]
"""When an article is checked next."""

SELDOM = 86400.0
"""Seconds to the next check from which on it is said how to have more of them."""


@dataclass(slots=True)
class _Page:
    """What was told of one article."""

    url: str
    version: int = 0
    """The newest version that was told of."""
    outcome: Outcome | None = None
    """Of the last check."""


class WatchLog:
    """Tells what a watch finds, once. Knows by version numbers what was told already."""

    def __init__(self, context: Context, *, next_look: NextLook, hurried: bool) -> None:
        self._context, self._next = context, next_look
        self._hurried = hurried
        """Whether the call said how often to check."""
        self._pages: dict[str, _Page] = {}
        self._checks = self._changes = self._status = 0
        self._last: datetime | None = None
        self._troubled = False

    def began(self, checks: Sequence[Check], list_pages: Sequence[str] = ()) -> None:
        """Tell of the first round: what was archived, and when it is checked next."""
        self._context = self._context.anew()
        for check in checks:
            self._count(check)
            page = _Page(check.url, check.version or 0, check.outcome)
            if check.article is not None:
                self._pages[check.article] = page
            if check.outcome.is_change:
                page.version -= 1  # an archive that was there before: what changed since is told
            self._print_begun(check)
        if not self._context.json:
            for url in list_pages:
                self._advise_lists(url)
            if not self._hurried:
                self._advise_hurry()
        self._print_changes()

    def looked(self, checks: Sequence[Check], trouble: PalimpsestError | None = None) -> None:
        """Tell of a further round: what is new, and what went wrong.

        What cannot be told, because the store does not answer, is told after another round.
        """
        if trouble is None:
            try:
                self._tell(checks)
            except StoreUnavailable as error:
                trouble = error
        if trouble is not None and not self._troubled:
            self._print_trouble(trouble)
        self._troubled = trouble is not None

    def _tell(self, checks: Sequence[Check]) -> None:
        self._context = self._context.anew()
        for check in checks:
            self._count(check)
            self._print_outcome(check)
        self._print_changes()

    def damaged(self) -> None:
        """Note that something stored was met that cannot be believed: its page says so."""
        self._status = max(self._status, 4)

    def waiting(self, until: datetime) -> str:
        """Return the line that stands on a terminal until the next round."""
        last = f"last check {self._last:%H:%M:%SZ}; " if self._last else ""
        today = self._last is not None and self._last.date() == until.date()
        then = f"{until:%H:%M:%SZ}" if today else moment(until)
        return f"{last}next check {then}; {counted(self._changes, 'change')}; Ctrl-C ends it"

    def ended(self, *, nothing_left: bool = False) -> int:
        """Tell how the watch ended, where the archive is and how to go on.

        Returns the exit status.
        """
        context = self._context
        if context.json:
            context.print_line(
                {
                    "event": "end",
                    "archive": context.archive.store.url,
                    "checks": self._checks,
                    "changes": self._changes,
                    "nothing_left": nothing_left,
                }
            )
            return self._status
        why = "nothing is left to check" if nothing_left else "stopped"
        made = f"{counted(self._checks, 'check')}, with {counted(self._changes, 'change')}"
        place = shown(context.archive.store.url)
        context.out.print(f"{why} after {made}; the archive is at {place}", soft_wrap=True)
        kept = [page.url for page in self._pages.values() if page.version]
        if kept:
            call = ["history", kept[0]] if len(kept) == 1 else ["articles"]
            context.out.print(
                f"go on: [bold]palimpsest {shown(context.call(call))}[/]", soft_wrap=True
            )
        return self._status

    def _count(self, check: Check) -> None:
        self._checks += 1
        self._last = check.fetched_at

    def _print_begun(self, check: Check) -> None:
        """Print what one page of the call is."""
        context, soon = self._context, self._next(check.article) if check.article else None
        title, words = self._text_of(check)
        if context.json:
            context.print_line(
                {
                    "event": "watching",
                    **_row(check),
                    "title": title,
                    "words": words,
                    "next": format_utc(soon.at) if soon else None,
                }
            )
            return
        context.out.paragraph(plain(title or "(no title)" if words else check.url), style="bold")
        if words:
            context.out.print(f"  {shown(check.url)}", soft_wrap=True)
        context.out.paragraph(_said(check, words), lead="  ")
        context.out.paragraph(_when(soon), lead="  ")

    def _text_of(self, check: Check) -> tuple[str | None, int]:
        """Return an article's title and how many words its newest text has. 0: it has none."""
        if check.article is None or check.version is None:
            return None, 0
        try:
            read = find(self._context, check.article).read(None)
        except UnknownArticle:
            return None, 0
        extraction = read.record.extraction if read.record is not None else None
        if extraction is None:
            return None, 0
        return extraction.title, len(extraction.text.split())

    def _print_outcome(self, check: Check) -> None:
        """Print a check's outcome where the check before had another, and it made no change."""
        page = self._pages.setdefault(check.article or check.url, _Page(check.url))
        before, page.outcome = page.outcome, check.outcome
        troubled = before is not None and not before.confirms_head
        if check.outcome is Outcome.NEW:  # it was not there before
            page.version = check.version or 0
            self._print_begun(check)
        if check.outcome.is_version or check.outcome is before:
            return
        if check.outcome.confirms_head and not troubled:
            return
        context = self._context
        if context.json:
            context.print_line({"event": "outcome", **_row(check)})
            return
        again = "there again, " if check.outcome.confirms_head else ""
        because = f" ({check.reason})" if check.reason else ""
        said = f"{again}{worded(check.outcome)} {check.url}{because}"
        context.out.paragraph(plain(f"{moment(check.fetched_at)} {said}"))

    def _print_changes(self) -> None:
        """Print the versions that were not told of yet, whoever found them."""
        context = self._context
        for article, page in self._pages.items():
            versions = context.index.changes(ChangeFilter(article=article))
            new = [one for one in versions if one.version > page.version]
            for listed in listed_changes(context, sorted(new, key=lambda one: one.version)):
                self._changes += 1
                page.version = listed.read.number
                self._print_change(listed)
        self._status = max(self._status, context.end())

    def _print_change(self, listed: ListedChange) -> None:
        context, record = self._context, listed.read.record
        compared = None
        if record is not None and not record.is_first:
            wanted = VersionRange(new=listed.read.number)
            compared = comparison(context, find(context, listed.article), wanted)
        sound = compared if isinstance(compared, Comparison) else None
        if context.json:
            difference = sound.document() if sound is not None else None
            context.print_line({"event": "change", **listed.row(), "diff": difference})
            return
        context.out.print()
        if sound is None or sound.newer.state is State.GONE:
            print_change(context.out, listed)
            return
        context.out.paragraph(plain(listed.title or "(no title)"), style="bold")
        context.out.print(shown(listed.url), soft_wrap=True)
        diff_text.write(sound, context.out)

    def _print_trouble(self, trouble: PalimpsestError) -> None:
        if self._context.json:
            self._context.print_line({"event": "trouble", "error": trouble.message})
        show_error(self._context.err, trouble)

    def _advise_lists(self, url: str) -> None:
        self._context.err.print(
            f"[bold]hint:[/] {shown(url)} lists articles and is none: `palimpsest init "
            f"{shown(url)}` writes a configuration that finds them, and `palimpsest run` watches "
            "them all",
            soft_wrap=True,
        )

    def _advise_hurry(self) -> None:
        now = self._last or self._context.at
        soon = [one.at for article in self._pages if (one := self._next(article)) is not None]
        if soon and (min(soon) - now).total_seconds() > SELDOM:
            self._context.err.print(
                "[bold]hint:[/] old articles are checked seldom; `--every 1h` checks each hour",
                soft_wrap=True,
            )


def _said(check: Check, words: int) -> str:
    """Return what a check of a page came to."""
    because = f" ({check.reason})" if check.reason else ""
    if not words or check.version is None:
        return plain(f"{worded(check.outcome)}{because}")
    return plain(
        f"{worded(check.outcome)}{because}: version {check.version}, {counted(words, 'word')}"
    )


def _when(soon: Next | None) -> str:
    """Return when a page is checked next."""
    if soon is None:
        return "no further check"
    wait = span(soon.interval)
    return f"next check {moment(soon.at)}, in {wait}" + (", the last one" if soon.final else "")


def _row(check: Check) -> dict[str, Any]:
    return {
        "url": check.url,
        "article": check.article,
        "at": format_utc(check.fetched_at) if check.fetched_at else None,
        "outcome": check.outcome.value,
        "version": check.version,
        "reason": check.reason,
    }
