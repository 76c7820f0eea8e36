"""``redact``: take the text and the captures of versions out of the archive, on an order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from crawler.codec import format_utc
from crawler.errors import UsageError
from crawler.identity import CaptureKey, parse_key
from crawler.removal import Removal
from crawler.removing import RedactionPlan
from jobs.context import Context, now
from jobs.reading.resolve_article import find
from jobs.redacting import Redacted, lift, redact
from jobs.terminal.screen import shown
from jobs.wording import counted, numbered

_LENGTH = 500
"""Characters of a reason or an order's id at most."""


def run(
    context: Context,
    url: str,
    *,
    versions: Sequence[int],
    reason: str,
    order_id: str,
    by: str | None,
    yes: bool,
    lifted: bool,
) -> int:
    """Remove, or say what would go; or lift a redaction. Returns the exit status.

    Raises ``UsageError`` before anything is removed, and the errors of store and index.
    """
    for option, text in (("--reason", reason), ("--order-id", order_id), ("--by", by or "me")):
        _require_text(option, text)
    found = find(context, url)
    if lifted:
        return _lift(context, found.article, versions, reason=reason, order_id=order_id, by=by)
    for number in versions:
        if number not in found.numbers:
            found.read(number)  # raises that there is none
    done = redact(
        context.config,
        context.index,
        found.article,
        set(versions) or None,
        reason=reason.strip(),
        order_id=order_id.strip(),
        by=by,
        carry_out=yes,
        clock=now,
    )
    if context.json:
        joined = {"joined": [one.article for one in found.joined]} if found.joined else {}
        context.print_json(_document(found.url, done, yes=yes) | joined)
        return context.end()
    _print(context, found.url, done, yes=yes)
    for one in found.joined:
        context.out.print(
            f"[yellow]{counted(len(one.numbers), 'version')} under another address[/] stay: "
            f"{shown(one.url)}. If they must go too: "
            f"`palimpsest redact {shown(one.article)} ...`",
            soft_wrap=True,
        )
    return context.end()


def _require_text(option: str, text: str) -> None:
    if not text.strip() or len(text) > _LENGTH or not text.isprintable():
        raise UsageError(
            f"{option} {text[:60]!r} says nothing that could be kept",
            hint=f"Give a line of 1 to {_LENGTH} printable characters. It stays in the archive, so "
            "let it hold nothing of what is to be removed.",
        )


def _lift(
    context: Context,
    article: str,
    versions: Sequence[int],
    *,
    reason: str,
    order_id: str,
    by: str | None,
) -> int:
    if versions:
        raise UsageError(
            "--lift and --version do not go together",
            hint="A lift is for the whole article: from then on it may be archived again.",
        )
    if context.index.redaction_in_force(article) is None:
        raise UsageError(f"no redaction of {article} is in force: there is nothing to lift")
    removal = lift(
        context.config,
        context.index,
        article,
        reason=reason.strip(),
        order_id=order_id.strip(),
        by=by,
        clock=now,
    )
    if context.json:
        context.print_json({"article": article, "lifted": True, "removals": [removal.key]})
        return context.end()
    context.out.print("lifted: the article may be archived again; what was removed stays removed")
    return context.end()


def _document(url: str, done: Redacted, *, yes: bool) -> dict[str, Any]:
    plan = done.plan
    return {
        "article": plan.article,
        "url": url,
        "done": yes,
        "versions": [one.record.version for one in plan.versions],
        "objects": [one.key for one in plan.objects],
        "bytes": sum(one.size for one in plan.objects),
        "shortened": [one.record.version for one in plan.shortened],
        "leaves": list(plan.leaves),
        "unfinished": [one.key for one in done.unfinished],
        "removals": [_row(one) for one in done.done],
    }


def _row(removal: Removal) -> dict[str, Any]:
    return {
        "key": removal.key,
        "at": format_utc(removal.at),
        "by": removal.by,
        "order_id": removal.order_id,
        "reason": removal.reason,
    }


def _print(context: Context, url: str, done: Redacted, *, yes: bool) -> None:
    plan, out = done.plan, context.out
    out.print(f"[bold]{shown(url)}[/]", soft_wrap=True)
    if done.unfinished:
        out.paragraph(
            f"{counted(len(done.unfinished), 'earlier removal')} "
            f"{'finished' if yes else 'broke off: --yes finishes what was left'}"
        )
    if plan.is_empty:
        out.print("nothing is left to remove")
    else:
        size = sum(one.size for one in plan.objects)
        out.print(f"{'removed' if yes else 'would be removed'}, {size:,} bytes in all:")
        for part in _parts(plan):
            out.paragraph(part, lead="  - ")
    if plan.leaves:
        has, stay = ("It has", "stays") if len(plan.leaves) == 1 else ("Each has", "stay")
        out.paragraph(
            Text(f"{numbered('version', plan.leaves)} {stay}.", style="yellow").append(
                f" {has} a paragraph that goes, or is damaged and may have one; --version names "
                "what must go too",
                style="default",
            )
        )
    if not yes:
        out.paragraph("nothing was removed: the same call with --yes removes it, for good")
    elif done.done:
        out.paragraph(
            "not covered: backups, and exports that you have handed out; nor other articles with "
            "the same text, which `palimpsest story` finds"
        )


def _parts(plan: RedactionPlan) -> Iterator[str]:
    """Yield what goes, a line each."""
    if plan.versions:
        yield f"the text of {numbered('version', [one.record.version for one in plan.versions])}"
    kinds = Counter(isinstance(parse_key(one.key), CaptureKey) for one in plan.objects)
    if kinds[True]:
        yield f"{counted(kinds[True], 'capture')} of the page as the server sent it"
    if kinds[False]:
        yield f"{counted(kinds[False], 'file')} with texts that were read again from captures"
    if plan.shortened:
        quoting = numbered("version", [one.record.version for one in plan.shortened])
        yield f"what {quoting} {'quotes' if len(plan.shortened) == 1 else 'quote'} of it"
