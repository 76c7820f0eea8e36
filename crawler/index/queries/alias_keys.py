"""Which aliases there are: the keys under which they are stored."""

from sqlalchemy import func, or_, select

from crawler.index.alias_decisions import own_alias
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

    def joined_to(self, article: str) -> list[str]:
        """Return the Articles whose own URLs belong to this one by now, in order of their ids."""
        led = select(aliases.c.key).where(aliases.c.article == article)
        with self.reading() as connection:
            keys = connection.execute(led).scalars()
            names = {key.removeprefix("aliases/").removesuffix(".json") for key in keys}
            found: list[str] = []
            for some in in_chunks(sorted(names - {article})):
                known = select(articles.c.article).where(articles.c.article.in_(some))
                found += connection.execute(known.order_by(articles.c.article)).scalars()
            return found

    def count_decisions(self, url_id: str) -> int:
        """Return the highest number of the aliases of a URL, or 0."""
        query = select(func.max(alias_decisions.c.number)).where(alias_decisions.c.url_id == url_id)
        with self.reading() as connection:
            return connection.execute(query).scalar() or 0
