"""Secrets, recognised in every form and masked before anything is written.

A site that is sent a subscription's headers may repeat them: whole or in part, as they are,
percent-encoded, as JSON or HTML writes them, in base64. Each part of each secret is looked for in
each of these forms, upper and lower case alike. Parts shorter than ``MIN_LENGTH`` characters, or
``MIN_ODD_LENGTH``, would shred pages: they count only where they are a whole header value, or a
cookie with its name.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Self
from urllib.parse import quote, quote_plus, unquote, urlsplit

MIN_LENGTH, MIN_ODD_LENGTH = 8, 6
"""Characters from which a part of a secret is looked for everywhere: a word, and one that is
neither a word nor a number.
"""

BLANKED = "[blanked]"
"""What stands for a header's value that holds a secret."""

_SIGN = "*"
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""How a page may be encoded whose bytes hold zeros."""
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9_-]*)[ \t]+(?P<rest>\S.*)", re.DOTALL)
_PARAMETER = re.compile(r'[A-Za-z0-9_-]+="?([^",;\s]+)"?')
_TELLING = re.compile(r"[^A-Za-z]")
_NAMED_SECRET = re.compile(
    r"SECRET|PASSW|TOKEN|API_?KEY|CREDENTIAL|PRIVATE|COOKIE|SESSION", re.IGNORECASE
)
_NAMED_PLACE = re.compile(
    r"(?:_FILE|_PATH|_DIR|_URI|_ENDPOINT|_NAME)$|^(?:XDG|DBUS|DESKTOP|GNOME|SSH)_", re.IGNORECASE
)
_URL_SAFE = ("", "/", "!'()*", ";,/?:@&=+$!'()*#")
"""What different encoders leave as it is: Python's two, JavaScript's two."""
_WORD = 3
_SIGNS = re.compile(r"[^A-Za-z0-9]")


class Mask:
    """Replaces the secrets that it was made of. One of no secrets changes nothing."""

    def __init__(self, secrets: Iterable[str] = (), *, pairs: Iterable[str] = ()) -> None:
        """Take secrets, and cookies with their names (``pairs``).

        These count in header values whatever their length.
        """
        parts = {part for part in secrets if part}
        forms = {
            _lower(read)
            for part in parts
            if _is_telling(part)
            for form in forms_of(part)
            for read in (form, _as_latin(form))
        }
        self._forms = sorted(
            (form for form in forms if len(form) >= MIN_ODD_LENGTH),
            key=lambda form: (-len(form), form),
        )
        self._bytes = [
            (form.encode("utf-8", "surrogateescape"), _SIGN.encode()) for form in self._forms
        ]
        self._wide = [
            (form.encode(coding, "surrogatepass"), _SIGN.encode(coding))
            for coding in _WIDE
            for form in self._forms
        ]
        self._whole = frozenset(parts)
        self._pairs = [
            re.compile(rf"(?<![\w-]){re.escape(pair)}(?![\w-])") for pair in pairs if pair
        ]

    @classmethod
    def of_headers(cls, headers: Iterable[tuple[str, str]], more: Iterable[str] = ()) -> Self:
        """Return the mask of these request headers, name and value, with all their parts."""
        headers = list(headers)
        cookies = [
            pair.strip()
            for name, value in headers
            if name.lower() == "cookie"
            for pair in value.split(";")
        ]
        return cls(
            [part for name, value in headers for part in parts_of(name, value)] + list(more),
            pairs=cookies,
        )

    def __bool__(self) -> bool:
        return bool(self._whole or self._pairs)

    def text(self, text: str) -> str:
        """Return the text with as many asterisks for each secret as it had characters."""
        lowered = _lower(text)
        for form in self._forms:
            if form in lowered:
                text = _replaced(text, lowered, form)
                lowered = _lower(text)
        return text

    def data(self, data: bytes) -> bytes:
        """Return the bytes with as many asterisks for each secret as it had bytes."""
        lowered = data.lower() if self._bytes else b""
        for form, sign in [*self._bytes, *(self._wide if b"\0" in lowered else ())]:
            start = lowered.find(form)
            if start < 0:
                continue
            changed = bytearray(data)
            while start >= 0:
                changed[start : start + len(form)] = sign * (len(form) // len(sign))
                start = lowered.find(form, start + len(form))
            data = bytes(changed)
            lowered = data.lower()
        return data

    def value(self, value: str) -> str:
        """Return a header's value, blanked where it holds a secret."""
        told = (
            value.strip() in self._whole
            or any(pair.search(value) for pair in self._pairs)
            or self.text(value) != value
        )
        return BLANKED if told else value


def _is_telling(part: str) -> bool:
    """Return whether a part is found in a page by no accident."""
    odd = not part.isalpha() and not part.isdigit()
    return len(part) >= (MIN_ODD_LENGTH if odd else MIN_LENGTH)


