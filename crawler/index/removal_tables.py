"""The tables of what was taken out of the archive."""

from sqlalchemy import BigInteger, Column, Integer, Table

from crawler.index.column_types import TEXT, Moment
from crawler.index.table_names import PREFIX, metadata

removals = Table(
    PREFIX + "removals",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("article", TEXT, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("at", Moment, nullable=False),
    Column("order_id", TEXT),
    Column("objects", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
"""What was taken out of the archive, and the ends of redactions: each a stored object that a check
part vouches for.
"""

redacted = Table(
    PREFIX + "redacted",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("key", TEXT, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("record", TEXT, nullable=False),
)
"""The versions whose text was taken out, by the removal of that key. What stays of the record also
stands in ``versions``.
"""

removed = Table(
    PREFIX + "removed",
    metadata,
    Column("object", TEXT, primary_key=True),
    Column("key", TEXT, nullable=False),
)
"""The captures and derivations that were taken out, by the removal of that key."""

shortened = Table(
    PREFIX + "shortened",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("key", TEXT, nullable=False),
    Column("sha256", TEXT, nullable=False),
)
"""The versions whose record was removed because it quoted a redacted one, with the key of
the remainder in its place. ``versions`` holds the record as it is there.
"""
