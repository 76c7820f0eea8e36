"""What an alert can tell of, and the id by which cursors and messages name it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from crawler.codec import format_utc, parse_utc
from crawler.errors import BadRecord
from crawler.model import Version


class EventKind(StrEnum):
    """What happened. The strings stand in ids, but for ``change``."""

    CHANGE = "change"
    BROKEN = "broken"
    RECOVERED = "recovered"
    UNREADABLE = "unreadable"


_UNREADABLE = re.compile(r"unreadable:(?P<article>[^/]+/[^/:]+):(?P<since>[^/]+)")
_OF_SOURCES = {kind.value: kind for kind in (EventKind.BROKEN, EventKind.RECOVERED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A version that was recorded, a source that broke or works again, an unreadable article."""

    kind: EventKind
    subject: str
    """The article, or the source."""
    version: int = 0
    """Of a change: the number of the version."""
    since: datetime | None = None
    """Of a source or an unreadable article: when its trouble began."""

    @classmethod
    def of_version(cls, record: Version) -> Self:
        """Return the event that a version was recorded."""
        return cls(kind=EventKind.CHANGE, subject=record.article, version=record.version)

    @classmethod
    def of_source(cls, kind: EventKind, source: str, since: datetime) -> Self:
        """Return the event that a source was found broken, or that this trouble is over."""
        return cls(kind=kind, subject=source, since=since)

    @classmethod
    def of_unreadable(cls, article: str, since: datetime) -> Self:
        """Return the event that an article could not be read any more."""
        return cls(kind=EventKind.UNREADABLE, subject=article, since=since)

    @property
    def id(self) -> str:
        """``<article>/<version>``, or ``<kind>:<source>:<time>``."""
        if self.since is None:
            return f"{self.subject}/{self.version}"
        return f"{self.kind.value}:{self.subject}:{format_utc(self.since)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the event of this id.

        A version's has a slash and ends with a number; its host may be called ``broken`` and have a
        port. Raises ``BadRecord`` where the text is no id.
        """
        try:
            found = _UNREADABLE.fullmatch(text)
            if found:
                return cls.of_unreadable(found["article"], parse_utc(found["since"]))
            if "/" in text:
                article, _, number = text.rpartition("/")
                return cls(kind=EventKind.CHANGE, subject=article, version=int(number))
            name, source, since = text.split(":", 2)
            return cls(kind=_OF_SOURCES[name], subject=source, since=parse_utc(since))
        except (ValueError, KeyError) as error:
            raise BadRecord(f"{text!r} is no id of an event") from error
