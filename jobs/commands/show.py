"""``show``: the text and metadata of one version."""

from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.codec import as_json, format_utc
from crawler.model import Extraction, State, Version, VersionRange
from jobs.context import Context
from jobs.reading.resolve_article import find
from jobs.terminal.screen import counted, kinds, moment, plain, shown


def run(context: Context, url: str, *, wanted: VersionRange, even_damaged: bool = False) -> int:
    """Print one version's text and metadata.

    Returns the exit status.

    Of a damaged version nothing is printed but that it is damaged; ``even_damaged`` prints what
    stands there too, marked.
    """
    found = find(context, url)
    chosen = found.one(wanted)
    record = chosen.record if chosen.damage is None or not even_damaged else chosen.suspect
    if context.json:
        empty = {
            "article": chosen.article,
            "url": found.url,
            "version": chosen.number,
            "text": None,
        }
        context.print_json(_document(record) if record is not None else empty)
        return context.end()
    if chosen.damage is not None:
        context.out.paragraph(
            Text(f"version {chosen.number} of {found.newest} is ").append_text(
                _withheld(chosen, shown=record is not None)
            )
        )
    if record is not None:
        _print(context, record, found.newest)
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


def _document(version: Version) -> dict[str, Any]:
    """Return what ``show --json`` prints.

    The version's place in the archive, then all that was extracted.
    """
    extraction = version.extraction or Extraction(extractor="")
    fields = as_json(extraction)
    return {
        "article": version.article,
        "url": version.url,
        "version": version.version,
        "state": version.state.value,
        "captured_at": format_utc(version.captured_at),
        "confirmed_at": format_utc(version.confirmed_at),
        "title": extraction.title,
        "byline": extraction.byline,
        "published": extraction.published,
        "modified": extraction.modified,
        "publisher": extraction.publisher,
        "language": extraction.language,
        "developing": extraction.developing,
        "text": extraction.text,
        "content_sha256": version.content_sha256,
        "fingerprint": version.fingerprint,
        "capture": as_json(version.capture),
        "previous": version.previous,
        "run": version.run,
        **{name: value for name, value in fields.items() if name != "problem"},
    }


def _print(context: Context, version: Version, count: int) -> None:
    out, extraction = context.out, version.extraction
    out.paragraph(
        Text(
            f"version {version.version} of {count}, captured "
            f"{moment(version.captured_at)}: {kinds(version)}"
        )
    )
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
    for paragraph in extraction.paragraphs:
        out.print()
        out.paragraph(Text(plain(paragraph)))
    count_of_words = counted(len(extraction.text.split()), "word")
    out.print(
        f"\n[dim]{count_of_words}; sha256 of the text {version.content_sha256}[/]", soft_wrap=True
    )
