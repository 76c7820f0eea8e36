"""Small records of an archive, beside its versions and captures."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model import FORMAT, Extraction, ObjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """The Article that a URL belongs to, once accepted.

    Written once, so a flapping canonical link cannot fork an Article.
    """

    url: str
    article: str
    accepted_at: datetime
    run: str


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
