"""The index notes which changes it learned of late."""

from crawler.index import Index
from crawler.model import ChangeFilter
from tests.index.late import check_lateness
from tests.index.making import version


def test_a_change_that_comes_after_many_newer_ones_is_late(index: Index) -> None:
    """Only what is learned of after enough newer versions counts as late."""
    check_lateness(index)


def test_words_are_found_in_titles_and_addresses(index: Index) -> None:
    """A change fits words if its title or its URL holds each of them, in great letters or small."""
    index.add_versions(
        [
            version(2, "https://a.example/bridge", title="Älter als 100 % der Brücken"),
            version(2, "https://b.example/x_y", title="Ferry late"),
            version(2, "https://c.example/xzy", title=None),
        ]
    )

    def hosts(*words: str) -> list[str]:
        found = index.changes(ChangeFilter(words=words))
        return [one.article.partition("/")[0] for one in found]

    assert hosts("ferry", "LATE") == ["b.example"]
    assert hosts("ferry", "bridge") == []
    assert hosts("bridge") == hosts("älter") == hosts("100", "%") == ["a.example"]
    assert hosts("x_y") == ["b.example"]
    assert hosts("XZY") == ["c.example"]
    assert hosts() == ["a.example", "b.example", "c.example"]
    assert index.count_changes(ChangeFilter(words=("example",))) == 3
