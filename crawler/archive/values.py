"""Small records of an archive, beside its versions and captures."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model import FORMAT, Extraction, ObjectRef


@dataclass(frozen=True, slots=True)
class AliasReason:
    """One piece of evidence that a URL belongs to an Article."""

    kind: str
    """``text``, ``title``, ``published``, ``redirect``, ``canonical``, ``number``, or ``hand``."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """The Article that a URL belongs to, once accepted.

    Written once, so a flapping canonical link cannot fork an Article. A person may decide again:
    that is a further alias of the same URL, under the next number. One that names the URL's own
    Article says that it stands alone.
    """

    url: str
    article: str
    accepted_at: datetime
    run: str
    by_hand: bool = False
    """Whether a person decided. Crawls leave such a URL alone."""
    score: int | None = None
    """How sure the evidence is, of 100; None where a page's canonical link or redirect decided for
    an address that was never archived, or a person did.
    """
    reasons: tuple[AliasReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A later extraction of a Version's capture.

    Equal inputs give equal bytes, so the record holds no time.
    """

    article: str
    version: int
    capture: ObjectRef
    extraction: Extraction
    format: int = FORMAT
