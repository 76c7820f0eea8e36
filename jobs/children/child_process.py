"""One child process, forked from a server that has imported what a child needs.

A new interpreter takes about a second of a processor until it can crawl, which is as much as some
twenty pages. The server is multiprocessing's own: one thread, and nothing done but imports.
"""

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Self

from crawler.codec import decode
from crawler.errors import BadRecord
from crawler.processes import fork_context
from jobs.children.ended import ChildAnswer
from jobs.children.entering import enter
from jobs.children.task import HEAD

PRELOADED = "jobs.children.preloaded"
_STANDARD_ERROR = 2
_thread = ThreadPoolExecutor(1, "child processes")
"""Starts and joins them: multiprocessing looks at all of its children each time, unlocked."""


class ChildProcess:
    """A child that runs, or has ended: what it is told, what it answers, and its exit status."""

    def __init__(
        self, process: ForkServerProcess, told: asyncio.StreamWriter, answers: asyncio.StreamReader
    ) -> None:
        self._process, self._told, self._answers = process, told, answers
        self.pid = process.pid or 0
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(process.sentinel, self._see_the_end)

    @classmethod
    async def started(cls) -> Self:
        """Return a new child with this process's environment, folder and standard error.

        It leads a process group of its own: Ctrl-C reaches this process alone, and all that the
        child starts can be killed with it.
        """
        told, telling = multiprocessing.Pipe(duplex=False)
        hearing, heard = multiprocessing.Pipe(duplex=False)
        errors = Connection(os.dup(_STANDARD_ERROR), readable=False)
        process = fork_context([PRELOADED]).Process(
            target=enter, args=(told, heard, errors, dict(os.environ))
        )
        try:
            await asyncio.get_running_loop().run_in_executor(_thread, process.start)
        finally:
            for one in (told, heard, errors):
                one.close()
        return cls(process, await _writer(telling), await _reader(hearing))

    def _see_the_end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        joined = self._loop.run_in_executor(_thread, self._process.join)
        joined.add_done_callback(lambda _: self._ended.set())

    async def wait(self) -> int:
        """Return its exit status once it has ended: less than zero for a signal's number."""
        await self._ended.wait()
        return self._process.exitcode or 0

    @property
    def has_ended(self) -> bool:
        """Return whether it has ended, as far as was seen."""
        return self._ended.is_set()

    async def ask(self, task: bytes) -> ChildAnswer | None:
        """Write a task and return the child's answer, or None where it gave none.

        The pipe is left open, as the child's sign that we live.
        """
        self.tell(task)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                await self._told.drain()
            _, length = HEAD.unpack(await self._answers.readexactly(HEAD.size))
            data = await self._answers.readexactly(length)
            return decode(ChildAnswer, data, what="the child's answer")
        except (asyncio.IncompleteReadError, BadRecord):
            self.leave()
            return None

    def tell(self, told: bytes) -> None:
        """Write something, unless the child has ended."""
        with suppress(BrokenPipeError, ConnectionResetError, RuntimeError):
            self._told.write(told)

    def leave(self) -> None:
        """Close the pipe, as if we had ended."""
        self._told.close()

    def terminate(self) -> None:
        """Tell it to stop."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Kill it, or what is left of its group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
            return
        if not self._ended.is_set():  # it does not lead a group yet
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


async def _writer(connection: Connection) -> asyncio.StreamWriter:
    """Return a stream to a connection, which it takes over."""
    loop, file = asyncio.get_running_loop(), os.fdopen(os.dup(connection.fileno()), "wb", 0)
    connection.close()
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, file)
    return asyncio.StreamWriter(transport, protocol, None, loop)


async def _reader(connection: Connection) -> asyncio.StreamReader:
    """Return a stream from a connection, which it takes over."""
    loop, file = asyncio.get_running_loop(), os.fdopen(os.dup(connection.fileno()), "rb", 0)
    connection.close()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader
