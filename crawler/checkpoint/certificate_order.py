"""Orders of certificates: that of DER in a time-stamp's token, and that of a chain.

Authorities send them in any order, which ``openssl ts -verify`` takes and rfc3161-client does not.
No signature covers the order, and no length changes with it, so a token is kept as it came and
sorted for reading.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate

_SEQUENCE, _CONTENT = 0x30, 0xA0
_FIRST_SETS = (0xA0, 0xA1)
"""Tags of ``certificates`` and ``crls`` in SignedData (RFC 5652, section 5.1)."""


class _Element(NamedTuple):
    tag: int
    start: int
    """Where its tag stands."""
    inner: int
    """Where its content begins."""
    end: int


def in_order(response: bytes) -> bytes:
    """Return a TimeStampResp with its token's certificates in order.

    What is none comes back as it is: its reader says what is wrong.
    """
    try:
        token = _children(response, _only(response, _SEQUENCE))[1]
        explicit = _children(response, token)[1]
        signed = (
            next(_elements(response, explicit.inner, explicit.end))
            if explicit.tag == _CONTENT
            else explicit
        )
        fields = _children(response, signed)
    except (IndexError, ValueError, StopIteration):
        return response
    for field in fields:
        if field.tag in _FIRST_SETS:
            members = sorted(response[one.start : one.end] for one in _children(response, field))
            response = response[: field.inner] + b"".join(members) + response[field.end :]
    return response


def chained(first: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Return the certificate and those above it, each followed by the one that signed it.

    ``others`` come in any order. Ends at a root, and where the next one is not among them.
    """
    chain, rest = [first], [one for one in others if one != first]
    while chain[-1].issuer != chain[-1].subject:
        above = next((one for one in rest if _has_signed(one, chain[-1])), None)
        if above is None:
            break
        rest.remove(above)
        chain.append(above)
    return tuple(chain)


def _has_signed(above: Certificate, below: Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _only(data: bytes, tag: int) -> _Element:
    first = next(_elements(data, 0, len(data)))
    if first.tag != tag or first.end != len(data):
        raise ValueError("it is not one element")
    return first


def _children(data: bytes, element: _Element) -> list[_Element]:
    return list(_elements(data, element.inner, element.end))


def _elements(data: bytes, start: int, end: int) -> Iterator[_Element]:
    """Yield the elements between two places.

    Raises ``ValueError`` where they do not fill them, and ``IndexError`` at the end.
    """
    while start < end:
        length, inner = data[start + 1], start + 2
        if length & 0x80:
            size = length & 0x7F
            length, inner = int.from_bytes(data[inner : inner + size]), inner + size
            if not size:
                raise ValueError("a length is indefinite, which DER has none of")
        if inner + length > end:
            raise ValueError("an element is longer than what holds it")
        yield _Element(data[start], start, inner, inner + length)
        start = inner + length
