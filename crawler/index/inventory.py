"""Everything that the index knows of one kind, for checkpoints and exports."""

from sqlalchemy import and_, func, select

from crawler.index.database import Database
from crawler.index.schema import checks, parts, versions


class InventoryQueries(Database):
    """The methods that read whole tables. All raise ``IndexUnusable``."""

    def attested_heads(self) -> dict[str, tuple[int, dict[str, bool]]]:
        """Return every Article's newest Version that check lines name.

        Its number, and each SHA-256 that they give it.

        True beside a hash: the index has read a record of that hash. A record that no known check
        line names is none of these.
        """
        named = and_(
            checks.c.article.is_not(None),
            checks.c.version.is_not(None),
            checks.c.record_sha256.is_not(None),
        )
        newest = (
            select(checks.c.article, func.max(checks.c.version).label("version"))
            .where(named)
            .group_by(checks.c.article)
            .subquery()
        )
        on_head = and_(checks.c.article == newest.c.article, checks.c.version == newest.c.version)
        on_record = and_(
            versions.c.article == checks.c.article,
            versions.c.version == checks.c.version,
            versions.c.sha256 == checks.c.record_sha256,
        )
        query = (
            select(
                checks.c.article,
                checks.c.version,
                checks.c.record_sha256,
                versions.c.sha256.is_not(None).label("read"),
            )
            .join(newest, on_head)
            .join(versions, on_record, isouter=True)
            .where(checks.c.record_sha256.is_not(None))
            .distinct()
        )
        heads: dict[str, tuple[int, dict[str, bool]]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                heads.setdefault(row.article, (row.version, {}))[1][row.record_sha256] = bool(
                    row.read
                )
        return heads

    def all_parts(self) -> dict[str, str]:
        """Return every known check object: its key, and the SHA-256 of its bytes."""
        with self.reading() as connection:
            return {
                row.key: row.sha256
                for row in connection.execute(select(parts.c.key, parts.c.sha256))
            }

    def parts_about(self, article: str) -> list[str]:
        """Return keys of the known check objects with a line about the Article, in order."""
        query = select(parts.c.key).join(
            checks, and_(checks.c.run == parts.c.run, checks.c.part == parts.c.part)
        )
        with self.reading() as connection:
            return list(
                connection.execute(
                    query.where(checks.c.article == article).distinct().order_by(parts.c.key)
                ).scalars()
            )
