"""The order in which an article's versions stood, which is not always that of their numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from crawler.model.enums import State
from crawler.model.records import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPlace:
    """What places a version among the others of its article."""

    number: int
    captured_at: datetime
    state: State
    fingerprint: str
    is_imported: bool

    @classmethod
    def of(cls, record: Version) -> Self:
        """Return the place of a record."""
        return cls(
            number=record.version,
            captured_at=record.captured_at,
            state=record.state,
            fingerprint=record.fingerprint,
            is_imported=record.imported is not None,
        )


def in_capture_order(places: Iterable[VersionPlace]) -> list[VersionPlace]:
    """Return the versions in the order in which they stood.

    Those that this archive fetched follow each other as in the chain, whatever a clock said.
    Each imported one stands before the first of them that was captured later.
    """
    known = sorted(places, key=lambda place: place.number)
    imported = sorted(
        (place for place in known if place.is_imported),
        key=lambda place: (place.captured_at, place.number),
    )
    ordered: list[VersionPlace] = []
    for place in known:
        if not place.is_imported:
            while imported and imported[0].captured_at < place.captured_at:
                ordered.append(imported.pop(0))
            ordered.append(place)
    return ordered + imported
