"""Bytes that are no page are refused before a parser makes something of them."""

import pytest

from crawler.workers import no_page

PAGE = b"<html><body><p>A page.</p></body></html>"


@pytest.mark.parametrize(
    "content_type", ["image/png", "video/mp4; codecs=x", "APPLICATION/ZIP", "font/woff2"]
)
def test_other_media_are_no_pages(content_type: str) -> None:
    """What the server calls an image, a film or a document is none, whatever its bytes are."""
    assert (
        no_page(PAGE, content_type)
        == f"no page: the server sent {content_type.partition(';')[0].lower()}"
    )


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/html", "application/xhtml+xml", "application/octet-stream", "nonsense"],
)
def test_anything_else_may_be_a_page(content_type: str | None) -> None:
    """A missing, vague or odd declaration refuses nothing."""
    assert no_page(PAGE, content_type) is None


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x7fELF" + bytes(500), b"%PDF" + bytes(9) + b"<p>text</p>"]
)
def test_binary_bytes_are_no_page(data: bytes) -> None:
    """Bytes with zeros among them are no text."""
    assert no_page(data, "text/html") == "no page: the bytes are no text"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_is_a_page(encoding: str) -> None:
    """UTF-16 and UTF-32 have zeros beside every letter, and are text."""
    assert no_page(PAGE.decode().encode(encoding), "text/html") is None
