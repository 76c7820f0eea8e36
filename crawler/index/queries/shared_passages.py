"""Which articles share passages with another: where copies of a text are looked for."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)

from crawler.index.alias_decisions import is_led_away
from crawler.index.database import Database, in_chunks
from crawler.index.packed_types import KeptNumbers
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, passage_fingerprints, passages, shingles, versions
from crawler.index.values import AnyRow, head_of
from crawler.model import Version

COMMON = 1000
"""A passage that more articles than this share is boilerplate, and leads nowhere."""

MAX_PLACES = 500
"""Places of passages that are looked up, those of the rarest first: a text may share common phrases
with thousands, and a copy of it has its rare passages too.
"""

MIN_PASSAGES = 8
"""So many passages lead to articles, however common they are."""

OFTEN = 400
"""Articles of a passage that are counted at first: as a rule the rarer passages lead far enough."""


class SharedPassageQueries(Database):
    """The methods that find them. All raise ``IndexUnusable``."""

    def sharing(self, article: str, limit: int = 200) -> list[str]:
        """Return articles of other sites that share passages with this one's newest text.

        Those come first of which most stands in the other: of the shorter text's passages.
        """
        with self.reading() as connection:
            return [row.article for row in _sharing(connection, _SHARING, article, limit)]

    def sharing_counted(self, article: str, limit: int) -> tuple[list[tuple[str, str | None]], int]:
        """Return the first of what ``sharing`` does, with titles, and how many there are."""
        with self.reading() as connection:
            rows = _sharing(connection, _SHARING_TITLED, article, limit)
        return [(row.article, row.title) for row in rows], rows[0].total if rows else 0

    def shingles_of(self, names: Sequence[str]) -> dict[str, KeptNumbers]:
        """Return the shingles of these articles' newest texts, the lower 16 bits of each.

        Of an article without a text there are none.
        """
        with self.reading() as connection:
            return {
                row.article: row.shingles
                for some in in_chunks(names)
                for row in connection.execute(_SHINGLES_OF, {"names": some})
            }

    def newest_texts(self, names: Collection[str]) -> dict[str, Version]:
        """Return the version of each of these articles that holds its newest text.

        It is the one that the shingles were made of. An article without a text has none.
        """
        with self.reading() as connection:
            records = (
                head_of(row).record
                for some in in_chunks(names)
                for row in connection.execute(_NEWEST_TEXTS, {"names": some})
            )
            return {record.article: record for record in records}


def _sharing(
    connection: Connection, query: Select[*tuple[Any, ...]], article: str, limit: int
) -> Sequence[AnyRow]:
    own = connection.execute(OWN_PASSAGES, {"article": article}).first()
    if own is None or not own.fingerprints:
        return ()
    telling, least = _leading(connection, own.number, own.fingerprints)
    if not telling:
        return ()
    asked = {
        "fingerprints": telling,
        "site": own.site,
        "least": least,
        "mine": len(own.fingerprints),
        "limit": limit,
    }
    rows: Sequence[AnyRow] = connection.execute(query, asked).all()
    return rows


def _leading(
    connection: Connection, number: int, fingerprints: Sequence[int]
) -> tuple[list[int], int]:
    """Return what ``_rarest`` does of an article's fingerprints, counted no further than needed."""
    asked = {"number": number, "fingerprints": fingerprints, "most": OFTEN}
    counts = {row[0]: row[1] for row in connection.execute(_COUNTS, asked)}
    chosen, least = _rarest(counts)
    often = [fingerprint for fingerprint, count in counts.items() if count == OFTEN]
    if often and all(one in chosen for one, count in counts.items() if 1 < count < OFTEN):
        asked |= {"fingerprints": often, "most": COMMON + 1}
        counts |= {row[0]: row[1] for row in connection.execute(_COUNTS, asked)}
        return _rarest(counts)
    return chosen, least


def _rarest(counts: Mapping[int, int]) -> tuple[list[int], int]:
    """Return the passages that lead to others, of fingerprints with their numbers of articles.

    And how many of these another article must have: of a text of common phrases two.
    """
    chosen: list[int] = []
    places = 0
    for count, fingerprint in sorted(
        (count, fingerprint) for fingerprint, count in counts.items() if 1 < count <= COMMON
    ):
        places += count
        if places > MAX_PLACES and len(chosen) >= MIN_PASSAGES:
            return chosen, 2
        chosen.append(fingerprint)
    return chosen, 1


_THESE = passage_fingerprints.c.fingerprint.in_(bindparam("fingerprints", expanding=True))

OWN_PASSAGES = ready(
    select(passages.c.number, passages.c.site, passages.c.fingerprints).where(
        passages.c.article == bindparam("article")
    )
)

_OTHERS = passage_fingerprints.alias("others")
_SOME = (
    select(_OTHERS.c.number)
    .where(_OTHERS.c.fingerprint == passage_fingerprints.c.fingerprint)
    .limit(bindparam("most", type_=Integer))
    .correlate(passage_fingerprints)
    .subquery()
)
_COUNTS = ready(
    select(
        passage_fingerprints.c.fingerprint,
        select(func.count()).select_from(_SOME).correlate(passage_fingerprints).scalar_subquery(),
    ).where(_THESE, passage_fingerprints.c.number == bindparam("number"))
)
"""Each fingerprint of an article with the number of articles that have it, counted no further than
it matters.
"""

_SHARED = (
    select(passage_fingerprints.c.number, func.count().label("shared"))
    .where(_THESE)
    .group_by(passage_fingerprints.c.number)
    .having(func.count() >= bindparam("least"))
    .subquery()
)

_FINGERPRINT_BYTES = 8
_SITE: BindParameter[str] = bindparam("site")

_MINE: BindParameter[int] = bindparam("mine", type_=Integer)
_HAS = cast(func.length(passages.c.fingerprints), Integer) // _FINGERPRINT_BYTES


def _by_share(
    shared: ColumnElement[int], has: ColumnElement[int], article: ColumnElement[str]
) -> tuple[ColumnElement[Any], ...]:
    """Return the order in which those come first of which most stands in the other text."""
    share = cast(shared, Float) / case((has < _MINE, has), else_=_MINE)
    return share.desc(), shared.desc(), article


_RANKED = (
    select(
        passages.c.article,
        func.count().over().label("total"),
        _SHARED.c.shared,
        _HAS.label("has"),
    )
    .join(_SHARED, _SHARED.c.number == passages.c.number)
    .where(passages.c.site != _SITE, ~is_led_away(passages.c.article))
    .order_by(*_by_share(_SHARED.c.shared, _HAS, passages.c.article))
    .limit(bindparam("limit"))
)
"""Ranked by the database: a page shows five of what may be hundreds."""

_SHARING = ready(_RANKED)

_FIRST = _RANKED.subquery().c
_TITLE = select(articles.c.title).where(articles.c.article == _FIRST.article).scalar_subquery()
_SHARING_TITLED = ready(
    select(_FIRST.article, _FIRST.total, _TITLE.label("title")).order_by(
        *_by_share(_FIRST.shared, _FIRST.has, _FIRST.article)
    )
)

_SHINGLES_OF = ready(
    select(shingles).where(shingles.c.article.in_(bindparam("names", expanding=True)))
)

_NEWEST_TEXTS = ready(
    select(versions.c.record, versions.c.sha256)
    .join(
        passages,
        and_(versions.c.article == passages.c.article, versions.c.version == passages.c.version),
    )
    .where(passages.c.article.in_(bindparam("names", expanding=True)))
)
