"""``blame``: each sentence with the version that brought it, and the sentences that left."""

from rich.text import Text

from crawler.blame import Departure, Sentence
from crawler.model import State, VersionRange
from jobs.context import Context
from jobs.reading.blame_view import BlameView, blame_view
from jobs.reading.interleaving import seen_earlier, shown_of
from jobs.reading.resolve_article import find
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import imported, interval, kinds, moment


def run(context: Context, url: str, *, wanted: VersionRange) -> int:
    """Print the sentences of the newest version, or of another one, with where each comes from.

    Of a damaged version none. Returns the exit status.
    """
    view = blame_view(context, find(context, url), wanted)
    if context.json:
        context.print_json(view.document())
    elif isinstance(view, BlameView):
        _print(context, view)
    elif view.read.redaction is not None:
        context.out.paragraph(
            Text(f"version {view.read.number} is ").append_text(damaged(view.read))
        )
    return context.end()


def _print(context: Context, view: BlameView) -> None:
    out, newest, told = context.out, view.shown, view.told
    out.print(f"[bold]{shown(view.found.url)}[/]", soft_wrap=True)
    when = moment(newest.captured_at)
    out.paragraph(Text(f"version {newest.version} of {view.found.highest}, captured {when}"))
    if newest.state is State.GONE:
        out.paragraph(Text("The site took this article down.", style="bold"))
    if view.note:
        out.paragraph(Text(f"({view.note})", style="dim"))
    width = max(len(view.called(place)) for place in view.versions) + 3
    paragraph = -1
    for sentence in told.sentences:
        if sentence.paragraph != paragraph:
            out.print()
        paragraph = sentence.paragraph
        out.paragraph(_line(view, sentence), lead=f"v{view.called(sentence.version)}".ljust(width))
    if told.left:
        out.print("\n[bold]What left[/]")
    for departure in told.left:
        lead = f"v{view.called(departure.sentence.version)}".ljust(width)
        out.paragraph(_line(view, departure.sentence, departure), lead=lead)
    _print_versions(context, view, width)


def _line(view: BlameView, sentence: Sentence, departure: Departure | None = None) -> Text:
    """Return the sentence with what is to be said of its past, in brackets."""
    facts = []
    if sentence.reworded_from is not None:
        steps = [f"v{view.called(wording.version)}" for wording in reversed(sentence.wordings[:-1])]
        facts.append(f"reworded from {', '.join(steps)}")
    if sentence.returned_from is not None:
        facts.append(f"back, as in v{view.called(sentence.returned_from)}")
    if departure is not None:
        facts.append(f"left in v{view.called(departure.left_in)}")
    text = Text(plain(sentence.text), style="red" if departure else "")
    return text.append(f" ({'; '.join(facts)})", style="dim") if facts else text


def _print_versions(context: Context, view: BlameView, width: int) -> None:
    """Print when the versions that were named, and those that were left out, came about."""
    context.out.print("\n[bold]The versions[/]")
    urls = {one.article: one.url for one in view.found.joined}
    earlier = seen_earlier(view.course)
    for one in view.listed():
        version, before = shown_of(one), earlier.get((one.article, one.number))
        text = Text(f"{interval(version, before)}: " if version else "")
        if one.record is not None:
            said = (kinds(one.record, follows=before is not None), imported(one.record))
            text.append(plain("; ".join(filter(None, said))))
        else:
            text.append_text(damaged(one))
        if one.article in urls:
            text.append(plain(f"; of {urls[one.article]}"))
        called = view.found.called(one.article, one.number)
        context.out.paragraph(text, lead=f"v{called}".ljust(width))
