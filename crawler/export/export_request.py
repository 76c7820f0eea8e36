"""What a form of export is given, and what it may leave beside its file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.export.evidence import Evidence
from crawler.export.package_signer import PackageSigner
from crawler.export.version_history import History


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One article's evidence to be written down."""

    evidence: Evidence
    history: History
    at: datetime
    """The time that the export states for itself."""
    signer: PackageSigner | None = None
    """What signs it, if it is to be signed and its form can be."""


Companion = Callable[[Mapping[str, str]], bytes]
"""Makes a file that stands beside the export's own.

It is given the names of the files before it, the export's own first, with their SHA-256.
"""
