"""Ctrl-C and SIGTERM as something that a command which goes on can wait for."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class StopSignal:
    """Whether the command was told to stop. Belongs to one event loop."""

    def __init__(self) -> None:
        self._told = asyncio.Event()

    @property
    def told(self) -> bool:
        """Return whether it was told to stop."""
        return self._told.is_set()

    @contextmanager
    def heard(
        self, first: Callable[[], None] = lambda: None, again: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        """Listen. Calls ``first`` for the first signal, and ``again`` for each further one."""
        loop = asyncio.get_running_loop()

        def come() -> None:
            call = again if self.told else first
            self._told.set()
            call()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, come)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def within(self, seconds: float) -> bool:
        """Wait for so long. Returns at once, and True, when the command is told to stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), seconds)
        return self.told
