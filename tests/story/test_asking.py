"""How often a story asks the index: as often for many copies as for few."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from crawler.identity import alias_key, article_of, normalise
from crawler.index import THROWAWAY, open_index
from crawler.story import story_of
from tests.index.making import ARTICLE, URL, version
from tests.story.making import COURIER, TEXT, extraction, history, indexed


def asked_for(copies: int) -> int:
    """Return how many statements the story of so many copies takes."""
    others = [
        history(f"https://copy{number}.example/n", extraction(original_url=COURIER), hours=number)
        for number in range(1, copies + 1)
    ]
    with indexed(history(COURIER, extraction()), *others) as index:
        asked: list[str] = []
        event.listen(
            index.engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: asked.append(statement),
        )
        story = story_of(index, article_of(COURIER))
        assert story is not None
        assert len(story.copies) == copies
        return len(asked)


def test_more_copies_ask_no_more() -> None:
    """Members and what they link to are asked for together."""
    assert asked_for(12) == asked_for(2)


def test_a_reason_names_a_handful() -> None:
    """Of many copies that link to the original, some are named and the others counted."""
    others = [
        history(f"https://copy{number}.example/n", extraction(original_url=COURIER))
        for number in range(11)
    ]
    with indexed(history(COURIER, extraction()), *others) as index:
        story = story_of(index, article_of(COURIER))
    assert story is not None
    detail = story.original_reason.detail
    assert detail.count(".example") == 8
    assert detail.endswith("and 3 more link to it")


@pytest.mark.parametrize("tail", ["", "/nowhere"])
def test_many_addresses_lead_where_one_does(tail: str) -> None:
    """``articles_for`` says of each address what ``article_for`` says of it alone."""
    with indexed(history(COURIER, extraction(TEXT[:3]))) as index:
        url = normalise(COURIER + tail)
        alone = index.article_for(url)
        assert index.articles_for([url, "https://other.example/x"]) == (
            {url: alone} if alone else {}
        )
        assert (alone is None) == bool(tail)


def test_an_address_leads_where_the_article_that_carries_it_does() -> None:
    """A version carries it, and the URL of that version's article belongs to another by now."""
    carried, other = "https://moved.example/x", "other.example/" + "0" * 32
    key, record, digest = version(1)
    index = open_index(THROWAWAY)
    index.add_version(key, replace(record, url=carried), digest)
    assert index.articles_for([carried]) == {carried: ARTICLE}
    index.add_alias(alias_key(URL), "harbour.example", URL, other)
    assert index.article_for(carried) == other
    assert index.articles_for([carried]) == {carried: other}
    index.close()
