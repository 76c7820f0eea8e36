"""What there is to tell an alert.

Changes that check lines name for the first time, sources that broke, and those that work again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from crawler.alert_cursors import Cursor
from crawler.config import FIRST_VERSION, AlertConfig
from crawler.identity import check_key
from crawler.index import Index, PartName
from crawler.model import ChangeKind, Silence, Version
from crawler.reindex import LOOK_BACK
from jobs.notify.event_id import Event, EventKind
from jobs.observe import SourceHealth, unreadable_articles

_QUIET = frozenset(kind.value for kind in ChangeKind if kind.is_quiet)
"""What an alert that names no kinds does not report, where nothing else changed."""

AT_ONCE = 500
"""Parts looked at by one question to the index; a run's are never torn apart."""


def everything_known(index: Index, since: datetime) -> Cursor:
    """Return the cursor of an alert that begins now: nothing that is known already is news."""
    cursor = Cursor(since=since, upto=_horizon(index))
    return _looked_at(cursor, index, _unknown(cursor, index))


def changes(alert: AlertConfig, cursor: Cursor, index: Index) -> tuple[list[str], Cursor]:
    """Return the ids of the changes that the alert is told of, and the cursor after a look at all.

    The oldest runs' come first.
    """
    fresh = rest = _unknown(cursor, index)
    records: list[Version] = []
    while rest and alert.changes:
        batch, rest = _torn(rest)
        records += index.first_named(batch, last=batch[-1][0] if rest else None)
    return [
        Event.of_version(record).id for record in records if _is_wanted(alert, record, index)
    ], _looked_at(cursor, index, fresh)


def _unknown(cursor: Cursor, index: Index) -> list[PartName]:
    return [name for name in index.parts_after(cursor.upto) if not cursor.has(*name)]


def _looked_at(cursor: Cursor, index: Index, fresh: Sequence[PartName]) -> Cursor:
    """Return the cursor after a look at all fresh parts.

    Its memory of single runs reaches as far back as the index looks for new ones.
    """
    upto = max(cursor.upto, _horizon(index))
    parts = {
        run: part
        for run, part in (cursor.parts | dict(fresh)).items()
        if check_key(run, part) > upto
    }
    return replace(cursor, upto=upto, parts=parts)


def _horizon(index: Index) -> str:
    days = index.days(LOOK_BACK)
    return days[-1] if len(days) == LOOK_BACK else ""


def _torn(fresh: list[PartName]) -> tuple[list[PartName], list[PartName]]:
    """Return the first parts, and the rest. All parts of a run are in one of the two."""
    end = min(AT_ONCE, len(fresh))
    while end < len(fresh) and fresh[end][0] == fresh[end - 1][0]:
        end += 1
    return fresh[:end], fresh[end:]


def _is_wanted(alert: AlertConfig, record: Version, index: Index) -> bool:
    """Return whether all of the alert's filters fit the change. What was imported is no news."""
    if record.imported is not None:
        return False
    if record.is_first:
        kinds = {FIRST_VERSION}
        if FIRST_VERSION not in alert.kinds:
            return False  # it is no change, and told only to alerts that ask for it
    else:
        kinds = set(record.change.kinds)
    if not kinds & set(alert.kinds) and (alert.kinds or (kinds and kinds <= _QUIET)):
        return False
    if alert.silent is not None and (record.change.silence is Silence.SILENT) != alert.silent:
        return False
    summary = index.summary(record.article) if alert.sources else None
    return not alert.sources or (
        summary is not None and bool(set(summary.sources) & set(alert.sources))
    )


def troubles(
    alert: AlertConfig, cursor: Cursor, health: Sequence[SourceHealth], index: Index
) -> tuple[list[str], Cursor]:
    """Return the ids of what happened to sources and articles since the cursor, and the next one.

    Without any health nothing is known.
    """
    if not alert.broken:
        return [], replace(cursor, broken={})
    if not health:
        return [], cursor
    known = {one.source: one for one in health if not alert.sources or one.source in alert.sources}
    lost = {
        one.article: one.since
        for one in unreadable_articles(index)
        if not alert.sources or set(one.sources) & set(alert.sources)
    }
    told = {source: since for source, since in cursor.broken.items() if source in known}
    over = {source: since for source, since in told.items() if _is_over(known[source], since)}
    fresh = {
        one.source: one.since
        for one in known.values()
        if one.status == "broken"
        and one.since is not None
        and one.source not in told.keys() - over.keys()
    }
    events = [
        Event.of_source(kind, source, since).id
        for kind, sources in ((EventKind.RECOVERED, over), (EventKind.BROKEN, fresh))
        for source, since in sources.items()
    ]
    events += [
        Event.of_unreadable(article, since).id
        for article, since in lost.items()
        if cursor.broken.get(article) != since
    ]
    return events, replace(cursor, broken=_without(told, over) | fresh | lost)


def _is_over(now: SourceHealth, since: datetime) -> bool:
    """Return whether the trouble that began then is over.

    There was a good look since, whatever came later.
    """
    return now.last_good is not None and now.last_good > since


def _without(told: Mapping[str, datetime], over: Mapping[str, datetime]) -> dict[str, datetime]:
    return {source: since for source, since in told.items() if source not in over}
