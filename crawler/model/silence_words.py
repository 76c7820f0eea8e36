"""Why a change is called announced, silent or unknown, in words for people."""

from crawler.model import Change, Silence, SilenceEvidence

_WORDS = {
    "notice": ("a notice appeared: {new}", "", "", "", "no notice"),
    "shown": (
        "the page now shows “{new}”",
        "the page shows “{new}” in place of “{old}”",
        "the page still shows “{old}”",
        "the page no longer shows “{old}”",
        "no line that shows an update",
    ),
    "declared": (
        "the page now declares that it was modified, {new}",
        "its declared modification moved from {old} to {new}",
        "its declared modification still is {old}",
        "it no longer declares its modification, {old}",
        "no declared modification",
    ),
    "listed": (
        "",
        "the list that named it moved its date from {old} to {new}",
        "the list that named it still dates it {old}",
        "",
        "",
    ),
    "last_modified": (
        "",
        "the server's Last-Modified moved",
        "the server's Last-Modified did not move",
        "",
        "",
    ),
    "published": (
        "",
        "its publication moved from {old} to {new}",
        "its publication still is {old}",
        "",
        "",
    ),
    "entry": (
        "an entry of a live blog has its own time, {new}",
        "a changed entry moved its own date from {old} to {new}",
        "a changed entry still is dated {old}",
        "a changed entry no longer says when it was changed",
        "a changed entry says nothing of it",
    ),
    "extent": ("no more than characters changed", "", "", "", ""),
    "extractor": (
        "",
        "the text before was read by another extractor, and its page cannot be read again",
        "",
        "",
        "",
    ),
}
"""For each kind of evidence: what came, moved, stood, went, or never was."""

_MAX_LENGTH = 160


def explained(change: Change) -> str:
    """Return the reason for a change's ``silence``: what decided it. Empty where there is none."""
    if change.silence is None:
        return ""
    if not change.silence_evidence:
        return "so recorded; the evidence is not kept"
    decisive = [one for one in change.silence_evidence if one.says is change.silence]
    if change.silence is Silence.UNKNOWN:
        decisive += [
            one
            for one in change.silence_evidence
            if one.says is Silence.SILENT and one.old is None and one.new is None
        ]
    return "; ".join(filter(None, map(_worded, decisive)))


def announcement(change: Change) -> str:
    """Return ``silence`` with its reason: ``silent: no notice; no declared modification``.

    Empty where the text did not change.
    """
    return f"{change.silence}: {explained(change)}" if change.silence else ""


def _worded(one: SilenceEvidence) -> str:
    came, moved, stood, went, never = _WORDS[one.kind]
    if one.old is None:
        form = never if one.new is None else came
    elif one.new is None:
        form = went
    else:
        form = stood if one.says is Silence.SILENT else moved
    return form.format(old=_short(one.old), new=_short(one.new))


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
