"""The picture of what differs between two versions."""

from dataclasses import replace

from crawler.diff import Diff, Span, Spans
from crawler.diff.spans import spans
from crawler.identity import host_of
from crawler.languages import language_of
from crawler.model import Change, ChangeKind, Extraction, State, Version
from crawler.picture.values import ChangePicture
from crawler.telling_change import (
    TellingChange,
    telling_changes,
    telling_of_record,
    with_signs,
)


def picture_of(
    older: Version,
    newer: Version,
    difference: Diff | None,
    change: Change | None,
    *,
    address: str = "",
) -> ChangePicture:
    """Return what a picture shows of two versions of an article.

    ``change`` is what was recorded with the newer one, where the two are neighbours; else what
    ``classify`` gives, or None. Without a difference the picture shows what the change tells.
    ``address`` is where the comparison can be read; without one the picture names the article's own
    and the two versions.
    """
    change = _with_state(older, newer, change)
    text = newer.extraction or older.extraction
    neighbours = (newer.article, newer.judged_against) == (older.article, older.version)
    return ChangePicture(
        site=(text.publisher if text else None) or host_of(newer.url),
        headline=_headline(older, newer, difference),
        telling=_words(older, newer, difference, change),
        since=newer.last_seen_before if neighbours else older.captured_at,
        until=newer.captured_at,
        silence=change.silence if change and neighbours else None,
        address=address or _both(older, newer),
        language=_language(text),
    )


def _both(older: Version, newer: Version) -> str:
    """Return what names both versions where no page compares them."""
    if older.article == newer.article:
        return f"{newer.url} (versions {older.version} and {newer.version})"
    return f"{newer.url} (version {newer.version}), {older.url} (version {older.version})"


def _with_state(older: Version, newer: Version, change: Change | None) -> Change | None:
    """Return the change with its kind where one of the versions is that of a removed article."""
    if State.GONE not in {older.state, newer.state}:
        return change
    change = change or Change()
    kind = ChangeKind.GONE if newer.state is State.GONE else ChangeKind.RETURNED
    return replace(change, kinds=tuple(dict.fromkeys((*change.kinds, kind.value))))


def _headline(older: Version, newer: Version, difference: Diff | None) -> Spans:
    """Return the headline before and after, or once where it stayed or the article came or went."""
    before, after = _title(older), _title(newer)
    if older.extraction is not None and newer.extraction is not None and before != after:
        field = difference.field("title") if difference else None
        return with_signs(field.spans if field else spans(before, after))
    title = after or before
    return (Span("same", title),) if title else ()


def _words(
    older: Version, newer: Version, difference: Diff | None, change: Change | None
) -> TellingChange | None:
    """Return the most telling words besides the headline, which has its own place."""
    if difference is None:
        title = _title(newer) or _title(older)
        return telling_of_record(change or Change(), old_title=title, new_title=title)
    headed = difference.field("title") is not None
    for one in telling_changes(difference, change):
        is_headline = one.part == "title" or (headed and one.part == "shown_title")
        if one.kind is ChangeKind.GONE or not is_headline:
            return one
    return None


def _title(version: Version) -> str:
    return (version.extraction.title if version.extraction else None) or ""


def _language(text: Extraction | None) -> str | None:
    if text is None:
        return None
    return text.language or language_of(text.paragraphs or ((text.title,) if text.title else ()))
