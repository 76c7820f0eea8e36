"""Object keys: built from facts, and read back into them.

``docs/understand/format.md`` describes the layout; this module is its only speller.

Builders raise ``BadKey`` for parts that no key can hold, ``ValueError`` for naive times.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from crawler.codec import format_compact_utc, sha256
from crawler.errors import BadKey
from crawler.identity.key_values import (
    AlertKey,
    AliasKey,
    ArchiveHeaderKey,
    ArchiveIdKey,
    CaptureKey,
    CheckKey,
    CheckpointKey,
    DerivationKey,
    Key,
    NoteKey,
    ProbeKey,
    ProfileKey,
    RedactionKey,
    RemainderKey,
    VersionKey,
)
from crawler.identity.urls import article_of

ARCHIVE_HEADER_KEY = "palimpsest.json"
"""The object that makes a store an archive."""

ARCHIVE_ID = "archives/id.json"
"""The object that gives an id to an archive whose ``palimpsest.json`` names none."""

PROBE_KEY = "archives/probe/news.example:80/listed.json"
"""The object that a server is tried with before anything else is written there.

It lies as deep as those of articles: some servers list a folder that holds folders alone as if it
were not there. A host with a port needs escaping in a request.
"""

_HOST = r"(?:\[[0-9a-f:]+\]|[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)*)(?::[1-9][0-9]{0,4})?"
_ARTICLE = rf"{_HOST}/[0-9a-f]{{32}}"
_TIME = r"[0-9]{8}T[0-9]{6}Z"
_RUN = rf"{_TIME}-[0-9a-f]{{8}}"
_NUMBER = r"(?!0{8})[0-9]{8}"
_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_RUN_RANDOM_BYTES = 4


def version_key(article: str, n: int) -> str:
    """Return the key of version ``n``, counted from 1."""
    key = f"articles/{article}/versions/{n:08d}.json"
    if not _VERSION.fullmatch(key):  # the one that is built for every record that a page shows
        parse_key(key)
    return key


def capture_key(article: str, fetched_at: datetime, sha256: str) -> str:
    """Return key of a capture; ``sha256`` is that of the whole stored file, in hexadecimal."""
    return _checked(f"articles/{article}/captures/{_time(fetched_at)}-{sha256}.warc.gz")


def derivation_key(article: str, version: int, extractor: str) -> str:
    """Return key of a later extraction.

    ``extractor`` is the extractor's identity as text, of which the key holds a digest.
    """
    return _checked(
        f"articles/{article}/derivations/{version:08d}-{sha256(extractor.encode())[:32]}.json"
    )


def alias_key(url: str, number: int = 1) -> str:
    """Return key of an object that says which article this URL belongs to. Raises ``BadUrl``.

    ``number`` counts the decisions on the URL. The first one's key has none.
    """
    return _checked(alias_key_of(article_of(url), number))


def alias_key_of(url_id: str, number: int = 1) -> str:
    """Return the same of the URL whose ``article_of`` this is, unchecked."""
    return f"aliases/{url_id}{'' if number == 1 else f'/{number:08d}'}.json"


def redaction_key(article: str, number: int) -> str:
    """Return key of an article's removal, counted from 1."""
    return _checked(f"articles/{article}/redactions/{number:08d}.json")


def remainder_key(article: str, version: int, sha256: str) -> str:
    """Return key of what is left of a record; ``sha256`` is that of the stored bytes."""
    return _checked(f"articles/{article}/remainders/{version:08d}-{sha256}.json")


def profile_key(host: str, digest: str) -> str:
    """Return key of a site profile; ``digest`` is 32 or 64 hex digits."""
    return _checked(f"profiles/{host}/{digest}.json")


def check_key(run: str, part: int) -> str:
    """Return the key of part 1 to 9999 of a run's check lines.

    It stands under the day that the run's name gives.
    """
    return _checked(f"checks/{run[:4]}/{run[4:6]}/{run[6:8]}/{run}-{part:04d}.jsonl.gz")


def checkpoint_key(number: int) -> str:
    """Return key of a checkpoint, counted from 1.

    A number is taken once, so checkpoints are a chain whoever makes them.
    """
    return _checked(f"checkpoints/{number:08d}.json")


def note_key(number: int) -> str:
    """Return key of a checkpoint's signed note."""
    return _checked(f"log/{number:08d}.tlog-proof")


def alert_key(name: str, number: int) -> str:
    """Return key of an alert's cursor, counted from 1.

    The highest number holds what was told so far.
    """
    return _checked(f"alerts/{name}/{number:08d}.json")


