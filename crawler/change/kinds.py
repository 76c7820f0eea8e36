"""The kinds of a change, each with its reason.

Rules only; ``docs/understand/changes.md`` states them for readers.
"""

from collections.abc import Iterable, Iterator, Sequence

from crawler.change.derived_edits import without_derived_edits
from crawler.change.kinds_body import BodyChange, examples
from crawler.change.silence_rules import NO_DATES, NOTHING_BEFORE, Before, Dates, evidence, silence
from crawler.diff import Diff, same_letters
from crawler.model import Change, Extraction

KINDS = (
    "headline",
    "byline",
    "addition",
    "removal",
    "rewrite",
    "correction",
    "fact",
    "cosmetic",
    "revert",
    "gone",
    "returned",
)
"""All kinds, in the order in which a Change names them."""

_SHOWN = "as shown: "
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
    reasons: dict[str, str] = {}
    if returned:
        reasons["returned"] = "the article is back after it was gone"
    reasons |= _revert(fingerprint, fingerprints)
    if old is None or difference is None:
        return Change(kinds=_ordered(reasons), reasons=reasons)
    notices = _new_notices(old, new)
    told = difference if rough else without_derived_edits(difference, old, new)
    body = BodyChange(told, old, new, notices)
    flapping = "" if returned else _flapping(difference, fingerprint, fingerprints)
    for kind, reason in (*_fields(difference, flapping), *body.reasons()):
        reasons[kind] = f"{reasons[kind]}; {reason}" if kind in reasons else reason
    if rough and told.body_changed:
        reasons["rewrite"] = _rough_reason(told, rough)
    if notices:
        reasons["correction"] = examples(notices)
    if not reasons and not returned:
        reasons["cosmetic"] = "only characters that can't be seen"
    cosmetic = set(reasons) <= {"cosmetic", "headline", "byline"}
    found = (
        evidence(old, new, before=before, now=now, notices=notices, cosmetic=cosmetic)
        if told.body_changed
        else ()
    )
    return Change(
        kinds=_ordered(reasons),
        reasons=reasons,
        silence=silence(found) if found else None,
        silence_evidence=found,
        stealth=None if found else False,
        words_added=difference.words_added,
        words_removed=difference.words_removed,
        facts=tuple(body.findings.facts[:_MAX_FACTS]),
        notices=notices,
    )


def _rough_reason(difference: Diff, rough: str) -> str:
    words = f"about {difference.words_added:,} words came and {difference.words_removed:,} left"
    return f"{words}; not compared sentence by sentence: that {rough}"


def _ordered(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(reasons, key=KINDS.index))


def _revert(fingerprint: str | None, fingerprints: Sequence[tuple[int, str]]) -> dict[str, str]:
    earlier = [number for number, value in fingerprints if value == fingerprint]
    return {"revert": f"equals version {earlier[-1]}"} if earlier else {}


def _flapping(
    difference: Diff, fingerprint: str | None, fingerprints: Sequence[tuple[int, str]]
) -> str:
    """Return what to say of a headline that goes to and fro while the body stays.

    Empty where it doesn't.
    """
    values = [*(value for _, value in fingerprints), fingerprint]
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


def _fields(difference: Diff, flapping: str) -> Iterator[tuple[str, str]]:
    for name, kind, where in (
        ("title", "headline", ""),
        ("shown_title", "headline", _SHOWN),
        ("byline", "byline", ""),
    ):
        change = difference.field(name)
        if change is None:
            continue
        shown = f"{where}“{change.old or ''}” → “{change.new or ''}”"
        if same_letters(change.old or "", change.new or ""):
            if name == "title" and difference.field("shown_title") is not None:
                continue  # the heading that was edited had lent its spelling to the title
            yield "cosmetic", f"{kind}: {shown}"
        else:
            yield kind, shown + (flapping if kind == "headline" else "")


def _new_notices(old: Extraction, new: Extraction) -> tuple[str, ...]:
    known = {" ".join(notice.split()).casefold() for notice in old.notices}
    return tuple(
        notice for notice in new.notices if " ".join(notice.split()).casefold() not in known
    )
