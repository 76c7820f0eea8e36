"""The picture of what differs between two versions."""

from crawler.diff import Diff, Span, Spans
from crawler.identity import host_of
from crawler.languages import language_of
from crawler.model import Change, ChangeKind, Extraction, Version
from crawler.picture.values import ChangePicture
from crawler.telling_change import TellingChange, telling_changes, with_signs


def picture_of(
    older: Version, newer: Version, difference: Diff, change: Change | None, *, address: str = ""
) -> ChangePicture:
    """Return what a picture shows of two versions of an article.

    ``change`` is what was recorded with the newer one, where the two are neighbours; else what
    ``classify`` gives, or None. ``address`` is where the comparison can be read; without one the
    picture names the article's own and the two versions.
    """
    text = newer.extraction or older.extraction
    told = address or f"{newer.url} (versions {older.version} and {newer.version})"
    neighbours = newer.version - older.version == 1
    return ChangePicture(
        site=(text.publisher if text else None) or host_of(newer.url),
        headline=_headline(older, newer, difference),
        telling=_words(difference, change),
        since=newer.last_seen_before if neighbours else older.captured_at,
        until=newer.captured_at,
        silence=change.silence if change else None,
        address=told,
        language=_language(text),
    )


def _headline(older: Version, newer: Version, difference: Diff) -> Spans:
    """Return the headline before and after, or once where it stayed or the article came or went."""
    titles = [one.extraction.title for one in (newer, older) if one.extraction is not None]
    field = difference.field("title")
    if field is not None and older.extraction is not None and newer.extraction is not None:
        return with_signs(field.spans)
    title = next(filter(None, titles), None)
    return (Span("same", title),) if title else ()


def _words(difference: Diff, change: Change | None) -> TellingChange | None:
    """Return the most telling words besides the headline, which has its own place."""
    headed = difference.field("title") is not None
    for one in telling_changes(difference, change):
        is_headline = one.part == "title" or (headed and one.part == "shown_title")
        if one.kind is ChangeKind.GONE or not is_headline:
            return one
    return None


def _language(text: Extraction | None) -> str | None:
    if text is None:
        return None
    return text.language or language_of(text.paragraphs or ((text.title,) if text.title else ()))
