"""The table of what was imported."""

from sqlalchemy import Boolean, Column, Index, Integer, Table

from crawler.index.column_types import TEXT, Moment
from crawler.index.table_names import PREFIX, metadata

imported_versions = Table(
    PREFIX + "imported_versions",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("captured_at", Moment, nullable=False),
    Column("is_first", Boolean, nullable=False),
)
"""The versions that were imported. They take their place by the time of their capture, all others
by their number. ``is_first``: nothing stood before it, so it is no change.
"""
Index(
    PREFIX + "imported_by_time",
    *(imported_versions.c[name] for name in ("article", "captured_at", "version")),
)
