"""Where aliases lead in the end, whatever order they came in."""

from itertools import permutations

from crawler.identity import alias_key, article_of, host_of
from crawler.index import THROWAWAY, open_index
from crawler.index.alias_decisions import root_of
from tests.index.dump import dump

URLS = tuple(f"https://harbour.example/{name}" for name in "abc")
OWN = tuple(map(article_of, URLS))


def test_the_newest_decisions_hold_in_any_order() -> None:
    """Aliases lead on, a later decision replaces an earlier one, and a split ends the lead, in
    whatever order they are fed.
    """
    stored = (
        (alias_key(URLS[0]), URLS[0], OWN[1]),
        (alias_key(URLS[1]), URLS[1], OWN[2]),
        (alias_key(URLS[0], 2), URLS[0], OWN[0]),
        (alias_key(URLS[1], 2), URLS[1], OWN[0]),
    )
    dumps = set()
    for order in permutations(stored):
        index = open_index(THROWAWAY)
        for key, url, article in order:
            index.add_alias(key, host_of(url), url, article)
        assert [index.article_for(url) for url in URLS] == [OWN[0], OWN[0], None]
        assert index.belongs(OWN[1]) == OWN[0]
        assert index.count_decisions(OWN[0]) == 2
        assert len(index.alias_keys(OWN[0], 10)) == 4
        dumps.add(dump(index))
        index.close()
    assert len(dumps) == 1


def test_what_follows_is_settled_anew() -> None:
    """When an article joins another, the addresses that led to it lead on."""
    index = open_index(THROWAWAY)
    for at in (0, 1):
        index.add_alias(alias_key(URLS[at]), "harbour.example", URLS[at], OWN[at + 1])
    assert {index.article_for(url.replace("https", "http")) for url in URLS[:2]} == {OWN[2]}
    index.close()


def test_a_circle_has_one_end() -> None:
    """Every member of a circle, and what leads into it, belongs to the same one."""
    leads = {"c": "b", "b": "a", "a": "b"}
    assert {root_of(name, leads) for name in "abc"} == {"a"}
