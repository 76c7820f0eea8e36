"""The objects that stand alone: the archive's birth certificate, aliases, profiles, the cursors of notices."""

from crawler.archive import Alias
from crawler.codec import canonical_members, decode_sealed, sha256
from crawler.errors import BadKey, BadRecord, BadUrl
from crawler.header import Birth, GivenId
from crawler.identity import AliasKey, ArchiveIdKey, Key, MarkerKey, NoticeKey, ProfileKey, alias_key, parse_key, version_key
from crawler.model import FORMAT
from crawler.notices import parse_cursor
from crawler.store.base import ObjectStore
from crawler.verify.made import Made
from crawler.verify.reading import LISTED, fetch
from crawler.verify.records import is_redaction, refuse_redaction
from crawler.verify.report import Problem, Tally


def examine_single(
    store: ObjectStore, key: str, *, article: str | None = None, why_missing: str = LISTED, made: Made | None = None
) -> Tally:
    """Findings on one object outside ``articles`` and ``checks``. ``article`` is what check lines say that an alias names."""
    tally = Tally()
    if is_redaction(key):
        refuse_redaction(key, tally)
        return tally
    try:
        named = parse_key(key)
    except BadKey as error:
        tally.add(key, Problem.UNKNOWN, error.message)
        return tally
    data = fetch(store, key, tally, why_missing=why_missing)
    if data is not None:
        try:
            _examine(key, named, data, article, tally)
        except BadRecord as error:
            tally.add(key, Problem.DAMAGED, error.message)
        if made is not None:
            made.examine(key, data, tally)
    return tally


def _examine(key: str, named: Key, data: bytes, article: str | None, tally: Tally) -> None:
    match named:
        case MarkerKey():
            birth = decode_sealed(Birth, data)
            if birth.format <= FORMAT and birth.archive is None and "archive" in canonical_members(data):
                tally.add(key, Problem.DAMAGED, "it has a place for the archive's id, and no id there")
        case ArchiveIdKey():
            decode_sealed(GivenId, data)
        case AliasKey():
            _examine_alias(key, decode_sealed(Alias, data), article, tally)
        case ProfileKey():
            canonical_members(data)
            if not sha256(data).startswith(named.digest):
                tally.add(key, Problem.ALTERED, f"its SHA-256 is {sha256(data)}")
        case NoticeKey():
            _examine_cursor(key, data, tally)


def _examine_alias(key: str, alias: Alias, article: str | None, tally: Tally) -> None:
    try:
        version_key(alias.article, 1)
        belongs = alias_key(alias.url)
    except (BadKey, BadUrl) as error:
        tally.add(key, Problem.DAMAGED, error.message)
        return
    if belongs != key:
        tally.add(key, Problem.REORDERED, f"it is the alias of {alias.url}")
    elif article not in (None, alias.article):
        tally.add(key, Problem.ALTERED, f"it names {alias.article}; check lines say {article}")


def _examine_cursor(key: str, data: bytes, tally: Tally) -> None:
    try:
        parse_cursor(data, key)
    except BadRecord as error:
        tally.add(key, Problem.UNUSABLE, error.message)
