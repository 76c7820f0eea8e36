"""What goes in: versions, aliases and check parts, each as its stored object says.

Feeding twice, or in any order, is the same.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select

from crawler.checks import Part
from crawler.codec import decode
from crawler.index.alias_decisions import StoredAlias, add_decisions
from crawler.index.check_sums import add_costs
from crawler.index.database import in_chunks
from crawler.index.dialect import can_search, insert_new
from crawler.index.import_tables import imported_versions
from crawler.index.known_page_tables import known_pages
from crawler.index.lateness import note_late_changes
from crawler.index.queries.known_pages import KnownPage
from crawler.index.removal_tables import redacted
from crawler.index.removal_writes import FORGET_PAGE, RemovalWrites, places_in
from crawler.index.schema import (
    UNUSABLE,
    attested,
    checks,
    kinds,
    late_changes,
    memberships,
    meta,
    parts,
    seen,
    versions,
    watches,
)
from crawler.index.summaries import summarise
from crawler.index.version_rows_of import StoredVersion
from crawler.model import Version

if TYPE_CHECKING:
    from crawler.index.prepared import PreparedParts, PreparedVersions

StoredPart = tuple[str, str, Part]
"""Key, the SHA-256 of the stored bytes, and the part."""

_SUMMED_AT_ONCE = 5_000
"""Articles whose rows are made in one transaction: others may write between two."""


class IndexWrites(RemovalWrites):
    """The methods that write. Each is one transaction; all raise ``IndexUnusable``."""

    def unusable_lines(self) -> list[tuple[str, str]]:
        """Return the check lines that hold what no index can, each with what that is.

        A line is named by its part's key and its number.
        """
        query = (
            select(meta.c.name, meta.c.value)
            .where(meta.c.name.startswith(UNUSABLE, autoescape=True))
            .order_by(meta.c.name)
        )
        with self.reading() as connection:
            return [
                (row.name.removeprefix(UNUSABLE), row.value) for row in connection.execute(query)
            ]

    def add_version(self, key: str, record: Version, sha256: str) -> None:
        """Add a stored Version record. ``sha256`` is that of the stored bytes."""
        self.add_versions([(key, record, sha256)])

    def add_versions(self, stored: Sequence[StoredVersion]) -> None:
        """Add several Version records in one transaction."""
        from crawler.index.prepared import prepare_versions

        with self.reading() as connection:
            stored = self.as_may_stay(connection, stored)
        self.add_prepared_versions(prepare_versions(stored, searched=can_search(self.engine)))

    def add_prepared_versions(self, ready: "PreparedVersions", *, sum_up: bool = True) -> None:
        """Add what records put in, of Articles of which nothing was redacted, in one transaction.

        ``sum_up``: whether the rows of their Articles are made anew at once. See ``sum_up_all``.
        """
        from crawler.index import texts

        def work(connection: Connection) -> None:
            note_late_changes(connection, ready.fetched())
            insert_new(connection, versions, ready.versions)
            insert_new(connection, imported_versions, ready.imported)
            insert_new(connection, kinds, ready.kinds)
            texts.add_texts(connection, ready.texts)
            texts.add_passages(connection, ready.passages)
            if sum_up:
                summarise(connection, ready.articles())

        self.write(work)

    def add_alias(self, key: str, host: str, url: str, article: str) -> None:
        """Add an alias that a check line attests, or whose line is about to be written.

        ``url``, on ``host``, belongs to ``article``.
        """
        self.add_aliases([(key, host, url, article)])

    def add_aliases(self, stored: Sequence[StoredAlias]) -> None:
        """Add several aliases in one transaction."""
        if stored:
            self.write(lambda connection: add_decisions(connection, stored))

    def add_part(self, key: str, sha256: str, part: Part) -> None:
        """Add a stored part of a Run's check lines. ``sha256`` is that of the stored bytes."""
        self.add_parts([(key, sha256, part)])

    def add_parts(self, stored: Sequence[StoredPart]) -> None:
        """Add several parts in one transaction."""
        from crawler.index.prepared import prepare_parts

        self.add_prepared_parts(prepare_parts(stored))

    def add_prepared_parts(self, ready: "PreparedParts", *, sum_up: bool = True) -> None:
        """Add what parts put in, in one transaction.

        ``sum_up``: as in ``add_prepared_versions``.
        """

        def work(connection: Connection) -> None:
            known = _known_parts(connection, list(ready.costs))
            insert_new(connection, parts, ready.parts)
            insert_new(connection, seen, ready.seen)
            insert_new(connection, checks, ready.checks)
            insert_new(connection, meta, ready.unusable)
            insert_new(connection, attested, ready.attested)
            add_costs(connection, [sums for key, sums in ready.costs.items() if key not in known])
            insert_new(connection, memberships, ready.memberships)
            if sum_up:
                _note_watches(connection, ready.runs())
                summarise(connection, ready.articles())

        self.write(work)

    def keep_known_pages(self, pages: Sequence[KnownPage]) -> None:
        """Keep these in the place of what was known of their Articles' pages.

        Of an Article of which a text was redacted, nothing is kept.
        """

        def work(connection: Connection) -> None:
            gone = {article for article, _ in places_in(connection, redacted, known)}
            for article in known:
                connection.execute(FORGET_PAGE, {"article": article})
            rows = [asdict(page) for article, page in known.items() if article not in gone]
            insert_new(connection, known_pages, rows)

        known = {page.article: page for page in pages}

        if pages:
            self.write(work)

    def sum_up_all(self) -> None:
        """Make the rows of all Articles anew: of one that arrived in many handfuls, once."""
        named = select(versions.c.article).union(
            select(checks.c.article).where(checks.c.article.is_not(None), checks.c.article != "")
        )
        told = select(parts.c.run).where(parts.c.watch.is_not(None)).distinct()
        with self.reading() as connection:
            names = list(connection.execute(named).scalars())
            runs = list(connection.execute(told).scalars())
        for some in in_chunks(runs):
            self.write(partial(_note_watches, runs=set(some)))
        for start in range(0, len(names), _SUMMED_AT_ONCE):
            self.write(partial(summarise, names=names[start : start + _SUMMED_AT_ONCE]))

    def forget(self, article: str) -> None:
        """Forget the Article's Versions: the store holds others.

        Its checks stay, for the store's check parts hold them.
        """
        from crawler.index import texts

        with self.reading() as connection:
            records = list(
                connection.execute(
                    select(versions.c.record).where(versions.c.article == article)
                ).scalars()
            )
        known = [texts.text_of(decode(Version, record)) for record in records]
        lite = can_search(self.engine)

        def work(connection: Connection) -> None:
            if lite:
                texts.remove_texts(connection, known)
            texts.remove_passages(connection, article)
            connection.execute(FORGET_PAGE, {"article": article})
            connection.execute(delete(kinds).where(kinds.c.article == article))
            connection.execute(
                delete(imported_versions).where(imported_versions.c.article == article)
            )
            connection.execute(delete(late_changes).where(late_changes.c.article == article))
            connection.execute(delete(versions).where(versions.c.article == article))
            summarise(connection, {article})

        self.write(work)


def _known_parts(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of the keys whose parts are there already."""
    return {
        key
        for some in in_chunks(keys)
        for key in connection.execute(select(parts.c.key).where(parts.c.key.in_(some))).scalars()
    }


def _note_watches(connection: Connection, runs: set[str]) -> None:
    """Note the one-off checks of these runs, where their plan says ``watch`` or ``unwatch``.

    It may arrive after the checks or before.
    """
    one_off = (
        select(checks.c.article, checks.c.run, parts.c.started, parts.c.watch)
        .join(parts, parts.c.run == checks.c.run)
        .where(parts.c.run.in_(sorted(runs)), parts.c.watch.is_not(None))
        .where(checks.c.source.is_(None), checks.c.kind == "article", checks.c.article.is_not(None))
    )
    insert_new(
        connection, watches, [row._asdict() for row in connection.execute(one_off.distinct())]
    )
