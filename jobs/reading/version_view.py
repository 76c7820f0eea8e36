"""The text and metadata of one version."""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from crawler.codec import as_json, format_utc
from crawler.model import Extraction, Version, VersionRange
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import redacted_fields


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of an article, as it was read."""

    found: Found
    read: Read
    even_damaged: bool = False
    """Whether what stands in place of a damaged version is to be shown too."""

    @property
    def record(self) -> Version | None:
        """Return the record to show; None where it is damaged or redacted."""
        return self.read.suspect if self.read.damage and self.even_damaged else self.read.record

    def document(self) -> dict[str, Any]:
        """Return the version as JSON has it: its place in the archive, then all its content."""
        if self.record is not None:
            return _document(self.record)
        if self.read.redaction is not None and self.read.suspect is not None:
            return {
                **_document(self.read.suspect),
                "title": None,
                "text": None,
                "redacted": redacted_fields(self.read.redaction),
            }
        return {
            "article": self.read.article,
            "url": self.found.url,
            "version": self.read.number,
            "text": None,
        }


def version_view(found: Found, wanted: VersionRange, *, even_damaged: bool = False) -> VersionView:
    """Return the one version that is asked for. Raises as ``Found.one`` does."""
    return VersionView(found, found.one(wanted), even_damaged)


def _document(version: Version) -> dict[str, Any]:
    extraction = version.extraction or Extraction(extractor="")
    fields = as_json(extraction)
    return {
        "article": version.article,
        "url": version.url,
        "version": version.version,
        "state": version.state.value,
        "captured_at": format_utc(version.captured_at),
        "confirmed_at": format_utc(version.confirmed_at),
        "title": extraction.title,
        "byline": extraction.byline,
        "published": extraction.published,
        "modified": extraction.modified,
        "publisher": extraction.publisher,
        "language": extraction.language,
        "developing": extraction.developing,
        "text": extraction.text,
        "content_sha256": version.content_sha256,
        "fingerprint": version.fingerprint,
        "capture": as_json(version.capture),
        "previous": version.previous,
        "run": version.run,
        **{name: value for name, value in fields.items() if name != "problem"},
    }
