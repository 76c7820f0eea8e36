"""The questions of the full-text search, around what each database finds of itself."""

from sqlalchemy import TextClause, text

from crawler.index.table_names import PREFIX
from crawler.index.text_tables import TEXTS

_LED = f"""(SELECT led.article FROM {PREFIX}aliases AS led
        WHERE led.key = 'aliases/' || found.article || '.json' AND led.article <> found.article)"""  # noqa: S608  # our own words
"""The other Article that an Article's own URL belongs to by now. A join would read all aliases."""

_SAID = "found.led IS NULL OR found.led NOT IN (SELECT article FROM found)"
"""That an Article is shown: one that was joined to another only where that one does not answer."""

_HEAD = "CASE WHEN found.led IS NULL THEN articles.head ELSE 0 END"
"""The version that stands now: of a joined Article none does."""

_CURRENT = f"',' || found.versions || ',' LIKE '%,' || {_HEAD} || ',%'"
"""Whether that one answers."""


def recent_of(hits: str, joined: str) -> TextClause:
    """Return the question for Articles of the newest versions that answer a query.

    Those first whose newest version does, then the newest first. ``joined`` makes one text of
    several numbers.
    """
    return _question(hits, joined, "max(hits.id)", "DESC")


def found_of(hits: str, joined: str) -> TextClause:
    """Return the question for Articles with the versions that answer a query.

    Those whose newest version does first, then by BM25 (title 8, byline 4, body 1).
    """
    return _question(hits, joined, "min(hits.rank)", "ASC")


def _question(hits: str, joined: str, place: str, order: str) -> TextClause:
    return text(f"""
    WITH hits AS MATERIALIZED ({hits}), answers AS MATERIALIZED (
        SELECT texts.article, {joined} AS versions, {place} AS place
        FROM hits JOIN {TEXTS} AS texts USING (id) GROUP BY texts.article
    ), found AS MATERIALIZED (
        SELECT found.article, found.versions, found.place, {_LED} AS led FROM answers AS found
    ), shown AS MATERIALIZED (
        SELECT found.article, found.versions, found.place, found.led FROM found WHERE {_SAID}
    )
    SELECT found.article, found.versions, {_HEAD} AS head, {_CURRENT} AS current,
           (SELECT count(*) FROM shown) AS total
    FROM (
        SELECT * FROM shown ORDER BY shown.place {order}, shown.article LIMIT :looked_at
    ) AS found JOIN {PREFIX}articles AS articles USING (article)
    ORDER BY current DESC, found.place {order}, found.article LIMIT :limit
""")  # noqa: S608  # our own words
