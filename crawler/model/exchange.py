"""What a check received: requests, responses, and the bytes as they came."""

from dataclasses import dataclass, field
from datetime import datetime

from crawler.model.times import require_utc

Headers = tuple[tuple[str, str], ...]
"""Header lines in the order received: (name, value). Names may repeat."""


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
    """One request and its response.

    ``body`` is what the server sent: content coding kept, transfer coding removed.
    """

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
        require_utc(self)

    def header(self, name: str) -> str | None:
        """Return the first response header of this name, compared without case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchCost:
    """What one page or list cost its site and the network.

    Redirects, retries and refetches are included.
    """

    requests: int = 0
    """That were sent."""
    received: int = 0
    """Bytes of the bodies that arrived whole, as they came."""
    milliseconds: int = 0
    """From sending a request to the end of its answer, added up."""

    def __add__(self, other: "FetchCost") -> "FetchCost":
        return FetchCost(
            requests=self.requests + other.requests,
            received=self.received + other.received,
            milliseconds=self.milliseconds + other.milliseconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What a browser made of an answer.

    The document as it stood after the page's scripts had run.
    """

    rendered_at: datetime
    html: bytes = field(repr=False)
    """The document, serialised, in UTF-8."""
    browser: str
    """Name and release, such as ``Chromium 156.0.8078.79``."""
    settled: bool = True
    """Whether the page had come to rest. Else this is how it stood when its time was up."""
    requests: int = 0
    """That its scripts and markup made."""
    received: int = 0
    """Bytes that came in answer to them."""
    missing: tuple[str, ...] = ()
    """What was not let in, each with the reason."""
    screenshot: bytes | None = field(default=None, repr=False)
    """The whole page as a JPEG image, where one was wanted."""

    def __post_init__(self) -> None:
        require_utc(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrigin:
    """Where an imported capture comes from: a file that somebody else's tool wrote."""

    file: str
    """The file's name, without its folder."""
    sha256: str
    """Of the whole file as it was imported."""
    member: str | None = None
    """The name of the WARC file within a WACZ."""
    record: str | None = None
    """The record's own id, ``WARC-Record-ID``; None for a line of JSON."""
    offset: int | None = None
    """Where the record begins, in bytes: in the file, or in the member as it was unpacked."""
    block_sha256: str | None = None
    """Of the record's block as it stands in the file."""
    payload_digest: str | None = None
    """Of the payload, as the record states it, with its digits in hex: of chunks too, if the tool
    that wrote it counts them. Later revisits name an answer by it.
    """
    refers_to: str | None = None
    """For a revisit: the id of the record whose body it repeats, else that one's URL; the key of
    the capture, where the archive had the body.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The bytes that a check received: redirect hops in order, the answer last."""

    exchanges: tuple[Exchange, ...]
    rescue: bytes | None = field(default=None, repr=False)
    """A feed item's full text, where extraction was allowed to fall back on it."""
    rendering: Rendering | None = None
    """What a browser made of the answer, where the source asks for that; extraction then reads
    this, and not the answer's body.
    """
    imported: ImportOrigin | None = None
    """The file that it was imported from; None where this project fetched it."""

    @property
    def answer(self) -> Exchange:
        """The last exchange: the response that was not a redirect."""
        return self.exchanges[-1]

    @property
    def url(self) -> str:
        """The URL that answered in the end."""
        return self.exchanges[-1].url

    @property
    def fetched_at(self) -> datetime:
        """When the answering request was sent."""
        return self.exchanges[-1].fetched_at
