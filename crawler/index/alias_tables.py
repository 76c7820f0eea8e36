"""The tables of aliases: every decision, and what holds."""

from sqlalchemy import Column, Integer, Table

from crawler.index.column_types import TEXT
from crawler.index.table_names import PREFIX, metadata

aliases = Table(
    PREFIX + "aliases",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("host", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("article", TEXT, nullable=False, index=True),
)
"""Each URL for which there is an alias, with the Article that it belongs to in the end. ``key`` is
that of its first alias: it is made of the URL's own Article, whatever the URL's scheme.
"""
alias_decisions = Table(
    PREFIX + "alias_decisions",
    metadata,
    Column("key", TEXT, primary_key=True),
    Column("url_id", TEXT, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("host", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("article", TEXT, nullable=False, index=True),
)
"""Every alias, with the Article that it names. The highest number of a URL holds."""
