"""Which runs there were, what they did, and how much is known in all."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, cast, exists, func, null, select

from crawler.index.alias_tables import aliases
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.removal_tables import redacted
from crawler.index.schema import articles, checks, parts, seen, versions
from crawler.index.values import AnyRow, Counts, RunRecord, RunSummary

_LAST_SIGN = "\U0010ffff"


class RunQueries(Database):
    """The methods that read about runs. All raise ``IndexUnusable``."""

    def runs(self, limit: int | None = None) -> list[RunSummary]:
        """Return known Runs, newest first."""
        with self.reading() as connection:
            return [
                _run_summary(row)
                for row in connection.execute(_RUNS.order_by(parts.c.run.desc()).limit(limit))
            ]

    def run(self, run: str) -> RunRecord | None:
        """Return a Run with its plan and report, or None where no part of it is known."""
        with self.reading() as connection:
            row = connection.execute(_ONE_RUN, {"run": run}).first()
            texts = connection.execute(_TEXTS_OF_RUN, {"run": run}).all()
        return None if row is None else _record(row, texts)

    def newest_runs(
        self, limit: int | None = None, *, before: str | None = None
    ) -> list[RunRecord]:
        """Return known Runs with their reports, newest first; their plans are long, and left out.

        With ``before``, only those that are older than the one of this name.
        """
        query = _RUNS if before is None else _RUNS.where(parts.c.run < before)
        texts: dict[str, list[AnyRow]] = {}
        with self.reading() as connection:
            rows = connection.execute(query.order_by(parts.c.run.desc()).limit(limit)).all()
            for some in in_chunks(row.run for row in rows):
                for text in connection.execute(_REPORTS, {"runs": some}):
                    texts.setdefault(text.run, []).append(text)
        return [_record(row, texts.get(row.run, ())) for row in rows]

    def run_names(self, *, begin: str = "", limit: int | None = None) -> list[str]:
        """Return the names of known Runs, newest first: those that begin so, at most ``limit``."""
        query = select(parts.c.run).distinct()
        if begin:  # no LIKE, for which SQLite would read all names
            query = query.where(parts.c.run >= begin, parts.c.run < f"{begin}{_LAST_SIGN}")
        with self.reading() as connection:
            rows = connection.execute(query.order_by(parts.c.run.desc()).limit(limit))
            return list(rows.scalars())

    def tips(self) -> list[tuple[str, str]]:
        """Return key and SHA-256 of the last known part of every Run that no other Run names.

        What a new Run has seen.
        """
        later = parts.alias("later")
        last = ~exists().where(later.c.run == parts.c.run, later.c.part > parts.c.part)
        named = exists().where(seen.c.names == parts.c.key)
        query = select(parts.c.key, parts.c.sha256).where(last, ~named).order_by(parts.c.key)
        with self.reading() as connection:
            return [(row.key, row.sha256) for row in connection.execute(query)]

    def known_parts(self, after: str = "") -> set[str]:
        """Return keys of the known check parts that sort after ``after``."""
        with self.reading() as connection:
            return set(connection.execute(select(parts.c.key).where(parts.c.key > after)).scalars())

    def days(self, count: int) -> list[str]:
        """Return the folders of the ``count`` newest days with a known check part, newest first.

        ``checks/2026/11/21``.
        """
        found: list[str] = []
        with self.reading() as connection:
            query = select(func.max(parts.c.key))
            while len(found) < count and (key := connection.execute(query).scalar()) is not None:
                found.append(key.rpartition("/")[0])
                query = select(func.max(parts.c.key)).where(parts.c.key < found[-1])
        return found

    def newest_check(self) -> datetime | None:
        """Return when the newest check was made, or None where there is none."""
        with self.reading() as connection:
            return connection.execute(
                select(articles.c.last_checked)
                .order_by(articles.c.last_checked.desc().nulls_last())
                .limit(1)
            ).scalar()

    def counts(self) -> Counts:
        """Return how many of each thing the index knows."""
        tables = {
            "articles": articles,
            "versions": versions,
            "redacted": redacted,
            "aliases": aliases,
            "parts": parts,
            "checks": checks,
        }
        with self.reading() as connection:
            found = {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }
            runs = connection.execute(select(func.count(parts.c.run.distinct()))).scalar_one()
            kept = connection.execute(select(func.count(versions.c.article.distinct())))
            return Counts(runs=runs, kept=kept.scalar_one(), **found)


_CHECKS_OF_RUN = (
    select(func.count()).where(checks.c.run == parts.c.run).correlate(parts).scalar_subquery()
)

_NEWEST_OF_RUN = (
    select(func.max(checks.c.fetched_at))
    .where(checks.c.run == parts.c.run)
    .correlate(parts)
    .scalar_subquery()
)

_RUNS = select(
    parts.c.run,
    func.max(parts.c.trigger).label("trigger"),
    func.max(parts.c.process).label("process"),
    func.min(parts.c.started).label("started"),
    func.max(parts.c.finished).label("finished"),
    func.max(cast(parts.c.complete, Integer)).label("complete"),
    func.count().label("parts"),
    _CHECKS_OF_RUN.label("checks"),
    _NEWEST_OF_RUN.label("newest"),
).group_by(parts.c.run)

_ONE_RUN = ready(_RUNS.where(parts.c.run == bindparam("run")))

_TEXTS_OF_RUN = ready(
    select(parts.c.plan, parts.c.report)
    .where(parts.c.run == bindparam("run"))
    .order_by(parts.c.part)
)

_REPORTS = (
    select(parts.c.run, null().label("plan"), parts.c.report)
    .where(parts.c.run.in_(bindparam("runs", expanding=True)), parts.c.report.is_not(None))
    .order_by(parts.c.run, parts.c.part)
)


def _record(row: AnyRow, texts: Sequence[AnyRow]) -> RunRecord:
    return RunRecord(
        summary=_run_summary(row),
        plan=_first(text.plan for text in texts),
        report=_first(text.report for text in texts),
    )


def _run_summary(row: AnyRow) -> RunSummary:
    values = row._asdict()
    return RunSummary(**(values | {"complete": bool(values["complete"])}))


def _first(texts: Iterable[str | None]) -> dict[str, Any] | None:
    """Return the first JSON object among the texts."""
    text = next((text for text in texts if text is not None), None)
    value: dict[str, Any] | None = None if text is None else json.loads(text)
    return value
