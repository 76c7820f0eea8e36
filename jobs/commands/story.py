"""``story``: the copies of an article's text, which is the original, and where they differ."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from rich.table import Table
from rich.text import Text

from crawler.codec import format_utc
from crawler.comparable_texts import comparable_texts
from crawler.model import Extraction, Version
from crawler.story import Member, MissingChange, Story, StoryCopy, story_of
from jobs.context import CaptureReaders, Context
from jobs.reading.resolve_article import find
from jobs.terminal.screen import counted, plain, shown

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
_LEAD = 4


def run(context: Context, url: str, readers: CaptureReaders) -> int:
    """Print the story that an article belongs to.

    Returns the exit status: 0, also where no other site has the text.
    """
    found = find(context, url)
    open_reader = partial(readers, context.config, context.archive)

    def texts(versions: Sequence[Version]) -> Sequence[Extraction | None]:
        return comparable_texts(context.reader, open_reader, versions)[0]

    story = story_of(context.index, found.article, texts=texts, sound=context.reader.sound)
    if context.json:
        context.print_json(_document(found.article, found.url, story))
    elif story is None or not story.copies:
        context.out.print(f"[bold]{shown(found.url)}[/]", soft_wrap=True)
        context.out.paragraph(Text("No copies: no other site in this archive has this text."))
    else:
        _print(context, story)
    return context.end()


def _document(article: str, url: str, story: Story | None) -> dict[str, Any]:
    members = [_member(story.first), *map(_copy, story.copies)] if story and story.copies else []
    reason = story.original_reason if story else None
    return {
        "article": article,
        "url": url,
        "original": story.original.article if story and story.original else None,
        "original_reason": asdict(reason)
        if reason
        else {"kind": "alone", "detail": "no version of it has a text"},
        "members": members,
    }


def _member(member: Member) -> dict[str, Any]:
    """Return a member as it stands alone.

    The original, or the article that the others were compared with.
    """
    text = member.text
    return {
        "article": member.article,
        "url": member.url,
        "host": member.host,
        "publisher": text.publisher,
        "title": text.title,
        "state": member.state.value,
        "versions": len(member.versions),
        "first_seen": format_utc(member.first_seen),
        "published": text.published,
        "score": None,
        "reasons": [],
        "contains": None,
        "contained_in": None,
        "lag_seconds": None,
        "lag_by": None,
        "lacks": [],
    }


def _copy(copy: StoryCopy) -> dict[str, Any]:
    kin = copy.similarity
    return _member(copy.member) | {
        "score": kin.score,
        "reasons": [asdict(reason) for reason in kin.reasons],
        "contains": round(kin.contains, 4),
        "contained_in": round(kin.contained_in, 4),
        "lag_seconds": copy.lag_seconds,
        "lag_by": copy.lag_by,
        "lacks": [asdict(lack) for lack in copy.lacks],
    }


def _print(context: Context, story: Story) -> None:
    out = context.out
    out.paragraph(Text(plain(story.first.text.title or story.first.url), style="bold"))
    if story.original is None:
        out.paragraph(Text(plain(f"The original is not known: {story.original_reason.detail}.")))
    else:
        out.paragraph(
            Text(
                plain(f"The original is on {story.original.host}: {story.original_reason.detail}.")
            )
        )
    out.print()
    out.print(_table(story))
    for number, member in enumerate([story.first, *(copy.member for copy in story.copies)], 1):
        out.print()
        out.paragraph(Text(plain(member.url)), lead=f"{number:>2}. ")
        for copy in story.copies[number - 2 : number - 1] if number > 1 else ():
            _print_copy(context, story, copy)


def _table(story: Story) -> Table:
    """Return the members, the original first.

    Shares are of the original's text, and of the copy's own.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column("Host", overflow="fold", max_width=30)
    for name in ("Has", "Own", "Came", "Versions", "Lacks"):
        table.add_column(name, justify="right", no_wrap=True)
    first = "original" if story.original else "compared"
    table.add_row("1", shown(story.first.host), "", "", first, str(len(story.first.versions)), "")
    for number, copy in enumerate(story.copies, 2):
        kin, lacks = copy.similarity, counted(len(copy.lacks), "change") if copy.lacks else "-"
        own = f"{1 - kin.contained_in:.0%}"
        table.add_row(
            str(number),
            shown(copy.member.host),
            f"{kin.contains:.0%}",
            own,
            _lag(copy.lag_seconds),
            str(len(copy.member.versions)),
            lacks if story.original else "",
        )
    return table


def _lag(seconds: int | None) -> str:
    """Return a lag in its largest unit: ``2 h later``."""
    if not seconds:
        return "same time"
    number, unit = next(
        ((abs(seconds) // size, name) for size, name in _UNITS if abs(seconds) >= size),
        (abs(seconds), "s"),
    )
    return f"{number} {unit} {'later' if seconds >= 0 else 'earlier'}"


def _print_copy(context: Context, story: Story, copy: StoryCopy) -> None:
    """Print why it is a copy, and what it lacks."""
    title = copy.member.text.title
    if title and title != story.first.text.title:
        context.out.paragraph(Text(plain(title), style="italic"), lead=" " * _LEAD)
    for reason in copy.similarity.reasons:
        context.out.paragraph(Text(plain(reason.detail), style="dim"), lead=" " * _LEAD)
    for lack in copy.lacks:
        _print_lack(context, lack)


def _print_lack(context: Context, lack: MissingChange) -> None:
    kinds = f" ({', '.join(lack.kinds)})" if lack.kinds else ""
    context.out.paragraph(
        Text(f"lacks version {lack.version}{kinds}", style="bold"), lead=" " * _LEAD
    )
    if not lack.sentences:
        context.out.paragraph(
            Text("the original was taken down; this copy was not"), lead=" " * (_LEAD + 2)
        )
    for sentence in lack.sentences:
        for sign, style, text in (("- ", "red", sentence.old), ("+ ", "green", sentence.new)):
            if text is not None:
                what = "headline: " if sentence.kind == "headline" else ""
                context.out.paragraph(
                    Text(plain(what + text), style=style), lead=" " * (_LEAD + 2) + sign
                )
