"""Full-text search in the embedded index.

Which versions have the words, and whether they still stand.
"""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from crawler.errors import IndexOutdated, IndexUnusable, UsageError
from crawler.index import THROWAWAY, Hits, Index, dialect, discard, open_index
from crawler.index.version_rows_of import StoredVersion
from crawler.model import Extraction, State
from crawler.search import indexed, parse
from tests.examples import examples
from tests.index.making import IN_A_FILE, URL, version

OTHER = "https://hill.example/a"
BRIDGE = "The old bridge over the Lenne was closed."
FERRY = "A ferry carries commuters across the river."


def told(
    number: int,
    *paragraphs: str,
    url: str = URL,
    title: str = "News",
    authors: tuple[str, ...] = (),
) -> StoredVersion:
    """Return a stored version with this text."""
    return version(
        number,
        url,
        extraction=Extraction(extractor="x", title=title, authors=authors, paragraphs=paragraphs),
    )


def gone(number: int, url: str = URL) -> StoredVersion:
    """Return a stored version that says that the article was removed."""
    return version(number, url, state=State.GONE)


def ask(index: Index, query: str, limit: int = 20) -> Hits:
    """Return the answer to a query as a person types it."""
    return index.search(parse(query), limit=limit)


def found(index: Index, query: str) -> list[tuple[str, tuple[int, ...], bool, int | None]]:
    """Return each hit's URL, the versions that have the words, whether they stand, and the version
    in which they left.
    """
    return [
        (hit.url, hit.versions, hit.current, hit.left.version if hit.left else None)
        for hit in ask(index, query).hits
    ]


def test_words_that_stand_and_words_that_left(index: Index) -> None:
    """A hit names all versions that have the words, and the first one after them that hasn't."""
    index.add_versions([told(1, BRIDGE), told(2, BRIDGE, FERRY), told(3, FERRY)])
    assert found(index, "ferry") == [(URL, (2, 3), True, None)]
    assert found(index, "bridge") == [(URL, (1, 2), False, 3)]
    assert found(index, "bridge ferry") == [(URL, (2,), False, 3)]
    assert found(index, "bridge tunnel") == []
    assert ask(index, "tunnel").total == 0


def test_a_removed_article_is_still_found(index: Index) -> None:
    """The words of an article that was removed left with the version that says so.

    After its return they stand again.
    """
    index.add_versions([told(1, BRIDGE), gone(2)])
    assert found(index, "bridge") == [(URL, (1,), False, 2)]
    index.add_version(*told(3, BRIDGE))
    assert found(index, "bridge") == [(URL, (1, 3), True, None)]


def test_phrases_beginnings_and_fields(index: Index) -> None:
    """Phrases stand in order, beginnings go on, and title and byline are searched too."""
    index.add_version(*told(1, BRIDGE, title="Crack found in pier", authors=("Ada Öland",)))
    assert all(
        found(index, query)
        for query in (
            '"old bridge"',
            "brid*",
            '"the old bri*"',
            "crack",
            "oland closed",
            "LENNE",
            "Ada",
        )
    )
    assert not any(
        found(index, query) for query in ('"bridge old"', "brid", '"pier ada"', '"old brid"')
    )


@pytest.mark.parametrize("word", ["мост", "閉鎖", "京都", "ปิด", "الجسر", "बंद", "대통령", "גשר"])
def test_words_of_all_scripts_are_found(index: Index, word: str) -> None:
    """A word is found in texts of scripts with and without spaces, also inside a longer run of
    characters.
    """
    index.add_version(
        *told(
            1,
            "дом и мост; 東京都の橋は閉鎖された。 สะพานปิดแล้ว الجسر مغلق पुल बंद है। 대통령이 גשר נסגר",
        )
    )
    assert len(found(index, word)) == 1


def test_current_answers_come_first_then_the_best(index: Index) -> None:
    """Articles whose newest version has the words come before those that had them.

    Among equals a title weighs most.
    """
    urls = [f"https://hill.example/{name}" for name in ("had", "title", "text")]
    index.add_versions(
        [told(1, BRIDGE, url=urls[0], title="Bridge bridge"), told(2, FERRY, url=urls[0])]
    )
    index.add_versions(
        [told(1, BRIDGE, url=urls[2]), told(1, FERRY, url=urls[1], title="Bridge closed")]
    )
    assert [hit.url for hit in ask(index, "bridge").hits] == [urls[1], urls[2], urls[0]]
    assert ask(index, "bridge", limit=1).total == 3
    assert len(ask(index, "bridge", limit=1).hits) == 1


def test_few_that_stand_come_before_many_better_ones(index: Index) -> None:
    """However many articles that had the words would be better answers."""
    urls = [f"https://hill.example/{number}" for number in range(6)]
    for url in urls[1:]:
        index.add_versions([told(1, BRIDGE, url=url, title="Bridge"), told(2, FERRY, url=url)])
    index.add_versions([told(1, BRIDGE, url=urls[0])])
    best = ask(index, "bridge", limit=1)
    assert ([hit.url for hit in best.hits], best.total) == ([urls[0]], len(urls))


