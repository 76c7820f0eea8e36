"""The kinds of a change, each with its reason.

Rules only; ``docs/understand/changes.md`` states them for readers.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from crawler.change.beside_text import beside_reasons
from crawler.change.derived_edits import without_derived_edits
from crawler.change.entry_changes import EntryChanges
from crawler.change.kinds_body import BodyChange, examples
from crawler.change.repaired_encoding import Repaired, repaired
from crawler.change.silence_rules import NO_DATES, NOTHING_BEFORE, Before, Dates, evidence, silence
from crawler.diff import Diff, diff, same_letters
from crawler.fingerprint import text_part
from crawler.model import Change, ChangeKind, Extraction, SilenceEvidence

_ORDER = tuple(ChangeKind)
_SHOWN = "as shown: "
_UNSEEN = "only characters that can't be seen"
_MAX_FACTS = 100
"""More pairs than this say no more: the text was written anew."""


def classify(
    old: Extraction | None,
    new: Extraction,
    difference: Diff | None,
    *,
    returned: bool = False,
    fingerprint: str | None = None,
    fingerprints: Sequence[tuple[int, str]] = (),
    before: Before = NOTHING_BEFORE,
    now: Dates = NO_DATES,
    rough: str | None = None,
) -> Change:
    """Return what happened between two texts of one extractor.

    ``fingerprint`` is the new text's, ``fingerprints`` are number and fingerprint of each Version
    before it, the head last. ``before`` and ``now`` are what the last check before and this one
    found of the modification besides the texts. ``returned``: the head is ``gone``, and ``old`` is
    the last text that stood. ``rough`` says why the difference is none of sentences, where it is
    ``rough_diff``'s.
    """
    reasons = _of_the_version(fingerprint, fingerprints, returned=returned)
    if old is None or difference is None:
        return Change(kinds=_ordered(reasons), reasons=_by_name(reasons))
    meant = None if rough else repaired(old, new)
    if meant is not None:
        old, new, difference = meant.old, meant.new, diff(meant.old, meant.new)
    notices = _new_notices(old, new)
    told, body = _of_the_body(difference, old, new, notices, rough)
    flapping = "" if returned else _flapping(difference, fingerprint, fingerprints)
    fields = _fields(difference, flapping)
    reasons |= _joined((*reasons.items(), *fields, *body.reasons(), *_encoding(meant)))
    reasons |= {**dict(_of_the_whole(told, notices, rough)), **beside_reasons(difference, old, new)}
    reasons = reasons or {ChangeKind.COSMETIC: _UNSEEN}
    found: tuple[SilenceEvidence, ...] = ()
    if told.body_changed or (meant and meant.words):
        cosmetic = all(kind.is_small for kind in reasons)
        found = body.evidence(
            evidence(old, new, before=before, now=now, notices=notices, cosmetic=cosmetic)
        )
    return Change(
        kinds=_ordered(reasons),
        reasons=_by_name(reasons),
        silence=silence(found) if found else None,
        silence_evidence=found,
        stealth=None if found else False,
        words_added=difference.words_added,
        words_removed=difference.words_removed,
        facts=tuple(body.findings.facts[:_MAX_FACTS]),
        notices=notices,
    )


def _of_the_body(
    difference: Diff, old: Extraction, new: Extraction, notices: Sequence[str], rough: str | None
) -> tuple[Diff, BodyChange | EntryChanges]:
    """Return the difference of the texts to judge, and what it comes to.

    Entry by entry where it is a live blog's.
    """
    if old.entries and new.entries and not rough:
        return difference, EntryChanges(difference, old, new, notices)
    told = difference if rough else without_derived_edits(difference, old, new)
    return told, BodyChange(told, old, new, notices)


def _joined(reasons: Iterable[tuple[ChangeKind, str]]) -> dict[ChangeKind, str]:
    """Return one reason for each kind, in the order in which the kinds came up."""
    joined: dict[ChangeKind, str] = {}
    for kind, reason in reasons:
        joined[kind] = f"{joined[kind]}; {reason}" if kind in joined else reason
    return joined


def _encoding(meant: Repaired | None) -> Sequence[tuple[ChangeKind, str]]:
    """Return what to say of words whose encoding was repaired, or broken."""
    if meant is None or not meant.words:
        return ()
    shown = examples([f"“{before}” → “{after}”" for before, after in meant.words])
    return ((ChangeKind.COSMETIC, f"encoding: {shown}"),)


def _by_name(reasons: dict[ChangeKind, str]) -> dict[str, str]:
    return {kind.value: reason for kind, reason in reasons.items()}


def _of_the_whole(
    difference: Diff, notices: Sequence[str], rough: str | None
) -> Iterator[tuple[ChangeKind, str]]:
    """Yield the kinds that no single sentence gives, with their reasons. They override others."""
    if rough and difference.body_changed:
        yield ChangeKind.REWRITE, _rough_reason(difference, rough)
    if notices:
        yield ChangeKind.CORRECTION, examples(notices)


def _rough_reason(difference: Diff, rough: str) -> str:
    came, left = difference.body_words_added, difference.body_words_removed
    words = f"about {came:,} words came and {left:,} left"
    return f"{words}; not compared sentence by sentence: that {rough}"


def _ordered(kinds: Iterable[ChangeKind]) -> tuple[ChangeKind, ...]:
    return tuple(sorted(kinds, key=_ORDER.index))


def _of_the_version(
    fingerprint: str | None, fingerprints: Sequence[tuple[int, str]], *, returned: bool
) -> dict[ChangeKind, str]:
    """Return the kinds that the versions before give, with their reasons."""
    reasons: dict[ChangeKind, str] = {}
    if returned:
        reasons[ChangeKind.RETURNED] = "the article is back after it was gone"
    earlier = _earlier(fingerprint or "", fingerprints)
    if earlier is not None:
        reasons[ChangeKind.REVERT] = f"equals version {earlier}"
    return reasons


def _earlier(fingerprint: str, fingerprints: Sequence[tuple[int, str]]) -> int | None:
    """Return the last version that the new one equals. Where the text changed, its text counts."""
    head = text_part(fingerprints[-1][1]) if fingerprints else ""
    whole = head == text_part(fingerprint)
    equal = (
        number
        for number, value in reversed(fingerprints)
        if value == fingerprint or (not whole and text_part(value) == text_part(fingerprint))
    )
    return next(equal, None)


def _flapping(
    difference: Diff, fingerprint: str | None, fingerprints: Sequence[tuple[int, str]]
) -> str:
    """Return what to say of a headline that goes to and fro while the body stays.

    Empty where it doesn't.
    """
    texts = (text_part(value or "") for value in (*(v for _, v in fingerprints), fingerprint))
    values = [value for value, _ in groupby(texts)]
    turns = 0
    # there, back, and there again
    while len(values) - turns > 2 and values[-1 - turns] == values[-3 - turns]:  # noqa: PLR2004
        turns += 1
    if not turns or difference.body_changed:
        return ""
    return (
        f"; it alternates ({turns} {'time' if turns == 1 else 'times'} back so far), "
        "as in an A/B test"
    )


def _fields(difference: Diff, flapping: str) -> Iterator[tuple[ChangeKind, str]]:
    for name, kind, where in (
        ("title", ChangeKind.HEADLINE, ""),
        ("shown_title", ChangeKind.HEADLINE, _SHOWN),
        ("byline", ChangeKind.BYLINE, ""),
    ):
        change = difference.field(name)
        if change is None:
            continue
        shown = f"{where}“{change.old or ''}” → “{change.new or ''}”"
        if same_letters(change.old or "", change.new or ""):
            if name == "title" and difference.field("shown_title") is not None:
                continue  # the heading that was edited had lent its spelling to the title
            yield ChangeKind.COSMETIC, f"{kind}: {shown}"
        else:
            yield kind, shown + (flapping if kind is ChangeKind.HEADLINE else "")


def _new_notices(old: Extraction, new: Extraction) -> tuple[str, ...]:
    known = {" ".join(notice.split()).casefold() for notice in old.notices}
    return tuple(
        notice for notice in new.notices if " ".join(notice.split()).casefold() not in known
    )
