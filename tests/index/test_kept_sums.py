"""What the index keeps, so that nobody adds it up again: costs, attested hashes, texts."""

from dataclasses import replace

import pytest

from crawler.identity import article_of
from crawler.index import THROWAWAY, Index, SaidOf, open_index, texts
from crawler.index.column_types import EPOCH
from crawler.index.queries import full_text, shared_passages
from crawler.model import Outcome, State
from crawler.search import parse
from tests.index.dump import dump
from tests.index.making import ARTICLE, URL, after, check, part, run_id, version
from tests.index.test_search import OTHER, told
from tests.story.making import COURIER, GAZETTE, TEXT, TIDINGS, extraction, history, indexed

SPENT = {"requests": 2, "received": 300, "puts": 1, "objects": 1, "stored": 40}
PARTS = [
    part(
        check(Outcome.NEW, source="desk", record_sha256="a" * 64, **SPENT),
        check(Outcome.SKIPPED, source="desk", version=None),
        check(Outcome.UNCHANGED, url=OTHER),
        check(kind="source", url="https://harbour.example/feed", source="desk", requests=1),
        run=run_id(1),
    ),
    part(
        check(Outcome.FAILED, source="desk", version=None, run=run_id(2), **SPENT),
        check(Outcome.UNCHANGED, source="wire", record_sha256="b" * 64, run=run_id(2)),
        run=run_id(2),
    ),
]


def test_costs_are_those_of_the_check_lines(index: Index) -> None:
    """Kept sums say what the lines add up to, for sources and articles, with and without a name."""
    index.add_parts(PARTS)
    assert [one.name for one in index.costs_by_source()] == ["desk", "wire", None]
    assert index.costs_by_source() == index.costs_by_source(EPOCH)
    assert index.costs_by_article() == index.costs_by_article(EPOCH)
    one = index.costs_by_article(source="desk")
    assert one == index.costs_by_article(EPOCH, source="desk")
    assert [(found.name, found.requests) for found in one] == [(ARTICLE, 4)]


def test_a_part_counts_once(index: Index) -> None:
    """However often it arrives, and in whatever order."""
    index.add_parts(PARTS)
    other = open_index(THROWAWAY)
    other.add_part(*PARTS[1])
    other.add_parts(PARTS[::-1])
    other.add_part(*PARTS[0])
    assert dump(other) == dump(index)
    other.close()


def test_each_attested_hash_is_kept_once(index: Index) -> None:
    """A line without a hash names the version; two hashes contradict each other."""
    index.add_parts(PARTS)
    said, other = index.said_of([ARTICLE]), index.said_of([article_of(OTHER)])
    assert said == {ARTICLE: SaidOf(hashes={1: frozenset({"a" * 64, "b" * 64})}, redacted={})}
    assert other == {article_of(OTHER): SaidOf(hashes={1: frozenset()}, redacted={})}
    assert (index.highest_attested(ARTICLE), index.highest_attested("none")) == (1, 0)


def test_of_many_texts_the_newest_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest articles first, each with all its versions; a high limit has all ranked."""
    monkeypatch.setattr(full_text, "MIN_RANKED", 2)
    monkeypatch.setattr(full_text, "RANKED_EACH", 1)
    urls = [f"https://site{number}.example/a" for number in range(4)]
    stored = [
        told(number, f"A ferry, as told in {url}.", url=url) for url in urls for number in (1, 2)
    ]
    stored = [
        (key, replace(record, confirmed_at=after(hours=10 * place)), digest)
        for place, (key, record, digest) in enumerate(stored)
    ]
    index = open_index(THROWAWAY)
    index.add_versions(stored[::-1])
    found = index.search(parse("ferry"), limit=1)
    assert [(hit.url, hit.versions) for hit in found.hits] == [(urls[3], (1, 2))]
    assert (found.total, found.is_whole) == (1, False)
    found = index.search(parse("ferry"), limit=3)
    assert [hit.url for hit in found.hits] == [urls[3], urls[2]]
    assert [hit.versions for hit in found.hits] == [(1, 2), (1, 2)]
    every = index.search(parse("ferry"), limit=8)
    assert (every.total, every.is_whole) == (4, True)
    index.close()


def test_a_few_of_the_newest_are_looked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """They do where they give enough articles that still have the words; or more are looked at."""
    monkeypatch.setattr(full_text, "MIN_RANKED", 5)
    monkeypatch.setattr(full_text, "RANKED_EACH", 1)
    monkeypatch.setattr(full_text, "NEWEST_EACH", 2)
    urls = [f"https://site{number}.example/a" for number in range(7)]
    index = open_index(THROWAWAY)

    def tell(number: int, place: int, words: str) -> None:
        key, record, digest = told(number, f"{words}, as told in {urls[place]}.", url=urls[place])
        hours = 10 * place + number
        index.add_version(key, replace(record, confirmed_at=after(hours=hours)), digest)

    def found() -> tuple[list[str], int]:
        answer = index.search(parse("ferry"), limit=1)
        return [hit.url for hit in answer.hits], answer.total

    for place in range(7):
        tell(1, place, "A ferry")
    assert found() == ([urls[6]], 2)
    tell(2, 6, "A bridge")
    assert found() == ([urls[5]], 2)
    tell(2, 5, "A bridge")
    assert found() == ([urls[4]], 5)
    index.close()


def test_a_minute_may_have_more_texts_than_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes beyond them takes the places of the minutes after, and is found like the rest."""
    monkeypatch.setattr(texts, "PLACES", 2)
    index = open_index(THROWAWAY)
    for number in range(5):
        url = f"https://site{number}.example/a"
        key, record, digest = told(1, "A ferry sails.", url=url)
        index.add_version(key, replace(record, confirmed_at=after(seconds=number)), digest)
    assert index.search(parse("ferry")).total == 5
    index.forget(article_of("https://site2.example/a"))
    assert index.search(parse("ferry")).total == 4
    index.close()


def test_common_passages_lead_only_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a text is made of passages that many have, the rarest lead, and two must be shared."""
    monkeypatch.setattr(shared_passages, "MAX_PLACES", 1)
    monkeypatch.setattr(shared_passages, "MIN_PASSAGES", 2)
    half = history(GAZETTE, extraction(TEXT[:2]))
    with indexed(history(COURIER, extraction()), history(TIDINGS, extraction()), half) as index:
        assert article_of(TIDINGS) in index.sharing(article_of(COURIER))
        known = index.shingles_of([article_of(COURIER), article_of(GAZETTE), "none"])
    assert set(known) == {article_of(COURIER), article_of(GAZETTE)}
    part, whole = (frozenset(known[article_of(url)]) for url in (GAZETTE, COURIER))
    assert part < whole
    assert (
        known[article_of(GAZETTE)].shared_with(whole)
        == len(part)
        == len(known[article_of(GAZETTE)])
    )


def test_an_index_forgets_shingles(index: Index) -> None:
    """They go with the article's text."""
    index.add_version(*version(url=URL))
    assert index.shingles_of([ARTICLE])
    index.forget(ARTICLE)
    assert not index.shingles_of([ARTICLE])


def test_an_index_gives_the_newest_text(index: Index) -> None:
    """It is that of the last version that has one, also where the article is gone since."""
    first, gone = version(url=URL), version(url=URL, number=2, state=State.GONE)
    index.add_version(*first)
    index.add_version(*gone)
    found = index.newest_texts([ARTICLE, "nobody.example/0"])
    assert {name: one.version for name, one in found.items()} == {ARTICLE: 1}
    index.forget(ARTICLE)
    assert not index.newest_texts([ARTICLE])
