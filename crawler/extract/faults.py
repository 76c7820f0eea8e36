"""What went wrong inside the extractor on a page.

A bug in one part must cost that part and no page: its field is empty or its rule is not applied,
and the extraction says so in ``faults``.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from crawler.model import storable

T = TypeVar("T")

_MAX_LENGTH = 200


class ReaderGuard(Protocol):
    """The form of ``Faults.guard``, for those who are given it alone."""

    def __call__(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what ``read`` returns, or ``otherwise`` where it fails."""
        ...


class Faults:
    """The parts that failed on one page."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @property
    def found(self) -> tuple[str, ...]:
        """Each part with its error, for people, in the order in which they failed."""
        return tuple(self._found)

    def guard(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what ``read`` returns; where it fails, note it and return ``otherwise``."""
        try:
            return read()
        except MemoryError:  # the limit of the process that this runs in
            raise
        # whatever a page does to a part is a finding about that part
        except Exception as error:  # noqa: BLE001
            said = " ".join(f"{part}: {type(error).__name__}: {error}".split())
            self._found.append(storable(said[:_MAX_LENGTH]))
            return otherwise
