"""Pictures of changes for alerts, drawn from what the archive holds."""

import logging
from collections.abc import Iterator, Sequence

from crawler.archive import Archive
from crawler.attest import CheckedReader
from crawler.config import WebConfig
from crawler.diff import Diff, Span, carried, diff
from crawler.errors import BadKey, BadRecord
from crawler.index import Index
from crawler.model import Extraction, Version
from crawler.picture import ChangePicture, draw, picture_of
from jobs.notify.event_id import Event, EventKind
from jobs.notify.targets import AttachedPicture

log = logging.getLogger("palimpsest")

MAX_PICTURES = 4
"""Pictures with one message: several services take no more."""

_MAX_COMPARED = 100_000
"""Characters of a text that is compared here. Of longer ones a picture shows what the record tells:
an alert does not wait for a comparison that may take long.
"""

_EMPTY = Extraction(extractor="")


class PictureDrawer:
    """Draws the pictures of events.

    What cannot be drawn is left out: the words arrive all the same.
    """

    def __init__(self, archive: Archive, index: Index, pages: WebConfig) -> None:
        self._archive, self._index, self._pages = archive, index, pages

    def of_events(self, events: Sequence[str]) -> tuple[AttachedPicture, ...]:
        """Return a picture for each of the first events that are changes."""
        pictures: list[AttachedPicture] = []
        for older, newer in self._pairs(events):
            try:
                drawn = draw(self._picture(older, newer), "png")
            except Exception as error:  # noqa: BLE001  # a picture never holds up an alert
                log.warning(
                    "no picture of version %d of %s: %s",
                    newer.version,
                    newer.article,
                    type(error).__name__,
                )
                continue
            host = newer.article.partition("/")[0]
            pictures.append(AttachedPicture(f"{host}-version-{newer.version}.png", drawn))
            if len(pictures) == MAX_PICTURES:
                break
        return tuple(pictures)

    def _pairs(self, events: Sequence[str]) -> Iterator[tuple[Version, Version]]:
        """Yield the version of each event that is a change, with the one before."""
        reader = CheckedReader(self._archive.store, self._index)
        for event in events:
            told = Event.parse(event)
            if told.kind is not EventKind.CHANGE or told.version == 1:
                continue
            try:
                newer = reader.version(told.subject, told.version).sound
                before = newer.judged_against
                if before is not None:
                    yield reader.version(told.subject, before).sound, newer
            except (BadRecord, BadKey):
                continue  # its message says that it cannot be shown

    def _picture(self, older: Version, newer: Version) -> ChangePicture:
        address = self._pages.comparison(newer.article, older.version, newer.version)
        difference = _difference(older, newer)
        return picture_of(older, newer, difference, newer.change, address=address)


def sample(alert: str) -> AttachedPicture:
    """Return the picture that a test message brings."""
    shown = ChangePicture(
        site="Palimpsest",
        headline=(
            Span("same", "Alert "),
            Span("removed", "not tried"),
            Span("added", f"{alert} tried"),
        ),
        telling=None,
        since=None,
        until=None,
        silence=None,
        address="Pictures of changes look like this one.",
    )
    return AttachedPicture("test.png", draw(shown, "png"))


def _difference(older: Version, newer: Version) -> Diff | None:
    """Return what differs, or None where the texts are long, or are of two extractors."""
    known = [one.extraction for one in (older, newer) if one.extraction is not None]
    lengths = [sum(map(len, one.paragraphs)) for one in known]
    if len({one.extractor for one in known}) > 1 or max(lengths, default=0) > _MAX_COMPARED:
        return None
    before, after = older.extraction or _EMPTY, newer.extraction or _EMPTY
    return diff(before, carried(before, after))
