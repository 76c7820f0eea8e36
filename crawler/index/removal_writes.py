"""What a removal does to the index: texts and words go, numbers, times and hashes stay.

Fed twice, before or after the versions that it stands for, it makes the same index.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Table, bindparam, delete, select

from crawler.codec import encode
from crawler.identity import version_key
from crawler.index.database import Database, in_chunks
from crawler.index.dialect import can_search, file_of, insert_new
from crawler.index.known_page_tables import known_pages
from crawler.index.ready_statements import ready
from crawler.index.removal_tables import redacted, removals, removed, shortened
from crawler.index.schema import kinds, versions
from crawler.index.summaries import summarise
from crawler.index.text_tables import join_words
from crawler.index.values import head_of
from crawler.index.version_rows_of import StoredVersion, kind_rows, version_row
from crawler.model import Version
from crawler.removal import (
    Removal,
    RemovedRecord,
    ShortenedRecord,
    quoted_by,
    without_quotations,
)


class RemovalWrites(Database):
    """The methods that write removals. All raise ``IndexUnusable``."""

    def add_removals(self, stored: Sequence[Removal]) -> None:
        """Take stored removals in, each vouched for by a check part."""
        gone = {
            (one.record.article, one.record.version): (removal, one)
            for removal in sorted(stored, key=lambda removal: removal.key)
            for one in reversed(removal.versions)
        }
        cut = [(removal, one) for removal in stored for one in removal.shortened]

        def work(connection: Connection) -> None:
            insert_new(connection, removals, [_removal_row(one) for one in stored])
            insert_new(
                connection,
                removed,
                [{"object": it.key, "key": one.key} for one in stored for it in one.objects],
            )
            insert_new(
                connection, redacted, [_redacted_row(*one) for _, one in sorted(gone.items())]
            )
            insert_new(connection, shortened, [_shortened_row(*one) for one in cut])
            if gone or cut:
                names = {removal.article for removal, _ in cut}
                self._take_out(connection, [one for _, one in gone.values()], names)

        self.write(work)
        if gone or cut:
            self._leave_no_trace()

    def _take_out(
        self, connection: Connection, gone: Sequence[RemovedRecord], further: Collection[str]
    ) -> None:
        """Take out what stood of these Versions, and quotations of them, also in ``further``."""
        from crawler.index import texts

        names = {*further, *(one.record.article for one in gone)}
        lite = connection.dialect.name == "sqlite"
        if lite:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        known = _records(connection, names)
        places = {(one.record.article, one.record.version) for one in gone}
        if can_search(connection.engine):
            texts.remove_texts(
                connection,
                [texts.text_of(record) for _, record, _ in known if _place(record) in places],
            )
            join_words(connection)
        for article, version in sorted(places):
            here = {"article": article, "version": version}
            connection.execute(_FORGET_VERSION, here)
            connection.execute(_FORGET_KINDS, here)
        rest = self.as_may_stay(connection, [one for one in known if _place(one[1]) not in places])
        for _, record, digest in rest:
            connection.execute(
                _FORGET_VERSION, {"article": record.article, "version": record.version}
            )
            insert_new(connection, versions, [version_row(record, digest)])
        stubs = [version_row(one.record, one.sha256) for one in gone]
        insert_new(connection, versions, stubs)
        insert_new(connection, kinds, [row for one in gone for row in kind_rows(one.record)])
        for article in sorted(names):
            texts.remove_passages(connection, article)
            connection.execute(FORGET_PAGE, {"article": article})
        texts.add_passages(connection, texts.passages_of(record for _, record, _ in rest))
        summarise(connection, names)

    def as_may_stay(
        self, connection: Connection, stored: Sequence[StoredVersion]
    ) -> list[StoredVersion]:
        """Return the records of these that were not redacted.

        The description of a change quotes the text before it: of a successor of a redacted version
        it goes too.
        """
        names = {record.article for _, record, _ in stored}
        gone, cut = places_in(connection, redacted, names), places_in(connection, shortened, names)
        return [
            (key, after_redaction(record, gone, cut), digest)
            for key, record, digest in stored
            if _place(record) not in gone
        ]

    def _leave_no_trace(self) -> None:
        """Have SQLite write what was removed out of its log, too."""
        if file_of(self.engine.url) is None:
            return
        with self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def after_redaction(
    record: Version, gone: Collection[tuple[str, int]], cut: Collection[tuple[str, int]]
) -> Version:
    """Return the record; without what its change quotes, where the text before it is redacted."""
    quotes = any((record.article, number) in gone for number in quoted_by(record, {}))
    if not quotes and _place(record) not in cut:
        return record
    return replace(record, change=without_quotations(record.change))


def _place(record: Version) -> tuple[str, int]:
    return record.article, record.version


def _records(connection: Connection, names: Collection[str]) -> list[StoredVersion]:
    query = select(versions.c.article, versions.c.version, versions.c.record, versions.c.sha256)
    return [
        (version_key(row.article, row.version), head_of(row).record, row.sha256)
        for some in in_chunks(names)
        for row in connection.execute(query.where(versions.c.article.in_(some)))
    ]


def places_in(connection: Connection, table: Table, names: Collection[str]) -> set[tuple[str, int]]:
    """Return (article, version) of the rows of these Articles in one of the tables above."""
    return {
        (row.article, row.version)
        for some in in_chunks(names)
        for row in connection.execute(_PLACES[table], {"names": some})
    }


def _removal_row(removal: Removal) -> dict[str, object]:
    return {
        "key": removal.key,
        "article": removal.article,
        "number": removal.number,
        "kind": removal.kind.value,
        "at": removal.at,
        "order_id": removal.order_id,
        "objects": len(removal.names),
        "bytes": removal.bytes,
    }


def _redacted_row(removal: Removal, one: RemovedRecord) -> dict[str, object]:
    return {
        "article": one.record.article,
        "version": one.record.version,
        "key": removal.key,
        "sha256": one.sha256,
        "record": encode(one.record).decode(),
    }


def _shortened_row(removal: Removal, one: ShortenedRecord) -> dict[str, object]:
    return {
        "article": removal.article,
        "version": one.version,
        "key": one.remainder,
        "sha256": one.sha256,
    }


_FORGET_VERSION = delete(versions).where(
    versions.c.article == bindparam("article"), versions.c.version == bindparam("version")
)
_FORGET_KINDS = delete(kinds).where(
    kinds.c.article == bindparam("article"), kinds.c.version == bindparam("version")
)
_PLACES = {
    table: ready(
        select(table.c.article, table.c.version).where(
            table.c.article.in_(bindparam("names", expanding=True))
        )
    )
    for table in (redacted, shortened)
}
FORGET_PAGE = ready(delete(known_pages).where(known_pages.c.article == bindparam("article")))
"""Statement that forgets what page an article was last read from."""
