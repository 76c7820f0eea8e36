"""The objects that stand alone: the archive header, aliases, profiles, the cursors of alerts."""

from crawler.alert_cursors import parse_cursor
from crawler.archive import Alias
from crawler.codec import canonical_members, decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, BadUrl
from crawler.header import ArchiveHeader, GivenId
from crawler.identity import (
    AlertKey,
    AliasKey,
    ArchiveHeaderKey,
    ArchiveIdKey,
    Key,
    ProbeKey,
    ProfileKey,
    alias_key,
    parse_key,
    version_key,
)
from crawler.model import FORMAT
from crawler.store.base import ObjectStore
from crawler.store.server_probe import PROBE
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.made import MadeObjects
from crawler.verify.object_reader import LISTED, fetch
from crawler.verify.version_records import is_redaction, refuse_redaction


def examine_standalone(
    store: ObjectStore,
    key: str,
    *,
    article: str | None = None,
    why_missing: str = LISTED,
    made: MadeObjects | None = None,
) -> VerifyResult:
    """Return the findings on one object outside ``articles`` and ``checks``.

    ``article`` is what check lines say that an alias names.
    """
    result = VerifyResult()
    if is_redaction(key):
        refuse_redaction(key, result)
        return result
    try:
        named = parse_key(key)
    except BadKey as error:
        result.add(key, Problem.UNKNOWN, error.message)
        return result
    data = fetch(store, key, result, why_missing=why_missing)
    if data is not None:
        try:
            _examine(key, named, data, result, article=article, made=made)
        except BadRecord as error:
            result.add(key, Problem.DAMAGED, error.message)
        if made is not None:
            made.examine(key, data, result)
    return result


def _examine(
    key: str,
    named: Key,
    data: bytes,
    result: VerifyResult,
    *,
    article: str | None,
    made: MadeObjects | None,
) -> None:
    match named:
        case ArchiveHeaderKey():
            _examine_header(key, data, result)
        case ArchiveIdKey():
            decode_sealed(GivenId, data)
        case ProbeKey() if data != PROBE:
            result.add(key, Problem.ALTERED, f"its SHA-256 is {sha256(data)}")
        case AliasKey():
            alias = decode_sealed(Alias, data)
            if named.number > 1 or (made is not None and made.leads_on(key, alias)):
                article = None
            _examine_alias(key, named.number, alias, article, result)
        case ProfileKey():
            canonical_members(data)
            if not sha256(data).startswith(named.digest):
                result.add(key, Problem.ALTERED, f"its SHA-256 is {sha256(data)}")
        case AlertKey():
            _examine_cursor(key, data, result)


def _examine_header(key: str, data: bytes, result: VerifyResult) -> None:
    header = decode_sealed(ArchiveHeader, data)
    if header.format <= FORMAT and header.archive is None and "archive" in canonical_members(data):
        result.add(key, Problem.DAMAGED, "it has a place for the archive's id, and no id there")


def _examine_alias(
    key: str, number: int, alias: Alias, article: str | None, result: VerifyResult
) -> None:
    try:
        version_key(alias.article, 1)
        belongs = alias_key(alias.url, number)
    except (BadKey, BadUrl) as error:
        result.add(key, Problem.DAMAGED, error.message)
        return
    if belongs != key:
        result.add(key, Problem.REORDERED, f"it is the alias of {alias.url}")
    elif article not in (None, alias.article):
        result.add(key, Problem.ALTERED, f"it names {alias.article}; check lines say {article}")


def _examine_cursor(key: str, data: bytes, result: VerifyResult) -> None:
    try:
        parse_cursor(data, key)
    except BadRecord as error:
        result.add(key, Problem.UNUSABLE, error.message)
