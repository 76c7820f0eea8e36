"""Full text in PostgreSQL answers as FTS5 does: the same articles, versions and order."""

import random

import pytest

from crawler.index import THROWAWAY, discard, open_index
from crawler.index.queries import full_text
from crawler.index.texts_postgres import MAX_LEXEME, MAX_VECTOR, lexemes_of
from crawler.index.version_rows_of import StoredVersion
from crawler.search import parse
from tests.index.test_search import gone, told

WORDS = (
    *("bridge", "ferry", "Élan", "closed", "12", "don't", "re-open", "½", "brid", "bridges"),
    *("x x x x", "東京", "あああ", "देश", "हिंदी", "สะพาน", "대통령이", "گفت", "גשר", "мост"),
    *("w" * 300, "w" * MAX_LEXEME),
)


def stories(chance: random.Random) -> list[StoredVersion]:
    """Return versions of 30 articles that share a few words."""
    found = []
    for number in range(30):
        url = f"https://h{number % 3}.example/{number}"
        for each in range(1, chance.randint(1, 4) + 1):
            if chance.random() < 0.1:
                found.append(gone(each, url))
                continue
            paragraphs = [
                " ".join(chance.choices(WORDS, k=chance.randint(1, 60)))
                for _ in range(chance.randint(1, 4))
            ]
            title, byline = " ".join(chance.choices(WORDS, k=3)), "Ada " + chance.choice(WORDS)
            found.append(told(each, *paragraphs, url=url, title=title, authors=(byline,)))
    chance.shuffle(found)
    return found


def queries(chance: random.Random) -> list[str]:
    """Return words, several words, phrases, and beginnings of all these."""
    pairs = [" ".join(chance.choices(WORDS, k=2)) for _ in range(15)]
    phrases = [f'"{one}"' for one in (*WORDS, *pairs)]
    starts = [f"{one.split()[-1]}*" for one in WORDS]
    return [*WORDS, *pairs, *phrases, *(f"{one}*" for one in phrases[-8:]), *starts, '"x x"', "b*"]


def test_the_answers_of_fts5(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, phrases and beginnings of all scripts give the same hits in the same order, whether
    all that answer are ranked or the newest alone are looked at.
    """
    chance = random.Random(3)
    discard(postgres)
    server, lite = open_index(postgres), open_index(THROWAWAY)
    told_of, asked = stories(chance), [parse(one) for one in queries(chance)]
    for index in (server, lite):
        index.add_versions(told_of)
        index.forget(told_of[0][1].article)
    for query in asked:
        assert server.search(query, limit=7) == lite.search(query, limit=7), query.text
    monkeypatch.setattr(full_text, "MIN_RANKED", 10)
    monkeypatch.setattr(full_text, "RANKED_EACH", 1)
    monkeypatch.setattr(full_text, "NEWEST_EACH", 1)
    for query in asked:
        assert server.search(query, limit=5) == lite.search(query, limit=5), query.text
    server.close()
    lite.close()


@pytest.mark.slow
def test_a_text_of_more_words_than_a_vector_holds(postgres: str) -> None:
    """A text with more different words than PostgreSQL takes goes in; most of them are found."""
    discard(postgres)
    index = open_index(postgres)
    index.add_version(*told(1, " ".join(f"{number:08}" for number in range(110_000))))
    assert index.search(parse("00000007")).total == 1
    assert len(lexemes_of(f"{number:010}" for number in range(110_000))) == MAX_VECTOR // 10
    index.close()
