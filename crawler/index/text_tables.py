"""The tables of the full-text search, in the words of each database.

SQLite has FTS5, where it was built with it. PostgreSQL has vectors of words under a GIN index;
positions in them end at 16,383, so beside them stand the folded texts, in which phrases are looked
up and words are counted.
"""

from sqlalchemy import Connection

from crawler.index.table_names import PREFIX

TEXTS, WORDS = f"{PREFIX}texts", f"{PREFIX}words"
"""Which text has which number, and the words of each."""

TEXT_SUMS = f"{PREFIX}text_sums"
"""PostgreSQL only: how many texts there are, and of how many words. FTS5 keeps the same itself."""

_BY_WORD = f"{PREFIX}texts_by_word"

_LITE = (
    (
        f"CREATE TABLE {TEXTS} (id INTEGER PRIMARY KEY, article TEXT NOT NULL, version "
        "INTEGER NOT NULL, UNIQUE (article, version))"
    ),
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5 (title, byline, body, content='', tokenize='ascii')",
)
_SERVER = (
    (
        f'CREATE TABLE {TEXTS} (id BIGINT PRIMARY KEY, article TEXT COLLATE "C" NOT NULL, version '
        "INTEGER NOT NULL, size INTEGER NOT NULL, words TSVECTOR NOT NULL, "
        "UNIQUE (article, version)) WITH (toast_tuple_target = 8160)"  # vectors stand in their rows
    ),
    f"CREATE INDEX {_BY_WORD} ON {TEXTS} USING gin (words) WITH (gin_pending_list_limit = 512)",
    (
        f'CREATE TABLE {WORDS} (id BIGINT PRIMARY KEY, title TEXT COLLATE "C" NOT NULL, byline '
        'TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL)'
    ),
    f"CREATE TABLE {TEXT_SUMS} (texts BIGINT NOT NULL, words BIGINT NOT NULL)",
    f"INSERT INTO {TEXT_SUMS} VALUES (0, 0)",  # noqa: S608  # a name of ours
)

_JOIN_LITE = (f"INSERT INTO {WORDS} ({WORDS}) VALUES ('optimize')",)  # noqa: S608  # as above
_JOIN_SERVER = (f"SELECT gin_clean_pending_list('{_BY_WORD}')", f"ANALYZE {TEXTS}")


def make_text_tables(connection: Connection) -> None:
    """Make the tables."""
    lite = connection.dialect.name == "sqlite"
    for statement in _LITE if lite else _SERVER:
        connection.exec_driver_sql(statement)


def join_words(connection: Connection) -> None:
    """Join the pieces in which words were written: each is a place more to look a word up in."""
    lite = connection.dialect.name == "sqlite"
    for statement in _JOIN_LITE if lite else _JOIN_SERVER:
        connection.exec_driver_sql(statement)
