"""Signatures of WACZ packages, after *WACZ Signing and Verification* 0.1.0.

Its two forms: an anonymous key; or the key of a domain's certificate, with a time-stamp (RFC 3161).
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509 import (
    Certificate,
    DNSName,
    ExtensionNotFound,
    SubjectAlternativeName,
    load_pem_x509_certificates,
)
from cryptography.x509.oid import NameOID

from crawler.checkpoint.certificate_order import chained
from crawler.checkpoint.timestamping import signer_chain, timestamped_at
from crawler.codec import format_utc
from crawler.errors import TimestampUnavailable, UsageError

SPECIFICATION = "0.1.0"
STAMPED_WITHIN = timedelta(minutes=10)
"""How long after ``created`` the time-stamp may be: what the specification's readers accept."""

_NEW_KEY = (
    "`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out FILE` makes a key that "
    "every reader knows."
)
_AGAIN = "It is signed with the bare key for now. Export it again when the authority answers."

Stamper = Callable[[bytes], str]
"""Gives a time-stamp over some bytes, base64 of DER. Raises ``TimestampUnavailable``."""


@dataclass(repr=False)
class PackageSigner:
    """A private key for packages, with the certificates of its domain if it has one."""

    _key: ec.EllipticCurvePrivateKey
    chain: tuple[Certificate, ...] = ()
    """The domain's certificate first, each followed by the one that signed it."""
    stamper: Stamper | None = None
    unstamped: TimestampUnavailable | None = field(default=None, init=False)
    """Why the last package has no time-stamp, and so not the domain's form."""

    @property
    def public_key(self) -> str:
        """Return the public key: base64 of its SubjectPublicKeyInfo in DER."""
        return _base64(
            self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        )

    @property
    def domain(self) -> str | None:
        """Return the name in the certificate, or None where there is no certificate."""
        return _domain(self.chain[0]) if self.chain else None

    def sign(self, digest: str, created: datetime) -> dict[str, str]:
        """Return ``signedData`` for a package whose description has this hash: ``sha256:…``.

        Without a time-stamp it is in the anonymous form, which needs none, and ``unstamped`` says
        why.
        """
        self.unstamped = None
        facts = {
            "hash": digest,
            "created": format_utc(created),
            "software": "Palimpsest",
            "version": SPECIFICATION,
        }
        if self.chain and self.stamper is not None:
            try:
                return facts | self._with_domain(digest, created, self.stamper)
            except TimestampUnavailable as error:
                self.unstamped = TimestampUnavailable(error.message, hint=_AGAIN)
        return facts | {"signature": _base64(self._raw(digest)), "publicKey": self.public_key}

    def _with_domain(self, digest: str, created: datetime, stamper: Stamper) -> dict[str, str]:
        signature = _base64(self._key.sign(digest.encode(), ec.ECDSA(SHA256())))
        token = stamper(signature.encode())
        stamped = timestamped_at(token, signature.encode(), None)
        if not created <= stamped <= created + STAMPED_WITHIN:
            raise TimestampUnavailable(
                f"the authority's clock says {format_utc(stamped)}, and the package was made at "
                f"{format_utc(created)}: readers refuse a time-stamp that is earlier, or more than "
                "10 minutes later"
            )
        return {
            "signature": signature,
            "domain": _domain(self.chain[0]),
            "domainCert": _pem(self.chain),
            "timeSignature": token,
            "timestampCert": _pem(signer_chain(token)),
        }

    def _raw(self, digest: str) -> bytes:
        """Return both numbers of the signature end to end, which browsers verify, not in DER."""
        size = (self._key.curve.key_size + 7) // 8
        numbers = decode_dss_signature(self._key.sign(digest.encode(), ec.ECDSA(SHA256())))
        return b"".join(number.to_bytes(size) for number in numbers)

    def __repr__(self) -> str:
        return f"PackageSigner({self.domain or 'anonymous'})"


def load_package_signer(
    key: Path, certificate: Path | None = None, stamper: Stamper | None = None
) -> PackageSigner:
    """Return what signs with the key in a PEM file.

    ``certificate`` is a PEM file with the domain's certificate and those above it. Raises
    ``UsageError`` that says what is wrong with them.
    """
    found = _key_in(key)
    if certificate is None:
        if not isinstance(found.curve, ec.SECP384R1):
            raise UsageError(
                f"{key} holds a key on the curve {found.curve.name}; browsers verify a signature "
                "without a certificate on P-384 only",
                hint=_NEW_KEY,
            )
        return PackageSigner(found)
    if stamper is None:
        raise UsageError(
            "a signature with a certificate needs a time-stamp, and no authority is set",
            hint="Set checkpoint.timestamp_url in config.yaml, or leave out the certificate.",
        )
    return PackageSigner(found, _chain_in(certificate, found), stamper)


def _key_in(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise UsageError(
            f"the key {path} cannot be read: {error.strerror}", hint=_NEW_KEY
        ) from error
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{path} holds no unencrypted private key in PEM form", hint=_NEW_KEY
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1
    ):
        raise UsageError(
            f"{path} holds a key of another kind than ECDSA on P-256 or P-384, which signed "
            "packages need",
            hint=_NEW_KEY,
        )
    return key


def _chain_in(path: Path, key: ec.EllipticCurvePrivateKey) -> tuple[Certificate, ...]:
    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"the certificate {path} cannot be read: {error.strerror}", hint="Name a PEM file."
        ) from error
    except ValueError as error:
        raise UsageError(
            f"{path} holds no certificate in PEM form", hint="Name a PEM file."
        ) from error
    own = next((one for one in found if one.public_key() == key.public_key()), None)
    if own is None:
        raise UsageError(
            f"no certificate in {path} is that of the key",
            hint="Give the key and the certificates of one order: privkey.pem and fullchain.pem.",
        )
    if not _domain(own):
        raise UsageError(
            f"the certificate in {path} names no domain", hint="Give the certificate of a domain."
        )
    return chained(own, found)


def _domain(certificate: Certificate) -> str:
    """Return the name that readers compare: the common name, else the first name beside it."""
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        return str(attribute.value)
    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except (ExtensionNotFound, ValueError):
        return ""
    return next(iter(names.get_values_for_type(DNSName)), "")


def _pem(chain: Iterable[Certificate]) -> str:
    """Return the certificates with empty lines between them, where some readers divide."""
    return "\n".join(one.public_bytes(Encoding.PEM).decode() for one in chain)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
