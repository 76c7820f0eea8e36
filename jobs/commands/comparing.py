"""``diff``: what changed between two versions, word by word."""

import sys
from typing import Any

from rich.text import Text

from crawler.diff import Diff, Spans
from crawler.diff import diff as compare
from crawler.diff.formats import Line, as_html, as_json, as_lines, as_unified
from crawler.diff.formats.text import SIGNS
from crawler.errors import UsageError
from crawler.model import Extraction, Version
from crawler.warc import read as read_warc
from crawler.workers import extraction_of
from jobs.commands.articles import Found, find
from jobs.commands.context import Context
from jobs.commands.terminal import interval, kinds, moment

FORMS = ("text", "unified", "html", "json")
EMPTY = Extraction(extractor="")
STYLES = {"removed": "red strike", "added": "green bold", "same": ""}


def diff(context: Context, url: str, *, old: int | None, new: int | None, form: str) -> int:
    """Print the difference between two versions. Returns the exit status."""
    if form not in FORMS:
        raise UsageError(f"--format takes {', '.join(FORMS)}, not {form!r}")
    found = find(context, url)
    newer = found.version(new)
    older = found.version(old) if old is not None else _before(found, newer)
    before, after, note = _comparable(context, older, newer)
    difference = compare(before, after)
    if form == "json":
        context.print_json(_document(older, newer, difference))
    elif form == "text":
        _print(context, older, newer, difference, note)
    else:
        sys.stdout.write(_written(form, older, newer, difference, after))
    return 0


def _before(found: Found, newer: Version) -> Version:
    if newer.version == 1:
        raise UsageError(f"{found.url} has only one version so far: there is nothing to compare it with")
    return found.version(newer.version - 1)


def _comparable(context: Context, older: Version, newer: Version) -> tuple[Extraction, Extraction, str]:
    """Return both texts as one extractor gives them, and a note where that meant to extract the captures again."""
    before, after = older.extraction or EMPTY, newer.extraction or EMPTY
    if older.extraction is None or newer.extraction is None or before.extractor == after.extractor:
        return before, after, ""
    again = [_again(context, version) for version in (older, newer)]
    return again[0], again[1], "extracted again from both captures: the versions were made by different extractors"


def _again(context: Context, version: Version) -> Extraction:
    capture = read_warc(context.archive.store.read(version.capture.key))
    return extraction_of(capture, context.config.crawl.max_page_bytes)


def _document(older: Version, newer: Version, difference: Diff) -> dict[str, Any]:
    change = newer.change if newer.version == older.version + 1 else None
    return {
        "article": newer.article,
        "url": newer.url,
        "from": older.version,
        "to": newer.version,
        "kinds": list(change.kinds) if change else None,
        "reasons": change.reasons if change else None,
        "stealth": change.stealth if change else None,
        **as_json(difference),
    }


def _label(version: Version) -> str:
    return f"version {version.version}, captured {moment(version.captured_at)}"


def _written(form: str, older: Version, newer: Version, difference: Diff, after: Extraction) -> str:
    if form == "unified":
        return as_unified(difference, old_label=_label(older), new_label=_label(newer))
    facts = [("Article", newer.url), ("Came about", interval(newer)), ("What", kinds(newer)), *newer.change.reasons.items()]
    heading = after.title or newer.url
    return as_html(difference, heading=heading, old_label=_label(older), new_label=_label(newer), language=after.language, facts=facts)


def _print(context: Context, older: Version, newer: Version, difference: Diff, note: str) -> None:
    out = context.out
    out.print(Text(f"--- {_label(older)}\n+++ {_label(newer)}", style="bold"))
    if newer.version == older.version + 1:
        out.print(Text(f"{kinds(newer)}; came about {interval(newer)}"))
        for kind, reason in newer.change.reasons.items():
            out.print(Text(f"  {kind}: {reason}", style="dim"))
    if note:
        out.print(Text(f"({note})", style="dim"))
    for line in as_lines(difference):
        out.print()
        out.print(_styled(line))
    out.print(f"\n{difference.words_added} words added, {difference.words_removed} removed")


def _styled(line: Line) -> Text:
    """Return one field or paragraph, its marks readable without colour: ``[-removed-]`` and ``{+added+}``."""
    if line.role == "folded":
        return Text(f"  ({line.note})", style="dim")
    whole = {"added": "green bold", "removed": "red strike"}.get(line.role)
    text = Text(SIGNS[line.role])
    text.append(f"({line.note}) " if line.role in {"moved_here", "moved_away"} else f"{line.note}: " if line.note else "", style="bold")
    if whole:
        return text.append("".join(span.text for span in line.spans), style=whole)
    return text.append_text(_marked(line.spans))


def _marked(spans: Spans) -> Text:
    text = Text()
    for span in spans:
        brackets = {"removed": ("[-", "-]"), "added": ("{+", "+}")}.get(span.mark, ("", ""))
        text.append(brackets[0] + span.text.replace("\n\n", "¶\n  ") + brackets[1], style=STYLES[span.mark])
    return text