@IN_A_FILE
def test_fed_twice_is_found_once(index: Index) -> None:
    """A version that is fed again, alone or among others, is neither found nor indexed twice.

    Its words would weigh double.
    """
    written: list[str] = []
    event.listen(
        index.engine,
        "begin",
        lambda begun: begun.connection.driver_connection.set_trace_callback(written.append),
    )
    for _ in range(2):
        index.add_version(*told(1, BRIDGE))
        index.add_versions([told(1, BRIDGE), told(2, BRIDGE), told(2, BRIDGE)])
    assert found(index, "bridge") == [(URL, (1, 2), True, None)]
    assert sum(statement.startswith("INSERT INTO palimpsest_words") for statement in written) == 2


WORDS = ("bridge", "ferry", "Élan", "東京", "closed", "12")


@st.composite
def archives(draw: st.DrawFn) -> list[StoredVersion]:
    """Return the versions of two articles, of a few words each."""
    stored = []
    for url in (URL, OTHER):
        for number in range(1, draw(st.integers(0, 4)) + 1):
            words = draw(st.lists(st.sampled_from(WORDS), max_size=4))
            stored.append(
                told(number, " ".join(words), url=url)
                if draw(st.integers(0, 4))
                else gone(number, url)
            )
    return stored


@settings(max_examples=examples(60), deadline=None)
@given(archives(), st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_what_is_found_is_what_stands_in_the_texts(
    stored: Sequence[StoredVersion], word: str, chance: random.Random
) -> None:
    """In whatever order versions are fed, and how often, a search finds the versions that have the
    word, and no others.
    """
    shuffled = [*stored, *chance.choices(stored, k=2)] if stored else []
    chance.shuffle(shuffled)
    index = open_index(THROWAWAY)
    for item in shuffled:
        index.add_version(*item)
    records = [record for _, record, _ in stored]
    heads = {record.url: record.version for record in records}
    having: dict[str, list[int]] = {}
    for record in records:
        if record.extraction and f" {indexed(word)} " in f" {indexed(record.extraction.text)} ":
            having.setdefault(record.url, []).append(record.version)
    assert {hit.url: list(hit.versions) for hit in ask(index, word).hits} == having
    assert all(hit.current == (hit.versions[-1] == heads[hit.url]) for hit in ask(index, word).hits)
    index.close()


@settings(max_examples=examples(200), deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab \"*-^:()+é東,NEARORT'{}") | st.characters()))
def test_no_query_is_an_sql_error(text: str) -> None:
    """Whatever is asked is answered or refused as a wrong call.

    Nothing typed is read as the database's own language.
    """
    index = SHARED[0]
    try:
        query = parse(text)
    except UsageError:
        return
    assert index.search(query).total >= 0


SHARED: list[Index] = []


@pytest.fixture(scope="module", autouse=True)
def _shared() -> Iterator[None]:
    """Provide one index for all examples of a property."""
    SHARED.append(open_index(THROWAWAY))
    SHARED[0].add_version(*told(1, "a b NEAR OR NOT é 東"))
    yield
    SHARED.pop().close()


def test_the_longest_query_is_answered(index: Index) -> None:
    """A query of as many words as are allowed is no more than the database can take."""
    index.add_version(*told(1, BRIDGE))
    assert found(index, "bridge " * 100) == [(URL, (1,), True, None)]
    assert found(index, '"' + "x " * 100 + '"') == []


@IN_A_FILE
def test_discard_leaves_nothing_of_the_texts(index: Index, url: str) -> None:
    """Throwing an index away drops the full texts too; the next one starts empty."""
    index.add_version(*told(1, BRIDGE))
    discard(url)
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as other:
        assert other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == []
    other.close()
    again = open_index(url)
    assert found(again, "bridge") == []
    again.add_version(*told(1, BRIDGE))
    assert len(found(again, "bridge")) == 1


@IN_A_FILE
def test_without_fts5_all_but_search_works(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite was built without FTS5, the index serves everything but search, which says what
    it needs.
    """
    monkeypatch.setattr(dialect, "_has_fts5", lambda: False)
    index = open_index(url)
    index.add_version(*told(1, BRIDGE))
    assert index.counts().versions == 1
    with pytest.raises(IndexUnusable, match="needs SQLite with FTS5") as caught:
        ask(index, "bridge")
    assert "postgresql" in str(caught.value.hint)
    discard(url)


@IN_A_FILE
@pytest.mark.parametrize("before", [True, False])
def test_fts5_that_came_or_went(url: str, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    """An index that was made with FTS5 and is opened without it, or the other way round, is thrown
    away and made anew.
    """
    with monkeypatch.context() as patch:
        patch.setattr(dialect, "_has_fts5", lambda: before)
        index = open_index(url)
        index.add_version(*told(1, BRIDGE))
        index.close()
    monkeypatch.setattr(dialect, "_has_fts5", lambda: not before)
    with pytest.raises(IndexOutdated, match="full texts"):
        open_index(url)
    discard(url)
    assert open_index(url).counts().versions == 0
