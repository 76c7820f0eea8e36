"""What fails when it is read, as a value, and as the error of whoever cannot go on without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.errors import BadRecord


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Damage:
    """One object that is not what it should be."""

    article: str
    version: int | None
    """None for an object that is no Version record."""
    key: str
    problem: str
    """A sentence for people."""

    @property
    def sentence(self) -> str:
        """Return what is damaged, and how."""
        what = f"version {self.version} of {self.article}" if self.version is not None else self.key
        return f"{what}: {self.problem}"


class DamagedRecord(BadRecord):
    """What was asked for is damaged, and nothing can be shown in its place.

    ``damage`` says what.
    """

    def __init__(self, damage: Sequence[Damage]) -> None:
        super().__init__(
            "\n".join(f"damaged: {one.sentence}" for one in damage),
            hint="Run `palimpsest verify` on the article.",
        )
        self.damage = tuple(damage)
