"""Extraction in worker processes: one poisonous page costs one worker and not the crawl."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from queue import LifoQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.extract import SiteOptions, extract, extractor_identity
from crawler.extract.page import page_texts
from crawler.identity import host_of
from crawler.model import Capture, Extraction
from crawler.profile import Profile
from crawler.warc import Undecodable, document

T = TypeVar("T")

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
        body, content_type = document(capture, max_bytes)
        trouble = no_page(body, content_type)
    except Undecodable as error:
        trouble = str(error)
    if trouble is not None:
        return Extraction(extractor=extractor_identity(profile, options), problem=trouble)
    return extract(
        body,
        answer.url,
        fetched_at=answer.fetched_at,
        content_type=content_type,
        profile=profile,
        options=options,
        rescue=capture.rescue,
    )


def no_page(body: bytes, content_type: str | None) -> str | None:
    """Return why the bytes cannot be a page, whatever an HTML parser would make of them; None where they may be one."""
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared.startswith(OTHER_MEDIA) or declared in OTHER_TYPES:
        return f"no page: the server sent {declared}"
    if body.count(0) > len(body) * MOST_NULS and not _is_wide(body):
        return "no page: the bytes are no text"
    return None


def _is_wide(body: bytes) -> bool:
    """Say whether the zero bytes are those of UTF-16 or UTF-32, which stand beside every letter of Western markup."""
    start = body[:200]
    halves = sorted(start[parity::2].count(0) / (len(start) / 2) for parity in (0, 1))
    return body.startswith((b"\xff\xfe", b"\xfe\xff")) or (halves[1] > 0.7 and halves[0] < 0.6)  # noqa: PLR2004  # between all and none


def page_of(capture: Capture, max_bytes: int) -> tuple[str, ...] | None:
    """Return all the text on a captured page, story or not; None where its body cannot be decoded."""
    try:
        return page_texts(*document(capture, max_bytes))
    except Undecodable:
        return None


def _be_quiet() -> None:
    """Leave Ctrl-C to the parent: it lets running pages finish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Processes:
    """Worker processes, each of which may be killed at any moment, at work or not, and the work goes on.

    Each is in a pool of its own, because the workers of one pool share locks, and one that is killed with a lock in hand stops them all.
    """

    def __init__(self, count: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["crawler.workers"])
        self._ended = False
        self._at_work: set[Future[Any]] = set()
        self._pools: set[ProcessPool] = set()
        self._idle: LifoQueue[ProcessPool] = LifoQueue()
        for _ in range(count):
            self._idle.put(self._new())

    def _new(self) -> ProcessPool:
        pool = ProcessPool(max_workers=1, max_tasks=PAGES_PER_WORKER, initializer=_be_quiet, context=self._context)
        self._pools.add(pool)
        return pool

    def do(self, work: Callable[..., T], *args: Any, seconds: float) -> T:  # noqa: ANN401  # whatever the work takes
        """Do the work in a process. Raises what it raises, ``TimeoutError``, and ``ProcessExpired`` where it killed its process."""
        pool = self._idle.get()
        try:
            return self._once(pool, work, args, seconds)
        except ProcessExpired:
            pool = self._instead_of(pool)
            raise
        except BrokenProcessPool:  # its process was killed before it had begun: that was none of this work's doing
            if self._ended:
                raise
            pool = self._instead_of(pool)
            return self._once(pool, work, args, seconds)
        finally:
            self._idle.put(pool)

    def _once(self, pool: ProcessPool, work: Callable[..., T], args: tuple[Any, ...], seconds: float) -> T:
        try:
            task = pool.schedule(work, args=args, timeout=seconds)
        except RuntimeError as error:
            raise BrokenProcessPool from error
        self._at_work.add(task)
        try:
            result: T = task.result()
        finally:
            self._at_work.discard(task)
        return result

    def _instead_of(self, pool: ProcessPool) -> ProcessPool:
        self._pools.discard(pool)
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        return self._new()

    def end(self, *, kindly: bool) -> None:
        """End the processes: when they are done, or in the midst of what they do."""
        self._ended = True
        for task in () if kindly else tuple(self._at_work):
            task.cancel()
        for pool in tuple(self._pools):
            (pool.close if kindly else pool.stop)()  # type: ignore[no-untyped-call]
            pool.join()


class Workers:
    """Extraction processes. ``seconds`` is each page's time limit; beyond it the worker is killed and replaced.

    ``options`` gives a host's settings.
    """

    def __init__(
        self, count: int, seconds: float, max_bytes: int, *, options: Callable[[str], SiteOptions | None] = lambda _: None
    ) -> None:
        self.options = options
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._processes = _Processes(count)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="workers")

    def submit(self, capture: Capture, profile: Profile | None = None) -> "Future[Extraction]":
        """Return a future of the Extraction. It never fails: a time limit or a crash is an Extraction with a ``problem``."""
        return self._threads.submit(self._extraction, capture, profile, self.options(host_of(capture.url)))

    def page(self, capture: Capture) -> "Future[tuple[str, ...] | None]":
        """Return a future of all the text on the page. It never fails: None where the page was too much for its worker."""
        return self._threads.submit(self._page, capture)

    def _extraction(self, capture: Capture, profile: Profile | None, options: SiteOptions | None) -> Extraction:
        try:
            return self._processes.do(extraction_of, capture, self._max_bytes, profile, options, seconds=self._seconds)
        except FutureTimeout:
            problem = f"extraction took longer than {self._seconds:g} s"
        except ProcessExpired as error:
            problem = f"extraction killed its worker (exit status {error.exitcode})"
        except Exception as error:  # noqa: BLE001  # a bug in extraction must cost one page, with its name kept
            problem = f"extraction failed: {type(error).__name__}: {error}"
        return Extraction(extractor=extractor_identity(profile, options), problem=problem)

    def _page(self, capture: Capture) -> tuple[str, ...] | None:
        try:
            return self._processes.do(page_of, capture, self._max_bytes, seconds=self._seconds)
        except Exception:  # noqa: BLE001  # as above
            return None

    def __enter__(self) -> Self:
        """Return the workers themselves."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wait for the pages at work after a clean end; drop them after an error."""
        self._threads.shutdown(wait=kind is None, cancel_futures=kind is not None)
        self._processes.end(kindly=kind is None)
