"""What came of an imported file."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.errors import BadRecord
from crawler.imports import ImportTally, LeftOut, SourceFile
from crawler.model import Outcome
from jobs.run_report import RunReport


@dataclass(slots=True)
class ImportReport:
    """What came of one file."""

    source: SourceFile
    started: datetime
    run: str = ""
    tally: ImportTally = field(default_factory=ImportTally)
    pages: int = 0
    """Records that may be pages."""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    by_workers: int = 0
    """Pages that were read by workers of the engine."""
    damaged: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False
    finished: datetime | None = None
    new_archive: str | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 where all that can be a page was read; 1 where not, 4 where damage was met."""
        if self.damaged:
            return BadRecord.exit_code
        lost = (LeftOut.BROKEN, LeftOut.UNRESOLVED, LeftOut.TOO_LARGE)
        return int(self.interrupted or any(self.tally.left_out[why] for why in lost))

    def as_json(self) -> dict[str, Any]:
        """Return what the document says of the file."""
        return {
            "file": str(self.source.path),
            "sha256": self.source.sha256,
            "kind": self.source.kind.value,
            "run": self.run if self.outcomes else None,
            "interrupted": self.interrupted,
            "records": self.tally.records,
            "pages": self.pages,
            "by_workers": self.by_workers,
            "counts": self.counts,
            "left_out": {why.value: self.tally.left_out[why] for why in LeftOut},
            "broken": list(self.tally.broken),
            "new_archive": self.new_archive,
            "damaged": [
                {"key": key, "problem": problem} for key, problem in sorted(self.damaged.items())
            ],
        }

    @property
    def counts(self) -> dict[str, int]:
        """Outcome to number of checks, in the order of ``Outcome``, without zeros."""
        return {one.value: self.outcomes[one] for one in Outcome if self.outcomes[one]}

    def stored(self) -> dict[str, Any]:
        """Return what the run's last part keeps."""
        report = RunReport(
            run=self.run,
            started=self.started,
            finished=self.finished,
            interrupted=self.interrupted,
        )
        imported = {
            "file": self.source.name,
            "sha256": self.source.sha256,
            "records": self.tally.records,
            "left_out": {why.value: number for why, number in self.tally.left_out.items()},
        }
        return report.stored() | {"counts": self.counts, "imported": imported}
