"""The versions of joined articles, as they stand between those of an article's own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.index import VersionMark
from jobs.reading.article_course import ArticleCourse
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


def joined_rows(course: ArticleCourse, shown: Sequence[int]) -> dict[int, list[JoinedRow]]:
    """Return the joined versions that stand right after each shown version, the newest first.

    Those before the article's first version have the number 0.
    """
    found, times = course.found, {mark.number: mark.at for mark in course.marks}
    newest_first = [number for number in reversed(found.numbers) if number in times]
    rows = [
        JoinedRow(one.found, mark, found.called(one.found.article, mark.number))
        for one in course.joined
        for mark in one.marks
    ]
    rows.sort(key=lambda row: row.mark.at, reverse=True)
    beside: dict[int, list[JoinedRow]] = {}
    for row in rows:
        number = next((one for one in newest_first if times[one] <= row.mark.at), 0)
        if number in shown or (number == 0 and shown[0] == found.numbers[0]):
            beside.setdefault(number, []).append(row)
    return beside
