"""The index's tables.

Every row is a function of one stored object; ``articles`` sums up what the others say.

No row has a number of its own and none says when it was indexed, so two indexes of one store are
equal, whatever the order in which its objects were read. The names carry a prefix, because the
database may hold other people's tables too.
"""

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    event,
    literal_column,
)

from crawler.index import removal_tables  # noqa: F401  # registers its tables
from crawler.index.alias_tables import aliases
from crawler.index.column_types import TEXT, Moment, Numbers, Tallies, Words
from crawler.index.import_tables import imported_versions  # noqa: F401  # registers its table
from crawler.index.known_page_tables import known_pages
from crawler.index.packed_types import Compressed, Gaps, Packed
from crawler.index.table_names import PREFIX, metadata
from crawler.model import Outcome

SCHEMA = 17
"""The number of this shape, and of its revision in ``crawler.index.migrations``. An index of a
lower one, from ``BASELINE`` on, is migrated in place; of any lower than that it is rebuilt.
"""

meta = Table(
    PREFIX + "meta",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
)
"""What the index says of itself: its schema number, and whether everything stored was read. No part
of its content.
"""

UNUSABLE = "unusable: "
"""What the names of its notes on check lines begin with that hold what no index can."""

versions = Table(
    PREFIX + "versions",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("host", TEXT, nullable=False),
    Column("sha256", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("captured_at", Moment, nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    Column("fingerprint", Packed, nullable=False),
    Column("title", TEXT),
    Column("silence", TEXT),
    Column("record", Compressed, nullable=False),
)
Index(PREFIX + "versions_by_time", versions.c.confirmed_at, versions.c.article, versions.c.version)
Index(PREFIX + "versions_by_host", versions.c.host, versions.c.confirmed_at)
CHANGED = versions.c.version > literal_column("1")
"""Of the versions that are changes. The number stands in the statement, so that a database knows
the indexes that hold these versions alone: changes are counted there.
"""
kinds = Table(
    PREFIX + "kinds",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("confirmed_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
"""The kinds of the change that made a version, with the version's time: the newest of a rare kind
are found without looking at all others.
"""
KIND_CHANGED = kinds.c.version > literal_column("1")
"""The same, of the kinds."""

# In SQL, as below: an index's condition would have every command import a dialect.
for _table, _name, _columns in (
    (versions, "versions_by_silence", "silence, confirmed_at"),
    (kinds, "kinds_by_time", "kind, confirmed_at"),
):
    _some = f"CREATE INDEX {PREFIX}{_name} ON {_table.name} ({_columns}) WHERE version > 1"
    event.listen(_table, "after_create", DDL(_some))  # type: ignore[no-untyped-call]

late_changes = Table(
    PREFIX + "late_changes",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("came_after", Moment, nullable=False, index=True),
)
"""Changes that this index learned of when it knew many newer ones already, each with the
``confirmed_at`` of the newest. No part of its content: it says how this index was fed.
"""

# A URL may be longer than PostgreSQL's usual index takes, which is 2,700 bytes. It is told so in
# SQL: ``postgresql_using`` would have every command import SQLAlchemy's dialect.
for _table in (versions, aliases):
    Index(f"{_table.name}_by_url", _table.c.url).ddl_if(dialect="sqlite")
    _hashed = f"CREATE INDEX {_table.name}_by_url ON {_table.name} USING hash (url)"
    _statement = DDL(_hashed).execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
    event.listen(_table, "after_create", _statement)

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
    Column("plan", Compressed),
    Column("report", Compressed),
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
    Column("record_sha256", Packed),
    Column("capture", TEXT),
    Column("body_sha256", Packed),
    Column("fingerprint", Packed),
    Column("extractor", Packed),
    Column("etag", TEXT),
    Column("last_modified", TEXT),
    Column("published", Packed),
    Column("modified", Packed),
    Column("shown_modified", Packed),
    Column("listed_modified", Packed),
    Column("developing", Boolean),
    Column("found", Integer),
    Column("dropped", Tallies),
    Column("requests", Integer),
    Column("received", BigInteger),
    Column("fetch_ms", Integer),
    Column("extract_ms", Integer),
    Column("puts", Integer),
    Column("objects", Integer),
    Column("stored", BigInteger),
)
Index(PREFIX + "checks_by_article", *(checks.c[n] for n in ("article", "fetched_at", "outcome")))
Index(PREFIX + "checks_by_source", checks.c.kind, checks.c.source, checks.c.fetched_at)
Index(PREFIX + "checks_by_time", checks.c.fetched_at, checks.c.kind, checks.c.outcome)

attested = Table(
    PREFIX + "attested",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("record_sha256", TEXT, primary_key=True),
    sqlite_with_rowid=False,
)
"""What check lines say of records, each of them once: whatever is shown is compared with it, and an
article may be checked for years. An empty hash: a line names the version without one.
"""

COST_NUMBERS = ("requests", "received", "puts", "objects", "stored")
"""What each check line says of its cost."""

SUMMED = (
    *("checks", "lists", "unmeasured"),
    *COST_NUMBERS,
    *(f"outcome_{outcome.value}" for outcome in Outcome),
)
"""What is added up over check lines."""

cost_sums = Table(
    PREFIX + "cost_sums",
    metadata,
    Column("source", TEXT, primary_key=True),
    Column("article", TEXT, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in SUMMED),
    sqlite_with_rowid=False,
)
"""What the checks of each article came to, by the source in whose name they were made. A name is
empty where a line gives none.
"""

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

shingles = Table(
    PREFIX + "shingles",
    metadata,
    Column("article", TEXT, primary_key=True),
    Column("shingles", Gaps, nullable=False),
)
"""All shingles of the same texts, cut short: what two have in common tells how much of each stands
in the other, and neither text is read for it.
"""

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
    Column("last_outcome", TEXT, index=True),
    Column("last_reason", TEXT),
    Column("last_confirmed", Moment),
    Column("last_unconditional", Moment),
    Column("last_capture", Moment),
    Column("etag", TEXT),
    Column("last_modified", TEXT),
)
"""One row for each article, made anew from the other tables whenever one of its objects arrives."""

_OWN = {meta, late_changes, known_pages}
CONTENT = tuple(table for table in metadata.sorted_tables if table not in _OWN)
"""The tables that ``dump`` compares: all but what the index says of itself and its own looks."""
