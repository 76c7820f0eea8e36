"""What holds for every ``ObjectStore``, as a class that each implementation runs."""

from collections.abc import Callable

import pytest

from crawler.errors import BadKey, ObjectMissing, StoreTooWeak
from crawler.store.base import MAX_KEY_LENGTH, ObjectStore, RemovingStore
from crawler.store.server_probe import refuse_unfit, refuse_weak
from tests.store.racing import Reopen, bytes_of, race_in_processes, race_in_threads

PutBehind = Callable[[str, bytes], None]
"""Writes an object under any name, behind the store's back."""

GOOD_KEYS = [
    "palimpsest.json",
    "articles/news.example/0123456789abcdef0123456789abcdef/versions/00000001.json",
    "articles/news.example:8080/x/captures/20261121T102439Z-00.warc.gz",
    "articles/[2001:db8::1]:8080/x",
    "articles/xn--bcher-kva.example/x",
    "_/-/a+tail=@~%41",
    "k" * 250 + "/" + "k" * 250,
]
ODD_KEYS = {
    "empty": "",
    "absolute": "/a",
    "parent": "../a",
    "parent within": "a/../b",
    "here": "./a",
    "empty segment": "a//b",
    "closing slash": "a/",
    "trailing dot": "a.",
    "trailing dot in a folder": "a./b",
    "hidden": "a/.hidden",
    "space": "a b",
    "backslash": "a\\b",
    "NUL": "a\0b",
    "line feed at the end": "a\n",
    "not ASCII": "zürich",
    "digits of another script": "٣",
    "lone surrogate": "a\udc80",
    "too long": "k/" * (MAX_KEY_LENGTH // 2) + "k",
}
# Byte order is neither the order of folders nor the order of words: '-' and '.' sort before '/',
# ':' after it.
TRICKY = [
    "Z",
    "articles/news.com-a/x",
    "articles/news.com.au/x",
    "articles/news.com/a-b",
    "articles/news.com/a.b",
    "articles/news.com/a:b",
    "articles/news.com0/x",
    "articles/news.com:80/x",
    "articles/newsA/x",
    "articles/news/x",
    "articles/newsa/x",
    "checks-old/x",
    "checks.json",
    "checks/2026/11/21/a",
    "checks/2026/11/22/a",
    "checks0",
]


class OneWriterContract:
    """What a store must do for which ``single_writer`` is declared.

    Subclasses give the fixtures ``store`` (empty), ``reopen`` (opens the same one) and
    ``put_behind``.
    """

    def test_create_then_read(self, store: ObjectStore) -> None:
        """What was created is read, measured and listed."""
        assert store.create("a/b.json", b"some bytes")
        assert (store.read("a/b.json"), store.size("a/b.json")) == (b"some bytes", 10)
        assert list(store.list()) == ["a/b.json"]

    def test_what_is_removed_is_gone_and_its_neighbours_stay(self, store: RemovingStore) -> None:
        """Removing ends exactly the object of that key, may be repeated, and frees the key."""
        for key in ("a/b", "a/b-c", "a/c"):
            store.create(key, b"some bytes")
        store.remove("a/b")
        store.remove("a/b")
        store.remove("no/such/folder")
        with pytest.raises(ObjectMissing):
            store.read("a/b")
        assert list(store.list()) == ["a/b-c", "a/c"]
        assert store.create("a/b", b"others")
        with pytest.raises(BadKey):
            store.remove("../a")

    def test_an_empty_object_is_an_object(self, store: ObjectStore) -> None:
        """No bytes at all are content like any other."""
        assert store.create("nothing", b"")
        assert (store.read("nothing"), store.size("nothing")) == (b"", 0)

    def test_every_byte_survives(self, store: ObjectStore) -> None:
        """Bytes come back as they are, with no newline or character set in the way."""
        data = bytes(range(256)) * 3 + b"\r\n\n\0"
        store.create("bytes", data)
        assert store.read("bytes") == data

    def test_a_large_object(self, store: ObjectStore) -> None:
        """Twenty megabytes are one object like any other."""
        data = bytes(range(251)) * 83_333
        assert store.create("large", data)
        assert store.size("large") == len(data) == 20_916_583
        assert store.read("large") == data

    @pytest.mark.parametrize("key", GOOD_KEYS)
    def test_keys_that_archives_use(self, store: ObjectStore, key: str) -> None:
        """Each kind of key of the archive comes back from a listing as it went in."""
        assert store.create(key, b"x")
        assert store.read(key) == b"x"
        assert list(store.list()) == [key]

    @pytest.mark.parametrize("key", ODD_KEYS.values(), ids=ODD_KEYS)
    def test_odd_keys_are_refused_going_in(self, store: ObjectStore, key: str) -> None:
        """No verb takes a key that not every store could hold."""
        store.create("there", b"x")
        for verb in (store.read, store.size, lambda key: store.create(key, b"x")):
            with pytest.raises(BadKey, match="is no key"):
                verb(key)
        assert list(store.list()) == ["there"]

    @pytest.mark.parametrize("prefix", ["/", "../", "a//", "a/../", ".hidden", "zürich/", "a b"])
    def test_odd_prefixes_are_refused(self, store: ObjectStore, prefix: str) -> None:
        """A listing refuses, when it is called, a prefix that no key can start with, and a starting
        point that no key compares with.
        """
        store.create("a", b"x")
        with pytest.raises(BadKey):
            store.list(prefix)
        with pytest.raises(BadKey):
            store.list(start_after="zürich")

    def test_missing_objects(self, store: ObjectStore) -> None:
        """An object that is not there is ``ObjectMissing``, be its name a folder, below an object's
        folder, or plain unknown.
        """
        store.create("a/b/c", b"x")
        for key in ("x", "a", "a/b", "a/x", "x/y/z"):
            for verb in (store.read, store.size):
                with pytest.raises(ObjectMissing, match=key):
                    verb(key)

    def test_listing_in_byte_order(self, store: ObjectStore) -> None:
        """Keys come sorted by their bytes, whatever order the store keeps folders in."""
        for key in reversed(TRICKY):
            store.create(key, b"x")
        assert list(store.list()) == sorted(TRICKY)

    def test_listing_a_range(self, store: ObjectStore) -> None:
        """Prefix and starting point cut the whole listing and never change it, on a segment's
        border or off it, there or not.
        """
        for key in TRICKY:
            store.create(key, b"x")
        points = [
            "",
            *TRICKY,
            "articles/news.com",
            "articles/news.com/",
            "articles/news.com-zzz/y",
            "articles/a",
            "checks/2026/11/21/",
            "~",
        ]
        for prefix in (
            "",
            "a",
            "articles/",
            "articles/news.com",
            "articles/news.com/",
            "articles/news.com/a",
            "checks/2026/11/",
            "checks",
            "no",
        ):
            for point in points:
                expected = [key for key in sorted(TRICKY) if key.startswith(prefix) and key > point]
                assert list(store.list(prefix, start_after=point)) == expected, (prefix, point)

    def test_more_than_a_thousand_keys(self, store: ObjectStore, put_behind: PutBehind) -> None:
        """A listing does not end at the thousand keys that one answer of S3 holds, neither of
        objects nor of folders.
        """
        keys = [f"many/{number:04}/x" for number in range(1203)]
        for key in keys:
            put_behind(key, b"")  # quicker than create, which waits for the disk
        assert list(store.list()) == keys
        assert list(store.list("many/")) == keys
        assert list(store.list("many/", start_after=keys[1100])) == keys[1101:]
        assert list(store.list("many/1")) == keys[1000:]

    def test_a_listing_sees_every_finished_create(self, store: ObjectStore, reopen: Reopen) -> None:
        """What one store object created, another one lists and reads at once."""
        other = reopen()
        for number in range(5):
            store.create(f"a/{number}", b"x")
            assert list(other.list("a/")) == [f"a/{seen}" for seen in range(number + 1)]
            assert other.read(f"a/{number}") == b"x"

    def test_strange_names_come_out_by_name(
        self, store: ObjectStore, put_behind: PutBehind
    ) -> None:
        """Names that are no keys keep nobody from reading the rest of a listing, and its end names
        them.
        """
        for name in ("a b", ".DS_Store", "a/.hidden/x", "zürich", "sub/dot."):
            put_behind(name, b"damage")
        for key in ("a/good", "z"):
            store.create(key, b"x")
        listing = store.list()
        assert [next(listing), next(listing)] == ["a/good", "z"]
        with pytest.raises(BadKey, match="no keys") as caught:
            next(listing)
        assert sorted(caught.value.keys) == sorted(
            ["a b", ".DS_Store", "a/.hidden/x", "zürich", "sub/dot."]
        )
        assert list(store.list("a/g")) == ["a/good"]

    def test_the_probe_accepts_it_for_one_writer(self, store: ObjectStore) -> None:
        """A store that holds to this contract is fit for a declared single writer."""
        refuse_unfit(store, single_writer=True)


class StoreContract(OneWriterContract):
    """The whole contract."""

    def test_a_taken_key_stays(self, store: ObjectStore) -> None:
        """A second create of one key says False and changes nothing, whether its bytes differ or
        not.
        """
        store.create("a", b"first")
        assert not store.create("a", b"second")
        assert not store.create("a", b"first")
        assert store.read("a") == b"first"

    def test_an_empty_object_takes_its_key(self, store: ObjectStore) -> None:
        """A key that holds nothing is taken like any other."""
        store.create("nothing", b"")
        assert not store.create("nothing", b"something")
        assert store.read("nothing") == b""

    def test_race_of_threads(self, store: ObjectStore) -> None:
        """Of 64 threads that create one key at once, exactly one wins, and the object is the
        winner's bytes.
        """
        (won,) = race_in_threads(store, ["race"], range(64)).values()
        assert len(won) == 1, won
        assert store.read("race") == bytes_of(won[0])
        assert list(store.list()) == ["race"]

    def test_race_of_processes(self, store: ObjectStore, reopen: Reopen) -> None:
        """Of 64 writers in four processes that create one key at once, exactly one wins, and the
        object is the winner's bytes.
        """
        keys = [f"race/{number}" for number in range(2)]
        for key, won in race_in_processes(reopen, keys).items():
            assert len(won) == 1, (key, won)
            assert store.read(key) == bytes_of(won[0])
        assert list(store.list()) == keys

    def test_the_probe_accepts_it(self, store: ObjectStore) -> None:
        """A store that holds to this contract is not taken for a weak one, and the probe changes
        nothing.
        """
        store.create("palimpsest.json", b"{}\n")
        try:
            refuse_weak(store, "palimpsest.json", b"{}\n")
        except StoreTooWeak as error:  # pragma: no cover
            pytest.fail(str(error))
        assert list(store.list()) == ["palimpsest.json"]
