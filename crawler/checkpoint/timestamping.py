"""Time-stamps by an authority of others (RFC 3161).

Proof that a checkpoint was there at a time that we could not choose.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.error import URLError
from urllib.request import Request, urlopen

from cryptography.x509 import (
    Certificate,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from crawler.checkpoint.certificate_order import chained, in_order
from crawler.checkpoint.http_problems import problem_of
from crawler.errors import TimestampUnavailable, UsageError
from crawler.proxy_settings import with_proxy

SECONDS = 20
"""How long an authority may take, from the first byte sent to the last one received."""

MAX_ANSWER_BYTES = 1 << 20

_HINT = (
    "Check checkpoint.timestamp_url in config.yaml. The next checkpoint's "
    "time-stamp covers this one too."
)

Roots = list[Certificate]
"""Certificates of authorities that the caller trusts."""


def timestamper(url: str) -> Callable[[bytes], str]:
    """Return what asks the authority at ``url`` for a time-stamp over some bytes.

    It gives the answer as base64 of DER.
    """

    def ask(data: bytes) -> str:
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        answer = _within(SECONDS, lambda: _post(url, request.as_bytes()), url)
        try:
            response = decode_timestamp_response(in_order(answer))
            granted = (
                PKIStatus(response.status) is PKIStatus.GRANTED
                and _fits(response, data)
                and response.tst_info.nonce == request.nonce
            )
        # whatever a library makes of a stranger's bytes: no stamp, and the signature goes on
        except Exception as error:
            raise TimestampUnavailable(
                f"{url} answered with what is no time-stamp: {error}", hint=_HINT
            ) from error
        if not granted:
            raise TimestampUnavailable(
                f"{url} refused: {', '.join(response.status_string) or 'no reason given'}",
                hint=_HINT,
            )
        return base64.b64encode(answer).decode("ascii")

    return ask


def _within(seconds: float, work: Callable[[], bytes], url: str) -> bytes:
    """Return what comes of the work, which may take so long in all.

    A socket's own limit begins anew with each byte that drips in.
    """
    results: SimpleQueue[bytes | Exception] = SimpleQueue()

    def run() -> None:
        try:
            results.put(work())
        except Exception as error:  # noqa: BLE001  # raised again where it is waited for
            results.put(error)

    Thread(target=run, name="time-stamp", daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty as error:
        raise TimestampUnavailable(
            f"{url} gave no time-stamp within {seconds:g} s", hint=with_proxy(_HINT, url)
        ) from error
    if isinstance(result, Exception):
        raise result
    return result


def _post(url: str, body: bytes) -> bytes:
    # configuration takes http and https only
    request = Request(url, body, {"Content-Type": "application/timestamp-query"})  # noqa: S310
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # as above
            if answer.status != HTTPStatus.OK:
                raise TimestampUnavailable(
                    f"{url} answered with status {answer.status}", hint=_HINT
                )
            return bytes(answer.read(MAX_ANSWER_BYTES))
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise TimestampUnavailable(
            f"{url} gave no time-stamp: {problem_of(error)}", hint=with_proxy(_HINT, url)
        ) from error


def read_roots(path: Path) -> Roots:
    """Return the certificates in a PEM file. Raises ``UsageError`` where it holds none."""
    try:
        return list(dict.fromkeys(load_pem_x509_certificates(path.read_bytes())))
    except OSError as error:
        raise UsageError(
            f"the certificates in {path} cannot be read: {error.strerror}",
            hint="Give the file in PEM form that the authority publishes.",
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate in PEM form") from error


def timestamped_at(token: str, data: bytes, roots: Roots | None) -> datetime:
    """Return the time that a stored time-stamp vouches for.

    Raises ``ValueError`` that says what is wrong with it.

    Without ``roots`` only its form and what it is over are checked, not who made it.
    """
    response = decode_timestamp_response(in_order(base64.b64decode(token, validate=True)))
    if not _fits(response, data):
        raise ValueError("it is over other bytes than this checkpoint's signature")
    if roots:
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        try:
            builder.build().verify_message(response, data)
        except VerificationError as error:
            raise ValueError(f"no given authority made it: {error}") from error
    return response.tst_info.gen_time


def signer_chain(token: str) -> tuple[Certificate, ...]:
    """Return the certificates that a stored time-stamp carries, that of its maker first.

    Each is followed by the one that signed it, in whatever order they stand in the token. Raises
    ``TimestampUnavailable`` where the maker's is not among them.
    """
    signed = decode_timestamp_response(in_order(base64.b64decode(token))).signed_data
    found = [load_der_x509_certificate(data) for data in sorted(signed.certificates)]
    makers = {(info.issuer, info.serial_number) for info in signed.signer_infos}
    for one in found:
        if (one.issuer, one.serial_number) in makers:
            return chained(one, found)
    raise TimestampUnavailable("the authority's answer does not hold its certificate", hint=_HINT)


def _fits(response: TimeStampResponse, data: bytes) -> bool:
    return bytes(response.tst_info.message_imprint.message) == hashlib.sha256(data).digest()
