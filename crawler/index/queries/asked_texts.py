"""The questions for texts that have words, of which each database says how it finds them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


def recent_of(hits: str, joined: str, matching: str) -> TextClause:
    """Return the question for Articles of the newest versions that answer a query.

    Those first whose newest version does, then the newest first. ``hits`` gives articles, versions
    and their numbers as places; ``joined`` makes one text of several versions. ``matching``: the
    source of all texts that answer, which says what else is shown of the Articles.
    """
    every = f"(SELECT {joined} {matching} AND texts.article = shown.article)"
    return _question(hits, joined, ("max(place)", "DESC"), every)


def found_of(hits: str, joined: str) -> TextClause:
    """Return the question for Articles with the versions that answer a query.

    Those whose newest version does first, then by BM25 (title 8, byline 4, body 1), which is the
    place that ``hits`` gives.
    """
    return _question(hits, joined, ("min(place)", "ASC"), "shown.versions")


def _question(hits: str, joined: str, place: tuple[str, str], every: str) -> TextClause:
    return text(f"""
    WITH hits AS MATERIALIZED ({hits}), answers AS MATERIALIZED (
        SELECT article, {joined} AS versions, {place[0]} AS place FROM hits GROUP BY article
    ), found AS MATERIALIZED (
        SELECT found.article, found.versions, found.place, {_LED} AS led FROM answers AS found
    ), shown AS MATERIALIZED (
        SELECT found.article, found.versions, found.place, {_HEAD} AS head, {_CURRENT} AS current,
               count(*) OVER () AS total
        FROM found JOIN {PREFIX}articles AS articles USING (article)
        WHERE {_SAID}
        ORDER BY current DESC, found.place {place[1]}, found.article LIMIT :limit
    )
    SELECT shown.article, {every} AS versions, shown.head, shown.current, shown.total
    FROM shown ORDER BY shown.current DESC, shown.place {place[1]}, shown.article
""")  # noqa: S608  # our own words


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTexts:
    """A query in a database's own words. ``values``: what its parameters are."""

    many: TextClause
    """How many texts answer, counted no further than ``:most``."""
    recent: TextClause
    """Which of the ``:looked`` newest of ``:most`` do."""
    ranked: Callable[[int], tuple[TextClause, Mapping[str, Any]]]
    """How the best are found, with further parameters; given how many texts answer."""
    values: Mapping[str, Any]


def placed(hits: str) -> str:
    """Return whose the numbers and places are that are found."""
    return (
        f"SELECT texts.article, texts.version, hits.place FROM ({hits}) AS hits "  # noqa: S608  # as above
        f"JOIN {TEXTS} AS texts USING (id)"
    )
