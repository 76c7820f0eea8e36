"""``diff``: what changed between two versions, word by word."""

from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.change import announcement, explained
from crawler.diff import Diff, Spans
from crawler.diff import diff as compare
from crawler.diff.formats import DiffLine, as_html, as_json, as_lines, as_unified
from crawler.diff.formats.text import SIGNS
from crawler.errors import UsageError
from crawler.model import Change, Extraction, Version
from jobs.commands.comparable_texts import CaptureReaders, comparable_texts
from jobs.commands.context import Context
from jobs.commands.history import silence_fields
from jobs.commands.resolve_article import Found, find
from jobs.commands.terminal import interval, kinds, moment, plain, words

FORMS = ("text", "unified", "html", "json")
EMPTY = Extraction(extractor="")
STYLES = {"removed": "red strike", "added": "green bold", "same": ""}


def diff(
    context: Context,
    url: str,
    readers: CaptureReaders,
    *,
    old: int | None,
    new: int | None,
    form: str,
) -> int:
    """Print the difference between two versions. Returns the exit status."""
    if form not in FORMS:
        raise UsageError(f"--format takes {', '.join(FORMS[:-1])} or {FORMS[-1]}, not {form!r}")
    found = find(context, url)
    pair = found.read(old) if old is not None else _before(found, found.read(new)), found.read(new)
    if any(one.record is None for one in pair):
        return _refused(context, found, pair, form)
    older, newer = (one.sound for one in pair)
    texts, note = comparable_texts(context, readers, (older, newer))
    before, after = (text or EMPTY for text in texts)
    difference = compare(before, after)
    if form == "json":
        context.print_json(_document(older, newer, difference, note))
    elif form == "text":
        _print(context, older, newer, difference, note)
    else:
        context.out.write(_written(form, older, newer, difference, after))
    return context.end()


def _before(found: Found, newer: Read) -> Read:
    if len(found.numbers) == 1:
        raise UsageError(
            f"{found.url} has only one version so far: there is nothing to compare it with"
        )
    before = found.before(newer.number)
    if before is None:
        raise UsageError(
            f"there is no version before version {newer.number}",
            hint="give --from N too, or leave --to away",
        )
    return found.read(before)


def _refused(context: Context, found: Found, pair: tuple[Read, Read], form: str) -> int:
    """Compare nothing where one of the two is damaged. Returns the exit status."""
    if form == "json":
        context.print_json(
            {
                "article": found.article,
                "url": found.url,
                "from": pair[0].number,
                "to": pair[1].number,
            }
        )
    return context.end()


def _document(older: Version, newer: Version, difference: Diff, note: str) -> dict[str, Any]:
    change = newer.change if newer.version == older.version + 1 else None
    return {
        "article": newer.article,
        "url": newer.url,
        "from": older.version,
        "to": newer.version,
        "kinds": list(change.kinds) if change else None,
        "reasons": change.reasons if change else None,
        **silence_fields(change or Change()),
        "note": note or None,
        **as_json(difference),
    }


def _label(version: Version) -> str:
    return f"version {version.version}, captured {moment(version.captured_at)}"


def _written(form: str, older: Version, newer: Version, difference: Diff, after: Extraction) -> str:
    if form == "unified":
        return plain(as_unified(difference, old_label=_label(older), new_label=_label(newer)))
    facts = [("Article", newer.url)]
    if newer.version == older.version + 1:
        facts += [
            ("Came about", interval(newer)),
            ("What", kinds(newer)),
            *newer.change.reasons.items(),
        ]
        facts += (
            [(newer.change.silence.value, explained(newer.change))] if newer.change.silence else []
        )
    heading = after.title or newer.url
    return as_html(
        difference,
        heading=heading,
        old_label=_label(older),
        new_label=_label(newer),
        language=after.language,
        facts=facts,
    )


def _print(context: Context, older: Version, newer: Version, difference: Diff, note: str) -> None:
    out = context.out
    out.print(Text(f"--- {_label(older)}\n+++ {_label(newer)}", style="bold"))
    if newer.version == older.version + 1:
        out.paragraph(Text(f"{kinds(newer)}; came about {interval(newer)}"))
        for kind, reason in newer.change.reasons.items():
            out.paragraph(Text(plain(f"{kind}: {reason}"), style="dim"), lead="  ")
        if told := announcement(newer.change):
            out.paragraph(Text(plain(told), style="dim"), lead="  ")
    if note:
        out.paragraph(Text(f"({note})", style="dim"))
    for line in as_lines(difference):
        out.print()
        out.paragraph(_styled(line), lead=SIGNS[line.role])
    amount = words(difference.words_added, difference.words_removed)
    out.print(
        f"\n{amount}"
        if difference.fields or any(block.kind != "same" for block in difference.blocks)
        else "\nno difference"
    )


def _styled(line: DiffLine) -> Text:
    """Return one field or paragraph, its marks readable without colour.

    ``[-removed-]`` and ``{+added+}``.
    """
    if line.role == "folded":
        return Text(f"({line.note})", style="dim")
    text = Text(
        f"({line.note}) "
        if line.role in {"moved_here", "moved_away"}
        else f"{line.note}: "
        if line.note
        else "",
        style="bold",
    )
    whole = {"added": "green bold", "removed": "red strike"}.get(line.role)
    if whole:
        return Text.assemble(text, (plain("".join(span.text for span in line.spans)), whole))
    return Text.assemble(text, _marked(line.spans))


def _marked(spans: Spans) -> Text:
    text = Text()
    for span in spans:
        brackets = {"removed": ("[-", "-]"), "added": ("{+", "+}")}.get(span.mark, ("", ""))
        text.append(
            brackets[0] + plain(span.text).replace("\n\n", "¶\n") + brackets[1],
            style=STYLES[span.mark],
        )
    return text
