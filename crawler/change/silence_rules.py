"""Whether a change of the text was announced.

``docs/understand/changes.md`` states the rule as a table.

Readers are told by a notice or by a line that says when the page was updated; whoever asks by
machine, by the date that the page declares. Only where the page says nothing of these, the list
that named it is heard. What a server's header says never announces anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.model import Extraction, Silence, SilenceEvidence
from crawler.model.silence import EvidenceKind

ANNOUNCED, SILENT, UNKNOWN = Silence.ANNOUNCED, Silence.SILENT, Silence.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What was said of an article's last modification besides its page.

    None where nothing said it.
    """

    listed: str | None = None
    """By the feed or sitemap that named the page."""
    last_modified: str | None = None
    """By the header of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(Dates):
    """What the last confirming check of the text before found.

    Its dates may be later than those of the version.
    """

    declared: str | None = None
    shown: str | None = None
    list_wavers: bool = False
    """The list gave another date while the text stood: it dates anew what has not changed."""


NO_DATES, NOTHING_BEFORE = Dates(), Before()


def evidence(
    old: Extraction,
    new: Extraction,
    *,
    before: Before,
    now: Dates,
    notices: Sequence[str],
    cosmetic: bool,
) -> tuple[SilenceEvidence, ...]:
    """Return all that can tell whether a change of the text was announced, and what each says."""
    return tuple(_evidence(old, new, before, now, notices, cosmetic=cosmetic))


def silence(found: Sequence[SilenceEvidence]) -> Silence:
    """Return what the evidence comes to.

    The page's own word goes before the list's, and a date that stood still before all doubts.
    """
    page = [one for one in found if one.kind in {"notice", "shown", "declared", "entry"}]
    if any(one.says is ANNOUNCED for one in page):
        return ANNOUNCED
    if any(one.kind == "extractor" for one in found):
        return UNKNOWN
    if any(one.says is SILENT and one.old is not None for one in page):
        return SILENT
    if any(one.says is ANNOUNCED for one in found):
        return ANNOUNCED
    return UNKNOWN if any(one.says is UNKNOWN for one in found) else SILENT


def _evidence(  # the arguments of ``evidence``
    old: Extraction,
    new: Extraction,
    before: Before,
    now: Dates,
    notices: Sequence[str],
    *,
    cosmetic: bool,
) -> Iterator[SilenceEvidence]:
    yield from (SilenceEvidence(kind="notice", new=notice, says=ANNOUNCED) for notice in notices)
    if not notices:
        yield SilenceEvidence(kind="notice", says=SILENT)
    yield _of_page("shown", before.shown or old.shown_modified, new.shown_modified, new.published)
    yield _of_page("declared", before.declared or old.modified, new.modified, new.published)
    if before.listed and now.listed:
        moved = _moment(before.listed) != _moment(now.listed)
        says = SILENT if not moved else UNKNOWN if before.list_wavers else ANNOUNCED
        yield SilenceEvidence(kind="listed", old=before.listed, new=now.listed, says=says)
    if before.last_modified and now.last_modified:
        stood = before.last_modified == now.last_modified
        yield SilenceEvidence(
            kind="last_modified",
            old=before.last_modified,
            new=now.last_modified,
            says=SILENT if stood else None,
        )
    if old.published and new.published:
        same = _moment(old.published) == _moment(new.published)
        yield SilenceEvidence(
            kind="published", old=old.published, new=new.published, says=SILENT if same else UNKNOWN
        )
    if cosmetic:
        yield SilenceEvidence(kind="extent", new="cosmetic", says=UNKNOWN)
    if old.extractor != new.extractor:
        yield SilenceEvidence(kind="extractor", old=old.extractor, new=new.extractor, says=UNKNOWN)


def _of_page(
    kind: EvidenceKind, old: str | None, new: str | None, published: str | None
) -> SilenceEvidence:
    """Return what the page's own date of modification says.

    One that vanished nothing certain, one that came with the change announces it.

    A date that came and is that of the publication says no more than that the page declares one
    now.
    """
    if old and not new:
        says: Silence | None = UNKNOWN
    elif not old and not new:
        says = SILENT
    elif not old:
        says = None if published and _moment(new) == _moment(published) else ANNOUNCED
    else:
        says = SILENT if _moment(old) == _moment(new) else ANNOUNCED
    return SilenceEvidence(kind=kind, old=old, new=new, says=says)


def _moment(text: str | None) -> str:
    """Return one form for one instant, where it is a time with a zone.

    Else the words of the text.
    """
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return " ".join((text or "").split()).casefold()
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else text or ""
