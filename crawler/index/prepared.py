"""What stored objects put into the index, made ready: rows, and nothing that must ask the index.

So another process may make them, of many objects at once. Nothing that only reads imports this
module.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from crawler.checks import Part
from crawler.codec import canonical_json, parse_utc
from crawler.index.check_sums import attested_rows, costs_of
from crawler.index.schema import UNUSABLE
from crawler.index.texts import Text, passages_of, text_of
from crawler.index.values import row_of
from crawler.index.version_rows_of import StoredVersion, kind_rows, version_row
from crawler.index.writes import StoredPart
from crawler.model import Check, Version

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedVersions:
    """What version records put in, by table."""

    versions: list[Row]
    imported: list[Row]
    kinds: list[Row]
    texts: list[Text | None]
    passages: list[Row]

    def fetched(self) -> list[Row]:
        """Return the rows of the versions that were not imported."""
        past = {(row["article"], row["version"]) for row in self.imported}
        return [row for row in self.versions if (row["article"], row["version"]) not in past]

    def articles(self) -> set[str]:
        """Return the Articles that the rows are of."""
        return {row["article"] for row in self.versions}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedParts:
    """What check parts put in, by table."""

    parts: list[Row]
    seen: list[Row]
    checks: list[Row]
    unusable: list[Row]
    memberships: list[Row]
    attested: list[Row]
    costs: dict[str, dict[tuple[str, str], Counter[str]]]
    """By the part's key: of parts that are known already, nothing may be added up again."""

    def articles(self) -> set[str]:
        """Return the Articles that the lines are about."""
        return {row["article"] for row in self.checks if row["article"]}

    def runs(self) -> set[str]:
        """Return the Runs that the parts are of."""
        return {row["run"] for row in self.parts}


def prepare_versions(
    stored: Sequence[StoredVersion],
    *,
    searched: bool,
    data: Mapping[str, bytes] = MappingProxyType({}),
) -> PreparedVersions:
    """Return what these records put in.

    ``searched``: whether this index holds full texts. ``data``: stored bytes by key.
    """
    records = [record for _, record, _ in stored]
    return PreparedVersions(
        versions=[version_row(record, sha256, data.get(key)) for key, record, sha256 in stored],
        imported=[_imported_row(record) for record in records if record.imported is not None],
        kinds=[row for record in records for row in kind_rows(record)],
        texts=[text_of(record) for record in records] if searched else [],
        passages=passages_of(records),
    )


def prepare_parts(stored: Sequence[StoredPart]) -> PreparedParts:
    """Return what these parts put in."""
    lines = [check for _, _, part in stored for check in part.checks]
    return PreparedParts(
        parts=[_part_row(key, sha256, part) for key, sha256, part in stored],
        seen=[row for key, _, part in stored for row in _seen_rows(key, part)],
        checks=[row for _, _, part in stored for row in _check_rows(part)],
        unusable=[row for key, _, part in stored for row in _unusable_rows(key, part)],
        memberships=_membership_rows(lines),
        attested=attested_rows(lines),
        costs={key: costs_of(part.checks) for key, _, part in stored},
    )


def _imported_row(record: Version) -> Row:
    return {
        "article": record.article,
        "version": record.version,
        "captured_at": record.captured_at,
        "is_first": record.is_first,
    }


def _part_row(key: str, sha256: str, part: Part) -> Row:
    header = part.header
    return {
        "key": key,
        "sha256": sha256,
        "run": header.run,
        "part": header.part,
        "started": header.started,
        "trigger": header.trigger,
        "process": header.process,
        "watch": _word(header.plan or {}),
        "plan": _json(header.plan),
        "report": _json(part.report),
        "finished": _finished(part.report),
        "complete": part.report is not None and not part.report.get("interrupted"),
    }


def _word(plan: Mapping[str, Any]) -> bool | None:
    """Return what a plan says of watching: yes, no longer, or nothing."""
    return False if plan.get("unwatch") else True if plan.get("watch") else None


def _json(document: Mapping[str, Any] | None) -> str | None:
    return None if document is None else canonical_json(document).decode()


def _finished(report: Mapping[str, Any] | None) -> datetime | None:
    """Return when a report says that its run ended; None where it says nothing usable."""
    try:
        return parse_utc(str(report["finished"])) if report else None
    except (KeyError, ValueError):
        return None


def _seen_rows(key: str, part: Part) -> Iterator[Row]:
    return ({"key": key, "names": ref.key, "sha256": ref.sha256} for ref in part.header.seen)


def _check_rows(part: Part) -> Iterator[Row]:
    return (row_of(check, part.header.part, line) for line, check in enumerate(part.checks, 1))


def _unusable_rows(key: str, part: Part) -> Iterator[Row]:
    """Yield what ``unusable_lines`` gives.

    No part of the index's content, for the lines stand in ``checks`` without what cannot.
    """
    return ({"name": f"{UNUSABLE}{key} line {one.line}", "value": one.why} for one in part.unusable)


def _membership_rows(lines: Iterable[Check]) -> list[Row]:
    """Return which sources led to the checked articles."""
    led = {
        (check.article, check.source)
        for check in lines
        if check.kind == "article" and check.article and check.source
    }
    return [{"article": article, "source": source} for article, source in sorted(led)]
