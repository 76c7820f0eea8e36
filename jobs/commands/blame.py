"""``blame``: each sentence with the version that brought it, and the sentences that left."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.blame import Blame, Departure, Sentence, blame
from crawler.codec import format_utc
from crawler.comparable_texts import comparable_texts
from crawler.model import State, Version, VersionRange
from jobs.context import CaptureReaders, Context
from jobs.reading.resolve_article import Found, find
from jobs.terminal.screen import interval, kinds, moment, plain, shown


def run(context: Context, url: str, readers: CaptureReaders, *, wanted: VersionRange) -> int:
    """Print the sentences of the newest version, or of another one, with where each comes from.

    Returns the exit status.
    """
    found = find(context, url)
    chosen = found.one(wanted)
    reads = found.all(chosen.number)
    if chosen.record is None:
        return _refused(context, found, chosen.number)
    versions = {one.number: one.record for one in reads if one.record is not None}
    open_reader = partial(readers, context.config, context.archive)
    texts, note = comparable_texts(context.reader, open_reader, tuple(versions.values()))
    note = "; ".join(filter(None, [_without(reads), note]))
    told = blame(
        (record.version, text) for record, text in zip(versions.values(), texts, strict=True)
    )
    if context.json:
        context.print_json(_document(found, versions, told, note))
    else:
        _print(context, found, versions, told, note)
    return context.end()


def _without(reads: Sequence[Read]) -> str:
    """Return what is to be said of the damaged versions between: they are left out."""
    numbers = [str(one.number) for one in reads if one.record is None]
    if not numbers:
        return ""
    return (
        f"damaged and left out: version {', '.join(numbers)}; what came or left there "
        "is told of the next sound version"
    )


def _refused(context: Context, found: Found, number: int) -> int:
    """Tell nothing of the sentences of a damaged version. Returns the exit status."""
    if context.json:
        context.print_json({"article": found.article, "url": found.url, "version": number})
    return context.end()


def _document(
    found: Found, versions: Mapping[int, Version], told: Blame, note: str
) -> dict[str, Any]:
    return {
        "article": found.article,
        "url": found.url,
        "version": max(versions),
        "state": versions[max(versions)].state.value,
        "note": note or None,
        "sentences": [
            {
                "text": sentence.text,
                "paragraph": sentence.paragraph,
                "version": sentence.version,
                **_interval(versions[sentence.version]),
                **_past(sentence),
            }
            for sentence in told.sentences
        ],
        "left": [
            {
                "text": departure.sentence.text,
                "from_version": departure.sentence.version,
                "left_in": departure.left_in,
                **_interval(versions[departure.left_in]),
                **_past(departure.sentence),
            }
            for departure in told.left
        ],
    }


def _interval(version: Version) -> dict[str, str | None]:
    """Return between which times a version came about, and whether anything announced it."""
    return {
        "captured_at": format_utc(version.captured_at),
        "last_seen_before": format_utc(version.last_seen_before)
        if version.last_seen_before
        else None,
        "silence": version.change.silence.value if version.change.silence else None,
    }


def _past(sentence: Sentence) -> dict[str, Any]:
    return {
        "reworded_from": sentence.reworded_from,
        "earlier": [
            {"version": wording.version, "text": wording.text} for wording in sentence.wordings[:-1]
        ],
        "returned_from": sentence.returned_from,
    }


def _print(
    context: Context, found: Found, versions: Mapping[int, Version], told: Blame, note: str
) -> None:
    out, newest = context.out, versions[max(versions)]
    out.print(f"[bold]{shown(found.url)}[/]", soft_wrap=True)
    out.paragraph(
        Text(f"version {newest.version} of {found.newest}, captured {moment(newest.captured_at)}")
    )
    if newest.state is State.GONE:
        out.paragraph(Text("The site took this article down.", style="bold"))
    if note:
        out.paragraph(Text(f"({note})", style="dim"))
    width = len(f"v{newest.version}") + 2
    paragraph = -1
    for sentence in told.sentences:
        if sentence.paragraph != paragraph:
            out.print()
        paragraph = sentence.paragraph
        out.paragraph(_line(sentence), lead=f"v{sentence.version}".ljust(width))
    if told.left:
        out.print("\n[bold]What left[/]")
    for departure in told.left:
        out.paragraph(
            _line(departure.sentence, departure), lead=f"v{departure.sentence.version}".ljust(width)
        )
    _print_versions(context, versions, told, width)


def _line(sentence: Sentence, departure: Departure | None = None) -> Text:
    """Return the sentence with what is to be said of its past, in brackets."""
    facts = []
    if sentence.reworded_from is not None:
        steps = [f"v{wording.version}" for wording in reversed(sentence.wordings[:-1])]
        facts.append(f"reworded from {', '.join(steps)}")
    if sentence.returned_from is not None:
        facts.append(f"back, as in v{sentence.returned_from}")
    if departure is not None:
        facts.append(f"left in v{departure.left_in}")
    text = Text(plain(sentence.text), style="red" if departure else "")
    return text.append(f" ({'; '.join(facts)})", style="dim") if facts else text


def _print_versions(
    context: Context, versions: Mapping[int, Version], told: Blame, width: int
) -> None:
    """Print when the versions that were named came about."""
    sentences = [*told.sentences, *(departure.sentence for departure in told.left)]
    named = {wording.version for sentence in sentences for wording in sentence.wordings}
    named |= {departure.left_in for departure in told.left} | {
        sentence.returned_from for sentence in sentences if sentence.returned_from
    }
    context.out.print("\n[bold]The versions[/]")
    for version in versions.values():
        if version.version in named:
            context.out.paragraph(
                Text(f"{interval(version)}: {plain(kinds(version))}"),
                lead=f"v{version.version}".ljust(width),
            )
