"""The versions of joined articles, as they stand between those of an article's own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.index import VersionMark
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.web.article_pages import ArticleLinks


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """A version of an article that was joined to the one that a page shows."""

    found: Found
    mark: VersionMark
    called: str
    """What it is called beside the versions of the page's own article."""

    @property
    def address(self) -> str:
        """Return where its page is."""
        return ArticleLinks(self.found.article).version(self.mark.number)


def joined_rows(
    opened: OpenedArchive, found: Found, shown: Sequence[int], times: Mapping[int, datetime]
) -> dict[int, list[JoinedRow]]:
    """Return the joined versions that stand right after each shown version, the newest first.

    Those before the article's first version have the number 0.
    """
    rows = [
        JoinedRow(one, mark, found.called(one.article, mark.number))
        for one in found.joined
        for mark in opened.index.version_marks(one.article)
    ]
    rows.sort(key=lambda row: row.mark.at, reverse=True)
    beside: dict[int, list[JoinedRow]] = {}
    for row in rows:
        before = (one for one in found.numbers if one in times and times[one] <= row.mark.at)
        number = max(before, key=found.numbers.index, default=0)
        if number in shown or (number == 0 and shown[0] == found.numbers[0]):
            beside.setdefault(number, []).append(row)
    return beside
