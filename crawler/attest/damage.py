"""What fails when it is read, as a value, and as the error of whoever cannot go on without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.codec import format_utc
from crawler.errors import BadRecord, TextRedacted


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
    def label(self) -> str:
        """Return the word for why it is not shown."""
        return "Damaged"

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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Redaction:
    """Why a Version has no text: it was taken out, and nothing is damaged."""

    article: str
    version: int
    key: str
    """Of the removal, which says who did it and why."""
    at: datetime
    order_id: str

    @property
    def label(self) -> str:
        """Return the word for why it is not shown."""
        return "Redacted"

    @property
    def problem(self) -> str:
        """Return when and on whose order."""
        return f"its text was removed on {format_utc(self.at)[:10]}, order {self.order_id}"

    @property
    def sentence(self) -> str:
        """Return what is redacted, when and on whose order."""
        return f"version {self.version} of {self.article}: {self.problem}"


Withheld = Damage | Redaction
"""Why a Version is not shown."""


def redacted(redaction: Redaction) -> TextRedacted:
    """Return the error of whoever cannot go on without the text."""
    return TextRedacted(
        f"redacted: {redaction.sentence}",
        hint=f"`palimpsest verify {redaction.article}` names the removal.",
    )