def new_run_id(now: datetime, randomness: bytes) -> str:
    """Return a run's name.

    ``20261121T102439Z-0a1b2c3d``, from its start and four or more random bytes (the first four
    count).
    """
    if len(randomness) < _RUN_RANDOM_BYTES:
        raise ValueError(f"a run id needs {_RUN_RANDOM_BYTES} random bytes, got {len(randomness)}")
    return f"{_time(now)}-{randomness[:_RUN_RANDOM_BYTES].hex()}"


def parse_key(key: str) -> Key:
    """Return what the key names. Raises ``BadKey`` when it is none of an archive's."""
    for pattern, make in _SHAPES:
        match = pattern.fullmatch(key)
        if match is not None:
            try:
                return make(match)
            except ValueError as error:
                raise BadKey(
                    f"{key[:200]!r} has the shape of an archive's key, but {error}"
                ) from error
    raise BadKey(f"{key[:200]!r} is no key of an archive")


def _checked(key: str) -> str:
    parse_key(key)
    return key


def _time(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime cannot name an object: {moment!r}")
    return format_compact_utc(moment)


def _moment(text: str) -> datetime:
    """Return the time in a key, of which the pattern has seen the digits."""
    day = int(text[:4]), int(text[4:6]), int(text[6:8])
    return datetime(*day, int(text[9:11]), int(text[11:13]), int(text[13:15]), tzinfo=UTC)


def _check(match: re.Match[str]) -> CheckKey:
    run = match["run"]
    _moment(run[:16])
    if match["day"] != f"{run[:4]}/{run[4:6]}/{run[6:8]}":
        raise ValueError("its folders name another day than its run")
    return CheckKey(run, int(match["part"]))


_VERSION = re.compile(rf"articles/(?P<article>{_ARTICLE})/versions/(?P<number>{_NUMBER})\.json")

_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Key]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (
            _VERSION.pattern,
            lambda m: VersionKey(m["article"], int(m["number"])),
        ),
        (
            (
                rf"articles/(?P<article>{_ARTICLE})/captures/(?P<time>{_TIME})-(?P"
                rf"<sha256>[0-9a-f]{{64}})\.warc\.gz"
            ),
            lambda m: CaptureKey(m["article"], _moment(m["time"]), m["sha256"]),
        ),
        (
            rf"aliases/(?P<url>{_ARTICLE})(?:/(?!0{{7}}1)(?P<number>{_NUMBER}))?\.json",
            lambda m: AliasKey(m["url"], int(m["number"] or 1)),
        ),
        (
            (
                rf"checks/(?P<day>[0-9]{{4}}/[0-9]{{2}}/[0-9]{{2}})/(?P<run>{_RUN})-(?P"
                rf"<part>(?!0{{4}})[0-9]{{4}})\.jsonl\.gz"
            ),
            _check,
        ),
        (
            (
                rf"articles/(?P<article>{_ARTICLE})/derivations/(?P<number>{_NUMBER})-(?P"
                rf"<extractor>[0-9a-f]{{32}})\.json"
            ),
            lambda m: DerivationKey(m["article"], int(m["number"]), m["extractor"]),
        ),
        (
            rf"articles/(?P<article>{_ARTICLE})/redactions/(?P<number>{_NUMBER})\.json",
            lambda m: RedactionKey(m["article"], int(m["number"])),
        ),
        (
            (
                rf"articles/(?P<article>{_ARTICLE})/remainders/(?P<number>{_NUMBER})-(?P"
                rf"<sha256>[0-9a-f]{{64}})\.json"
            ),
            lambda m: RemainderKey(m["article"], int(m["number"]), m["sha256"]),
        ),
        (
            rf"profiles/(?P<host>{_HOST})/(?P<digest>[0-9a-f]{{32}}(?:[0-9a-f]{{32}})?)\.json",
            lambda m: ProfileKey(m["host"], m["digest"]),
        ),
        (rf"checkpoints/(?P<number>{_NUMBER})\.json", lambda m: CheckpointKey(int(m["number"]))),
        (rf"log/(?P<number>{_NUMBER})\.tlog-proof", lambda m: NoteKey(int(m["number"]))),
        (
            rf"alerts/(?P<name>{_NAME})/(?P<number>{_NUMBER})\.json",
            lambda m: AlertKey(m["name"], int(m["number"])),
        ),
        (re.escape(ARCHIVE_HEADER_KEY), lambda _: ArchiveHeaderKey()),
        (re.escape(ARCHIVE_ID), lambda _: ArchiveIdKey()),
        (re.escape(PROBE_KEY), lambda _: ProbeKey()),
    )
)
