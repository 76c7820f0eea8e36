"""An Article's evidence as one HTML page.

No script, nothing loaded, readable on paper and by screen readers, and it checks itself.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from crawler.change import announcement
from crawler.codec import format_utc
from crawler.diff.formats import DiffLine, as_lines
from crawler.export.evidence import Evidence
from crawler.export.export_request import ExportRequest
from crawler.export.manifests import as_sums, files_of, manifest_of
from crawler.export.version_history import History, VersionStep
from crawler.html import Pages, style_source
from crawler.model import Extraction, Version

_SHEETS = ("diff.css", "evidence.css")
_PAGES = Pages()

HOW_TO_CHECK = r"""
sed -n 's/^<pre id="file:\([^"]*\)">$/\1/p' "$page" | while read -r name; do
  mkdir -p "$(dirname "$name")"
  sed -n "\|^<pre id=\"file:$name\">|,\|^</pre>|p" "$page" | sed '1d;$d' | base64 -d > "$name"
done
sed -n '/^<pre id="manifest">/,/^<\/pre>/p' "$page" | sed '1d;$d' | sha256sum --check
""".strip()
"""Shell commands that lay out the files that the page holds, in the current folder, and check them.
``$page`` is the page's file.
"""

_Facts = Iterable[tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSection:
    """What the page shows of one version: what changed, or, of a first one, all its text."""

    called: str
    title: str
    facts: _Facts
    lines: list[DiffLine] | None
    text: Extraction | None
    hashes: _Facts


def write(request: ExportRequest, out: BinaryIO) -> None:
    """Write the page."""
    out.write(as_page(request.evidence, request.history, request.at).encode())


def as_page(evidence: Evidence, history: History, at: datetime) -> str:
    """Return the page.

    All text of others is escaped; the page allows itself no script, no form and no request.
    """
    texts = [step.text for step in history.steps]
    titles = [text.title for text in texts if text is not None and text.title]
    newest = texts[-1] if texts else None
    files = files_of(evidence)
    return _PAGES.render(
        "evidence.html.j2",
        sheets=_SHEETS,
        style_source=style_source(*_SHEETS),
        language=newest.language if newest is not None else None,
        heading=titles[-1] if titles else evidence.url,
        evidence=evidence,
        summary=_summary(evidence, history, at),
        redacted=_redacted(evidence),
        versions=list(_sections(evidence, history.steps)),
        aliases=_aliases(evidence),
        checks=_checks(evidence),
        captures=[(ref.key.rpartition("/")[2], ref.sha256) for ref in evidence.all_captures],
        how_to_check=HOW_TO_CHECK,
        manifest=as_sums(manifest_of(files)),
        files={name: base64.encodebytes(held).decode("ascii") for name, held in files.items()},
    )


def _summary(evidence: Evidence, history: History, at: datetime) -> _Facts:
    return (
        ("Address", evidence.url),
        ("Article", evidence.article),
        ("Exported", format_utc(at)),
        ("Texts", history.note or None),
    )


def _redacted(evidence: Evidence) -> list[tuple[str, str]]:
    return [
        (evidence.called(one.article, gone.record.version), gone.sha256)
        for one in evidence.whole
        for gone in one.redacted
    ]


def _sections(evidence: Evidence, steps: Sequence[VersionStep]) -> Iterator[VersionSection]:
    digests = {
        (version.article, version.version): one.digest_of(version.version, record)
        for one in evidence.whole
        for version, record in one.chain
    }
    for step in steps:
        place = step.version.article, step.version.version
        yield _section(step, digests[place], evidence.called(*place), evidence.article)


def _section(step: VersionStep, digest: str, called: str, article: str) -> VersionSection:
    version, change = step.version, step.version.change
    believed = version.confirmed_at if version.confirmed_at != version.captured_at else None
    return VersionSection(
        called=called,
        title=_title(version, called),
        facts=(
            ("Address", version.url if version.article != article else None),
            ("Came about", _interval(version)),
            ("Believed", format_utc(believed) if believed else None),
            ("Kinds", ", ".join(change.kinds) or None),
            *((f"Why {kind}", reason) for kind, reason in change.reasons.items()),
            ("Announced or silent", announcement(change) or None),
        ),
        lines=as_lines(step.difference) if step.difference is not None else None,
        text=step.text,
        hashes=(
            ("SHA-256 of the record", digest),
            ("SHA-256 of the record before, as named in it", version.previous),
            ("Capture", version.capture.key),
            ("SHA-256 of the capture", version.capture.sha256),
        ),
    )


def _title(version: Version, called: str) -> str:
    first = "first seen" if version.is_first else "changed"
    return f"Version {called}, {'gone' if version.extraction is None else first}"


def _interval(version: Version) -> str:
    """Return when the version came about: never an instant, always between two checks."""
    until = format_utc(version.captured_at)
    return (
        f"by {until}"
        if version.last_seen_before is None
        else f"after {format_utc(version.last_seen_before)}, by {until}"
    )


def _aliases(evidence: Evidence) -> list[tuple[str, ...]]:
    return [
        (
            one.alias.url,
            one.alias.article,
            format_utc(one.alias.accepted_at),
            "a person" if one.alias.by_hand else "a crawl",
            "" if one.alias.score is None else str(one.alias.score),
            "; ".join(f"{reason.kind}: {reason.detail}" for reason in one.alias.reasons),
        )
        for one in evidence.aliases
    ]


def _checks(evidence: Evidence) -> list[tuple[str, ...]]:
    return [
        (
            format_utc(line.check.fetched_at),
            line.check.outcome.value,
            evidence.called(one.article, line.check.version) if line.check.version else "",
            line.check.reason or "",
            line.part.key,
        )
        for one in evidence.whole
        for line in one.lines
    ]
