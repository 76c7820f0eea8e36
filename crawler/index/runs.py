"""Questions about runs, sources, and the archive as a whole."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, cast, exists, func, select

from crawler.index.database import Database
from crawler.index.rows import CHECK_COLUMNS, AnyRow, check_of
from crawler.index.schema import aliases, articles, checks, memberships, parts, seen, versions
from crawler.index.values import Counts, RunRecord, RunSummary, SourceSummary
from crawler.model import SHOWS_TEXT, Check, Outcome


class RunQueries(Database):
    """The methods that read about runs and sources. All raise ``IndexUnusable``."""

    def runs(self, limit: int | None = None) -> list[RunSummary]:
        """Return known Runs, newest first."""
        with self.reading() as connection:
            return [
                _run_summary(row)
                for row in connection.execute(_RUNS.order_by(parts.c.run.desc()).limit(limit))
            ]

    def run(self, run: str) -> RunRecord | None:
        """Return a Run with its plan and report, or None where no part of it is known."""
        query = (
            select(parts.c.plan, parts.c.report).where(parts.c.run == run).order_by(parts.c.part)
        )
        with self.reading() as connection:
            row = connection.execute(_RUNS.where(parts.c.run == run)).first()
            texts = connection.execute(query).all()
        if row is None:
            return None
        plan, report = _first(text.plan for text in texts), _first(text.report for text in texts)
        return RunRecord(summary=_run_summary(row), plan=plan, report=report)

    def run_checks(self, run: str) -> list[Check]:
        """Return all checks of a Run in the order in which they were written."""
        query = (
            select(*CHECK_COLUMNS).where(checks.c.run == run).order_by(checks.c.part, checks.c.line)
        )
        with self.reading() as connection:
            return [check_of(row) for row in connection.execute(query)]

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

    def source_validators(self, source: str, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the list at ``url`` when all its links were last checked.

        Nones where that is not known.

        So they come from the newest full answer in a run that ended, uninterrupted, and had no
        failed check of this source: a server that then says "not modified" hides no link that was
        never looked at.
        """
        with self.reading() as connection:
            row = connection.execute(_last_whole(source, url)).first()
        return (row.etag, row.last_modified) if row else (None, None)

    def source_links(self, source: str, url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return URLs of pages, and of further lists, that this source led to when the list gave
        what ``source_validators`` returns.

        A list that says "not modified" leads to them again.
        """
        with self.reading() as connection:
            row = connection.execute(_last_whole(source, url)).first()
            if row is None:
                return (), ()
            query = select(checks.c.kind, checks.c.url).where(
                checks.c.run == row.run, checks.c.source == source, checks.c.url != url
            )
            found = connection.execute(query.order_by(checks.c.part, checks.c.line)).all()
        return tuple(row.url for row in found if row.kind == "article"), tuple(
            row.url for row in found if row.kind == "source"
        )

    def sources(self) -> list[SourceSummary]:
        """Return every Source that a check was made for, in the order of their names."""
        with self.reading() as connection:
            names = connection.execute(
                select(checks.c.source).where(checks.c.source.is_not(None)).distinct()
            ).scalars()
            return [
                SourceSummary(
                    source=name,
                    articles=connection.execute(_count_of(name)).scalar_one(),
                    **_looked(connection.execute(_last_list(name)).first()),
                )
                for name in sorted(names)
            ]

    def newest_check(self) -> datetime | None:
        """When the newest check was made, or None where there is none."""
        with self.reading() as connection:
            return connection.execute(
                select(articles.c.last_checked)
                .order_by(articles.c.last_checked.desc().nulls_last())
                .limit(1)
            ).scalar()

    def newest_look(self) -> tuple[str, datetime] | None:
        """Return the run that made the newest check, of an article or a list, and when.

        None where there is none. Looks at all checks.
        """
        query = (
            select(checks.c.run, checks.c.fetched_at)
            .order_by(checks.c.fetched_at.desc(), checks.c.run)
            .limit(1)
        )
        with self.reading() as connection:
            row = connection.execute(query).first()
        return (row.run, row.fetched_at) if row else None

    def counts(self) -> Counts:
        """Return how many of each thing the index knows."""
        tables = {
            "articles": articles,
            "versions": versions,
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
        return Counts(runs=runs, **found)


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


def _run_summary(row: AnyRow) -> RunSummary:
    values = row._asdict()
    return RunSummary(**(values | {"complete": bool(values["complete"])}))


def _first(texts: Iterable[str | None]) -> dict[str, Any] | None:
    """Return the first JSON object among the texts."""
    text = next((text for text in texts if text is not None), None)
    value: dict[str, Any] | None = None if text is None else json.loads(text)
    return value


def _count_of(source: str) -> Select[int]:
    return select(func.count()).select_from(memberships).where(memberships.c.source == source)


def _last_list(source: str) -> Select[*tuple[Any, ...]]:
    """Return the newest check of one of the source's lists."""
    query = select(checks.c.fetched_at, checks.c.outcome, checks.c.reason).where(
        and_(
            checks.c.kind == "source",
            checks.c.source == source,
            checks.c.outcome != Outcome.SKIPPED,
        )
    )
    return query.order_by(
        checks.c.fetched_at.desc(), checks.c.run.desc(), checks.c.part.desc(), checks.c.line.desc()
    ).limit(1)


def _looked(row: AnyRow | None) -> dict[str, Any]:
    if row is None:
        return {"last_checked": None, "last_outcome": None, "last_reason": None}
    return {
        "last_checked": row.fetched_at,
        "last_outcome": Outcome(row.outcome),
        "last_reason": row.reason,
    }


def _last_whole(source: str, url: str) -> Select[*tuple[Any, ...]]:
    """Return the newest full answer of a list in a run that ended, uninterrupted, and had no failed
    check of this source.
    """
    failed = checks.alias("failed")
    left_out = exists().where(
        failed.c.run == checks.c.run,
        failed.c.kind == "article",
        failed.c.source == source,
        failed.c.outcome == Outcome.FAILED,
    )
    ended = exists().where(parts.c.run == checks.c.run, parts.c.complete)
    query = select(checks.c.run, checks.c.etag, checks.c.last_modified).where(
        checks.c.kind == "source",
        checks.c.source == source,
        checks.c.url == url,
        checks.c.outcome.in_(SHOWS_TEXT),
        ended,
        ~left_out,
    )
    return query.order_by(checks.c.fetched_at.desc(), checks.c.run.desc()).limit(1)
