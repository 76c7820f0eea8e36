"""HTTP messages in a WARC record.

The block that other readers replay, and what can be got back from it.

A block holds the message without its transfer coding, so header lines that spoke of another length
would mislead readers: ``Transfer-Encoding``, and a ``Content-Length`` that differs from the body,
get the prefix ``X-Archive-Orig-``.
"""

import re
from urllib.parse import quote

from crawler.model import Exchange, Headers

ORIGINAL = "X-Archive-Orig-"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_TARGET = re.compile(r"[^:/?#]+://[^/?#]*([^#]*)")
_STATUS_LINE = re.compile(rb"(HTTP/1\.[01]) (-?\d+) (.*)", re.DOTALL)
_URI_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "<>")


def request_block(exchange: Exchange) -> bytes:
    """Return the request's line and headers. Requests here have no body."""
    found = _TARGET.match(exchange.url)
    path = found[1] if found else ""
    target = uri(path if path.startswith("/") else "/" + path)
    line = f"{uri(exchange.method)} {target} {_version(exchange)}".encode()
    return _head(line, exchange.request_headers)


def response_block(exchange: Exchange) -> bytes:
    """Return the response's status line, headers and body."""
    line = f"{_version(exchange)} {exchange.status} ".encode() + _line_bytes(exchange.phrase)
    headers = tuple(
        (_readers_name(name, value, len(exchange.body)), value)
        for name, value in exchange.response_headers
    )
    return _head(line, headers) + exchange.body


def is_exact(exchange: Exchange, block: bytes) -> bool:
    """Return whether another tool's block is, but for misleading lengths, the one written here."""
    line = f"{exchange.http_version} {exchange.status} ".encode() + _line_bytes(exchange.phrase)
    return block == _head(line, exchange.response_headers) + exchange.body


def uri(text: str) -> str:
    """Return ``text`` with everything but printable ASCII percent-encoded.

    Angle brackets too, which some readers strip.
    """
    return quote(text, safe=_URI_SAFE)


def recovered(exchange: Exchange, request: bytes, response: bytes) -> Exchange:
    """Return ``exchange`` with what the two blocks say of it.

    Method, version, status, phrase, headers and body.
    """
    method, _, _ = request.partition(b" ")
    _, request_headers, _ = _split(request)
    line, response_headers, body = _split(response)
    version, status, phrase = _status_line(line)
    return Exchange(
        url=exchange.url,
        fetched_at=exchange.fetched_at,
        ip=exchange.ip,
        method=method.decode("latin-1"),
        http_version=version,
        status=status,
        phrase=phrase,
        request_headers=request_headers,
        response_headers=tuple(
            (name.removeprefix(ORIGINAL), value) for name, value in response_headers
        ),
        body=body,
    )


def _version(exchange: Exchange) -> str:
    """Return HTTP/2 and later have no text form.

    By custom they are written as HTTP/1.1, and ``WARC-Protocol`` says what they were.
    """
    return "HTTP/1.0" if exchange.http_version == "HTTP/1.0" else "HTTP/1.1"


def _readers_name(name: str, value: str, length: int) -> str:
    lowered = name.lower()
    misleads = lowered == "transfer-encoding" or (
        lowered == "content-length" and value.strip() != str(length)
    )
    return ORIGINAL + name if misleads else name


def _head(line: bytes, headers: Headers) -> bytes:
    lines = [line, *(_line_bytes(name) + b": " + _line_bytes(value) for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _line_bytes(text: str) -> bytes:
    """Return ``text`` for a header line.

    Latin-1 as received, UTF-8 where Latin-1 has no such letter, control characters blanked.
    """
    plain = _CONTROL.sub(" ", text)
    try:
        return plain.encode("latin-1")
    except UnicodeEncodeError:
        return plain.encode()


def _split(block: bytes) -> tuple[bytes, Headers, bytes]:
    """Return the first line, the headers and the body of an HTTP message."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    pairs = (line.decode("latin-1").partition(": ") for line in lines)
    return first, tuple((name, value) for name, _, value in pairs), body


def _status_line(line: bytes) -> tuple[str, int, str]:
    found = _STATUS_LINE.fullmatch(line)
    if not found:
        return "", 0, ""
    return found[1].decode(), int(found[2]), found[3].decode("latin-1")
