"""What reading one Version gives."""

from dataclasses import dataclass

from crawler.attest.damage import Damage, DamagedRecord, Redaction, Withheld, redacted
from crawler.model import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One Version as it was read now: its record, or what is the matter with it."""

    article: str
    number: int
    record: Version | None
    """None for a damaged one, of which nothing may be shown as if it were genuine."""
    suspect: Version | None = None
    """Of a damaged one: what stands there now, if it can be read at all. For showing to whoever
    asks for it, marked.
    """
    damage: Damage | None = None
    redaction: Redaction | None = None
    """Of a Version whose text was taken out; then ``suspect`` is what stayed of its record."""
    sha256: str | None = None
    """Of the bytes that stand there; None where nothing does."""

    @property
    def sound(self) -> Version:
        """Return the record. Raises ``DamagedRecord``, and ``TextRedacted``."""
        if self.redaction is not None:
            raise redacted(self.redaction)
        if self.record is None:
            raise DamagedRecord([self.damage] if self.damage else [])
        return self.record

    @property
    def withheld(self) -> Withheld | None:
        """Return why it is not shown, where it is not."""
        return self.damage or self.redaction
