"""Listings in byte order, from servers that list by bytes and from servers that list by folders."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import BadKey, StoreBroken
from crawler.store.base import check_key
from crawler.store.listing import check_range, only_keys
from crawler.store.s3_listing import BucketListing

PAGE = 3
Order = Callable[[str], object]
ORDERS: dict[str, Order] = {"bytes": str.encode, "folders": lambda name: name.split("/")}


class Server:
    """ListObjectsV2 over a set of names, in pages of three, in either order."""

    def __init__(self, names: Iterable[str], order: Order) -> None:
        self.names = list(names)
        self.order = order
        self.asked = 0

    def answer(self, **request: str) -> dict[str, Any]:
        """Return one page. The token is the last name or folder of the page before."""
        self.asked += 1
        prefix, delimiter = request["Prefix"], request.get("Delimiter")
        after = request.get("ContinuationToken", request.get("StartAfter", ""))
        found = {
            self._rolled_up(name, prefix, delimiter)
            for name in self.names
            if name.startswith(prefix)
        }
        later = (name for name in found if self.order(name) > self.order(after))  # type: ignore[operator]
        rest = sorted(later, key=self.order)  # type: ignore[arg-type]
        page = rest[:PAGE]
        answer: dict[str, Any] = {
            "IsTruncated": len(rest) > PAGE,
            "Contents": [{"Key": name} for name in page if not name.endswith("/")],
            "CommonPrefixes": [{"Prefix": name} for name in page if name.endswith("/")],
        }
        return answer | ({"NextContinuationToken": page[-1]} if len(rest) > PAGE else {})

    @staticmethod
    def _rolled_up(name: str, prefix: str, delimiter: str | None) -> str:
        end = name.find("/", len(prefix)) if delimiter else -1
        return name if end < 0 else name[: end + 1]


# Names of the first two levels may begin each other as they like; deeper ones are as long as each
# other, as an archive's are.
broad = st.text("a.-:0", min_size=1, max_size=3).filter(
    lambda text: text[0] not in ".:" and text[-1] != "."
)
deep = st.text("ab0", min_size=2, max_size=2)
keys = st.lists(broad, min_size=1, max_size=2).flatmap(
    lambda first: st.lists(deep, max_size=2 if len(first) == 2 else 0).map(
        lambda rest: "/".join([*first, *rest])
    )
)


@given(
    st.sets(keys, max_size=25),
    st.sampled_from(["", "store/"]),
    st.sampled_from(sorted(ORDERS)),
    st.data(),
)
def test_any_server_any_range(names: set[str], lead: str, order: str, data: st.DataObject) -> None:
    """Whichever order the server has, a listing is the sorted keys that start with the prefix and
    sort after the starting point.
    """
    names = {
        name for name in names if not any(other.startswith(f"{name}/") for other in names)
    }  # a server by folders holds no others
    cut = st.one_of(keys, st.sampled_from(sorted(names) or ["a"])).flatmap(
        lambda key: st.integers(0, len(key)).map(lambda end: key[:end])
    )
    prefix, start_after = data.draw(cut, "prefix"), data.draw(st.one_of(cut, keys), "start_after")
    server = Server(
        [lead + name for name in names] + ["beside/x", "stor", "store.x"], ORDERS[order]
    )
    found = list(
        BucketListing(server.answer, "bucket", lead, "s3://bucket").names(prefix, start_after)
    )
    outside = [] if lead else ["beside/x", "stor", "store.x"]
    assert found == sorted(
        name for name in {*names, *outside} if name.startswith(prefix) and name > start_after
    )


def test_a_starting_point_that_is_not_there() -> None:
    """A server by folders skips ``news/`` when it starts after ``news-paper``.

    The listing brings it all the same.
    """
    server = Server(["hosts/new/aa", "hosts/news/aa", "hosts/newt/aa"], ORDERS["folders"])
    listing = BucketListing(server.answer, "bucket", "", "s3://bucket")
    assert list(listing.names("hosts/", "hosts/news-paper")) == ["hosts/news/aa", "hosts/newt/aa"]


def test_deep_listings_ask_no_more_than_they_must() -> None:
    """Below the second level a listing costs one request for each page, and none for
    its folders.
    """
    names = [f"articles/host/{number}/versions/{number}" for number in range(3 * PAGE)]
    server = Server(names, ORDERS["bytes"])
    listing = BucketListing(server.answer, "bucket", "", "s3://bucket")
    assert list(listing.names("articles/host/", "")) == names
    assert server.asked == 3


def test_nothing_is_asked_for_an_empty_range() -> None:
    """A starting point behind all that the prefix can hold is answered without a request."""
    server = Server([], ORDERS["bytes"])
    assert list(BucketListing(server.answer, "bucket", "", "s3://bucket").names("a/b/", "b")) == []
    assert server.asked == 0


@pytest.mark.parametrize("token", [{}, {"NextContinuationToken": "again"}])
def test_a_listing_without_end(token: dict[str, str]) -> None:
    """A server that says its listing goes on, but not where, or always at the same place, is broken
    and not asked for ever.
    """
    listing = BucketListing(lambda **_: {"IsTruncated": True, **token}, "bucket", "", "s3://bucket")
    with pytest.raises(StoreBroken, match="goes on"):
        list(listing.names("a/b/", ""))


@given(st.lists(st.sampled_from(["a", "b", "c/d", "e"]), max_size=5))
def test_order_is_held_to(names: list[str]) -> None:
    """Keys out of order, or twice, are ``StoreBroken``; all others pass."""
    if names == sorted(set(names)):
        assert list(only_keys(names, "here")) == names
    else:
        with pytest.raises(StoreBroken, match="here"):
            list(only_keys(names, "here"))


def test_strange_keys_are_counted() -> None:
    """Many strange keys are named in the message as far as it is readable, and all in the value."""
    strange = [f"a b{number}" for number in range(20)]
    with pytest.raises(BadKey, match="and 15 more") as caught:
        list(only_keys(strange, "here"))
    assert caught.value.keys == tuple(strange)


@given(keys, st.integers(0, 12))
def test_every_beginning_of_a_key_is_a_prefix(key: str, end: int) -> None:
    """Any beginning of a key may be asked for, and any key may be a starting point."""
    check_key(key)
    check_range(key[:end], key)
