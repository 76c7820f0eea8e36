"""What readers see of elements whose markup says something else."""

import pytest

from crawler.extract import extract

STORY = (
    "The council voted on Monday to spend four million on the footbridge over the harbour. "
    "Nobody spoke against it, though the quarry road will be shut for six weeks in the summer."
)


def _paragraphs(part: str) -> tuple[str, ...]:
    page = (
        f"<html><body><article><h1>A bridge</h1><p>{STORY}</p>{part}<p>{STORY[::-1]}</p></article>"
    )
    return extract(page.encode(), "https://news.example/2026/03/14/a-bridge").paragraphs


def _hidden(address: str, key: int = 0x2A) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


ADDRESS = "<p>Write to {} before Friday if you saw the lamp fall into the harbour that night.</p>"


PROXY = '<a href="/cdn-cgi/l/email-protection'
MARK = 'class="__cf_email__" data-cfemail="{}">'


@pytest.mark.parametrize(
    "shown",
    [
        f'{PROXY}" {MARK}[email&#160;protected]</a>',
        f'{PROXY}#{{}}"><span {MARK}[e-post skyddad]</span></a>',
    ],
)
def test_an_address_that_a_proxy_hides(shown: str) -> None:
    """It is read as readers see it, so a look without the proxy is no edit."""
    code = _hidden("desk@news.example")
    plain = _paragraphs(ADDRESS.format("desk@news.example"))
    assert "desk@news.example" in plain[1]
    assert _paragraphs(ADDRESS.format(shown.format(*[code] * shown.count("{}")))) == plain


@pytest.mark.parametrize("code", ["", "zz", "2a", _hidden("no address"), "ff" * 9])
def test_what_hides_no_address(code: str) -> None:
    """Then the words in its place are all that there is."""
    hidden = f'<span data-cfemail="{code}">[hidden]</span>'
    assert "[hidden]" in _paragraphs(ADDRESS.format(hidden))[1]


def test_marks_of_a_heading_s_own_address() -> None:
    """A link that is only a sign is no text; one that says something is."""
    heading = '<h2 id="s">A bridge falls apart in the storm{}</h2>'
    plain = _paragraphs(heading.format(""))
    for sign in "#¶§🔗":
        assert _paragraphs(heading.format(f'<a class="anchor" href="#s">{sign}</a>')) == plain
    assert _paragraphs(heading.format(' <a href="/2">again</a>')) != plain
