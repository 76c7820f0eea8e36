"""What goes in: versions, aliases and check parts, each as its stored object says.

Feeding twice, or in any order, is the same.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from crawler.checks import Part
from crawler.codec import canonical_json, decode, parse_utc
from crawler.index.alias_decisions import StoredAlias, add_decisions
from crawler.index.check_sums import add_costs, note_attested
from crawler.index.database import in_chunks
from crawler.index.dialect import can_search, insert_new
from crawler.index.import_tables import imported_versions
from crawler.index.lateness import note_late_changes
from crawler.index.removal_writes import RemovalWrites
from crawler.index.schema import (
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
from crawler.index.values import row_of
from crawler.index.version_rows_of import StoredVersion, kind_rows, version_row
from crawler.model import Check, Version

UNUSABLE = "unusable: "
"""What the names of such notes begin with in the index's word about itself."""

StoredPart = tuple[str, str, Part]
"""Key, the SHA-256 of the stored bytes, and the part."""


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
        from crawler.index import texts

        with self.reading() as connection:
            stored = self.as_may_stay(connection, stored)
        records = [record for _, record, _ in stored]
        rows = [version_row(record, sha256) for _, record, sha256 in stored]
        changed = [row for record in records for row in kind_rows(record)]
        past = [_imported_row(record) for record in records if record.imported is not None]
        found = [texts.text_of(record) for record in records] if can_search(self.engine) else []
        shared = texts.passages_of(records)

        def work(connection: Connection) -> None:
            note_late_changes(connection, [one for one in records if one.imported is None])
            insert_new(connection, versions, rows)
            insert_new(connection, imported_versions, past)
            insert_new(connection, kinds, changed)
            texts.add_texts(connection, found)
            texts.add_passages(connection, shared)
            summarise(connection, {row["article"] for row in rows})

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

        def work(connection: Connection) -> None:
            known = _known_parts(connection, [key for key, _, _ in stored])
            fresh = {key: part for key, _, part in stored if key not in known}
            added = [check for part in fresh.values() for check in part.checks]
            insert_new(
                connection, parts, [_part_row(key, sha256, part) for key, sha256, part in stored]
            )
            insert_new(
                connection, seen, [row for key, _, part in stored for row in _seen_rows(key, part)]
            )
            insert_new(
                connection, checks, [row for _, _, part in stored for row in _check_rows(part)]
            )
            insert_new(
                connection,
                meta,
                [row for key, _, part in stored for row in _unusable_rows(key, part)],
            )
            note_attested(connection, added)
            add_costs(connection, added)
            _note_sources(connection, [check for _, _, part in stored for check in part.checks])
            _note_watches(connection, {part.header.run for _, _, part in stored})
            summarise(
                connection,
                {check.article for _, _, part in stored for check in part.checks if check.article},
            )

        self.write(work)

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


def _imported_row(record: Version) -> dict[str, Any]:
    return {
        "article": record.article,
        "version": record.version,
        "captured_at": record.captured_at,
        "is_first": record.is_first,
    }


def _part_row(key: str, sha256: str, part: Part) -> dict[str, Any]:
    header = part.header
    return {
        "key": key,
        "sha256": sha256,
        "run": header.run,
        "part": header.part,
        "started": header.started,
        "trigger": header.trigger,
        "process": header.process,
        "watch": _word(header.plan or {}),
        "plan": _json(header.plan),
        "report": _json(part.report),
        "finished": _finished(part.report),
        "complete": part.report is not None and not part.report.get("interrupted"),
    }


def _word(plan: dict[str, Any]) -> bool | None:
    """Return what a plan says of watching: yes, no longer, or nothing."""
    return False if plan.get("unwatch") else True if plan.get("watch") else None


def _json(document: dict[str, Any] | None) -> str | None:
    return None if document is None else canonical_json(document).decode()


def _finished(report: dict[str, Any] | None) -> datetime | None:
    """Return when a report says that its run ended; None where it says nothing usable."""
    try:
        return parse_utc(str(report["finished"])) if report else None
    except (KeyError, ValueError):
        return None


def _seen_rows(key: str, part: Part) -> Iterable[dict[str, Any]]:
    return ({"key": key, "names": ref.key, "sha256": ref.sha256} for ref in part.header.seen)


def _check_rows(part: Part) -> Iterable[dict[str, Any]]:
    return (row_of(check, part.header.part, line) for line, check in enumerate(part.checks, 1))


def _unusable_rows(key: str, part: Part) -> Iterable[dict[str, Any]]:
    """Return what ``unusable_lines`` gives.

    No part of the index's content, for the lines stand in ``checks`` without what cannot.
    """
    return ({"name": f"{UNUSABLE}{key} line {one.line}", "value": one.why} for one in part.unusable)


def _note_sources(connection: Connection, lines: Sequence[Check]) -> None:
    """Note which sources led to the checked articles."""
    led = {
        (check.article, check.source)
        for check in lines
        if check.kind == "article" and check.article and check.source
    }
    insert_new(
        connection, memberships, [{"article": article, "source": source} for article, source in led]
    )


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
