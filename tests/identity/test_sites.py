"""Which hosts belong to one site."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from tldextract.tldextract import Trie

from crawler.identity import registrable, sites

THREADS = 8


def test_threads_that_ask_at_once_read_the_list_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public suffix list is read once in a process, however many ask for it at first."""
    made: list[int] = []
    _count(monkeypatch, made)
    _forget()
    registrable("news.example.co.uk")
    alone = tuple(made)
    made.clear()
    _forget()
    begin = Barrier(THREADS)

    def ask(one: int) -> str:
        begin.wait()
        return registrable(f"www{one}.example.co.uk")

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(ask, range(THREADS))) == {"example.co.uk"}
    assert alone
    assert tuple(made) == alone


def _forget() -> None:
    sites._suffixes.cache_clear()
    registrable.cache_clear()


def _count(monkeypatch: pytest.MonkeyPatch, made: list[int]) -> None:
    """Note the size of each tree of suffixes that is made."""
    create = Trie.create

    def counted(public: list[str], private: list[str] | None = None) -> Trie:
        made.append(len(public))
        return create(public, private)

    monkeypatch.setattr(Trie, "create", staticmethod(counted))
