"""Two versions of an article and their difference, as the formats of ``diff`` are given them."""

from dataclasses import dataclass

from crawler.diff import Diff
from crawler.model import Change, Extraction, Version
from crawler.record_checks import predecessor
from jobs.terminal.screen import moment


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, what differs, and a note on how their texts were made comparable."""

    older: Version
    newer: Version
    difference: Diff
    after: Extraction
    """The newer version's text as it was compared; of a removed article an empty one."""
    note: str = ""

    @property
    def change(self) -> Change | None:
        """Return what was recorded with the newer version; None where the two are no neighbours."""
        return self.newer.change if predecessor(self.newer) == self.older.version else None

    @property
    def old_label(self) -> str:
        """Return what the older version is called."""
        return _label(self.older)

    @property
    def new_label(self) -> str:
        """Return what the newer version is called."""
        return _label(self.newer)


def _label(version: Version) -> str:
    return f"version {version.version}, captured {moment(version.captured_at)}"
