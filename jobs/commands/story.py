"""``story``: the copies of an article's text, which is the original, and where they differ."""

from rich.table import Table
from rich.text import Text

from crawler.story import Member, MissingChange, Story, StoryCopy
from jobs.context import Context
from jobs.reading.resolve_article import find
from jobs.reading.story_view import story_view
from jobs.terminal.screen import plain, shown
from jobs.wording import counted, later

_LEAD = 4


def run(context: Context, url: str) -> int:
    """Print the story that an article belongs to.

    Returns the exit status: 0, also where no other site has the text.
    """
    view = story_view(context, find(context, url))
    if context.json:
        context.print_json(view.document())
    elif view.story is None or not view.story.copies:
        context.out.print(f"[bold]{shown(view.found.url)}[/]", soft_wrap=True)
        context.out.paragraph(Text("No copies: no other site in this archive has this text."))
    else:
        _print(context, view.story)
    return context.end()


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
    table.add_row("1", shown(story.first.host), "", "", first, str(len(story.first.course)), "")
    for number, copy in enumerate(story.copies, 2):
        kin, lacks = copy.similarity, counted(len(copy.lacks), "change") if copy.lacks else "-"
        own = f"{1 - kin.contained_in:.0%}"
        table.add_row(
            str(number),
            shown(copy.member.host),
            f"{kin.contains:.0%}",
            own,
            later(copy.lag_seconds),
            str(len(copy.member.course)),
            lacks if story.original else "",
        )
    return table


def _print_copy(context: Context, story: Story, copy: StoryCopy) -> None:
    """Print why it is a copy, and what it lacks."""
    title = copy.member.text.title
    if title and title != story.first.text.title:
        context.out.paragraph(Text(plain(title), style="italic"), lead=" " * _LEAD)
    for reason in copy.similarity.reasons:
        context.out.paragraph(Text(plain(reason.detail), style="dim"), lead=" " * _LEAD)
    for lack in copy.lacks:
        _print_lack(context, lack, story.first)


def _print_lack(context: Context, lack: MissingChange, first: Member) -> None:
    kinds = f" ({', '.join(lack.kinds)})" if lack.kinds else ""
    url = next(one.url for one in first.course if one.article == lack.article)
    beside = f" of {plain(url)}" if lack.article != first.article else ""
    context.out.paragraph(
        Text(f"lacks version {lack.version}{beside}{kinds}", style="bold"), lead=" " * _LEAD
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
