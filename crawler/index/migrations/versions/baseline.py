"""The shape with which migrations began, as it was then: made from nothing.

An index that is made today gets its tables from ``crawler.index.schema``; that both come to the
same is what the test of migrations begins with.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from crawler.index.table_names import BASELINE

revision = str(BASELINE)
down_revision = None
branch_labels = None
depends_on = None

PREFIX = "palimpsest_"
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TYPES: dict[str, Any] = {
    "text": TEXT,
    "json": sa.Text(),
    "int": sa.Integer(),
    "big": sa.BigInteger(),
    "bool": sa.Boolean(),
    "bytes": sa.LargeBinary(),
}
TABLES = """
alias_decisions key*:text url_id!:text number!:int host!:text url!:text article!:text
aliases key*:text host!:text url!:text article!:text
articles article*:text host!:text head:int url:text title:text state:text first_seen:big
    last_checked:big last_outcome:text last_reason:text last_confirmed:big
    last_unconditional:big last_capture:big etag:text last_modified:text
attested# article*:text version*:int record_sha256*:text
checks run*:text part*:int line*:int kind!:text source:text url!:text final_url:text
    hops:json article:text fetched_at!:big status:int outcome!:text reason:text finding:text
    score:int version:int record_sha256:bytes capture:text body_sha256:bytes
    fingerprint:bytes extractor:bytes etag:text last_modified:text published:bytes
    modified:bytes shown_modified:bytes listed_modified:bytes developing:bool found:int
    dropped:json requests:int received:big fetch_ms:int extract_ms:int puts:int objects:int
    stored:big
cost_sums# source*:text article*:text checks!:big lists!:big unmeasured!:big requests!:big
    received!:big puts!:big objects!:big stored!:big outcome_new!:big outcome_changed!:big
    outcome_unchanged!:big outcome_not_modified!:big outcome_gone!:big outcome_suspect!:big
    outcome_blocked!:big outcome_unreadable!:big outcome_refused!:big outcome_failed!:big
    outcome_skipped!:big
fingerprints# fingerprint*:big number*:big
imported_versions article*:text version*:int captured_at!:big is_first!:bool
kinds# article*:text version*:int kind*:text confirmed_at!:big
known_pages article*:text version!:int read_at!:big trusted!:bool terms!:bytes body!:bytes
    fingerprint:bytes sketch:bytes differing:bytes
late_changes article*:text version*:int came_after!:big
memberships article*:text source*:text
meta name*:text value!:text
parts key*:text sha256!:text run!:text part!:int started:big trigger:text process:text
    watch:bool plan:bytes report:bytes finished:big complete!:bool
passages article*:text number!:big site!:text version!:int fingerprints!:bytes
redacted article*:text version*:int key!:text sha256!:text record!:text
removals key*:text article!:text number!:int kind!:text at!:big order_id:text objects!:int
    bytes!:big
removed object*:text key!:text
seen key*:text names*:text sha256!:text
shingles article*:text shingles!:bytes
shortened article*:text version*:int key!:text sha256!:text
versions article*:text version*:int host!:text sha256!:text url!:text state!:text
    captured_at!:big confirmed_at!:big fingerprint!:bytes title:text silence:text
    record!:bytes
watches article*:text run*:text started:big watch!:bool
"""
"""Each table with its columns. ``*``: of the primary key; ``!``: never missing; ``#`` behind
a table: SQLite keeps its rows in the primary key.
"""

INDEXES = (
    ("ix_palimpsest_alias_decisions_article", "alias_decisions", "article"),
    ("ix_palimpsest_alias_decisions_url_id", "alias_decisions", "url_id"),
    ("ix_palimpsest_aliases_article", "aliases", "article"),
    ("aliases_by_url", "aliases", "url"),
    ("ix_palimpsest_articles_host", "articles", "host"),
    ("ix_palimpsest_articles_last_checked", "articles", "last_checked"),
    ("ix_palimpsest_articles_last_outcome", "articles", "last_outcome"),
    ("checks_by_article", "checks", "article fetched_at outcome"),
    ("checks_by_source", "checks", "kind source fetched_at"),
    ("checks_by_time", "checks", "fetched_at kind outcome"),
    ("imported_by_time", "imported_versions", "article captured_at version"),
    ("ix_palimpsest_late_changes_came_after", "late_changes", "came_after"),
    ("ix_palimpsest_memberships_source", "memberships", "source"),
    ("ix_palimpsest_parts_run", "parts", "run"),
    ("ix_palimpsest_passages_number", "passages", "number"),
    ("ix_palimpsest_removals_article", "removals", "article"),
    ("ix_palimpsest_seen_names", "seen", "names"),
    ("versions_by_host", "versions", "host confirmed_at"),
    ("versions_by_time", "versions", "confirmed_at article version"),
    ("versions_by_url", "versions", "url"),
)
SOME = (
    ("versions_by_silence", "versions", "silence, confirmed_at"),
    ("kinds_by_time", "kinds", "kind, confirmed_at"),
)
"""Indexes of changes alone."""


def upgrade() -> None:
    """Make everything but the tables of texts, which differ from database to database."""
    lines = TABLES.replace("\n    ", " ").split("\n")
    for name, *columns in (line.split() for line in lines if line):
        op.create_table(
            PREFIX + name.removesuffix("#"),
            *_columns(columns),
            sqlite_with_rowid=not name.endswith("#"),
        )
    for name, table, told in INDEXES:
        full = name if name.startswith("ix_") else PREFIX + name
        way = "hash" if told == "url" else None  # a URL may be longer than other indexes take
        op.create_index(full, PREFIX + table, told.split(), postgresql_using=way)
    for name, table, told in SOME:
        op.execute(f"CREATE INDEX {PREFIX}{name} ON {PREFIX}{table} ({told}) WHERE version > 1")


def _columns(told: list[str]) -> Iterator[sa.Column[Any]]:
    for one in told:
        name, _, kind = one.partition(":")
        plain = name.rstrip("*!")
        yield sa.Column(
            plain,
            TYPES[kind],
            primary_key=name.endswith("*"),
            nullable=plain == name,
            autoincrement=False,
        )
