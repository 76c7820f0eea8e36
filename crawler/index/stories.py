"""Which Articles of other sites share passages with one: the marks of each Article's newest text, and who else has them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from crawler.codec import sha256
from crawler.identity import registrable
from crawler.index.database import Database
from crawler.index.dialect import insert_new
from crawler.index.schema import marks, passages
from crawler.index.texts import MOST
from crawler.model import Version
from crawler.passages import marks as marks_of
from crawler.passages import shingles

COMMON = 1000
"""A passage that more articles than this share is boilerplate, and leads nowhere."""


class StoryQueries(Database):
    """The methods that find copies. All raise ``IndexUnusable``."""

    def sharing(self, article: str, limit: int = 200) -> list[str]:
        """Articles of other sites that share a passage with this one's newest text, those that share most first."""
        with self.reading() as connection:
            own = connection.execute(_OWN, {"article": article}).first()
            if own is None or not own.marks:
                return []
            counts = connection.execute(_COUNTS, {"marks": own.marks}).all()
            telling = [mark for mark, count in counts if 1 < count <= COMMON]
            if not telling:
                return []
            return list(connection.execute(_SHARING, {"marks": telling, "site": own.site, "limit": limit}).scalars())


_THESE = marks.c.mark.in_(bindparam("marks", expanding=True))
_OWN = select(passages.c.site, passages.c.marks).where(passages.c.article == bindparam("article"))
_COUNTS = select(marks.c.mark, func.count()).where(_THESE).group_by(marks.c.mark)
_SHARING = (
    select(passages.c.article)
    .join(marks, marks.c.number == passages.c.number)
    .where(_THESE, passages.c.site != bindparam("site"))
    .group_by(passages.c.article)
    .order_by(func.count().desc(), passages.c.article)
    .limit(bindparam("limit"))
)


def passages_of(records: Iterable[Version]) -> list[dict[str, Any]]:
    """The rows of the newest of each article's records that hold a text."""
    newest: dict[str, Version] = {}
    for record in sorted(records, key=lambda record: record.version):
        if record.extraction is not None:
            newest[record.article] = record
    return [_row(record) for record in newest.values()]


def _row(record: Version) -> dict[str, Any]:
    text = record.extraction.text[:MOST] if record.extraction else ""
    return {
        "article": record.article,
        "number": int.from_bytes(bytes.fromhex(sha256(record.article.encode())[:16]), "big", signed=True),
        "site": registrable(record.article.partition("/")[0]),
        "version": record.version,
        "marks": tuple(sorted(marks_of(shingles(text)))),
    }


def add_passages(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add the rows, each in the place of an older version's. One that is not newer than what is there changes nothing."""
    there = {row.article: row for name in rows for row in connection.execute(_THERE, {"article": name["article"]})}
    newer = [row for row in rows if row["article"] not in there or there[row["article"]].version < row["version"]]
    for row in newer:
        if row["article"] in there:
            _remove(connection, row["article"], row["number"], there[row["article"]].marks)
    insert_new(connection, passages, newer)
    insert_new(connection, marks, [{"mark": mark, "number": row["number"]} for row in newer for mark in row["marks"]])


def remove_passages(connection: Connection, article: str) -> None:
    """Remove the article's row and its marks."""
    for row in connection.execute(_PLACE, {"article": article}).all():
        _remove(connection, article, row.number, row.marks)


_PLACE = select(passages.c.number, passages.c.marks).where(passages.c.article == bindparam("article"))
_THERE = select(passages.c.article, passages.c.version, passages.c.marks).where(passages.c.article == bindparam("article"))
_FORGET = delete(passages).where(passages.c.article == bindparam("article"))
_FORGET_MARKS = delete(marks).where(_THESE, marks.c.number == bindparam("number"))


def _remove(connection: Connection, article: str, number: int, known: Sequence[int]) -> None:
    connection.execute(_FORGET, {"article": article})
    if known:
        connection.execute(_FORGET_MARKS, {"marks": known, "number": number})
