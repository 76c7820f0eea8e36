"""The frozen values on the arrows of the data flow. They hold no behaviour beyond guarding their own sense.

All times are aware and in UTC: a naive datetime is refused where a value is made, because it is the field's
commonest bug. Stored JSON is these values' fields; see ``crawler.codec`` and ``docs/format.md``.
"""

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

FORMAT = 1
"""The archive format that this release writes, and the newest that it reads."""

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order received: (name, value). Names may repeat."""


class Outcome(StrEnum):
    """What one check found. The strings are stored and are a contract."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    FAILED = "failed"
    SKIPPED = "skipped"


class State(StrEnum):
    """What a Version says of its Article."""

    PRESENT = "present"
    GONE = "gone"


def _require_utc(value: object) -> None:
    """Refuse naive and non-UTC datetimes in the fields of a dataclass instance."""
    for spec in fields(value):  # type: ignore[arg-type]  # every caller is a dataclass
        moment = getattr(value, spec.name)
        if isinstance(moment, datetime) and moment.utcoffset() != UTC.utcoffset(None):
            raise ValueError(f"{type(value).__name__}.{spec.name} must be an aware UTC time, not {moment!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """The result of a TLS handshake whose certificate was verified."""

    protocol: str | None = None
    cipher: str | None = None
    issuer: str | None = None
    subject: str | None = None
    certificate_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response. ``body`` is what the server sent: content coding kept, transfer coding removed."""

    url: str
    fetched_at: datetime
    status: int
    method: str = "GET"
    http_version: str = "HTTP/1.1"
    phrase: str = ""
    request_headers: Headers = ()
    response_headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    ip: str | None = None
    tls: Tls | None = None
    reconstructed: tuple[str, ...] = ()
    """What could not be had as it was on the wire, in words: "header case", "transfer coding"."""

    def __post_init__(self) -> None:
        _require_utc(self)

    def header(self, name: str) -> str | None:
        """The first response header of this name, compared without case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The bytes that a check received: redirect hops in order, the answer last."""

    exchanges: tuple[Exchange, ...]
    rescue: bytes | None = field(default=None, repr=False)
    """A feed item's full text, where extraction was allowed to fall back on it."""

    @property
    def answer(self) -> Exchange:
        """The last exchange: the response that was not a redirect."""
        return self.exchanges[-1]

    @property
    def requested_url(self) -> str:
        """The URL that the check set out for."""
        return self.exchanges[0].url

    @property
    def url(self) -> str:
        """The URL that answered in the end."""
        return self.exchanges[-1].url

    @property
    def fetched_at(self) -> datetime:
        """When the answering request was sent."""
        return self.exchanges[-1].fetched_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What the extractor makes of a Capture. A pure function of capture, site profile and options."""

    extractor: str
    """Identity of the extractor: library versions, rule set, profile and options."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, as exact as the page gave it: a date, or a time with its zone."""
    modified: str | None = None
    publisher: str | None = None
    language: str | None = None
    paragraphs: tuple[str, ...] = ()
    developing: bool = False
    notices: tuple[str, ...] = ()
    """Correction, clarification and update notices, as they stand in the text."""
    canonical: str | None = None
    original_publisher: str | None = None
    """On an aggregator's page: the outlet that the text comes from."""
    original_url: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    free: bool | None = None
    """``isAccessibleForFree`` as the page declares it; None where it declares nothing."""
    rescued_from: str | None = None
    """Where the text came from when the page's body held none: ``json-ld`` or ``feed``."""
    problem: str | None = None
    """Why this is no article, or why nothing could be made of it; None for a readable article."""

    @property
    def text(self) -> str:
        """The paragraphs joined by blank lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def byline(self) -> str:
        """The authors joined by commas; empty where the page names none."""
        return ", ".join(self.authors)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRef:
    """A stored object: its key and the SHA-256 of its bytes, in hexadecimal."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPair:
    """A number, date, name or quotation that was exchanged within a kept sentence."""

    kind: Literal["number", "date", "name", "quotation"]
    old: str
    new: str
    sentence: str
    """The sentence as it stands now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened between two Versions."""

    kinds: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)
    """Kind to the reason it was given."""
    stealth: bool | None = None
    words_added: int = 0
    words_removed: int = 0
    facts: tuple[FactPair, ...] = ()
    notices: tuple[str, ...] = ()
    """Correction, clarification and update notices that appeared with this change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An Article's state that differs from the one before. The stored record, field by field."""

    article: str
    """``<host>/<article id>``."""
    url: str
    version: int
    state: State
    captured_at: datetime
    """When the capture that first showed this state was fetched."""
    confirmed_at: datetime
    """When the state was believed: equal to ``captured_at`` unless it was suspect first."""
    last_seen_before: datetime | None
    """The last check that saw the state before this one; None for the first version."""
    capture: ObjectRef
    previous: str | None
    """SHA-256 of the predecessor's stored bytes; None for the first version."""
    fingerprint: str
    content_sha256: str
    """SHA-256 of ``text`` in UTF-8, as ``show`` prints it without its final line feed."""
    run: str
    extraction: Extraction | None
    """None for a state of ``gone``."""
    change: Change = field(default_factory=Change)
    format: int = FORMAT

    def __post_init__(self) -> None:
        _require_utc(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest Version of an Article as far as it is known, with the hash of its stored bytes."""

    record: Version
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at one Article or one Source's list. Every check is recorded, changed or not."""

    kind: Literal["article", "source"]
    run: str
    url: str
    fetched_at: datetime
    outcome: Outcome
    source: str | None = None
    final_url: str | None = None
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order; empty where none did."""
    article: str | None = None
    status: int | None = None
    reason: str | None = None
    version: int | None = None
    """The article's newest version after this check."""
    record_sha256: str | None = None
    """SHA-256 of that version's stored bytes."""
    capture: str | None = None
    """Key of the capture that this check stored, if it stored one."""
    body_sha256: str | None = None
    fingerprint: str | None = None
    extractor: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    published: str | None = None
    modified: str | None = None
    developing: bool | None = None
    found: int | None = None
    """For a source: how many article links its list gave."""

    def __post_init__(self) -> None:
        _require_utc(self)
