"""What differs between two versions of an article, word by word."""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Damage, Read
from crawler.comparable_texts import comparable_texts
from crawler.diff import Diff, carried, rough_diff, text_difference
from crawler.diff.formats import as_json
from crawler.model import Change, Extraction, Version, VersionRange
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import redactions, silence_fields
from jobs.wording import moment

_EMPTY = Extraction(extractor="")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, what differs, and a note on how their texts were made comparable."""

    older: Version
    newer: Version
    difference: Diff
    before: Extraction
    """The older version's text as it was compared; of a removed article an empty one."""
    after: Extraction
    """The newer version's."""
    note: str = ""
    damage: tuple[Damage, ...] = ()
    """What was found damaged on the way, such as a capture. The two versions are sound."""
    address: str = ""
    """Where readers find the comparison. Empty where the configuration names no place."""
    rough: bool = False
    """Whether only whole paragraphs were compared, because the texts are longer than asked for."""

    @property
    def change(self) -> Change | None:
        """Return what was recorded with the newer version; None where the two are no neighbours."""
        newer, older = self.newer, self.older
        follows = (newer.article, newer.judged_against) == (older.article, older.version)
        return newer.change if follows else None

    @property
    def old_label(self) -> str:
        """Return what the older version is called."""
        return _label(self.older, beside=self.older.article != self.newer.article)

    @property
    def new_label(self) -> str:
        """Return what the newer version is called."""
        return _label(self.newer)

    def document(self) -> dict[str, Any]:
        """Return the comparison as JSON has it."""
        newer, change = self.newer, self.change
        return {
            "article": newer.article,
            "url": newer.url,
            "from": self.older.version,
            **other_article(self.older.article, newer.article),
            "to": newer.version,
            "kinds": list(change.kinds) if change else None,
            "reasons": change.reasons if change else None,
            **silence_fields(change or Change()),
            "note": self.note or None,
            **as_json(self.difference),
        }


@dataclass(frozen=True, slots=True)
class WithheldComparison:
    """Two versions that are not compared, because one of them, or both, is damaged or redacted."""

    found: Found
    older: Read
    newer: Read

    def document(self) -> dict[str, Any]:
        """Return what JSON has in place of the comparison."""
        return {
            "article": self.newer.article,
            "url": self.found.url,
            "from": self.older.number,
            **other_article(self.older.article, self.newer.article),
            "to": self.newer.number,
            **redactions(self.older, self.newer),
        }


def other_article(older: str, newer: str) -> dict[str, str]:
    """Return what documents say of an older version that another article has: nothing else."""
    return {"from_article": older} if older != newer else {}


def comparison(
    opened: OpenedArchive, found: Found, wanted: VersionRange, *, most: int | None = None
) -> Comparison | WithheldComparison:
    """Return what differs between the versions that are asked for. Raises as ``Found.pair``.

    ``most`` is as with ``compared``.
    """
    older, newer = found.pair(wanted)
    if older.record is None or newer.record is None:
        return WithheldComparison(found, older, newer)
    return compared(opened, older.record, newer.record, most=most)


def compared(
    opened: OpenedArchive, older: Version, newer: Version, *, most: int | None = None
) -> Comparison:
    """Return what differs between two versions that were read.

    Texts that have more than ``most`` characters together are not compared word by word: the time
    for that has no small bound.
    """
    address = ""
    if older.article == newer.article:
        address = opened.config.web.comparison(newer.article, older.version, newer.version)
    length = sum(len(one.extraction.text) for one in (older, newer) if one.extraction)
    if most is not None and length > most:
        before, after = (one.extraction or _EMPTY for one in (older, newer))
        note = f"more than {most:,} characters: whole paragraphs are compared, not words"
        difference, damage = rough_diff(before, carried(before, after)), ()
        return Comparison(
            older, newer, difference, before, after, note, damage, address, rough=True
        )
    texts, note = comparable_texts(opened.reader, opened.open_captures, (older, newer))
    before, after = (text or _EMPTY for text in texts)
    return Comparison(
        older,
        newer,
        text_difference(before, after),
        before,
        after,
        note,
        opened.reader.damage,
        address,
    )


def _label(version: Version, *, beside: bool = False) -> str:
    where = f" of {version.url}" if beside else ""
    return f"version {version.version}{where}, captured {moment(version.captured_at)}"
