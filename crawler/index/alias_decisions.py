"""Which Article each URL belongs to, after all that was decided about it.

Aliases lead on: a URL belongs to what its newest alias names, or to what that Article's own newest
alias names. The rows are made anew from all that is known, so the order of arrival is no matter.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from crawler.errors import BadKey
from crawler.identity import AliasKey, alias_key_of, article_of, parse_key
from crawler.index.alias_tables import alias_decisions, aliases
from crawler.index.column_types import TEXT
from crawler.index.database import in_chunks
from crawler.index.dialect import insert_new

StoredAlias = tuple[str, str, str, str]
"""Key, host, normalised URL, and the Article that it belongs to."""


def add_decisions(connection: Connection, stored: Sequence[StoredAlias]) -> None:
    """Add aliases, and settle anew what they bear on."""
    rows = [
        {
            "key": key,
            "url_id": article_of(url),
            "number": _number(key),
            "host": host,
            "url": url,
            "article": article,
        }
        for key, host, url, article in stored
    ]
    insert_new(connection, alias_decisions, rows)
    newest = _newest(connection, {str(row["url_id"]) for row in rows})
    settled = [
        {
            "key": alias_key_of(url_id),
            "host": host,
            "url": url,
            "article": root_of(url_id, {one: row[2] for one, row in newest.items()}),
        }
        for url_id, (host, url, _) in newest.items()
    ]
    for some in in_chunks([row["key"] for row in settled]):
        connection.execute(delete(aliases).where(aliases.c.key.in_(some)))
    insert_new(connection, aliases, settled)


def is_led_away(article: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether an Article's own URL belongs to another one by now."""
    return exists().where(aliases.c.key == own_alias(article), aliases.c.article != article)


def own_alias(article: ColumnElement[str]) -> ColumnElement[str]:
    """Return the key of the first alias of an Article's own URL: ``alias_key_of`` in SQL."""
    return (
        literal_column("'aliases/'", TEXT).concat(article).concat(literal_column("'.json'", TEXT))
    )


def with_joined(article: str) -> CompoundSelect[str]:
    """Return the query for an Article, and all whose own URLs belong to it by now."""
    joined = select(own_article(aliases.c.key)).where(aliases.c.article == article)
    return select(literal(article, TEXT)).union_all(joined)


def own_article(key: ColumnElement[str]) -> ColumnElement[str]:
    """Return the Article of a URL by the key of its first alias: what ``own_alias`` undoes."""
    return func.substr(
        key, len("aliases/") + 1, func.length(key) - len("aliases/.json"), type_=TEXT
    )


def root_of(url_id: str, leads: Mapping[str, str]) -> str:
    """Return where the aliases lead in the end.

    Of a circle, which two runs may make that knew nothing of each other, it is the first by name:
    for every member the same.
    """
    way = [url_id]
    while (after := leads.get(way[-1], way[-1])) != way[-1]:
        if after in way:
            return min(way[way.index(after) :])
        way.append(after)
    return way[-1]


def _newest(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Return host, URL and Article of the newest alias of each of these URLs.

    And of all that lead to them, and that they lead to.
    """
    found: dict[str, tuple[str, str, str]] = {}
    wanted, asked = set(names), set[str]()
    while wanted:
        asked |= wanted
        near = set[str]()
        for row in _rows(connection, wanted):
            near |= {row[0], row[4]}
        for row in _rows(connection, near, only_of=True):
            found[row[0]] = row[2], row[3], row[4]
            near.add(row[4])
        wanted = near - asked
    return found


def _rows(
    connection: Connection, names: Collection[str], *, only_of: bool = False
) -> list[tuple[str, int, str, str, str]]:
    """Return the aliases of these URLs, those that lead there too, in order of their numbers."""
    table = alias_decisions.c
    rows: list[tuple[str, int, str, str, str]] = []
    for some in in_chunks(sorted(names)):
        these = table.url_id.in_(some)
        query = select(table.url_id, table.number, table.host, table.url, table.article).where(
            these if only_of else or_(these, table.article.in_(some))
        )
        rows += [
            (row.url_id, row.number, row.host, row.url, row.article)
            for row in connection.execute(query)
        ]
    return sorted(rows, key=lambda row: row[:2])


def _number(key: str) -> int:
    try:
        named = parse_key(key)
    except BadKey:
        return 1
    return named.number if isinstance(named, AliasKey) else 1
