"""URLs, the articles they name, the sites they belong to, and the keys of all objects.

All rules here are pure. They are numbered together by ``RULES``, which stands in
``palimpsest.json``: under other rules one URL could name another article, so a change to any of
them needs a new number.
"""

from crawler.identity.canonical import canonical_target
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
from crawler.identity.keys import (
    ARCHIVE_HEADER_KEY,
    ARCHIVE_ID,
    PROBE_KEY,
    alert_key,
    alias_key,
    alias_key_of,
    capture_key,
    check_key,
    checkpoint_key,
    derivation_key,
    new_run_id,
    note_key,
    parse_key,
    profile_key,
    redaction_key,
    remainder_key,
    version_key,
)
from crawler.identity.sites import domain_of, registrable, same_site, site_of, without_port
from crawler.identity.urls import MAX_URL_LENGTH, article_of, host_of, normalise, without_password

RULES = 1
"""The number of this rule set."""

__all__ = [
    "ARCHIVE_HEADER_KEY",
    "ARCHIVE_ID",
    "MAX_URL_LENGTH",
    "PROBE_KEY",
    "RULES",
    "AlertKey",
    "AliasKey",
    "ArchiveHeaderKey",
    "ArchiveIdKey",
    "CaptureKey",
    "CheckKey",
    "CheckpointKey",
    "DerivationKey",
    "Key",
    "NoteKey",
    "ProbeKey",
    "ProfileKey",
    "RedactionKey",
    "RemainderKey",
    "VersionKey",
    "alert_key",
    "alias_key",
    "alias_key_of",
    "article_of",
    "canonical_target",
    "capture_key",
    "check_key",
    "checkpoint_key",
    "derivation_key",
    "domain_of",
    "host_of",
    "new_run_id",
    "normalise",
    "note_key",
    "parse_key",
    "profile_key",
    "redaction_key",
    "registrable",
    "remainder_key",
    "same_site",
    "site_of",
    "version_key",
    "without_password",
    "without_port",
]
