"""What a worker does of an import: it reads a share of the pages."""

import base64
import socket
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.capture_reader import workers_for
from crawler.codec import encode, from_json
from crawler.config import Config
from crawler.errors import PalimpsestError
from crawler.extract import SiteOptions
from crawler.identity import host_of
from crawler.imports import BodyCandidate, LeftOut, Segment, SourceFile, WorkItem, past_capture
from crawler.ingest import HeldAnswers, answers_of, is_success
from crawler.ingest.profiles import newest_profile
from crawler.model import Capture, Extraction
from crawler.processes import Stopped
from crawler.profile import Profile
from crawler.reindex import open_current
from crawler.store.open_store import open_store
from crawler.workers import Workers, extraction_of
from jobs.importing.page_shares import PageShare, PagesRead, ReadPage, ShareSource, capture_hash

MAX_ANSWER = 32_000_000
"""Bytes of extractions that a share answers at most. The call reads the rest."""

HELD = 16
"""Pages of a share that are read, or wait for it, at one time."""


_HINT = "Have every worker reach the file under the same path, and unpacked files too: TMPDIR."


class FileMissing(PalimpsestError):
    """A worker cannot reach a file that is imported, or reaches another one."""


def read_pages(config: Config, body: Mapping[str, Any], *, clock: Callable[[], datetime]) -> str:
    """Return what comes of a share, for ``pages_read``.

    Raises ``BadRecord`` where it makes no sense, and ``FileMissing``.
    """
    share = from_json(PageShare, body, what="the share of an import")
    sources = {number: _source(one) for number, one in share.sources}
    reader = _ShareReader(config, share, sources, clock)
    pages, size = [], 0
    with workers_for(config, by_processor=True) as workers:
        for page in reader.pages(workers):
            size += len(encode(page))
            if size > MAX_ANSWER:
                break
            pages.append(page)
    return base64.b64encode(zlib.compress(encode(PagesRead(pages=tuple(pages))))).decode()


def _source(share: ShareSource) -> SourceFile:
    """Return a file of a share. Raises ``FileMissing``."""
    for one in share.segments:
        path, host = Path(one.path), socket.gethostname()
        try:
            size = path.stat().st_size
        except OSError as error:
            raise FileMissing(
                f"{path} cannot be reached on {host}: {error.strerror}", hint=_HINT
            ) from error
        if size != one.size:
            raise FileMissing(
                f"{path} is another file on {host}: {size:,} bytes, and not {one.size:,}",
                hint=_HINT,
            )
    return SourceFile(
        path=Path(share.path),
        kind=share.kind,
        sha256=share.sha256,
        segments=tuple(
            Segment(path=Path(one.path), start=one.start, length=one.length, member=one.member)
            for one in share.segments
        ),
    )


class _ShareReader:
    """Reads the pages of a share."""

    def __init__(
        self,
        config: Config,
        share: PageShare,
        sources: Mapping[int, SourceFile],
        clock: Callable[[], datetime],
    ) -> None:
        self._config, self._share, self._sources, self._clock = config, share, sources, clock
        self._archive = Archive(open_store(config.store))
        self._profile = cache(partial(newest_profile, self._archive))
        self._candidates = {one.item: one.candidates for one in share.items}

    def pages(self, workers: Workers) -> Iterator[ReadPage]:
        """Yield the pages as they were read, but for those that the call is to read itself."""
        waiting: deque[tuple[int, Capture, Future[tuple[Extraction, int]]]] = deque()
        for one in self._share.items:
            capture = self._capture(one.item)
            if capture is not None and is_success(capture.answer.status):
                host = host_of(capture.url)
                given = (capture, self._share.max_bytes, self._profile(host), workers.options(host))
                size = len(capture.answer.body)
                future = workers.do(_timed, *given, host=host, size=size)
                waiting.append((one.position, capture, future))
            while len(waiting) >= HELD:
                yield from _done(*waiting.popleft())
        for left in waiting:
            yield from _done(*left)

    def _capture(self, item: WorkItem) -> Capture | None:
        """Return the capture of an item; None where there is none, or only the call can tell."""
        try:
            found = past_capture(
                self._sources,
                lambda asked: (
                    BodyCandidate(one.item, one.is_named) for one in self._candidates[asked]
                ),
                item,
                max_bytes=self._share.max_bytes,
                held=self._held,
            )
        except (ValueError, OSError, LookupError):  # the call meets it too, and says so
            return None
        return None if isinstance(found, LeftOut) else found.capture

    def _held(self, url: str, at: datetime | None, digest: str) -> Iterator[tuple[str, Capture]]:
        return self._answers.of(url, at, digest)

    @cached_property
    def _answers(self) -> HeldAnswers:
        index = open_current(self._config.index.url, self._archive.store)
        return answers_of(self._archive, index, clock=self._clock)


def _timed(
    capture: Capture, max_bytes: int, profile: Profile | None, options: SiteOptions | None
) -> tuple[Extraction, int]:
    begun = time.monotonic()
    found = extraction_of(capture, max_bytes, profile, options)
    return found, round((time.monotonic() - begun) * 1000)


def _done(
    position: int, capture: Capture, future: Future[tuple[Extraction, int]]
) -> Iterator[ReadPage]:
    """Yield the page. What goes beyond the limits here may not do so where the call is."""
    try:
        extraction, milliseconds = future.result()
    except Stopped:
        raise
    except Exception:  # noqa: BLE001  # the call meets it too, and records it
        return
    yield ReadPage(
        position=position,
        capture=capture_hash(capture),
        extraction=extraction,
        milliseconds=milliseconds,
    )
