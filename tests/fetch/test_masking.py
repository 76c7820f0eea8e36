"""What masking leaves of an answer, and of what a browser made of it."""

from datetime import UTC, datetime

import brotli

from crawler.middlewares.wire.masking import DECODED_BODY, MASKED_BODY, masked, masked_rendering
from crawler.model import Exchange, Rendering
from crawler.secrets import Mask
from crawler.warc import payload

MASK = Mask.of_headers([("Authorization", "Bearer Rotkehlchen-4711")])
AT = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
LIMIT = 1 << 20


def an_exchange(body: bytes, *headers: tuple[str, str]) -> Exchange:
    """Return an answer."""
    return Exchange(
        url="https://news.example/x", fetched_at=AT, status=200, response_headers=headers, body=body
    )


def test_an_answer_without_secrets_is_untouched() -> None:
    """What repeats no secret is the very exchange that came, coded or not."""
    for exchange in (
        an_exchange(b"<p>calm"),
        an_exchange(brotli.compress(b"<p>calm"), ("Content-Encoding", "br")),
    ):
        assert masked(exchange, MASK, LIMIT) is exchange


def test_a_coded_body_is_decoded_to_be_masked() -> None:
    """A secret behind a content coding is found.

    What is stored reads as its headers say, and its record says what was done.
    """
    found = masked(
        an_exchange(
            brotli.compress(b"<p>a rotkehlchen-4711 b"), ("Content-Encoding", "br"), ("X", "y")
        ),
        MASK,
        LIMIT,
    )
    assert found.body == payload(found, LIMIT) == b"<p>a **************** b"
    assert found.response_headers == (("X-Archive-Orig-Content-Encoding", "br"), ("X", "y"))
    assert found.reconstructed == (DECODED_BODY,)


def test_a_body_that_cannot_be_decoded_is_searched_as_it_came() -> None:
    """A body whose coding is broken, or too large decoded, is masked where the secret stands in its
    bytes.
    """
    found = masked(
        an_exchange(b"\x1f\x8b Rotkehlchen-4711", ("Content-Encoding", "gzip")), MASK, LIMIT
    )
    assert (found.body, found.reconstructed) == (b"\x1f\x8b ****************", (MASKED_BODY,))


def test_a_picture_of_a_secret_is_not_kept() -> None:
    """A rendered document is masked.

    Its screenshot, which nobody can search, goes where the document showed a secret.
    """
    rendering = Rendering(
        rendered_at=AT,
        html=b"<p>Rotkehlchen-4711",
        browser="Chromium 1",
        screenshot=b"jpeg",
        missing=("https://a.example/?t=Rotkehlchen-4711: late",),
    )
    found = masked_rendering(rendering, MASK)
    assert (found.html, found.screenshot) == (b"<p>****************", None)
    assert found.missing[0] == "https://a.example/?t=****************: late"
    assert (
        masked_rendering(
            Rendering(rendered_at=AT, html=b"<p>", browser="Chromium 1", screenshot=b"jpeg"), MASK
        ).screenshot
        == b"jpeg"
    )


def test_a_page_of_wide_signs_is_masked() -> None:
    """A secret is found in UTF-16 and UTF-32 too, and what stands for it can be read there."""
    for coding in ("utf-16", "utf-16-be", "utf-32-le", "utf-32-be"):
        found = masked(an_exchange("<p>ä rotKehlchen-4711 b".encode(coding)), MASK, LIMIT)
        assert found.body.decode(coding) == "<p>ä **************** b", coding
        assert found.reconstructed == (MASKED_BODY,)


def test_a_token_in_a_cookie_is_masked_in_parts() -> None:
    """Of a JSON Web Token the claims and the signature are secrets, in a cookie as in
    ``Authorization``, and its header, which is everybody's, is none.
    """
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsZXNlciJ9.AQJzaWduYXR1cg-x"
    for name, value in (("Cookie", f"a=b; t={token}"), ("Authorization", f"Bearer {token}")):
        mask = Mask.of_headers([(name, value)])
        told = mask.text(" ".join(token.split(".")))
        header, claims, signature = token.split(".")
        assert told == f"{header} {'*' * len(claims)} {'*' * len(signature)}", name
