"""Texts of several versions made comparable.

By one extractor, and without what only an extractor took or left.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

from crawler.attest import CheckedReader
from crawler.change.extraction_noise import without_extraction_noise
from crawler.change.rotation import rotation, without_rotating
from crawler.diff import Diff, carried, differ_by_whole, text_difference
from crawler.errors import BadRecord, ObjectMissing
from crawler.model import Capture, Extraction, PageBlock, Version


class CaptureReader(Protocol):
    """Reads captures again, as a crawl would read their pages now.

    ``crawler.capture_reader.ArchiveReader`` is one.
    """

    def extraction(self, capture: Capture) -> Extraction:
        """Return the article in a capture."""
        ...

    def page(self, capture: Capture) -> tuple[PageBlock, ...] | None:
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
    steady = _Steadying(captures, versions)
    texts = steady.texts(texts)
    if steady.steadied:
        stand = "paragraph stands" if steady.steadied == 1 else "paragraphs stand"
        notes.append(
            f"{steady.steadied:,} {stand} on the pages of both versions and only one text had it: "
            "not shown as a change"
        )
    if steady.rotated:
        rotated = "paragraph is" if steady.rotated == 1 else "paragraphs are"
        notes.append(
            f"{steady.rotated:,} {rotated} of teasers that rotate: left out of both versions"
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

    def page(self, version: Version) -> tuple[PageBlock, ...] | None:
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


class _Steadying:
    """Takes out of texts what is no change, and counts the paragraphs."""

    def __init__(self, captures: _Captures, versions: Sequence[Version]) -> None:
        self._captures, self._versions = captures, versions
        self.steadied = 0
        """Those that only the extractor took or left."""
        self.rotated = 0
        """Those of teasers that rotated."""

    def texts(self, texts: Sequence[Extraction | None]) -> list[Extraction | None]:
        """Return the texts, each held against the one before it."""
        steady: list[Extraction | None] = []
        before: int | None = None
        for at, text in enumerate(texts):
            steady.append(text)
            older = steady[before] if before is not None else None
            if before is not None and older is not None and text is not None:
                pair = self._versions[before], self._versions[at]
                steady[before], steady[at] = self._pair(pair, older, text)
            before = before if text is None else at
        return steady

    def _pair(
        self, pair: tuple[Version, Version], old: Extraction, new: Extraction
    ) -> tuple[Extraction, Extraction]:
        """Return both texts without teasers that rotated, the newer one without noise too.

        Of a live blog, the newer one with the entries that only scrolled off.
        """
        if old.entries and new.entries:
            return old, carried(old, new)
        if not differ_by_whole(old.paragraphs, new.paragraphs):
            return old, new
        if _as_judged(*pair, text_difference(old, new)):
            return old, new
        shown, fetched = (self._captures.page(version) for version in pair)
        if shown is None or fetched is None:
            return old, new
        found = rotation(shown, fetched)
        before, after = (without_rotating(text, found) for text in (old, new))
        self.rotated += len(old.paragraphs) - len(before.paragraphs)
        self.rotated += len(new.paragraphs) - len(after.paragraphs)
        pages = [tuple(block.text for block in page) for page in (shown, fetched)]
        kept = without_extraction_noise(text_difference(before, after), before, after, *pages)
        self.steadied += len({*kept.paragraphs} ^ {*after.paragraphs})
        return before, kept


def _as_judged(older: Version, newer: Version, difference: Diff) -> bool:
    """Return whether the difference is that on which the newer version was judged.

    Then there was no extraction noise in it. Records of before 2026-11-27 count the words of the
    body alone.
    """
    judged = newer.change.words_added, newer.change.words_removed
    follows = (newer.article, newer.judged_against) == (older.article, older.version)
    return follows and judged in {
        (difference.words_added, difference.words_removed),
        (difference.body_words_added, difference.body_words_removed),
    }
