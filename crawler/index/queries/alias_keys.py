"""Which aliases there are: the keys under which they are stored."""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from crawler.index.alias_decisions import own_alias, own_article
from crawler.index.alias_tables import alias_decisions, aliases
from crawler.index.database import Database, in_chunks
from crawler.index.schema import articles


class AliasKeyQueries(Database):
    """The methods that list aliases. All raise ``IndexUnusable``."""

    def alias_keys(self, article: str | None, limit: int) -> list[tuple[str, str, str]]:
        """Return key, URL and Article of each alias, in the order of their URLs and numbers.

        Of one Article: those that lead or led to it, and those of its own URL.
        """
        table = alias_decisions.c
        query = select(table.key, table.url, table.article).order_by(table.url_id, table.number)
        if article is not None:
            named = select(table.url_id).where(table.article == article)
            led = select(aliases.c.key).where(aliases.c.article == article)
            query = query.where(
                or_(
                    table.url_id.in_(named),
                    table.url_id == article,
                    own_alias(table.url_id).in_(led),
                )
            )
        with self.reading() as connection:
            return [tuple(row) for row in connection.execute(query.limit(limit))]

    def decided_containing(self, text: str, limit: int) -> list[str]:
        """Return URLs on which there is a decision that contain ``text``, in order."""
        url = alias_decisions.c.url
        query = select(url).where(url.icontains(text, autoescape=True)).distinct()
        with self.reading() as connection:
            return list(connection.execute(query.order_by(url).limit(limit)).scalars())

    def joined_to(self, article: str) -> list[str]:
        """Return the Articles whose own URLs belong to this one by now, in order of their ids."""
        return self.joined_of([article]).get(article, [])

    def joined_of(self, names: Collection[str]) -> dict[str, list[str]]:
        """Return what ``joined_to`` does of those of these Articles for which there is any."""
        own = own_article(aliases.c.key)
        query = (
            select(aliases.c.article, articles.c.article)
            .join(articles, articles.c.article == own)
            .where(own != aliases.c.article)
            .order_by(articles.c.article)
        )
        found: dict[str, list[str]] = {}
        with self.reading() as connection:
            for some in in_chunks(names):
                for led in connection.execute(query.where(aliases.c.article.in_(some))):
                    found.setdefault(led[0], []).append(led[1])
        return found

    def count_decisions(self, url_id: str) -> int:
        """Return the highest number of the aliases of a URL, or 0."""
        query = select(func.max(alias_decisions.c.number)).where(alias_decisions.c.url_id == url_id)
        with self.reading() as connection:
            return connection.execute(query).scalar() or 0
