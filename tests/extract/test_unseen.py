"""Characters that no reader sees are never text, but where a script needs them."""

# ruff: noqa: RUF001  # the characters are the matter

import pytest

from crawler.extract import extract
from crawler.extract.unseen import without_unseen

URL = "https://news.example/2026/03/04/a-story"
TEXT = (
    "The harbour board has decided to widen the old wall before the winter storms come again.",
    "Nine hundred people had signed a petition that was handed to the mayor in the spring.",
    "The stone is to come from the quarry above the town, whose road will be closed for weeks.",
)


def _page(title: str, paragraphs: tuple[str, ...]) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.mark.parametrize(
    "sign",
    [
        "\u00ad",
        "\u200b",
        "\u2060",
        "\ufeff",
        "&shy;",
        "&#173;",
        "&#xAD;",
        "&#8203;",
        "&#x200B;",
        "&ZeroWidthSpace;",
        "&NoBreak;",
    ],
    ids=ascii,
)
def test_what_only_breaks_lines_is_no_text(sign: str) -> None:
    """Soft hyphens, zero-width spaces and joiners leave title and text, as signs or references."""
    signed = tuple(text.replace("harbour", f"har{sign}bour") for text in TEXT)
    found = extract(_page(f"Wider wall for the har{sign}bour", signed), URL)
    assert found.paragraphs == TEXT
    assert found.title == "Wider wall for the harbour"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\u200eThe wall\u200f", "The wall"),
        ("The \u2066wall\u2069 is old", "The wall is old"),
        ("\u200fשלום\u200f", "שלום"),
        ("שלום \u200e(+972)\u200e שוב", "שלום \u200e(+972)\u200e שוב"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("Auf\u200clage", "Auflage"),
        ("a\u200db", "ab"),
        ("👩\u200d🚒 came", "👩\u200d🚒 came"),
        ("🏳️\u200d🌈", "🏳️\u200d🌈"),
        ("the end🚒\u200d of it", "the end🚒 of it"),
    ],
    ids=ascii,
)
def test_joiners_and_marks_stay_where_a_script_needs_them(text: str, left: str) -> None:
    """Persian, Indic letters and pictograms keep their joiners, mixed directions their marks."""
    assert without_unseen(text) == left


def test_tags_stay_in_flags_alone() -> None:
    """Unicode's tags are seen in the flag of a region, and nowhere else."""
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e007f"
    assert without_unseen(f"The bo\U000e0061ard\U000e0001 of {flag}") == f"The board of {flag}"
