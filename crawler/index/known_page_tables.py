"""The table of the pages that articles were last read from in full."""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table

from crawler.index.column_types import TEXT, Moment
from crawler.index.packed_types import Compressed, Packed
from crawler.index.table_names import PREFIX, metadata

known_pages = Table(
    PREFIX + "known_pages",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("trusted", Boolean, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fingerprint", Packed),
    Column("sketch", LargeBinary),
    Column("differing", Compressed),
)
"""The last page of each article that was read in full and found to show its newest version: see
``KnownPage``. No part of the index's content: what is not there is made at the next check.
"""
