"""What queries give: frozen values, times in UTC, and how rows become them."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from crawler.codec import decode
from crawler.index.schema import checks
from crawler.model import Check, Finding, Head, Outcome, State, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An Article as its versions and checks so far show it."""

    article: str
    host: str
    url: str
    title: str | None
    """Of the newest version that has one, so that a removed article keeps its name."""
    state: State | None
    """None for an article that no check has been able to read yet; so are ``version`` and
    ``first_seen``'s version.
    """
    version: int | None
    """The number of the version that stands now: of the newest capture."""
    highest: int | None
    """The highest number: of the version that came last. An imported one may be older than the one
    that stands.
    """
    first_seen: datetime | None
    """When the first version was captured; before there is one, when the first check was made."""
    last_checked: datetime | None
    """When the newest check was made, whatever came of it; ``skipped`` ones do not count."""
    last_outcome: Outcome | None
    last_reason: str | None
    last_seen: datetime | None
    """The last time that the newest version's state was seen. Suspect, blocked and failed checks
    saw nothing.
    """
    last_unconditional: datetime | None
    """The last full answer: any that was not "not modified", and told something of the page."""
    last_capture: datetime | None
    """When the newest stored capture was fetched."""
    etag: str | None
    """To be sent with the next request: of the last full answer, if that one equalled the newest
    version.
    """
    last_modified: str | None
    """As ``etag``."""
    watched: bool
    """True when a run whose plan said ``watch`` checked it as a one-off, and none has said
    ``unwatch`` since.
    """
    sources: tuple[str, ...]
    """Names of the sources that have led to it, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHistory:
    """What an Article's checks came to: all that decides about its next one.

    Skipped checks were no checks.
    """

    article: str
    host: str
    url: str
    """That the newest confirming check asked for."""
    gone: bool
    """Whether the newest version says so."""
    first_checked: datetime
    last_checked: datetime
    last_outcome: Outcome
    first_sure: datetime | None
    """When the first check was made that saw the article's state."""
    last_sure: datetime | None
    published: str | None
    """The newest publication date that a page declared, as it did."""
    developing: bool
    """Whether the last page read said that the story is still developing."""
    changes: tuple[tuple[datetime, datetime], ...]
    """The confirming check before each change and the one that saw it, oldest first."""
    trouble: int
    """The looks since the last sure one."""
    sources: tuple[str, ...]
    watch: bool | None
    """What the last run said that was told to watch it (true), or no longer to (false); None where
    none was.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """A Source as the checks so far show it."""

    source: str
    articles: int
    last_checked: datetime | None
    """When one of its lists was last looked at; None where only articles were checked
    in its name.
    """
    last_outcome: Outcome | None
    last_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A Run as its parts show it. What a missing part would say is None."""

    run: str
    trigger: str | None
    started: datetime | None
    finished: datetime | None
    """When its report was written; None for a run that is under way, or was killed with nobody near
    to say so.
    """
    complete: bool
    """Whether a report says that it was not interrupted."""
    process: str | None
    """The process that carries it out, see ``PartHeader``."""
    parts: int
    checks: int
    newest: datetime | None
    """When the newest of its checks was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A Run's plan and report, as stored."""

    summary: RunSummary
    plan: dict[str, Any] | None
    report: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChange:
    """A version that fits a filter: which it is. What it says, its record is read for."""

    article: str
    version: int
    url: str
    state: State
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the index knows."""

    articles: int
    """Also those that were only ever looked at."""
    kept: int
    """Those of them that have a version."""
    versions: int
    """Also those whose text was taken out."""
    redacted: int
    aliases: int
    runs: int
    parts: int
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An Article of which a version answers a query."""

    article: str
    version: int
    """The newest that does."""
    url: str
    """That its record carries."""
    versions: tuple[int, ...]
    """The numbers of all that do, in order."""
    current: bool
    """Whether the article's newest version does."""
    left: Version | None
    """The version after that, which doesn't; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The best answers to a query, and how many articles answer it in all."""

    total: int
    hits: tuple[Hit, ...]
    is_whole: bool = True
    """Whether all versions that answer it were looked at. If not, ``total`` is of the newest, and
    the answers are the newest ones.
    """


AnyRow = Row[*tuple[Any, ...]]


_FIELDS = tuple(spec.name for spec in fields(Check))
_SAME = "="
"""Stands for a URL that is the same as another; where one begins so, the sign stands twice."""


CHECK_COLUMNS = tuple(checks.c[name] for name in _FIELDS)
"""The columns that make a Check, in the order of its fields."""


def row_of(check: Check, part: int, line: int) -> dict[str, Any]:
    """Return the row of the check that stands in ``line`` of ``part``, both counted from 1."""
    row = {name: getattr(check, name) for name in _FIELDS}
    finding = check.finding.value if check.finding else None
    if check.final_url is not None:
        row["final_url"] = _shortened(check.final_url, check.url)
    return row | {"part": part, "line": line, "outcome": check.outcome.value, "finding": finding}


def _shortened(final_url: str, url: str) -> str:
    """Return where a request ended: only a sign where that is the URL that was asked for."""
    if final_url == url:
        return _SAME
    return f"{_SAME}{final_url}" if final_url.startswith(_SAME) else final_url


def check_of(row: AnyRow) -> Check:
    """Return the Check in a row of ``CHECK_COLUMNS``."""
    values = dict(zip(_FIELDS, row, strict=True))
    finding = Finding(values["finding"]) if values["finding"] else None
    final = values["final_url"]
    if final is not None and final.startswith(_SAME):
        values["final_url"] = values["url"] if final == _SAME else final.removeprefix(_SAME)
    return Check(**values | {"outcome": Outcome(values["outcome"]), "finding": finding})


def head_of(row: AnyRow) -> Head:
    """Return the Version in a row of (record, sha256), with the hash of its stored bytes."""
    return Head(record=decode(Version, row.record, what="a record in the index"), sha256=row.sha256)
