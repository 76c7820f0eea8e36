"""Takes secrets out of what came, before anything of it is kept.

What a site repeats of a subscription must not stand in an archive.
"""

from dataclasses import replace

from crawler.model import Exchange, Headers, Rendering
from crawler.secrets import BLANKED, Mask
from crawler.warc.payload import Undecodable, payload

BLANKED_VALUES = "values of response headers blanked"
MASKED = "secrets masked: in each place as many asterisks as it had characters"
MASKED_BODY = "secrets masked in the body: as many asterisks as each had bytes"
DECODED_BODY = (
    "secrets masked in the body: as many asterisks as each had bytes; its content "
    "coding was undone for that"
)

_CODING = "content-encoding"
_ORIGINAL = "X-Archive-Orig-"


def masked(exchange: Exchange, mask: Mask, limit: int) -> Exchange:
    """Return the exchange as it may be kept.

    ``reconstructed`` says what of it was masked.

    ``limit`` bounds a body that has to be decoded, in bytes; one that cannot be decoded is searched
    as it came.
    """
    if not mask:
        return exchange
    headers = tuple(
        (mask.text(name), _value(name, value, mask)) for name, value in exchange.response_headers
    )
    asked = tuple((name, mask.value(value)) for name, value in exchange.request_headers)
    url, phrase = mask.text(exchange.url), mask.text(exchange.phrase)
    found = [] if headers == exchange.response_headers else [BLANKED_VALUES]
    if (url, phrase, asked) != (exchange.url, exchange.phrase, exchange.request_headers):
        found.append(MASKED)
    body, headers, told = _body(exchange, headers, mask, limit)
    found += told
    if not found:
        return exchange
    return replace(
        exchange,
        url=url,
        phrase=phrase,
        request_headers=asked,
        response_headers=headers,
        body=body,
        reconstructed=(*exchange.reconstructed, *found),
    )


def _value(name: str, value: str, mask: Mask) -> str:
    """Return a response header's value.

    Cookies in answer to a subscription are secrets of their own.
    """
    return BLANKED if name.lower() == "set-cookie" else mask.value(value)


def _body(
    exchange: Exchange, headers: Headers, mask: Mask, limit: int
) -> tuple[bytes, Headers, list[str]]:
    try:
        plain = payload(exchange, limit)
    except Undecodable:
        plain = exchange.body
    if plain == exchange.body:
        body = mask.data(plain)
        return body, headers, [MASKED_BODY] if body != plain else []
    body = mask.data(plain)
    if body == plain:
        return exchange.body, headers, []
    named = tuple(
        (_ORIGINAL + name if name.lower() == _CODING else name, value) for name, value in headers
    )
    return body, named, [DECODED_BODY]


def masked_rendering(rendering: Rendering, mask: Mask) -> Rendering:
    """Return what a browser made, as it may be kept.

    A picture of a page that shows a secret is left out.
    """
    if not mask:
        return rendering
    html, missing = mask.data(rendering.html), tuple(map(mask.text, rendering.missing))
    if html == rendering.html:
        return replace(rendering, missing=missing)
    told = [
        MASKED_BODY,
        *(["the screenshot: it may show a secret"] if rendering.screenshot else []),
    ]
    return replace(rendering, html=html, screenshot=None, missing=(*missing, *told))
