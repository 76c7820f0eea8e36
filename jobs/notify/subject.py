"""The subject of a message: what happened, to which article, on which site."""

from crawler.model import ChangeKind, Extraction, Silence, Version
from jobs.notify.one_line import one_line

MAX_SUBJECT = 180
"""Characters. Mail programs and chat services show fewer still, so what happened stands first."""

_HAPPENED: dict[ChangeKind, str] = {
    ChangeKind.GONE: "Taken down",
    ChangeKind.RETURNED: "Back again",
    ChangeKind.CORRECTION: "Corrected",
    ChangeKind.REVERT: "Put back to an earlier wording",
    ChangeKind.HEADLINE: "Headline changed",
    ChangeKind.FACT: "Facts changed",
    ChangeKind.REMOVAL: "Sentences removed",
    ChangeKind.REWRITE: "Rewritten",
    ChangeKind.ADDITION: "Sentences added",
    ChangeKind.ENTRY: "New in the live blog",
    ChangeKind.BYLINE: "Byline changed",
    ChangeKind.CAPTION: "Caption changed",
    ChangeKind.IMAGE: "Picture changed",
    ChangeKind.LINK: "Link changed",
    ChangeKind.COSMETIC: "Spelling or punctuation changed",
}
"""What a change of this kind is called. Of several kinds the first one here is named: the others
are in the message.
"""


def subject(record: Version, before: Version | None, title: str | None) -> str:
    """Return the subject for a version: ``Headline changed: “old” → “new” (news.example)``.

    ``before`` is the version that it followed, where it can be read, ``title`` what the article is
    called now.
    """
    host = record.article.partition("/")[0]
    what = _happened(record)
    room = MAX_SUBJECT - len(f"{what}:  ({host})")
    return f"{what}: {_named(record, before, title or record.url, room)} ({host})"


def _happened(record: Version) -> str:
    if record.is_first:
        return "New"
    kinds = record.change.kinds
    what = next((words for kind, words in _HAPPENED.items() if kind in kinds), "Changed")
    silent = record.change.silence is Silence.SILENT
    return f"{what} without notice" if silent else what


def _named(record: Version, before: Version | None, title: str, room: int) -> str:
    """Return the article's title in quotation marks; where it changed, the old one and the new."""
    titles = _titles(before, record) if ChangeKind.HEADLINE in record.change.kinds else None
    if titles is None:
        return f"“{one_line(title, room - 2)}”"
    each = max((room - len("“” → “”")) // 2, 1)
    old, new = (one_line(text, each) for text in titles)
    return f"“{old}” → “{new}”"


def _titles(before: Version | None, record: Version) -> tuple[str, str] | None:
    """Return the headline that changed, as it was and as it is: the declared one or the shown."""
    old, new = before.extraction if before else None, record.extraction
    if old is None or new is None:
        return None
    for was, now in ((old.title, new.title), (_shown(old), _shown(new))):
        if was and now and was != now:
            return was, now
    return None


def _shown(extraction: Extraction) -> str | None:
    return extraction.shown_title or extraction.title
