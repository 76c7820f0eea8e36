"""Many writers of one key at once, in threads of several processes."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from crawler.store.base import ObjectStore

Reopen = Callable[[], ObjectStore]
"""Opens the store anew; can be pickled, so that another process can."""
PROCESSES = 4
THREADS = 16
PATIENCE = 120.0
"""Seconds before a race that hangs is given up."""


def bytes_of(writer: int) -> bytes:
    """Return what this writer writes: nobody else's bytes, and more than one block of them."""
    return f"writer {writer:02}\n".encode() * 1000


def race_in_threads(store: ObjectStore, keys: list[str], writers: range) -> dict[str, list[int]]:
    """For each key, the writers that were told they won.

    Every writer tries every key; all start each key together.
    """
    start = threading.Barrier(len(writers))

    def write(writer: int) -> list[str]:
        won = []
        for key in keys:
            start.wait(PATIENCE)
            if store.create(key, bytes_of(writer)):
                won.append(key)
        return won

    with ThreadPoolExecutor(len(writers)) as pool:
        victories = dict(zip(writers, pool.map(write, writers), strict=True))
    return {key: [writer for writer, won in victories.items() if key in won] for key in keys}


def race_in_processes(reopen: Reopen, keys: list[str]) -> dict[str, list[int]]:
    """As ``race_in_threads``, with threads in processes that each open the store for themselves."""
    context = multiprocessing.get_context("forkserver")
    start = context.Barrier(PROCESSES)
    results: multiprocessing.Queue[dict[str, list[int]]] = context.Queue()
    environ = dict(
        os.environ
    )  # with the store's credentials, of which the process that these are forked from knows nothing
    racers = [
        context.Process(target=_racer, args=(environ, reopen, keys, number, start, results))
        for number in range(PROCESSES)
    ]
    for racer in racers:
        racer.start()
    found = [results.get(timeout=PATIENCE) for _ in racers]
    for racer in racers:
        racer.join()
    return {key: [writer for each in found for writer in each[key]] for key in keys}


def _racer(  # noqa: PLR0917  # a process is given no keywords
    environ: dict[str, str],
    reopen: Reopen,
    keys: list[str],
    number: int,
    start: "threading.Barrier",
    results: "multiprocessing.Queue[dict[str, list[int]]]",
) -> None:
    os.environ.update(environ)
    store = reopen()
    start.wait(PATIENCE)
    results.put(race_in_threads(store, keys, range(number * THREADS, (number + 1) * THREADS)))
