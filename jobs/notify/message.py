"""What a message says.

Plain text; the words of pages in it are cut short and hold no control characters.
"""

import shlex
from collections.abc import Mapping, Sequence

from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.codec import format_utc
from crawler.errors import BadKey, BadRecord
from crawler.identity import version_key
from crawler.index import Index
from crawler.model import ChangeKind, Silence, Version
from crawler.model.silence_words import announcement
from jobs.notify.event_id import Event, EventKind
from jobs.notify.targets import Level, Message
from jobs.observe import SourceHealth

_MAX_TITLE_LENGTH = 200
_MAX_REASON_LENGTH = 300


class Writer:
    """Makes messages of events' ids, from what the archive holds."""

    def __init__(self, archive: Archive, index: Index, health: Mapping[str, SourceHealth]) -> None:
        self._archive, self._index, self._health = archive, index, health

    def message(self, event: str) -> Message:
        """Return the message that tells of one event. Its last line is the id."""
        told = Event.parse(event)
        since = format_utc(told.since) if told.since else ""
        if told.kind is EventKind.BROKEN:
            return self._broken(event, told.subject, since)
        if told.kind is EventKind.RECOVERED:
            return self._recovered(event, told.subject, since)
        return self._change(event, told.subject, told.version)

    def bundle(self, events: Sequence[str]) -> Message:
        """Return the message that tells of several events."""
        messages = [self.message(event) for event in events]
        worst: Level = next(
            (level for level in _BY_WEIGHT if any(message.level == level for message in messages)),
            "info",
        )
        parts = [f"{message.title}\n{message.body}" for message in messages]
        return Message(f"{len(messages)} alerts", "\n\n\n".join(parts), worst)

    def _broken(self, event: str, source: str, since: str) -> Message:
        now = self._health.get(source)
        what = (
            now.reason
            if now is not None and now.since is not None and format_utc(now.since) == since
            else f"its trouble began at {since}"
        )
        lines = [
            _plain(f"Nothing useful comes of the source {source}: {what}.", _MAX_REASON_LENGTH),
            "Look: palimpsest sources",
            f"id: {event}",
        ]
        return Message(f"{source} is broken", "\n".join(lines), "failure")

    def _recovered(self, event: str, source: str, since: str) -> Message:
        body = f"The source {source} works again. Its trouble began at {since}.\nid: {event}"
        return Message(f"{source} works again", body, "success")

    def _change(self, event: str, article: str, number: int) -> Message:
        try:
            version_key(article, number)
            record = CheckedReader(self._archive.store, self._index).version(article, number).sound
        except (BadRecord, BadKey) as error:
            body = (
                f"Version {number} of {article} was recorded, but cannot be shown: "
                f"{error.message}\nLook: palimpsest verify\nid: {event}"
            )
            return Message("An article has changed", _plain_lines(body), "warning")
        summary = self._index.summary(article)
        sources = summary.sources if summary else ()
        title = record.extraction.title if record.extraction else summary.title if summary else None
        level: Level = (
            "warning"
            if record.change.silence is Silence.SILENT or ChangeKind.GONE in record.change.kinds
            else "info"
        )
        head = f"{_kinds(record)}: {title or record.url}"
        return Message(
            _plain(head, _MAX_TITLE_LENGTH),
            "\n".join([*_lines(record, sources), f"id: {event}"]),
            level,
        )


_BY_WEIGHT: tuple[Level, ...] = ("failure", "warning", "success", "info")


def _lines(record: Version, sources: Sequence[str]) -> list[str]:
    """Return the body of a change's message, but for the id."""
    change = record.change
    lines = [_plain(record.url, len(record.url)), f"{_when(record)}: version {record.version}"]
    if record.version > 1:
        lines.append(f"{change.words_added} words added, {change.words_removed} removed")
        lines += [_plain(announcement(change), _MAX_REASON_LENGTH)] if change.silence else []
    lines += [
        _plain(f"{kind}: {change.reasons.get(kind, '')}", _MAX_REASON_LENGTH)
        for kind in change.kinds
        if change.reasons.get(kind)
    ]
    lines += [f"source: {', '.join(sources)}"] if sources else []
    return [*lines, f"Look: {_command(record)}"]


def _kinds(record: Version) -> str:
    if record.version == 1:
        return "new"
    return (
        ", ".join(
            [*record.change.kinds, *(["silent"] if record.change.silence is Silence.SILENT else [])]
        )
        or "changed"
    )


def _when(record: Version) -> str:
    """Return the interval in which it happened: there is no instant to be known."""
    if record.last_seen_before is None:
        return f"by {format_utc(record.captured_at)}"
    return f"after {format_utc(record.last_seen_before)}, by {format_utc(record.captured_at)}"


def _command(record: Version) -> str:
    url = shlex.quote(_plain(record.url, len(record.url)))
    if record.version == 1:
        return f"palimpsest show {url} --version 1"
    return f"palimpsest diff {url} --from {record.version - 1} --to {record.version}"


def _plain(text: str, longest: int) -> str:
    """Return text of others as one line without control characters, and not longer than this."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _plain_lines(text: str) -> str:
    return "\n".join(_plain(line, _MAX_REASON_LENGTH) for line in text.split("\n"))
