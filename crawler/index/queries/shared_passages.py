"""Which articles share passages with another: where copies of a text are looked for."""

from sqlalchemy import BindParameter, Integer, bindparam, case, func, literal_column, select

from crawler.index.database import Database
from crawler.index.schema import passage_fingerprints, passages

COMMON = 1000
"""A passage that more articles than this share is boilerplate, and leads nowhere."""

LOOKED_UP = 1000
"""Of the articles that share passages, so many that share most are looked up and put in order. Some
texts share a common phrase with thousands.
"""


class SharedPassageQueries(Database):
    """The method that finds them. Raises ``IndexUnusable``."""

    def sharing(self, article: str, limit: int = 200) -> list[str]:
        """Return articles of other sites that share passages with this one's newest text.

        Those come first of which most stands in the other: of the shorter text's passages.
        """
        with self.reading() as connection:
            own = connection.execute(_OWN, {"article": article}).first()
            if own is None or not own.fingerprints:
                return []
            counts = connection.execute(_COUNTS, {"fingerprints": own.fingerprints}).all()
            telling = [fingerprint for fingerprint, count in counts if 1 < count <= COMMON]
            if not telling:
                return []
            asked = {
                "fingerprints": telling,
                "site": own.site,
                "passages": len(own.fingerprints),
                "limit": limit,
            }
            return list(connection.execute(_SHARING, asked).scalars())


_THESE = passage_fingerprints.c.fingerprint.in_(bindparam("fingerprints", expanding=True))

_OWN = select(passages.c.site, passages.c.fingerprints).where(
    passages.c.article == bindparam("article")
)

_COUNTS = (
    select(passage_fingerprints.c.fingerprint, func.count())
    .where(_THESE)
    .group_by(passage_fingerprints.c.fingerprint)
)

_SHARED = (
    select(passage_fingerprints.c.number, func.count().label("passages"))
    .where(_THESE)
    .group_by(passage_fingerprints.c.number)
    .order_by(func.count().desc(), passage_fingerprints.c.number)
    .limit(literal_column(str(LOOKED_UP)))
    .subquery()
)

_FINGERPRINT_BYTES = 8
_PASSAGES = func.length(passages.c.fingerprints, type_=Integer) // _FINGERPRINT_BYTES
_MINE: BindParameter[int] = bindparam("passages", type_=Integer)
_SHARE = _SHARED.c.passages * 1.0 / case((_PASSAGES < _MINE, _PASSAGES), else_=_MINE)

_SHARING = (
    select(passages.c.article)
    .join(_SHARED, _SHARED.c.number == passages.c.number)
    .where(passages.c.site != bindparam("site"))
    .order_by(_SHARE.desc(), _SHARED.c.passages.desc(), passages.c.article)
    .limit(bindparam("limit"))
)
