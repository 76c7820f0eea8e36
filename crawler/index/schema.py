"""The index's tables.

Every row is a function of one stored object; ``articles`` sums up what the others say.

No row has a number of its own and none says when it was indexed, so two indexes of one store are
equal, whatever the order in which its objects were read. The names carry a prefix, because the
database may hold other people's tables too.
"""

import json
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA = 7
"""The number of this shape. An index of another number is thrown away and rebuilt,
never migrated.
"""

PREFIX = "palimpsest_"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes in every database."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970.

    It sorts and compares alike in every database.
    """

    impl = BigInteger
    cache_ok = True

    # the interface's
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return microseconds since 1970."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    # the interface's
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return an aware UTC time."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[tuple[str, ...]]):
    """Several strings in order, kept as a JSON list; the empty tuple as NULL."""

    impl = Text
    cache_ok = True

    # as above
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return a JSON list."""
        return json.dumps(value, ensure_ascii=False) if value else None

    # as above
    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ANN401, ARG002
        """Return the strings."""
        return tuple(json.loads(value)) if value else ()


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Signed numbers of 64 bits in order, kept as eight bytes each."""

    impl = LargeBinary
    cache_ok = True

    # as above
    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the bytes, the highest of each number first."""
        return None if value is None else struct.pack(f">{len(value)}q", *value)

    # as above
    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[int, ...]:  # noqa: ANN401, ARG002
        """Return the numbers."""
        return struct.unpack(f">{len(value) // 8}q", value) if value else ()


metadata = MetaData()

meta = Table(
    PREFIX + "meta",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
)
"""What the index says of itself: its schema number, and whether everything stored was read. No part
of its content.
"""

versions = Table(
    PREFIX + "versions",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("host", TEXT, nullable=False, index=True),
    Column("key", TEXT, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("captured_at", Moment, nullable=False),
    Column("confirmed_at", Moment, nullable=False, index=True),
    Column("fingerprint", TEXT, nullable=False),
    Column("title", TEXT),
    Column("silence", TEXT),
    Column("record", TEXT, nullable=False),
)

kinds = Table(
    PREFIX + "kinds",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", TEXT, primary_key=True, index=True),
)
"""The kinds of the change that made a version."""

aliases = Table(
    PREFIX + "aliases",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("host", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("article", TEXT, nullable=False, index=True),
)
for _table in (
    versions,
    aliases,
):  # a URL may be longer than PostgreSQL's usual index takes, which is 2,700 bytes
    Index(f"{_table.name}_by_url", _table.c.url, postgresql_using="hash")

parts = Table(
    PREFIX + "parts",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("sha256", TEXT, nullable=False),
    Column("run", TEXT, nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("started", Moment),
    Column("trigger", TEXT),
    Column("process", TEXT),
    Column("watch", Boolean),
    Column("plan", TEXT),
    Column("report", TEXT),
    Column("finished", Moment),
    Column("complete", Boolean, nullable=False),
)
"""``watch``: whether the run's plan says to watch what it checks, or (false) no longer to; NULL
where it says neither.

``complete``: the part holds the report of a run that was not interrupted.
"""

seen = Table(
    PREFIX + "seen",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("names", TEXT, primary_key=True, index=True),
    Column("sha256", TEXT, nullable=False),
)
"""The parts of earlier runs (``names``) that a run's first part (``key``) names."""

checks = Table(
    PREFIX + "checks",
    metadata,
    Column("run", TEXT, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("kind", TEXT, nullable=False),
    Column("source", TEXT),
    Column("url", TEXT, nullable=False),
    Column("final_url", TEXT),
    Column("hops", Words),
    Column("article", TEXT),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer),
    Column("outcome", TEXT, nullable=False),
    Column("reason", TEXT),
    Column("finding", TEXT),
    Column("score", Integer),
    Column("version", Integer),
    Column("record_sha256", TEXT),
    Column("capture", TEXT),
    Column("body_sha256", TEXT),
    Column("fingerprint", TEXT),
    Column("extractor", TEXT),
    Column("etag", TEXT),
    Column("last_modified", TEXT),
    Column("published", TEXT),
    Column("modified", TEXT),
    Column("shown_modified", TEXT),
    Column("listed_modified", TEXT),
    Column("developing", Boolean),
    Column("found", Integer),
    Column("requests", Integer),
    Column("received", BigInteger),
    Column("fetch_ms", Integer),
    Column("extract_ms", Integer),
    Column("puts", Integer),
    Column("objects", Integer),
    Column("stored", BigInteger),
)
Index(PREFIX + "checks_by_article", checks.c.article, checks.c.fetched_at)
Index(PREFIX + "checks_by_source", checks.c.kind, checks.c.source, checks.c.fetched_at)

memberships = Table(
    PREFIX + "memberships",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("source", TEXT, primary_key=True, index=True),
)

watches = Table(
    PREFIX + "watches",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("run", TEXT, primary_key=True),
    Column("started", Moment),
    Column("watch", Boolean, nullable=False),
)
"""The one-off checks of runs whose plan said ``watch`` or ``unwatch``. The word of the run that
started last counts.
"""

passages = Table(
    PREFIX + "passages",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("site", TEXT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprints", Numbers, nullable=False),
)
"""The fingerprints of each article's newest text. ``number`` stands for the article in the table
below: the start of its name's SHA-256.
"""

passage_fingerprints = Table(
    PREFIX + "fingerprints",
    metadata,
    Column("fingerprint", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The same, to be looked up by fingerprint."""

articles = Table(
    PREFIX + "articles",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("host", TEXT, nullable=False, index=True),
    Column("head", Integer),
    Column("url", TEXT),
    Column("title", TEXT),
    Column("state", TEXT),
    Column("first_seen", Moment),
    Column("last_checked", Moment, index=True),
    Column("last_outcome", TEXT),
    Column("last_reason", TEXT),
    Column("last_confirmed", Moment),
    Column("last_unconditional", Moment),
    Column("last_capture", Moment),
    Column("etag", TEXT),
    Column("last_modified", TEXT),
)
"""One row for each article, made anew from the other tables whenever one of its objects arrives."""

CONTENT = tuple(table for table in metadata.sorted_tables if table is not meta)
"""The tables that ``dump`` compares: all but the index's word about itself."""
