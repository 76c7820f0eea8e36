"""Full-text search over all versions."""

from sqlalchemy import Connection, bindparam, select

from crawler.errors import IndexUnusable
from crawler.index.database import Database
from crawler.index.dialect import can_search
from crawler.index.rows import AnyRow, head_of
from crawler.index.schema import versions
from crawler.index.texts import FOUND, match_of
from crawler.index.values import Hit, Hits
from crawler.model import Version
from crawler.search import Query


class SearchQueries(Database):
    """The methods that search. All raise ``IndexUnusable``."""

    def search(self, query: Query, *, limit: int = 20) -> Hits:
        """Return articles of which a version answers the query.

        Those that still do first, then the best answers first.

        Raises ``IndexUnusable`` where the index lives in a database that has no full-text search of
        the embedded kind.
        """
        if not can_search(self.engine):
            raise IndexUnusable(
                (
                    "full-text search needs the embedded index, SQLite with FTS5; this index "
                    f"is {self.url}"
                ),
                hint=(
                    "Set index.url to sqlite:///path/to/index.db, or give the command a "
                    "configuration that does."
                ),
            )
        with self.reading() as connection:
            rows = connection.execute(FOUND, {"words": match_of(query), "limit": limit}).all()
            return Hits(
                total=rows[0].total if rows else 0,
                hits=tuple(_hit(connection, row) for row in rows),
            )


_RECORD = select(versions.c.record, versions.c.sha256).where(
    versions.c.article == bindparam("article"), versions.c.version == bindparam("version")
)


def _hit(connection: Connection, row: AnyRow) -> Hit:
    record = _record(connection, row.article, row.newest)
    if record is None:
        raise IndexUnusable(
            f"the index has the words but not the record of version {row.newest} of {row.article}"
        )
    return Hit(
        record=record,
        versions=tuple(sorted(map(int, str(row.versions).split(",")))),
        current=bool(row.current),
        left=_record(connection, row.article, row.newest + 1),
    )


def _record(connection: Connection, article: str, number: int) -> Version | None:
    row = connection.execute(_RECORD, {"article": article, "version": number}).first()
    return head_of(row).record if row else None
