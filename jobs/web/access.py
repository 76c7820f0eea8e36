"""Who may read the pages, and under which names they are reached."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.config import WebConfig
from crawler.errors import ConfigError, UsageError
from crawler.guides import guide

MIN_TOKEN, MIN_PASSWORD = 20, 10
"""Characters: nobody guesses them before the sun goes out, even if nobody counts the tries."""

_LOOPBACK_NAMES = {"localhost", "localhost."}


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address."""
    if host in _LOOPBACK_NAMES:
        return True
    address = _address(host)
    return address is not None and address.is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a request must bring. Secrets are kept as their hashes, all of one length."""

    hosts: frozenset[str]
    """Names, with or without a port, that the ``Host`` header may give."""
    loopback_only: bool
    """Whether only this machine reaches the address: then its own names are good."""
    behind_proxy: bool = False
    """Whether a proxy in front guards the pages, and tells the scheme."""
    token: bytes | None = None
    user: str | None = None
    password: bytes | None = None

    @property
    def is_asked(self) -> bool:
        """Return whether readers must bring a token or a password."""
        return self.token is not None or self.password is not None

    def is_host_good(self, given: str) -> bool:
        """Return whether a request may come under this name.

        A page of another site can have a browser send requests here, under that site's own name
        once it has turned it to our address. It cannot make the browser name another.
        """
        host = given.lower()
        name = host.rpartition(":")[0] if _ends_in_port(host) else host
        if host in self.hosts or name in self.hosts:
            return True
        bare = name.removeprefix("[").removesuffix("]")
        if self.loopback_only:
            return is_loopback(bare)
        return not self.behind_proxy and _address(bare) is not None

    def is_bearer(self, authorization: str) -> bool:
        """Return whether this is the token, as programs send it."""
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "bearer" and _same(given.strip(), self.token)

    def is_known(self, authorization: str) -> bool:
        """Return whether a request may read: the token, or the user with the password.

        A browser has no way to ask for a token: there it is the password, of any user.
        """
        if not self.is_asked or self.is_bearer(authorization):
            return True
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            decoded = base64.b64decode(given.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        user, _, password = decoded.partition(":")
        right_user = _same(user, _hash(self.user) if self.user is not None else None)
        right_password = _same(password, self.password)
        return _same(password, self.token) or (right_user and right_password)


def access(web: WebConfig, host: str, environ: Mapping[str, str]) -> Access | None:
    """Return who may read pages at this address; None where nothing guards them from others.

    Raises ``ConfigError`` for a secret that is missing or could be guessed.
    """
    token = _secret("token_env", web.token_env, environ, MIN_TOKEN)
    password = _secret("password_env", web.password_env, environ, MIN_PASSWORD)
    found = Access(
        hosts=frozenset(web.hosts),
        loopback_only=is_loopback(host),
        behind_proxy=web.behind_proxy,
        token=token,
        user=web.user,
        password=password,
    )
    return found if found.loopback_only or found.is_asked or found.behind_proxy else None


def not_guarded(host: str) -> UsageError:
    """Return the error for pages that others could read at this address without being asked."""
    return UsageError(
        f"at {host} others could read the whole archive",
        hint=(
            "Set web.token_env, or web.user and web.password_env, in config.yaml; or, where a "
            "proxy in front asks who reads, web.behind_proxy: true and web.hosts. "
            f"{guide('run/operations.md')} explains them."
        ),
    )


def _secret(
    key: str, variable: str | None, environ: Mapping[str, str], shortest: int
) -> bytes | None:
    if variable is None:
        return None
    value = environ.get(variable, "").strip()
    if len(value) < shortest:
        state = f"has fewer than {shortest} characters" if value else "is not set"
        raise ConfigError(
            [f"web.{key}: the variable {variable} {state}"],
            hint=f"`openssl rand -hex {shortest}` makes one that nobody guesses.",
        )
    return _hash(value)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _same(given: str, wanted: bytes | None) -> bool:
    """Compare in a time that does not depend on where they differ."""
    return wanted is not None and hmac.compare_digest(_hash(given), wanted)


def _ends_in_port(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    is_port = port.isascii() and port.isdigit()
    return bool(colon) and is_port and (":" not in name or name.endswith("]"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return None if "%" in host else ipaddress.ip_address(host)  # a zone may be any text
    except ValueError:
        return None
