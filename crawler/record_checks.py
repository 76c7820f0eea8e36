"""What a stored Version record must be by itself.

Canonical, under its own key, with hashes that fit what it holds.

Whoever reads records reads them through here. What *other* objects say of a record is
``crawler.attest``'s to compare.
"""

from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadKey, BadRecord
from crawler.fingerprint import GONE, RULE_SETS, fingerprint_of
from crawler.identity import CaptureKey, parse_key, version_key
from crawler.model import State, Version


def read_version(key: str, data: bytes) -> Version:
    """Return the record in ``data``.

    Raises ``BadRecord`` where it is not whole, stands under a wrong key, or contradicts itself.
    """
    canonical_members(data, what=key)
    record = decode(Version, data, what=key)
    try:
        belongs = version_key(record.article, record.version)
    except BadKey as error:
        raise BadRecord(f"{key}: {error.message}") from error
    if belongs != key:
        raise BadRecord(f"{key} holds version {record.version} of {record.article}")
    for flaw in text_flaws(record):
        raise BadRecord(f"{key}: {flaw}")
    return record


def read_vouched_for(key: str, data: bytes) -> Version:
    """Return the record in bytes of which others vouch that a crawl wrote them under a key.

    Raises ``BadRecord`` where they are no record. What it says of itself is not asked.
    """
    return decode(Version, data, what=key)


def text_flaws(record: Version) -> list[str]:
    """Return what does not hold of the text that the record would show, in words.

    What every reader asks.
    """
    if record.extraction is None:
        return (
            []
            if record.state is State.GONE
            else ["it has no text, and does not say that the article is gone"]
        )
    checks = {
        "its content_sha256 is not that of its text": record.content_sha256
        == sha256(record.extraction.text.encode()),
        "its fingerprint is not that of its titles, byline and text": _fingerprint_fits(record),
    }
    return [flaw for flaw, holds in checks.items() if not holds]


def flaws(record: Version) -> list[str]:
    """Return all that the record says of itself that does not hold, in words.

    What verification asks.
    """
    present = record.extraction is not None
    text = record.extraction.text if record.extraction else ""
    checks = {
        "its state does not fit its extraction": present == (record.state is State.PRESENT),
        "its content_sha256 is not that of its text": record.content_sha256
        == sha256(text.encode()),
        "its fingerprint is not that of its titles, byline and text": _fingerprint_fits(record),
        "its capture is none of its article's, or not of that SHA-256": _capture_fits(record),
        "it is a first version and names a predecessor, or a later one and names none": (
            record.previous is None
        )
        == (record.predecessor is None),
        "its gaps are no ranges below it": all(
            1 <= first <= last < record.version for first, last in record.gaps
        ),
    }
    return [flaw for flaw, holds in checks.items() if not holds]


def _fingerprint_fits(record: Version) -> bool:
    """Return True for a fingerprint of rules that this release does not know."""
    if record.extraction is None:
        return record.fingerprint == GONE
    expected = fingerprint_of(record.extraction)
    return record.fingerprint == expected or record.fingerprint.partition(":")[0] not in RULE_SETS


def _capture_fits(record: Version) -> bool:
    try:
        named = parse_key(record.capture.key)
    except BadKey:
        return False
    return isinstance(named, CaptureKey) and (named.article, named.sha256) == (
        record.article,
        record.capture.sha256,
    )


def capture_bytes(key: str, data: bytes) -> bytes:
    """Return a capture's bytes if they have the SHA-256 in its key.

    Raises ``BadRecord`` where they do not.
    """
    try:
        named = parse_key(key)
    except BadKey as error:
        raise BadRecord(f"{key}: {error.message}") from error
    if not isinstance(named, CaptureKey):
        raise BadRecord(f"{key} is the key of no capture")
    if sha256(data) != named.sha256:
        raise BadRecord(f"{key} has SHA-256 {sha256(data)}, which is not the one in its name")
    return data
