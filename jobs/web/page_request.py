"""What a page is asked, and what it answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from crawler.errors import PalimpsestError, UsageError

MAX_QUERY_VALUE = 1_000
"""Characters of one parameter: a headline is shorter."""


class PageMissing(PalimpsestError):
    """The address names a page that is not there."""


class TooLarge(PalimpsestError):
    """What is asked for is more than pages give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One request for a page. Plain values: pages know nothing of the framework."""

    path: str
    """As it was asked for, without the query."""
    base_url: str
    """Scheme, host and port under which the reader sees the pages: ``http://127.0.0.1:8080``."""
    site_name: str
    """What the archive is called on its pages."""
    path_values: Mapping[str, str] = field(default_factory=dict)
    """What stands at the named places of the address."""
    query: tuple[tuple[str, str], ...] = ()
    """The parameters behind the question mark, in order, repeated ones too."""
    known_etags: frozenset[str] = frozenset()
    """What ``If-None-Match`` names: the states of this page that the reader has already."""
    known_since: str | None = None
    """``If-Modified-Since`` as it was sent: the ``Last-Modified`` of what the reader has."""
    accept_datetime: str | None = None
    """``Accept-Datetime`` as it was sent: the time for which a state is wanted (RFC 7089)."""
    target: str = ""
    """Path and query as they were sent. Nothing in it is decoded, so a URL within it is whole."""

    def value(self, name: str) -> str | None:
        """Return a parameter; None where it is missing or empty.

        Raises ``UsageError`` for one that is given twice or too long.
        """
        given = [value.strip() for key, value in self.query if key == name and value.strip()]
        if len(given) > 1:
            raise UsageError(f"{name} is given {len(given)} times", hint=f"Give {name} once.")
        if given and len(given[0]) > MAX_QUERY_VALUE:
            raise UsageError(
                f"{name} is longer than {MAX_QUERY_VALUE:,} characters", hint="Shorten it."
            )
        return given[0] if given else None

    def number(self, name: str, *, default: int, most: int) -> int:
        """Return a parameter that is a number from 1 to ``most``. Raises ``UsageError``."""
        text = self.value(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most:
            raise UsageError(f"{name} must be a number from 1 to {most}, not {text!r}")
        return int(text)

    def link(self, **changes: str | int | None) -> str:
        """Return this page's address with other parameters; None takes one away."""
        kept = [(name, value) for name, value in self.query if name not in changes and value]
        new = [(name, str(value)) for name, value in changes.items() if value is not None]
        return f"{quote(self.path)}?{urlencode(kept + new)}" if kept or new else quote(self.path)

    def absolute(self, address: str) -> str:
        """Return an address of ours, which begins with a slash, for use outside the pages."""
        return f"{self.base_url}{address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """What a page answers. Its ``ETag`` is made from the body where it brings none."""

    body: bytes | Iterator[bytes]
    """Pieces where it is long: each is made when the one before was taken."""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """Without quotation marks."""


def redirect(address: str) -> PageAnswer:
    """Return the answer that leads to another address of ours."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ValueError("pages lead to their own addresses only")
    return PageAnswer(body=b"", status=303, headers={"Location": address})


RAW_POLICY = "sandbox; default-src 'none'"
"""Of archived bytes: no script, no origin, nothing loaded, even by a browser that opens them."""


def raw(body: bytes | Iterator[bytes], *, media_type: str, file_name: str) -> PageAnswer:
    """Return archived bytes as a download. Never shown as a page of ours.

    Their own media type is told only where no browser runs it; all else is bytes.
    """
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in file_name
    )
    return PageAnswer(
        body=body,
        media_type=media_type if media_type in _HARMLESS else "application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{plain.lstrip(".") or "download"}"',
            "Content-Security-Policy": RAW_POLICY,
        },
    )


def sandboxed(body: bytes, *, media_type: str | None, headers: Mapping[str, str]) -> PageAnswer:
    """Return archived bytes under their own type, for programs that show archived pages.

    A browser that opens them has no origin, runs nothing and loads nothing. Types that a page of
    ours could be made to load as its own script or style are told as bytes.
    """
    match = _TYPE.match(media_type or "")
    told = match[1].lower() if match else ""
    charset = f"; charset={match[2]}" if match and match[2] else ""
    return PageAnswer(
        body=body,
        headers={
            # as a header: the framework adds a charset of its own to a bare text type
            "Content-Type": f"{told}{charset}" if told in _SHOWN else "application/octet-stream",
            "Content-Security-Policy": RAW_POLICY,
            **headers,
        },
    )


_TYPE = re.compile(
    r"""\s*([\w.+-]+/[\w.+-]+)\s*(?:;.*?\bcharset\s*=\s*["']?([\w.:-]+))?""",
    re.ASCII | re.IGNORECASE,
)
_SHOWN = {"application/pdf", "application/xhtml+xml", "text/html", "text/plain"}
_HARMLESS = {
    "application/gzip",
    "application/json",
    "application/warc",
    "application/zip",
    "image/png",
    "text/plain; charset=utf-8",
}
