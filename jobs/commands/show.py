"""``show``: the text and metadata of one version."""

from rich.text import Text

from crawler.attest import Read
from crawler.model import State, Version, VersionRange
from jobs.context import Context
from jobs.reading.resolve_article import Found, find
from jobs.reading.version_view import version_view
from jobs.terminal.printed_attachments import print_beside
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import counted, coverage, entry_note, imported, kinds, moment


def run(context: Context, url: str, *, wanted: VersionRange, even_damaged: bool = False) -> int:
    """Print one version's text and metadata.

    Returns the exit status.

    Of a damaged version nothing is printed but that it is damaged; ``even_damaged`` prints what
    stands there too, marked.
    """
    view = version_view(find(context, url), wanted, even_damaged=even_damaged)
    if context.json:
        context.print_json(view.document())
        return context.end()
    found, chosen, record = view.found, view.read, view.record
    if chosen.damage is not None:
        context.out.paragraph(
            Text(f"version {chosen.number} of {found.highest} is ").append_text(
                _withheld(chosen, shown=record is not None)
            )
        )
    if chosen.redaction is not None:
        context.out.paragraph(
            Text(f"version {chosen.number} of {found.highest} is ").append_text(damaged(chosen))
        )
    if record is not None:
        _print(context, record, found)
    return context.end()


def _withheld(chosen: Read, *, shown: bool) -> Text:
    """Return why a version is not shown, or is shown though it is not to be believed."""
    problem = plain(chosen.damage.problem if chosen.damage else "")
    then = (
        "What follows is what stands there now, and not to be believed."
        if shown
        else "Its text is withheld; --damaged prints it."
    )
    return Text("damaged", style="bold red").append(f": {problem}. {then}")


def _print(context: Context, version: Version, found: Found) -> None:
    out, extraction = context.out, version.extraction
    out.paragraph(
        Text(
            f"version {version.version} of {found.highest}, captured "
            f"{moment(version.captured_at)}: "
            f"{kinds(version, follows=found.before(version.version) is not None)}"
        )
    )
    if origin := imported(version):
        out.paragraph(Text(plain(origin), style="dim"))
    out.print(shown(version.url), soft_wrap=True)
    if extraction is None or version.state is State.GONE:
        out.print(
            "[bold]The site took this article down.[/] `show --version N` prints an "
            "earlier version."
        )
        return
    out.print()
    out.paragraph(Text(plain(extraction.title or "(no title)"), style="bold"))
    facts = [
        extraction.byline,
        extraction.publisher,
        f"published {extraction.published}" if extraction.published else None,
    ]
    if extraction.modified and extraction.modified != extraction.published:
        facts.append(f"modified {extraction.modified}")
    out.paragraph(Text(plain(" · ".join(fact for fact in facts if fact))))
    for fault in extraction.faults:
        out.paragraph(Text(f"not read: {plain(fault)}", style="bold red"))
    if extraction.live is not None:
        out.paragraph(Text(plain(coverage(extraction)), style="dim"))
    entries = {entry.first: entry for entry in extraction.entries}
    for at, paragraph in enumerate(extraction.paragraphs):
        out.print()
        if at in entries:
            out.paragraph(Text(plain(entry_note(entries[at])), style="bold"))
        out.paragraph(Text(plain(paragraph)))
    print_beside(extraction, out)
    count_of_words = counted(len(extraction.text.split()), "word")
    out.print(
        f"\n[dim]{count_of_words}; sha256 of the text {version.content_sha256}[/]", soft_wrap=True
    )
