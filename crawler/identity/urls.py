"""URLs in one form for one meaning, and the article that each one names.

The form follows RFC 3986, section 6.2.2 (syntax) and 6.2.3 (scheme), with the host rules of IDNA
2008 and UTS 46. Beyond the RFC, tracking parameters are dropped (``crawler.identity.tracking``),
and the others are sorted by name: a feed that shuffles its parameters is commoner than a server
that minds their order. Parameters of one name keep theirs, and a query that is no list of
``name=value`` is left as it is.
"""

import hashlib
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from crawler.errors import BadUrl
from crawler.identity.hosts import canonical_host
from crawler.identity.tracking import is_tracking, without_session

MAX_URL_LENGTH = 8192
"""The longest normalised URL, in characters. RFC 9110 asks servers for 8,000; few take more."""

DEFAULT_PORTS = {"http": 80, "https": 443}

# RFC 3986, appendix B, with the scheme required.
_URL = re.compile(
    (
        r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?://(?P<authority>[^/?#]*))?(?P"
        r"<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
    ),
    re.DOTALL,
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
_AROUND = "".join(map(chr, range(0x21))) + "\ufeff"
_UNWANTED_ESCAPE = re.compile(
    r"%(?P<hex>[0-9A-Fa-f]{2})|(?P<other>[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+|%)"
)
_USER_INFO = re.compile(r"^([^/?#]*//)?[^/?#]*@")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")


class Url(NamedTuple):
    """A normalised URL in parts. ``str()`` joins them."""

    scheme: str
    host: str
    """Lower case, with ``:port`` when the port is not the scheme's default."""
    path: str
    """Starts with ``/``."""
    query: str
    fragment: str
    """Empty, or a hash-bang: ``!`` and what follows."""

    @property
    def resource(self) -> str:
        """All that stands behind the host."""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.path}{query}{fragment}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.resource}"


def normalise(url: str) -> str:
    """Return the one form of all URLs that mean what ``url`` means.

    Raises ``BadUrl``, which never quotes a password.

    - Scheme and host in lower case, the host in IDNA's ASCII form, without a closing dot. The
      scheme's own port is dropped.
    - Percent-escapes in upper case; letters, digits and ``-._~`` unescaped; what may not stand in a
      URL escaped as UTF-8.
    - Dot segments resolved, an empty path made ``/``. Double and closing slashes are kept: servers
      tell them apart.
    - Tracking parameters, session ids and the fragment dropped; a fragment that starts with ``#!``
      names a page and is kept.
    - The remaining parameters sorted by name; an empty query dropped.
    """
    return str(parse(url))


def host_of(url: str) -> str:
    """Return the URL's host in lower-case ASCII; raise ``BadUrl`` for what is no URL.

    With ``:port`` when it is not the scheme's default.
    """
    return parse(url).host


def article_of(url: str) -> str:
    """Return the article that the URL names: ``<host>/<32 hex digits>``.

    The scheme is no part of it, another port is. Raises ``BadUrl``.
    """
    parts = parse(url)
    digest = hashlib.sha256(f"//{parts.host}{parts.resource}".encode()).hexdigest()
    return f"{parts.host}/{digest[:32]}"


@lru_cache(maxsize=1024)  # a page's URL is asked about a dozen times while it is on its way
def parse(url: str) -> Url:
    """Return the normalised parts of ``url``. Raises ``BadUrl``."""
    match = _URL.fullmatch(_cleaned(url))
    if match is None:
        raise BadUrl(
            f"{_shown(url)} has no scheme", hint="write it out with https:// before the host"
        )
    scheme = match["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise BadUrl(
            f"{_shown(url)} is no web address: its scheme is {scheme[:20]!r}",
            hint="only http and https are fetched",
        )
    host = _host(url, scheme, match["authority"] or "")
    path = _without_dot_segments(_escaped(without_session(match["path"])))
    parts = Url(
        scheme, host, path, _query(match["query"] or ""), _hash_bang(match["fragment"] or "")
    )
    if len(str(parts)) > MAX_URL_LENGTH:
        raise BadUrl(f"{_shown(url)} is longer than {MAX_URL_LENGTH} characters once normalised")
    return parts


def _cleaned(url: str) -> str:
    """Return the text without white space around it, line breaks and tabs.

    They are no part of a URL, to browsers either.
    """
    try:
        url.encode()
    except UnicodeEncodeError as error:
        raise BadUrl(f"{_shown(url)} holds a lone surrogate, which is no character") from error
    return re.sub(r"[\t\r\n]", "", url.strip(_AROUND))


def _host(url: str, scheme: str, authority: str) -> str:
    if "@" in authority:
        raise BadUrl(
            f"{_shown(url)} carries a user name or password",
            hint="give credentials by headers_env of a source instead",
        )
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise BadUrl(f"{_shown(url)} has a host or port that cannot be read")
    try:
        host = canonical_host(match["host"])
    except ValueError as error:
        raise BadUrl(f"{_shown(url)} has no usable host: {error}") from error
    port = int((match["port"] or "").lstrip("0")[:6] or 0)
    if not match["port"]:
        return host
    if not 0 < port < 65536:  # noqa: PLR2004  # the range of TCP ports
        raise BadUrl(f"{_shown(url)} has no usable port: ports run from 1 to 65535")
    return host if port == DEFAULT_PORTS[scheme] else f"{host}:{port}"


def _escaped(text: str) -> str:
    """Return the text with exactly the escapes it needs (RFC 3986, 6.2.2.1 and 6.2.2.2).

    A ``%`` that starts no escape becomes ``%25``.
    """
    return _UNWANTED_ESCAPE.sub(_one_escape, text)


def _one_escape(match: re.Match[str]) -> str:
    if match["hex"] is None:
        return quote(match["other"], safe="")
    character = chr(int(match["hex"], 16))
    return character if _UNRESERVED.fullmatch(character) else f"%{match['hex'].upper()}"


def _without_dot_segments(path: str) -> str:
    """Return RFC 3986, section 5.2.4, for a path that is empty or starts with ``/``."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(raw: str) -> str:
    parameters = [
        part
        for part in _escaped(raw).split("&")
        if part and not is_tracking(part.partition("=")[0])
    ]
    if all("=" in part for part in parameters):
        parameters.sort(key=lambda part: part.partition("=")[0])
    return "&".join(parameters)


def _hash_bang(raw: str) -> str:
    return _escaped(raw) if raw.startswith("!") and len(raw) > 1 else ""


def without_password(url: str) -> str:
    """Return the URL, or what was to be one, with ``***`` for a user name and password in it."""
    return _USER_INFO.sub(r"\1***@", url)


def _shown(url: str) -> str:
    """Return the start of a URL for an error message, without any user info."""
    masked = without_password(url)
    # one line of a terminal
    return f"{masked if len(masked) <= 120 else masked[:117] + '...'!r}"  # noqa: PLR2004


FETCHED_SCHEMES = frozenset({"http", "https"})


def scheme_refusal(url: str) -> str | None:
    """Return why a URL of this scheme is not fetched, fit for a check line.

    None for ``http``, ``https`` and what has no scheme at all.
    """
    scheme, colon, _ = url.strip().partition(":")
    name = scheme.lower()
    if not colon or name in FETCHED_SCHEMES or not name.isascii() or "/" in name:
        return None
    return f"scheme: {name[:40]} is not fetched, only http and https"
