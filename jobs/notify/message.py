"""What a message says.

Plain text; the words of pages in it are cut short and hold no control characters.
"""

import shlex
from collections.abc import Mapping, Sequence

from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.codec import format_utc
from crawler.config import WebConfig
from crawler.errors import BadKey, BadRecord
from crawler.identity import version_key
from crawler.index import Index
from crawler.model import ChangeKind, Silence, Version
from crawler.model.silence_words import announcement
from jobs.notify.event_id import Event, EventKind
from jobs.notify.one_line import one_line
from jobs.notify.subject import subject
from jobs.notify.targets import Level, Message
from jobs.observe import SourceHealth

_MAX_REASON_LENGTH = 300


class Writer:
    """Makes messages of events' ids, from what the archive holds."""

    def __init__(
        self,
        archive: Archive,
        index: Index,
        health: Mapping[str, SourceHealth],
        pages: WebConfig,
    ) -> None:
        self._archive, self._index, self._health = archive, index, health
        self._pages = pages

    def message(self, event: str) -> Message:
        """Return the message that tells of one event. Its last line is the id."""
        told = Event.parse(event)
        since = format_utc(told.since) if told.since else ""
        if told.kind is EventKind.BROKEN:
            return self._broken(event, told.subject, since)
        if told.kind is EventKind.RECOVERED:
            return self._recovered(event, told.subject, since)
        if told.kind is EventKind.UNREADABLE:
            return self._unreadable(event, told.subject, since)
        return self._change(event, told.subject, told.version)

    def bundle(self, events: Sequence[str]) -> Message:
        """Return the message that tells of several events.

        Its subject is that of the first of the weightiest.
        """
        messages = [self.message(event) for event in events]
        worst = min(messages, key=lambda message: _BY_WEIGHT.index(message.level))
        parts = [f"{message.title}\n{message.body}" for message in messages]
        subject = f"{worst.title} and {len(messages) - 1} more"
        return Message(subject, "\n\n\n".join(parts), worst.level)

    def _broken(self, event: str, source: str, since: str) -> Message:
        now = self._health.get(source)
        what = (
            now.reason
            if now is not None and now.since is not None and format_utc(now.since) == since
            else f"its trouble began at {since}"
        )
        lines = [
            one_line(f"Nothing useful comes of the source {source}: {what}.", _MAX_REASON_LENGTH),
            *self._sources_page(),
            "Look: palimpsest sources",
            f"id: {event}",
        ]
        return Message(f"The source {source} is broken", "\n".join(lines), "failure")

    def _recovered(self, event: str, source: str, since: str) -> Message:
        lines = [
            f"The source {source} works again. Its trouble began at {since}.",
            *self._sources_page(),
            f"id: {event}",
        ]
        return Message(f"The source {source} works again", "\n".join(lines), "success")

    def _unreadable(self, event: str, article: str, since: str) -> Message:
        newest = next(iter(self._index.checks(article, limit=1)), None)
        host = article.partition("/")[0]
        url = newest.url if newest else host
        why = f": {newest.reason}" if newest and newest.reason else ""
        link = self._pages.article(article)
        lines = [
            one_line(url, len(url)),
            *([link] if link else []),
            one_line(f"No look since {since} could read the article{why}.", _MAX_REASON_LENGTH),
            f"Look: palimpsest history {shlex.quote(one_line(url, len(url)))}",
            f"id: {event}",
        ]
        title = f"An article of {host} cannot be read any more"
        return Message(title, "\n".join(lines), "warning")

    def _sources_page(self) -> list[str]:
        link = self._pages.sources()
        return [link] if link else []

    def _page(self, record: Version) -> list[str]:
        """Return where our own page shows what a version changed, or a first version."""
        article, number = record.article, record.version
        link = (
            self._pages.comparison(article, _before(record), number)
            if not record.is_first
            else self._pages.version(article, number)
        )
        return [link] if link else []

    def _change(self, event: str, article: str, number: int) -> Message:
        try:
            version_key(article, number)
            reader = CheckedReader(self._archive.store, self._index)
            record = reader.version(article, number).sound
        except (BadRecord, BadKey) as error:
            body = (
                f"Version {number} of {article} was recorded, but cannot be shown: "
                f"{error.message}\nLook: palimpsest verify\nid: {event}"
            )
            host = article.partition("/")[0]
            return Message(f"An article of {host} has changed", _plain_lines(body), "warning")
        summary = self._index.summary(article)
        sources = summary.sources if summary else ()
        title = record.extraction.title if record.extraction else summary.title if summary else None
        level: Level = (
            "warning"
            if record.change.silence is Silence.SILENT or ChangeKind.GONE in record.change.kinds
            else "info"
        )
        renamed = ChangeKind.HEADLINE in record.change.kinds
        before = (
            reader.version(article, _before(record)).record
            if renamed and not record.is_first
            else None
        )
        lines = [
            one_line(record.url, len(record.url)),
            *self._page(record),
            *_lines(record, sources),
            f"id: {event}",
        ]
        return Message(subject(record, before, title), "\n".join(lines), level)


_BY_WEIGHT: tuple[Level, ...] = ("failure", "warning", "success", "info")


def _lines(record: Version, sources: Sequence[str]) -> list[str]:
    """Return the body of a change's message, but for the links and the id."""
    change = record.change
    lines = [f"{_when(record)}: version {record.version}"]
    if not record.is_first:
        lines.append(f"{change.words_added} words added, {change.words_removed} removed")
        lines += [one_line(announcement(change), _MAX_REASON_LENGTH)] if change.silence else []
    lines += [
        one_line(f"{kind}: {change.reasons.get(kind, '')}", _MAX_REASON_LENGTH)
        for kind in change.kinds
        if change.reasons.get(kind)
    ]
    lines += [f"source: {', '.join(sources)}"] if sources else []
    return [*lines, f"Look: {_command(record)}"]


def _when(record: Version) -> str:
    """Return the interval in which it happened: there is no instant to be known."""
    if record.last_seen_before is None:
        return f"by {format_utc(record.captured_at)}"
    return f"after {format_utc(record.last_seen_before)}, by {format_utc(record.captured_at)}"


def _before(record: Version) -> int:
    """Return the version that a later one is shown beside."""
    return record.judged_against or record.version - 1


def _command(record: Version) -> str:
    url = shlex.quote(one_line(record.url, len(record.url)))
    if record.is_first:
        return f"palimpsest show {url} --version {record.version}"
    return f"palimpsest diff {url} --from {_before(record)} --to {record.version}"


def _plain_lines(text: str) -> str:
    return "\n".join(one_line(line, _MAX_REASON_LENGTH) for line in text.split("\n"))
