"""Extraction in worker processes: one poisonous page costs one worker and not the crawl."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from crawler.extract import SiteOptions, extract, extractor_identity
from crawler.extract.page import page_texts
from crawler.identity import host_of
from crawler.model import Capture, Extraction
from crawler.profile import Profile
from crawler.warc import Undecodable, payload

OTHER_MEDIA = ("image/", "audio/", "video/", "font/", "model/")
OTHER_TYPES = frozenset({"application/pdf", "application/zip", "application/gzip", "application/msword", "application/wasm"})
"""What a browser would not show as a page either."""

MOST_NULS = 0.001
"""Share of zero bytes from which bytes are no text; UTF-16 and UTF-32 aside."""

PAGES_PER_WORKER = 2000
"""A worker is replaced after this many pages, so that a leak in a parser cannot fill the machine."""


def extraction_of(capture: Capture, max_bytes: int, profile: Profile | None = None, options: SiteOptions | None = None) -> Extraction:
    """Return what the extractor makes of a Capture. Never raises on a page: ``problem`` says what was wrong."""
    answer = capture.answer
    try:
        body = payload(answer, max_bytes)
        trouble = no_page(body, answer.header("content-type"))
    except Undecodable as error:
        trouble = str(error)
    if trouble is not None:
        return Extraction(extractor=extractor_identity(profile, options), problem=trouble)
    return extract(
        body,
        answer.url,
        fetched_at=answer.fetched_at,
        content_type=answer.header("content-type"),
        profile=profile,
        options=options,
        rescue=capture.rescue,
    )


def no_page(body: bytes, content_type: str | None) -> str | None:
    """Return why the bytes cannot be a page, whatever an HTML parser would make of them; None where they may be one."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared.startswith(OTHER_MEDIA) or declared in OTHER_TYPES:
        return f"no page: the server sent {declared}"
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff")) or any(pair in body[:200] for pair in (b"<\0", b"\0<"))
    if not wide and body.count(0) > len(body) * MOST_NULS:
        return "no page: the bytes are no text"
    return None


def page_of(capture: Capture, max_bytes: int) -> tuple[str, ...] | None:
    """Return all the text on a captured page, story or not; None where its body cannot be decoded."""
    try:
        return page_texts(payload(capture.answer, max_bytes), capture.answer.header("content-type"))
    except Undecodable:
        return None


def _be_quiet() -> None:
    """Leave Ctrl-C to the parent: it lets running pages finish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Workers:
    """A pool of extraction processes. ``seconds`` is each page's time limit; beyond it the worker is killed and replaced.

    ``options`` gives a host's settings.
    """

    def __init__(
        self, count: int, seconds: float, max_bytes: int, *, options: Callable[[str], SiteOptions | None] = lambda _: None
    ) -> None:
        self.options = options
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crawler.workers"])
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._pool = ProcessPool(max_workers=count, max_tasks=PAGES_PER_WORKER, initializer=_be_quiet, context=context)

    def submit(self, capture: Capture, profile: Profile | None = None) -> "Future[Extraction]":
        """Return a future of the Extraction. It never fails: a time limit or a crash is an Extraction with a ``problem``."""
        done: Future[Extraction] = Future()
        options = self.options(host_of(capture.url))
        task = self._pool.schedule(extraction_of, args=(capture, self._max_bytes, profile, options), timeout=self._seconds)
        task.add_done_callback(lambda finished: done.set_result(self._outcome(finished.result, extractor_identity(profile, options))))
        return done

    def page(self, capture: Capture) -> "Future[tuple[str, ...] | None]":
        """Return a future of all the text on the page. It never fails: None where the page was too much for its worker."""
        done: Future[tuple[str, ...] | None] = Future()
        task = self._pool.schedule(page_of, args=(capture, self._max_bytes), timeout=self._seconds)
        task.add_done_callback(lambda finished: done.set_result(None if finished.exception() else finished.result()))
        return done

    def _outcome(self, result: Callable[[], Extraction], extractor: str) -> Extraction:
        try:
            return result()
        except FutureTimeout:
            problem = f"extraction took longer than {self._seconds:g} s"
        except ProcessExpired as error:
            problem = f"extraction killed its worker (exit status {error.exitcode})"
        except Exception as error:  # noqa: BLE001  # a bug in extraction must cost one page, with its name kept
            problem = f"extraction failed: {type(error).__name__}: {error}"
        return Extraction(extractor=extractor, problem=problem)

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wait for the pages at work after a clean end; drop them after an error."""
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def sensible_worker_count() -> int:
    """One worker for each processor that this process may use."""
    return len(os.sched_getaffinity(0))
