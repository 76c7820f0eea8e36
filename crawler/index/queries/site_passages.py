"""Which articles of one site have passages of a text: it may be one of them under a new address."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from crawler.index.alias_decisions import is_led_away
from crawler.index.database import Database
from crawler.index.ready_statements import ready
from crawler.index.schema import passage_fingerprints, passages, versions

MAX_ASKED = 32
"""Passages of the text that are looked up: the smallest, which for a like text are mostly the
same.
"""
MAX_SHARERS = 10


class SitePassageQueries(Database):
    """The methods that find them. All raise ``IndexUnusable``."""

    def on_site(self, site: str, fingerprints: Collection[int]) -> list[str]:
        """Return Articles of a site whose newest text has some of these passages.

        Those first that have most. Of Articles that belong to others by now there are none.
        """
        asked = sorted(fingerprints)[:MAX_ASKED]
        if not asked:
            return []
        with self.reading() as connection:
            found = connection.execute(_ON_SITE, {"fingerprints": asked, "site": site})
            return list(found.scalars())

    def urls_of(self, article: str) -> list[str]:
        """Return the URLs that the known Versions carry."""
        with self.reading() as connection:
            return list(connection.execute(_URLS, {"article": article}).scalars())

    def passages_of_text(self, article: str, version: int) -> tuple[int, ...] | None:
        """Return the fingerprints of a version's text; None unless it is the newest that stands."""
        with self.reading() as connection:
            asked = {"article": article, "version": version}
            row = connection.execute(_OF_TEXT, asked).first()
        return tuple(row.fingerprints) if row else None


_URLS = ready(select(versions.c.url).where(versions.c.article == bindparam("article")).distinct())
_OF_TEXT = ready(
    select(passages.c.fingerprints).where(
        passages.c.article == bindparam("article"), passages.c.version == bindparam("version")
    )
)

_SHARED = (
    select(passage_fingerprints.c.number, func.count().label("shared"))
    .where(passage_fingerprints.c.fingerprint.in_(bindparam("fingerprints", expanding=True)))
    .group_by(passage_fingerprints.c.number)
    .subquery()
)
_ON_SITE = ready(
    select(passages.c.article)
    .join(_SHARED, _SHARED.c.number == passages.c.number)
    .where(passages.c.site == bindparam("site"), ~is_led_away(passages.c.article))
    .order_by(_SHARED.c.shared.desc(), passages.c.article)
    .limit(MAX_SHARERS)
)
