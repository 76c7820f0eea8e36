"""Which aliases there are: the keys under which they are stored."""

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, func, select, union_all

from crawler.index.alias_decisions import own_article
from crawler.index.alias_tables import alias_decisions, aliases
from crawler.index.column_types import TEXT, holds_text
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.schema import articles


class AliasKeyQueries(Database):
    """The methods that list aliases. All raise ``IndexUnusable``."""

    def alias_keys(self, article: str | None, limit: int) -> list[tuple[str, str, str]]:
        """Return key, URL and Article of each alias, in the order of their URLs and numbers.

        Of one Article: those that lead or led to it, and those of its own URL.
        """
        query, asked = (_ALL, {}) if article is None else (ALIASES_OF_ONE, {"article": article})
        with self.reading() as connection:
            return [tuple(row) for row in connection.execute(query, {**asked, "limit": limit})]

    def decided_containing(self, text: str, limit: int) -> list[str]:
        """Return URLs on which there is a decision that contain ``text``, in order."""
        url = alias_decisions.c.url
        query = select(url).where(holds_text(url, text)).distinct()
        with self.reading() as connection:
            return list(connection.execute(query.order_by(url).limit(limit)).scalars())

    def joined_to(self, article: str) -> list[str]:
        """Return the Articles whose own URLs belong to this one by now, in order of their ids."""
        return self.joined_of([article]).get(article, [])

    def joined_of(self, names: Collection[str]) -> dict[str, list[str]]:
        """Return what ``joined_to`` does of those of these Articles for which there is any."""
        found: dict[str, list[str]] = {}
        with self.reading() as connection:
            for some in in_chunks(names):
                for led in connection.execute(JOINED, {"names": some}):
                    found.setdefault(led[0], []).append(led[1])
        return found

    def count_decisions(self, url_id: str) -> int:
        """Return the highest number of the aliases of a URL, or 0."""
        with self.reading() as connection:
            return connection.execute(_DECISIONS, {"url_id": url_id}).scalar() or 0


_TABLE = alias_decisions.c
_ARTICLE: BindParameter[str] = bindparam("article", type_=TEXT)

_OWN = own_article(aliases.c.key)

_EVERY = select(_TABLE.key, _TABLE.url, _TABLE.article).order_by(_TABLE.url_id, _TABLE.number)
_ALL = ready(_EVERY.limit(bindparam("limit")))
_BEARING_ON_ONE = union_all(
    select(_TABLE.url_id).where(_TABLE.article == _ARTICLE),
    select(_ARTICLE),
    select(_OWN).where(aliases.c.article == _ARTICLE),
)
ALIASES_OF_ONE = ready(_EVERY.where(_TABLE.url_id.in_(_BEARING_ON_ONE)).limit(bindparam("limit")))
"""One list of URLs, and not three with "or" between them: for these all aliases are read."""

JOINED = ready(
    select(aliases.c.article, articles.c.article)
    .join(articles, articles.c.article == _OWN)
    .where(aliases.c.article != _OWN, aliases.c.article.in_(bindparam("names", expanding=True)))
    .order_by(articles.c.article)
)

_DECISIONS = ready(select(func.max(_TABLE.number)).where(_TABLE.url_id == bindparam("url_id")))
