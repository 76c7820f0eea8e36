"""Stored objects as the index takes them in: versions, aliases and parts, each with its key.

Raises ``BadRecord`` for what is none.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from crawler import identity
from crawler.archive import Alias
from crawler.checks import Part, decode_part
from crawler.codec import decode, decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, BadUrl
from crawler.index.alias_decisions import StoredAlias
from crawler.index.version_rows_of import StoredVersion
from crawler.index.writes import StoredPart
from crawler.model import Check, Version
from crawler.removal import Removal, ShortenedRecord, read_remainder, read_removal

log = logging.getLogger("palimpsest")


def is_article(name: str) -> bool:
    """Return whether a line's word for an article can be one.

    A forger may write anything: ``verify`` says what is wrong with it.
    """
    try:
        identity.version_key(name, 1)
    except BadKey:
        return False
    return True


def _is_led(line: Check) -> bool:
    """Return whether a line's URL came to an Article that is not its own by an alias.

    A forged line may name no URL.
    """
    try:
        return identity.article_of(line.url) != line.article and bool(identity.alias_key(line.url))
    except (BadUrl, BadKey):
        return False


def version_of(key: str, data: bytes) -> StoredVersion:
    """Return a Version record. Its bytes are judged by whoever shows it."""
    record = decode(Version, data, what=key)
    if identity.version_key(record.article, record.version) != key:
        raise BadRecord(f"{key} holds version {record.version} of {record.article}")
    return key, record, sha256(data)


def _alias(key: str, data: bytes) -> StoredAlias:
    alias = decode_sealed(Alias, data, what=key)
    if identity.alias_key(alias.url, _decision(key).number) != key:
        raise BadRecord(f"{key} holds the alias of {alias.url}")
    return key, identity.host_of(alias.url), alias.url, alias.article


def attested_by(
    attests: Callable[[str, str], bool], made: Mapping[str, str]
) -> Callable[[str, bytes], StoredAlias | None]:
    """Return what reads an alias, and gives none that nobody attests.

    Anybody who may write to the store can lay one down. A check part attests it that names its
    hash, and check lines that its URL led to its Article: those say nothing of later decisions.
    """

    def parse(key: str, data: bytes) -> StoredAlias | None:
        alias = _alias(key, data)
        if made.get(key) == sha256(data):
            return alias
        return alias if _decision(key).number == 1 and attests(alias[2], alias[3]) else None

    return parse


def aliases_made(part: Part) -> dict[str, str]:
    """Return the key of each alias that a part's run has stored, with its SHA-256."""
    made = part.header.made or ()
    return {ref.key: ref.sha256 for ref in made if ref.key.startswith("aliases/")}


def _decision(key: str) -> identity.AliasKey:
    named = identity.parse_key(key)
    if not isinstance(named, identity.AliasKey):
        raise BadRecord(f"{key} is the key of no alias")
    return named


def part_of(key: str, data: bytes) -> StoredPart:
    """Return a check part.

    Lines with values that nothing can hold are told, and read without them.
    """
    stored = parsed_part(key, data)
    for one in stored[2].unusable:
        warn_of_line(key, one.line, one.why)
    return stored


def parsed_part(key: str, data: bytes) -> StoredPart:
    """Return a check part, and say nothing of its lines."""
    return key, sha256(data), decode_part(data, key)


def warn_of_line(key: str, line: int, why: str) -> None:
    """Say that a line of a part is read without what it cannot hold."""
    log.warning("read without what it cannot hold: %s line %d: %s", key, line, why)


def led_by(parts: Sequence[StoredPart]) -> set[tuple[str, str]]:
    """URL and Article of each line whose URL has come to an Article that is not its own."""
    lines = [check for _, _, part in parts for check in part.checks if check.kind == "article"]
    return {
        (line.url, line.article) for line in lines if line.article is not None and _is_led(line)
    }


def removals_named(parts: Sequence[StoredPart]) -> dict[str, str]:
    """Return key and SHA-256 of each removal that the parts' runs say they have stored."""
    return {
        ref.key: ref.sha256
        for _, _, part in parts
        for ref in part.header.made or ()
        if _is_removal(ref.key)
    }


def _is_removal(key: str) -> bool:
    try:
        return isinstance(identity.parse_key(key), identity.RedactionKey)
    except BadKey:
        return False


def removal_of(named: Mapping[str, str]) -> Callable[[str, bytes], Removal]:
    """Return what reads a removal, and refuses one that has not the SHA-256 that is named."""

    def parse(key: str, data: bytes) -> Removal:
        if sha256(data) != named[key]:
            raise BadRecord(f"{key} has SHA-256 {sha256(data)}, not {named[key]}")
        return read_removal(key, data)

    return parse


def shortened_by_key(
    standing: Mapping[str, Mapping[int, ShortenedRecord]],
) -> dict[str, tuple[str, ShortenedRecord]]:
    """Return key of each remainder to its Article and the record that it stands for."""
    return {
        one.remainder: (article, one) for article, some in standing.items() for one in some.values()
    }


def remainder_read_of(
    standing: Mapping[str, tuple[str, ShortenedRecord]],
) -> Callable[[str, bytes], StoredVersion]:
    """Return what reads a remainder: the Version, under its own key and with the removed hash."""

    def parse(key: str, data: bytes) -> StoredVersion:
        article, one = standing[key]
        record = read_remainder(article, one, data)
        return identity.version_key(article, one.version), record, one.sha256

    return parse
