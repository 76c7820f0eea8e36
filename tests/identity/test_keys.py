"""The keys of everything stored: built, read back, and fit for every store."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import identity
from crawler.errors import BadKey
from crawler.store.base import MAX_KEY_LENGTH, check_key
from tests.identity.test_urls import _urls

_NOW = datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)
_ARTICLE = identity.article_of("https://news.example/flood")
_DIGEST = "ab" * 32
_RUN = "20261121T102439Z-0a1b2c3d"
# hypothesis adds the zone
_moments = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_spelling() -> None:
    """Keys are spelt as docs/understand/format.md says."""
    assert identity.version_key(_ARTICLE, 1) == f"articles/{_ARTICLE}/versions/00000001.json"
    assert (
        identity.capture_key(_ARTICLE, _NOW, _DIGEST)
        == f"articles/{_ARTICLE}/captures/20261121T102439Z-{_DIGEST}.warc.gz"
    )
    assert (
        identity.alias_key("https://news.example/flood?utm_source=x") == f"aliases/{_ARTICLE}.json"
    )
    assert identity.check_key(_RUN, 1) == f"checks/2026/11/21/{_RUN}-0001.jsonl.gz"
    assert identity.profile_key("news.example", _DIGEST) == f"profiles/news.example/{_DIGEST}.json"
    assert identity.checkpoint_key(3) == "checkpoints/00000003.json"
    assert identity.alert_key("Desk_1", 12) == "alerts/Desk_1/00000012.json"
    assert identity.derivation_key(_ARTICLE, 7, "extractor 1; rules 2").startswith(
        f"articles/{_ARTICLE}/derivations/00000007-"
    )
    assert identity.new_run_id(_NOW, bytes.fromhex("0a1b2c3dff")) == _RUN


@given(_urls, st.integers(1, 99_999_999), _moments, st.binary(min_size=32, max_size=32), st.text())
def test_every_key_is_storable_and_reads_back(
    url: str, number: int, moment: datetime, digest: bytes, extractor: str
) -> None:
    """For every URL, time and number, each key is one that every store can hold, and parses into
    what it was built from.
    """
    article, host, second = (
        identity.article_of(url),
        identity.host_of(url),
        moment.replace(microsecond=0),
    )
    run, part = identity.new_run_id(moment, digest), number % 9999 + 1
    built = {
        identity.version_key(article, number): identity.VersionKey(article, number),
        identity.capture_key(article, moment, digest.hex()): identity.CaptureKey(
            article, second, digest.hex()
        ),
        identity.alias_key(url): identity.AliasKey(article),
        identity.check_key(run, part): identity.CheckKey(run, part),
        identity.profile_key(host, digest.hex()): identity.ProfileKey(host, digest.hex()),
        identity.checkpoint_key(number): identity.CheckpointKey(number),
        identity.note_key(number): identity.NoteKey(number),
        identity.alert_key("desk", number): identity.AlertKey("desk", number),
        identity.ARCHIVE_HEADER_KEY: identity.ArchiveHeaderKey(),
        identity.PROBE_KEY: identity.ProbeKey(),
    }
    for key, value in built.items():
        assert check_key(key) == key
        assert len(key) <= MAX_KEY_LENGTH
        parsed = identity.parse_key(key)
        assert (type(parsed), parsed) == (type(value), value)
    derived = identity.parse_key(check_key(identity.derivation_key(article, number, extractor)))
    assert isinstance(derived, identity.DerivationKey)
    assert derived[:2] == (article, number)


def test_the_longest_host() -> None:
    """The longest host with a port makes a key that a store can hold, and a segment that a file
    system can.
    """
    host = ".".join(["a" * 59] * 4) + ":65535"
    article = identity.article_of(f"https://{host}/")
    key = identity.capture_key(article, _NOW, _DIGEST)
    assert check_key(key) == key
    assert max(map(len, key.split("/"))) < 250


def test_keys_sort_as_time_does() -> None:
    """Versions, captures, runs and parts list in their order."""
    assert identity.version_key(_ARTICLE, 9) < identity.version_key(_ARTICLE, 10)
    assert identity.check_key(_RUN, 9) < identity.check_key(_RUN, 10)
    assert identity.new_run_id(_NOW, b"zzzz") < identity.new_run_id(
        _NOW + timedelta(seconds=1), b"aaaa"
    )


def test_other_zones() -> None:
    """A key's time is UTC whatever zone the moment came in; a naive one is refused."""
    berlin = timezone(timedelta(hours=1))
    assert identity.new_run_id(_NOW.astimezone(berlin), b"\x0a\x1b\x2c\x3d") == _RUN
    with pytest.raises(ValueError, match="naive"):
        identity.new_run_id(_NOW.replace(tzinfo=None), b"0000")
    with pytest.raises(ValueError, match="random bytes"):
        identity.new_run_id(_NOW, b"abc")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "palimpsest.json/",
        f"articles/{_ARTICLE}/versions/1.json",
        f"articles/{_ARTICLE}/versions/00000000.json",
        f"articles/{_ARTICLE}/versions/00000001.json\n",
        f"articles/{_ARTICLE.upper()}/versions/00000001.json",
        f"articles/News.example/{'a' * 32}/versions/00000001.json",
        f"articles/../{'a' * 32}/versions/00000001.json",
        f"articles/news.example/{'g' * 32}/versions/00000001.json",
        f"articles/{_ARTICLE}/captures/20261321T102439Z-{_DIGEST}.warc.gz",
        f"articles/{_ARTICLE}/captures/20261121T102439Z-{_DIGEST[1:]}.warc.gz",
        f"articles/{_ARTICLE}/notes/00000001.json",
        f"checks/2026/11/22/{_RUN}-0001.jsonl.gz",
        f"checks/2026/11/21/{_RUN}-0000.jsonl.gz",
        "checkpoints/now.json",
        "alerts/00000001.json",
        "alerts/a.b/00000001.json",
        f"alerts/{'a' * 65}/00000001.json",
        "index.db",
    ],
)
def test_no_keys(key: str) -> None:
    """What is no archive's key, or names a time that never was, is refused."""
    with pytest.raises(BadKey):
        identity.parse_key(key)


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (identity.version_key, (_ARTICLE, 0)),
        (identity.version_key, (_ARTICLE, 100_000_000)),
        (identity.version_key, ("news.example", 1)),
        (identity.capture_key, (_ARTICLE, _NOW, "no digest")),
        (identity.check_key, (_RUN, 10_000)),
        (identity.check_key, ("run", 1)),
        (identity.profile_key, ("..", _DIGEST)),
        (identity.alert_key, ("a b", 1)),
        (identity.alert_key, ("desk", 0)),
    ],
)
def test_builders_refuse_nonsense(build: Callable[..., str], arguments: tuple[object, ...]) -> None:
    """A builder never makes a key that would not parse."""
    with pytest.raises(BadKey):
        build(*arguments)


def test_a_removal_s_key_is_read_back() -> None:
    """It names the article, and which of its removals it is."""
    key = identity.redaction_key(_ARTICLE, 2)
    assert key == f"articles/{_ARTICLE}/redactions/00000002.json"
    assert identity.parse_key(key) == identity.RedactionKey(_ARTICLE, 2)
    key = identity.remainder_key(_ARTICLE, 2, "0" * 64)
    assert identity.parse_key(key) == identity.RemainderKey(_ARTICLE, 2, "0" * 64)
