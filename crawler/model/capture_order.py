"""The order in which an article's versions stood, which is not always that of their numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self, TypeVar

from crawler.model.enums import State
from crawler.model.records import Version

T = TypeVar("T")

_LETTERS = "bcdefghijklmnopqrstuvwxyz"
"""What joined articles are told apart by; the article itself would have the letter before."""

_NEVER = datetime.min.replace(tzinfo=UTC)


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


def interleaved(courses: Iterable[Sequence[T]], at: Callable[[T], datetime | None]) -> list[T]:
    """Return the versions of several articles as one course, by the times ``at`` gives.

    Those of one article stay in their own order. One without a time follows the one before it.
    """
    timed = []
    for course, versions in enumerate(courses):
        newest = _NEVER
        for place, version in enumerate(versions):
            newest = max(newest, at(version) or _NEVER)
            timed.append((newest, course, place, version))
    return [row[3] for row in sorted(timed, key=lambda row: row[:3])]


def called_beside(number: int, place: int) -> str:
    """Return what a version is called for short: ``2``, or ``2b`` of the first joined article.

    ``place`` counts the articles, from 0 for the one to which the others were joined.
    """
    rounds, letter = divmod(place - 1, len(_LETTERS))
    return f"{number}{_LETTERS[letter] * (rounds + 1)}" if place else str(number)
