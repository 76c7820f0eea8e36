"""Which Articles of other sites share passages with one.

The fingerprints of each Article's newest text, and who else has them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from crawler.codec import sha256
from crawler.identity import registrable
from crawler.index.database import Database
from crawler.index.dialect import insert_new
from crawler.index.schema import passage_fingerprints, passages
from crawler.index.texts import MAX_NUMBER
from crawler.model import Version
from crawler.passages import passage_fingerprints as fingerprints_of
from crawler.passages import shingles

COMMON = 1000
"""A passage that more articles than this share is boilerplate, and leads nowhere."""


class StoryQueries(Database):
    """The methods that find copies. All raise ``IndexUnusable``."""

    def sharing(self, article: str, limit: int = 200) -> list[str]:
        """Return articles of other sites that share a passage with this one's newest text, those
        that share most first.
        """
        with self.reading() as connection:
            own = connection.execute(_OWN, {"article": article}).first()
            if own is None or not own.fingerprints:
                return []
            counts = connection.execute(_COUNTS, {"fingerprints": own.fingerprints}).all()
            telling = [fingerprint for fingerprint, count in counts if 1 < count <= COMMON]
            if not telling:
                return []
            return list(
                connection.execute(
                    _SHARING, {"fingerprints": telling, "site": own.site, "limit": limit}
                ).scalars()
            )


_THESE = passage_fingerprints.c.fingerprint.in_(bindparam("fingerprints", expanding=True))
_OWN = select(passages.c.site, passages.c.fingerprints).where(
    passages.c.article == bindparam("article")
)
_COUNTS = (
    select(passage_fingerprints.c.fingerprint, func.count())
    .where(_THESE)
    .group_by(passage_fingerprints.c.fingerprint)
)
_SHARING = (
    select(passages.c.article)
    .join(passage_fingerprints, passage_fingerprints.c.number == passages.c.number)
    .where(_THESE, passages.c.site != bindparam("site"))
    .group_by(passages.c.article)
    .order_by(func.count().desc(), passages.c.article)
    .limit(bindparam("limit"))
)


def passages_of(records: Iterable[Version]) -> list[dict[str, Any]]:
    """Return the rows of the newest of each article's records that hold a text."""
    newest: dict[str, Version] = {}
    for record in sorted(records, key=lambda record: record.version):
        if record.extraction is not None:
            newest[record.article] = record
    return [_row(record) for record in newest.values()]


def _row(record: Version) -> dict[str, Any]:
    text = record.extraction.text[:MAX_NUMBER] if record.extraction else ""
    return {
        "article": record.article,
        "number": int.from_bytes(
            bytes.fromhex(sha256(record.article.encode())[:16]), "big", signed=True
        ),
        "site": registrable(record.article.partition("/")[0]),
        "version": record.version,
        "fingerprints": tuple(sorted(fingerprints_of(shingles(text)))),
    }


def add_passages(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add the rows, each in the place of an older version's.

    One that is not newer than what is there changes nothing.
    """
    there = {
        row.article: row
        for name in rows
        for row in connection.execute(_THERE, {"article": name["article"]})
    }
    newer = [
        row
        for row in rows
        if row["article"] not in there or there[row["article"]].version < row["version"]
    ]
    for row in newer:
        if row["article"] in there:
            _remove(connection, row["article"], row["number"], there[row["article"]].fingerprints)
    insert_new(connection, passages, newer)
    insert_new(
        connection,
        passage_fingerprints,
        [
            {"fingerprint": fingerprint, "number": row["number"]}
            for row in newer
            for fingerprint in row["fingerprints"]
        ],
    )


def remove_passages(connection: Connection, article: str) -> None:
    """Remove the article's row and its fingerprints."""
    for row in connection.execute(_PLACE, {"article": article}).all():
        _remove(connection, article, row.number, row.fingerprints)


_PLACE = select(passages.c.number, passages.c.fingerprints).where(
    passages.c.article == bindparam("article")
)
_THERE = select(passages.c.article, passages.c.version, passages.c.fingerprints).where(
    passages.c.article == bindparam("article")
)
_FORGET = delete(passages).where(passages.c.article == bindparam("article"))
_FORGET_FINGERPRINTS = delete(passage_fingerprints).where(
    _THESE, passage_fingerprints.c.number == bindparam("number")
)


def _remove(connection: Connection, article: str, number: int, known: Sequence[int]) -> None:
    connection.execute(_FORGET, {"article": article})
    if known:
        connection.execute(_FORGET_FINGERPRINTS, {"fingerprints": known, "number": number})
