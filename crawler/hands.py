"""Works that are done in several processes, where there are processors for them."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

from crawler.processes import Processes, TooMuch
from crawler.processors import processors

T = TypeVar("T")

_SECONDS, _MEMORY = 600.0, 4_000_000_000


class Hands:
    """Does such works in several processes, where there are processors for them.

    A context manager. The first work is done at once: most archives have no second.
    """

    def __init__(self, most: int, *, preload: str) -> None:
        """``most`` processes; ``preload`` is the module of what they do."""
        self.count, self._preload = min(processors(), most), preload
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="prepare")
        self._processes: Processes | None = None
        self._first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._processes is not None:
            self._processes.end(kindly=kind is None)
        self._threads.shutdown(cancel_futures=True)

    @property
    def begins_here(self) -> bool:
        """Return whether the next work is done here: the first of all, or all by one process."""
        return self._first or self.count == 1

    # whatever the work takes
    def begin(self, work: Callable[..., T], *args: Any, at_once: bool = False) -> Future[T]:  # noqa: ANN401
        """Begin a work. ``at_once``: do it here and now, as the first of all is."""
        if not (at_once or self.begins_here):
            return self._threads.submit(self._elsewhere, self._started(), work, args)
        self._first = False
        done: Future[T] = Future()
        done.set_result(work(*args))
        return done

    def _started(self) -> Processes:
        if self._processes is None:
            self._processes = Processes(self.count, _SECONDS, _MEMORY, preload=[self._preload])
        return self._processes

    @staticmethod
    def _elsewhere(processes: Processes, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            return processes.do(work, *args)
        except TooMuch:  # somebody killed it, say
            return work(*args)
