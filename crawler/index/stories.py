"""Which Articles of other sites share passages with one: the marks of each Article's newest text, and who else has them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, insert, select

from crawler.codec import canonical_json, sha256
from crawler.identity import registrable
from crawler.index.database import Database
from crawler.index.schema import marks, passages
from crawler.model import Version
from crawler.passages import marks as marks_of
from crawler.passages import shingles

COMMON = 1000
"""A passage that more articles than this share is boilerplate, and leads nowhere."""


class Passages(NamedTuple):
    """The marks of one version's text."""

    article: str
    version: int
    marks: tuple[int, ...]


class StoryQueries(Database):
    """The methods that find copies. All raise ``IndexUnusable``."""

    def sharing(self, article: str, limit: int = 200) -> list[str]:
        """Articles of other sites that share a passage with this one, those that share most first."""
        with self.reading() as connection:
            row = connection.execute(_OF_ONE, {"article": article}).first()
            counts = dict(map(tuple, connection.execute(_COUNTS, {"number": row.number}).all())) if row else {}
            telling = [mark for mark, count in counts.items() if 1 < count <= COMMON]
            if row is None or not telling:
                return []
            return list(connection.execute(_SHARING, {"marks": telling, "site": row.site, "limit": limit}).scalars())


_OF_ONE = select(passages.c.number, passages.c.site).where(passages.c.article == bindparam("article"))
_COUNTS = (
    select(marks.c.mark, func.count())
    .where(marks.c.mark.in_(bindparam("marks", expanding=True)))
    .group_by(marks.c.mark)
)
_SHARING = (
    select(passages.c.article)
    .join(marks, marks.c.number == passages.c.number)
    .where(marks.c.mark.in_(bindparam("marks", expanding=True)), passages.c.site != bindparam("site"))
    .group_by(passages.c.article)
    .order_by(func.count().desc(), passages.c.article)
    .limit(bindparam("limit"))
)
