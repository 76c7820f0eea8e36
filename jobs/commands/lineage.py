"""Texts of several versions as one extractor gives them: like is compared with like."""

from collections.abc import Callable, Sequence

from crawler.model import Capture, Extraction, Version
from crawler.warc import read as read_warc
from jobs.commands.context import Context

Extractor = Callable[[Capture, int], Extraction]
"""Makes an extraction of a capture, of at most so many bytes. Handed in, because few calls need it and it is slow to import."""


def alike(context: Context, extractor: Extractor, versions: Sequence[Version]) -> tuple[list[Extraction | None], str]:
    """Return each version's text, None for ``gone``, and a note where different extractors had made them: "" where not.

    Then all are extracted again from their captures; where one of these yields no text today, all stay as they were recorded.
    """
    recorded = [version.extraction for version in versions]
    if len({extraction.extractor for extraction in recorded if extraction is not None}) < 2:  # noqa: PLR2004  # one extractor, or none
        return recorded, ""
    again = [_again(context, extractor, version) for version in versions]
    problem = next((extraction.problem for extraction in again if extraction is not None and extraction.problem), None)
    if problem is not None:
        return recorded, f"the versions were made by different extractors, and their captures yield no text today: {problem}"
    return again, f"extracted again from {'both' if len(versions) == 2 else 'all'} captures: the versions were made by different extractors"  # noqa: PLR2004  # as people say it


def _again(context: Context, extractor: Extractor, version: Version) -> Extraction | None:
    if version.extraction is None:
        return None
    return extractor(read_warc(context.archive.store.read(version.capture.key)), context.config.crawl.max_page_bytes)
