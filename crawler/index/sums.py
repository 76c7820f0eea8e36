"""Everything that the index knows of one kind, for checkpoints and exports."""

from sqlalchemy import and_, func, select

from crawler.index.database import Database
from crawler.index.schema import checks, parts, versions


class SumQueries(Database):
    """The methods that read whole tables. All raise ``IndexUnusable``."""

    def all_heads(self) -> dict[str, tuple[int, str]]:
        """Every Article's newest known Version: its number, and the SHA-256 of its stored bytes."""
        newest = select(versions.c.article, func.max(versions.c.version).label("version")).group_by(versions.c.article).subquery()
        query = select(versions.c.article, versions.c.version, versions.c.sha256).join(
            newest, and_(newest.c.article == versions.c.article, newest.c.version == versions.c.version)
        )
        with self.reading() as connection:
            return {row.article: (row.version, row.sha256) for row in connection.execute(query)}

    def all_parts(self) -> dict[str, str]:
        """Every known check object: its key, and the SHA-256 of its bytes."""
        with self.reading() as connection:
            return {row.key: row.sha256 for row in connection.execute(select(parts.c.key, parts.c.sha256))}

    def parts_about(self, article: str) -> list[str]:
        """Keys of the known check objects with a line about the Article, in order."""
        query = select(parts.c.key).join(checks, and_(checks.c.run == parts.c.run, checks.c.part == parts.c.part))
        with self.reading() as connection:
            return list(connection.execute(query.where(checks.c.article == article).distinct().order_by(parts.c.key)).scalars())
