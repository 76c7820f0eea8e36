"""The tables of the full-text search, in the words of SQLite: no other database has them."""

from crawler.index.table_names import PREFIX

TEXTS, WORDS = f"{PREFIX}texts", f"{PREFIX}words"
"""The tables of the full-text search, which only SQLite has, and only with its module FTS5."""

TEXT_TABLES = (
    (
        f"CREATE TABLE {TEXTS} (id INTEGER PRIMARY KEY, article TEXT NOT NULL, version "
        "INTEGER NOT NULL, UNIQUE (article, version))"
    ),
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5 (title, byline, body, content='', tokenize='ascii')",
)
"""The statements that make them."""

JOIN_WORDS = f"INSERT INTO {WORDS} ({WORDS}) VALUES ('optimize')"  # noqa: S608  # a name of ours
"""Joins the pieces in which the words were written: each is a place more to look a word up in."""
