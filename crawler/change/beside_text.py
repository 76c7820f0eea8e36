"""The kinds of what changed beside the text: captions, pictures, links and quoted posts."""

from collections import defaultdict

from crawler.change.derived_edits import exchanged_above
from crawler.change.kinds_body import examples
from crawler.diff import AttachmentChange, Diff, same_letters
from crawler.model import ChangeKind, Extraction

_KINDS = {
    "caption": ChangeKind.CAPTION,
    "image": ChangeKind.IMAGE,
    "link": ChangeKind.LINK,
    "embed": ChangeKind.LINK,
}
_MAX_LABEL = 80
"""Characters of the words that a picture or link is called by."""


def beside_reasons(difference: Diff, old: Extraction, new: Extraction) -> dict[ChangeKind, str]:
    """Return the kinds with their reasons.

    A caption that only repeats a headline or a name follows it.
    """
    found: defaultdict[ChangeKind, list[str]] = defaultdict(list)
    for change in difference.attachments:
        if not (change.kind == "caption" and _follows(change, old, new)):
            found[_KINDS[change.kind]].append(_worded(change))
    return {kind: examples(texts) for kind, texts in found.items()}


def _follows(change: AttachmentChange, old: Extraction, new: Extraction) -> bool:
    return any(
        before in (change.old or "")
        and same_letters((change.old or "").replace(before, after), change.new or "")
        for before, after in exchanged_above(old, new)
    )


def _worded(change: AttachmentChange) -> str:
    if change.kind == "caption":
        if change.old is None:
            return f"came: “{change.new}”"
        return f"left: “{change.old}”" if change.new is None else f"“{change.old}” → “{change.new}”"
    what = {"image": "", "link": "", "embed": "quoted post "}[change.kind]
    label = change.label if len(change.label) <= _MAX_LABEL else f"{change.label[:_MAX_LABEL]}…"
    named = f"“{label}”: " if label else ""
    if change.old == change.new:
        return f"{what}{named}its words differ"
    if change.old is None:
        return f"{what}{named}{change.new} came"
    if change.new is None:
        return f"{what}{named}{change.old} left"
    return f"{what}{named}{change.old} → {change.new}"
