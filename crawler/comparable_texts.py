"""Texts of several versions made comparable.

By one extractor, and without what only an extractor took or left.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

from crawler.attest import CheckedReader
from crawler.change.extraction_noise import without_extraction_noise
from crawler.diff import Diff, carried, diff
from crawler.errors import BadRecord, ObjectMissing
from crawler.model import Capture, Extraction, Version


class CaptureReader(Protocol):
    """Reads captures again, as a crawl would read their pages now.

    ``crawler.capture_reader.ArchiveReader`` is one.
    """

    def extraction(self, capture: Capture) -> Extraction:
        """Return the article in a capture."""
        ...

    def page(self, capture: Capture) -> tuple[str, ...] | None:
        """Return all the text on a captured page, None where there is none to be had."""
        ...


OpenReader = Callable[[], CaptureReader]
"""Opens the reader of captures. Handed in, because few calls need one and it is slow to import."""

_PAIR = 2
"""Versions that people call both."""


def comparable_texts(
    checked: CheckedReader, open_reader: OpenReader, versions: Sequence[Version]
) -> tuple[list[Extraction | None], str]:
    """Return each version's text, None for ``gone``, and a note on how like is compared with like.

    The note is "" where nothing was done. Where different extractors made them, all are extracted
    again from their captures; where one of these yields no text today, all stay as they were
    recorded. What a text took or left though it stands on the pages of both versions is as in the
    version before.
    """
    captures = _Captures(checked, open_reader)
    texts, notes = _of_one_extractor(captures, versions)
    texts, steadied = _steadied(captures, versions, texts)
    if steadied:
        stand = "paragraph stands" if steadied == 1 else "paragraphs stand"
        notes.append(
            f"{steadied:,} {stand} on the pages of both versions and only one text had it: "
            "not shown as a change"
        )
    if any(
        one is not None
        and one.entries
        and version.extraction is not None
        and len(one.entries) > len(version.extraction.entries)
        for one, version in zip(texts, versions, strict=True)
    ):
        notes.append("entries that left the page as newer ones came are shown as they stood")
    return texts, "; ".join(notes)


@lru_cache(maxsize=8)
def text_difference(old: Extraction, new: Extraction) -> Diff:
    """Return what differs. Whoever compares two texts asks twice: whether it is noise, and what."""
    return diff(old, new)


class _Captures:
    """The captures of versions, read when asked for."""

    def __init__(self, checked: CheckedReader, open_reader: OpenReader) -> None:
        self._checked, self._open_reader = checked, open_reader

    @cached_property
    def _reader(self) -> CaptureReader:
        return self._open_reader()

    def _read(self, version: Version) -> Capture:
        return self._checked.capture(version.article, version.capture.key)

    def extraction(self, version: Version) -> Extraction | None:
        """Return the version's text as today's extractor makes it, None for ``gone``."""
        return None if version.extraction is None else self._reader.extraction(self._read(version))

    def page(self, version: Version) -> tuple[str, ...] | None:
        """Return all the text on the version's page, None where its capture cannot be read."""
        try:
            return self._reader.page(self._read(version))
        except (ObjectMissing, BadRecord):
            return None


def _of_one_extractor(
    captures: _Captures, versions: Sequence[Version]
) -> tuple[list[Extraction | None], list[str]]:
    recorded = [version.extraction for version in versions]
    # one extractor, or none
    if len({extraction.extractor for extraction in recorded if extraction is not None}) < 2:  # noqa: PLR2004
        return recorded, []
    try:
        again = [captures.extraction(version) for version in versions]
    except BadRecord as error:
        return recorded, [
            (
                "the versions were made by different extractors, and a capture is damaged: "
                f"{error.message}"
            )
        ]
    problem = next(
        (
            extraction.problem
            for extraction in again
            if extraction is not None and extraction.problem
        ),
        None,
    )
    if problem is not None:
        return recorded, [
            (
                "the versions were made by different extractors, and their captures yield no "
                f"text today: {problem}"
            )
        ]
    which = "both" if len(versions) == _PAIR else "all"
    return again, [
        f"extracted again from {which} captures: the versions were made by different extractors"
    ]


def _steadied(
    captures: _Captures, versions: Sequence[Version], texts: Sequence[Extraction | None]
) -> tuple[list[Extraction | None], int]:
    """Return the texts, each without extraction noise against the one before it, and its size.

    The size counts paragraphs.
    """
    steady: list[Extraction | None] = []
    before: tuple[Version, Extraction] | None = None
    count = 0
    for version, text in zip(versions, texts, strict=True):
        kept = (
            text
            if text is None or before is None
            else _without_extraction_noise(captures, *before, version, text)
        )
        if kept is not None and text is not None:
            count += 0 if kept.entries else len({*kept.paragraphs} ^ {*text.paragraphs})
            before = version, kept
        steady.append(kept)
    return steady, count


def _without_extraction_noise(
    captures: _Captures, older: Version, old: Extraction, newer: Version, new: Extraction
) -> Extraction:
    if old.entries and new.entries:
        return carried(old, new)
    difference = text_difference(old, new)
    if not any(block.kind in {"added", "removed"} for block in difference.blocks) or _as_judged(
        older, newer, difference
    ):
        return new
    pages = captures.page(older), captures.page(newer)
    return (
        new
        if pages[0] is None or pages[1] is None
        else without_extraction_noise(difference, old, new, pages[0], pages[1])
    )


def _as_judged(older: Version, newer: Version, difference: Diff) -> bool:
    """Return whether the difference is that on which the newer version was judged.

    Then there was no extraction noise in it. Records of before 2026-11-27 count the words of the
    body alone.
    """
    judged = newer.change.words_added, newer.change.words_removed
    return newer.version == older.version + 1 and judged in {
        (difference.words_added, difference.words_removed),
        (difference.body_words_added, difference.body_words_removed),
    }