def parts_of(name: str, value: str) -> Iterator[str]:
    """Yield what of a request header is secret in itself.

    The value; its token without a scheme; each cookie's value; a password.
    """
    yield value
    if name.lower() == "cookie":
        for pair in value.split(";"):
            found = pair.partition("=")[2].strip().strip('"')
            yield from (found, unquote(found), *_of_web_token(found))
        return
    scheme = _SCHEME.fullmatch(value.strip())
    rest = scheme["rest"].strip() if scheme else value
    yield rest
    if scheme and scheme["scheme"].lower() == "basic":
        yield from _basic(rest)
    elif scheme:
        yield from _PARAMETER.findall(rest)
    yield from _of_web_token(rest)


def _of_web_token(text: str) -> list[str]:
    """Return a JSON Web Token's claims and signature. Its header is everybody's."""
    return text.split(".")[1:] if text.count(".") == _WORD - 1 else []


def _basic(encoded: str) -> Iterator[str]:
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return
    yield from _named_password(decoded)


def _named_password(both: str) -> Iterator[str]:
    """Yield user and password together, the password, and a user's name that is no plain word."""
    user, _, password = both.partition(":")
    yield from (both, password)
    if _TELLING.search(user):
        yield user


def of_url(url: str) -> Iterator[str]:
    """Yield what of a URL with credentials is secret: its user and password."""
    try:
        info = urlsplit(url).netloc.rpartition("@")[0]
    except ValueError:
        return
    if info:
        yield from _named_password(unquote(info))
        yield from _named_password(info)
        yield base64.b64encode(unquote(info).encode()).decode()  # as a proxy is sent it


def of_proxies(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the credentials of the proxies that the environment names."""
    for name, value in environ.items():
        if name.lower().endswith("_proxy"):
            yield from of_url(value if "//" in value else f"//{value}")


def of_environment(environ: Mapping[str, str], named: Iterable[str] = ()) -> Iterator[str]:
    """Yield all that is secret in the environment, for what is printed and logged.

    By name, by form, and the variables ``named``.
    """
    wanted = frozenset(named)
    for name, value in environ.items():
        if name in wanted or (_NAMED_SECRET.search(name) and not _NAMED_PLACE.search(name)):
            for word in value.split():
                yield from parts_of("cookie" if "=" in word else "", word)
                yield from of_url(word)
            yield from parts_of("cookie" if "COOKIE" in name.upper() else "", value)
        elif "@" in value and "//" in value:
            yield from of_url(value)
        if "PRIVATE KEY" in value:
            yield from (
                line for line in value.replace("\\n", "\n").splitlines() if "-----" not in line
            )
    yield from of_proxies(environ)


def forms_of(secret: str) -> Iterator[str]:
    """Yield the forms in which a server may write a secret."""
    yield secret
    for safe in _URL_SAFE:
        yield quote(secret, safe=safe)
        yield quote(quote(secret, safe=safe), safe="")
    yield quote_plus(secret)
    marked = escape(secret, quote=True)
    yield from (
        marked,
        marked.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        marked.replace("&#x27;", "&apos;"),
        escape(secret, quote=False),
    )
    yield from (
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
    )
    yield re.sub(r"[<>&=+'/]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(secret)[1:-1])
    data = secret.encode("utf-8", "surrogateescape")
    yield "".join(f"%{byte:02x}" for byte in data)
    yield from (
        "".join(f"&#{ord(sign)};" for sign in secret),
        "".join(f"&#x{ord(sign):x};" for sign in secret),
    )
    yield from (
        "".join(f"\\u{ord(sign):04x}" for sign in secret),
        "".join(f"\\x{byte:02x}" for byte in data),
        data.hex(),
    )
    for written in (
        "%{:02x}",
        "&#{};",
        "&#x{:x};",
        "&#x{:02x};",
        "\\u{:04x}",
        "\\x{:02x}",
    ):  # as careful encoders do it
        yield "".join(written.format(ord(sign)) if _SIGNS.match(sign) else sign for sign in secret)
    yield from _in_base64(data)


def _in_base64(data: bytes) -> Iterator[str]:
    """Yield what base64 makes of the bytes wherever they stand within others.

    The letters that only they decide.
    """
    for before in range(_WORD):
        encoded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        spoilt = 1 if (before + len(data)) % _WORD else 0
        core = encoded[(before * 8 + 5) // 6 : len(encoded) - spoilt]
        yield from (core, core.replace("+", "-").replace("/", "_"), quote(core, safe=""))


def _replaced(text: str, lowered: str, form: str) -> str:
    pieces, end, start = [], 0, lowered.find(form)
    while start >= 0:
        pieces += [text[end:start], _SIGN * len(form)]
        end = start + len(form)
        start = lowered.find(form, end)
    return "".join([*pieces, text[end:]])


_UPPER_TO_LOWER = {ord("A") + number: ord("a") + number for number in range(26)}


def _lower(text: str) -> str:
    """Return the text with ASCII's capitals made small, and so as long as it was."""
    return text.translate(_UPPER_TO_LOWER)


def _as_latin(text: str) -> str:
    """Return UTF-8 as it looks when it is read as Latin-1, as headers are."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
