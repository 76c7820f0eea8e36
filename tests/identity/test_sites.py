"""Which hosts belong to one site."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from publicsuffixlist import PublicSuffixList

from crawler.identity import registrable, sites

THREADS = 8


def test_threads_that_ask_at_once_read_the_list_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public suffix list is read once in a process, however many ask for it at first."""
    begin, made = Barrier(THREADS), []

    class Counted(PublicSuffixList):
        """Counts how often the list is read."""

        def __init__(self, **given: Any) -> None:
            made.append(self)
            super().__init__(**given)

    def ask(one: int) -> str:
        begin.wait()
        return registrable(f"www{one}.example.co.uk")

    monkeypatch.setattr(sites, "PublicSuffixList", Counted)
    _forget()
    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(ask, range(THREADS))) == {"example.co.uk"}
    _forget()
    assert len(made) == 1


def _forget() -> None:
    sites._suffixes.cache_clear()
    registrable.cache_clear()
