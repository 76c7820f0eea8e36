"""What a text may stand for, and what is said where it names no article."""

from crawler import identity
from crawler.attest import DamagedRecord
from crawler.errors import BadUrl, UnknownArticle
from crawler.index import ArticleSummary
from jobs.reading.opened import OpenedArchive
from jobs.wording import moment, worded

NEAREST = 5
"""URLs of the archive that are named as the nearest."""


def readings(text: str) -> list[str]:
    """Return the normalised URLs that the text may stand for.

    Itself, or itself behind ``https://``.
    """
    found = []
    for candidate in (text, f"https://{text}"):
        try:
            found.append(identity.normalise(candidate))
        except BadUrl:
            continue
    return found


def unknown(opened: OpenedArchive, text: str) -> UnknownArticle | DamagedRecord:
    """Return the error for a text that names nothing, with the nearest URLs of the archive."""
    if opened.reader.damage:
        return DamagedRecord(opened.reader.damage)
    nearest = opened.index.nearest(text, NEAREST)
    hint = (
        "nearest in the archive:\n" + "\n".join(nearest)
        if nearest
        else "`palimpsest articles` lists what it keeps"
    )
    looked = [
        _looked(summary)
        for url in readings(text)
        if (summary := opened.index.summary(identity.article_of(url)))
    ]
    return UnknownArticle(
        f"the archive keeps no version of {text}" + "".join(looked[:1]), nearest, hint=hint
    )


def _looked(summary: ArticleSummary) -> str:
    """Return what came of the last check of a page that never was archived."""
    because = f", {summary.last_reason}" if summary.last_reason else ""
    return (
        f"\nits last check, {moment(summary.last_checked)}, was "
        f"{worded(summary.last_outcome)}{because}"
    )
