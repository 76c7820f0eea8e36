"""Text of others in the page: whatever it says, it stays text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.export import History, as_page
from crawler.model import Change, Extraction
from tests.examples import examples
from tests.export.conftest import AT, Shelf

HOSTILE = [
    '"><script>alert(1)</script>',
    "</pre></style><img src=x onerror=alert(1)>",
    "</title><b>",
    "<!--",
    "&lt;script&gt;",
    "' onclick='",
]
words = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20
)
MARKS = {
    ("ins", ()),
    ("del", ()),
    ("br", ()),
    ("p", ("dir",)),
    ("p", ("class",)),
    ("div", ("class",)),
    ("details", ()),
    ("summary", ()),
}
"""What comparisons may need that the harmless page's did not."""


class Reader(HTMLParser):
    """Collects every element with its attributes, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down an element."""
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        """Take down text."""
        self.text += data


def read(page: str) -> Reader:
    """Return the page as a browser takes it apart."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def page_of(shelf: Shelf, title: str, body: str, reason: str) -> str:
    """Return the page of an article whose every text of others is the one given."""
    evidence = shelf.evidence()
    text = Extraction(
        extractor="test 1", title=title, authors=(title,), paragraphs=(body,), language="en"
    )
    change = Change(kinds=("rewrite",), reasons={"rewrite": reason})
    versions = tuple(
        replace(version, url=f"https://news.example/{title}", change=change)
        for version in evidence.versions
    )
    history = History.of(versions, [text, replace(text, paragraphs=(body + " more",))], "A note")
    return as_page(replace(evidence, url=versions[-1].url, versions=versions), history, AT)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(title=words, body=words, reason=words)
def test_no_text_becomes_markup(shelf: Shelf, title: str, body: str, reason: str) -> None:
    """Whatever a page's texts hold, the export has no other kinds of elements and attributes than a
    harmless one and the diff's marks.
    """
    plain, hostile = (
        read(page_of(shelf, "Title", "Body", "Reason")),
        read(page_of(shelf, title, body, reason)),
    )
    assert set(hostile.elements) - set(plain.elements) <= MARKS


def test_hostile_text_is_shown_as_it_is(shelf: Shelf) -> None:
    """Text that looks like markup is shown to the reader, sign by sign."""
    for hostile in HOSTILE:
        for texts in (
            (hostile, "Body", "Reason"),
            ("Title", hostile, "Reason"),
            ("Title", "Body", hostile),
        ):
            assert hostile in re.sub(r"\s+", " ", read(page_of(shelf, *texts)).text)


def test_unseen_signs_are_shown(shelf: Shelf) -> None:
    """An override, a control character or a tag in any text stands in the page as its number."""
    unseen = "\u202e\x85\x9b\x7f\u2066\U000e0041"
    page = page_of(shelf, f"T{unseen}", f"B{unseen}", f"R{unseen}")
    assert not set(unseen) & set(page)
    assert page.count("⟨U+202E⟩") >= len("TBR")
