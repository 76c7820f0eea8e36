"""Work on what a site sent, in worker processes.

One poisonous page or list costs one worker and not the crawl.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from crawler import extract as reading
from crawler.extract import SiteOptions, extractor_identity
from crawler.identity import host_of
from crawler.model import Capture, Extraction, PageBlock, PageSigns
from crawler.processes import Processes, Stopped, TooMuch
from crawler.profile import Profile
from crawler.turns import Turns
from crawler.warc import Undecodable, document

T = TypeVar("T")

OTHER_MEDIA = ("image/", "audio/", "video/", "font/", "model/")
OTHER_TYPES = frozenset(
    {
        "application/zip",
        "application/gzip",
        "application/msword",
        "application/wasm",
    }
)
"""What a browser would not show as a page either."""

PDF = "application/pdf"

MAX_NUL_SHARE = 0.001
"""Share of zero bytes from which bytes are no text; UTF-16 and UTF-32 aside."""

MEMORY = 200_000_000
"""Bytes that one page or list may take of a worker process, beyond what an idle one has."""

READING = (
    *("crawler.extract.pipeline", "crawler.extract.sketch", "crawler.workers"),
    "crawler.page_look",
)
"""What a page needs that is seen for the first time."""

COMPARING = (
    *("crawler.extract.page_text", "crawler.extract.reading_signs", "crawler.comparing", "ftfy"),
)
"""What a page needs besides, that may have changed."""

LISTING = ("crawler.spiders.lists", "crawler.discover.front", "crawler.discover.sitemaps")
"""What lists need. It takes as long to import as two pages to read."""

PRELOADED = (*READING, *COMPARING, *LISTING)
"""What worker processes have imported when they begin. What reads pages they alone import."""


def extraction_of(
    capture: Capture,
    max_bytes: int,
    profile: Profile | None = None,
    options: SiteOptions | None = None,
) -> Extraction:
    """Return what the extractor makes of a Capture.

    Never raises on a page: ``problem`` says what was wrong.
    """
    try:
        body, content_type = document(capture, max_bytes)
    except Undecodable as error:
        return Extraction(extractor=extractor_identity(profile, options), problem=str(error))
    return extraction_of_document(capture, body, content_type, profile, options)


def extraction_of_document(
    capture: Capture,
    body: bytes,
    content_type: str | None,
    profile: Profile | None,
    options: SiteOptions | None,
) -> Extraction:
    """Return what ``extraction_of`` does, of a Capture whose body was decoded."""
    trouble = no_page(body, content_type)
    if trouble is not None:
        return Extraction(extractor=extractor_identity(profile, options), problem=trouble)
    return reading.extract(
        body,
        capture.answer.url,
        fetched_at=capture.answer.fetched_at,
        content_type=content_type,
        profile=profile,
        options=options,
        rescue=capture.rescue,
        asked=capture.exchanges[0].url if len(capture.exchanges) > 1 else None,
    )


def no_page(body: bytes, content_type: str | None) -> str | None:
    """Return why the bytes cannot be a page, whatever an HTML parser would make of them.

    None where they may be one, or are a PDF, whatever they were declared as.
    """
    declared = (content_type or "").partition(";")[0].strip().lower()
    if reading.is_pdf(body):
        return None
    if declared == PDF:
        return f"no page: the server sent {declared}, and the bytes are none"
    if declared.startswith(OTHER_MEDIA) or declared in OTHER_TYPES:
        return f"no page: the server sent {declared}"
    if body.count(0) > len(body) * MAX_NUL_SHARE and not _is_wide(body):
        return "no page: the bytes are no text"
    return None


def _is_wide(body: bytes) -> bool:
    """Return whether the zero bytes are those of UTF-16 or UTF-32.

    There they stand beside every letter of Western markup.
    """
    start = body[:200]
    halves = sorted(start[parity::2].count(0) / (len(start) / 2) for parity in (0, 1))
    # between all and none
    return body.startswith((b"\xff\xfe", b"\xfe\xff")) or (halves[1] > 0.7 and halves[0] < 0.6)  # noqa: PLR2004


def page_of(capture: Capture, max_bytes: int) -> tuple[PageBlock, ...] | None:
    """Return all the text on a captured page, story or not, and where it stands.

    None where its body cannot be decoded.
    """
    try:
        return reading.page_blocks(*document(capture, max_bytes), capture.answer.url)
    except Undecodable:
        return None


def signs_and_page_of(
    capture: Capture, max_bytes: int
) -> tuple[PageSigns | None, tuple[PageBlock, ...]]:
    """Return what a captured page shows beside its story, and all the text on it.

    None and nothing where its body cannot be decoded.
    """
    try:
        return reading.signs_and_blocks(*document(capture, max_bytes), capture.url)
    except Undecodable:
        return None, ()


def problem_of(error: Exception) -> str:
    """Return what an extraction says that ended in this.

    A bug in extraction must cost one page, with its name kept.
    """
    if isinstance(error, TooMuch):
        return f"extraction {error.reason}"
    return f"extraction failed: {type(error).__name__}: {error}"


class Workers:
    """Worker processes.

    ``seconds`` and ``memory`` are each work's limits; beyond them the worker is killed and
    replaced.

    ``options`` gives a host's settings; with ``by_processor`` the seconds are of processor time.
    ``preload`` names what they have imported when they begin: the rest, each imports when it is
    asked to. Works wait for their turn: see ``Turns``.
    """

    def __init__(
        self,
        count: int,
        seconds: float,
        max_bytes: int,
        *,
        memory: int = MEMORY,
        options: Callable[[str], SiteOptions | None] = lambda _: None,
        by_processor: bool = False,
        preload: Sequence[str] = PRELOADED,
    ) -> None:
        self.options = options
        self.max_bytes = max_bytes
        self._processes = Processes(
            count, seconds, memory, preload=preload, by_processor=by_processor
        )
        self._turns = Turns(count)
        self._stopped = False

    def do(
        self,
        work: Callable[..., T],
        *args: Any,  # noqa: ANN401
        host: str = "",
        size: int = 0,
        shed: bool = False,
    ) -> Future[T]:
        """Return a future of what the work returns.

        A function of a module, done for a host on so many bytes.

        It raises what the work raises, ``TooMuch`` where the work went beyond a limit, ``Stopped``,
        and with ``shed`` ``Crowded``.
        """
        return self._turns.submit(
            lambda: self._processes.do(work, *args), host=host, size=size, shed=shed
        )

    def submit(
        self, capture: Capture, profile: Profile | None = None, *, size: int = 0, shed: bool = False
    ) -> Future[Extraction]:
        """Return a future of the Extraction.

        A limit or a crash is an Extraction with a ``problem``; otherwise as ``do``.
        """
        host = host_of(capture.url)
        options = self.options(host)
        return self._turns.submit(
            lambda: self._extraction(capture, profile, options), host=host, size=size, shed=shed
        )

    def _extraction(
        self, capture: Capture, profile: Profile | None, options: SiteOptions | None
    ) -> Extraction:
        try:
            return self._processes.do(extraction_of, capture, self.max_bytes, profile, options)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001  # see there
            problem = problem_of(error)
        return Extraction(extractor=extractor_identity(profile, options), problem=problem)

    def finish(self) -> None:
        """Wait for the works that were asked for."""
        self._turns.finish()

    def stop(self) -> None:
        """Cut off what is being done, and do nothing more.

        The run was told to stop, and its grace is over.
        """
        self._stopped = True
        self._turns.refuse(Stopped())
        self._processes.stop()

    def __enter__(self) -> Self:
        """Return the workers themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the works that were asked for after a clean end; drop them after an error."""
        if kind is None:
            self._turns.close()
        else:
            self._turns.refuse(Stopped())
        self._processes.end(kindly=kind is None and not self._stopped)
