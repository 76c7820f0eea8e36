"""Everything that the index knows of one kind, for checkpoints."""

from sqlalchemy import and_, func, select

from crawler.index.database import Database
from crawler.index.schema import parts, versions


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
