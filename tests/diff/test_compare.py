"""What a Diff says of two texts, and that it says all of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from crawler.diff import Diff, apply, count_words, diff, differ_by_whole, rough_diff
from crawler.diff.align import align
from crawler.model import Extraction
from tests.diff.texts import pairs
from tests.examples import examples

A = "The old bridge over the Lenne was closed on Monday. A crack was found in its northern pier."
B = (
    "Mayor Ada Brandt spoke of 12 lorries a minute. Nobody in the council "
    "contradicted her at the time."
)
C = (
    "Until the spring a ferry will carry commuters across the river, every ten "
    "minutes and free of charge."
)
D = (
    "Shopkeepers fear for their trade. Most of their customers come from the other "
    "bank of the river."
)


def text(*paragraphs: str, **fields: str) -> Extraction:
    """Return an English text of these paragraphs."""
    values: dict[str, str] = {"extractor": "x", "language": "en"} | fields
    # only text fields are given
    return Extraction(paragraphs=paragraphs, **values)  # type: ignore[arg-type]


def compare(old: Sequence[str], new: Sequence[str]) -> Diff:
    """Return the Diff of two bodies."""
    return diff(text(*old), text(*new))


def kinds(difference: Diff) -> list[str]:
    """Return the kinds of its blocks, in order."""
    return [block.kind for block in difference.blocks]


@settings(max_examples=examples(300), deadline=None)
@given(pairs())
def test_applied_to_the_old_it_gives_the_new(pair: tuple[Extraction, Extraction]) -> None:
    """Whatever the texts, the difference holds all that is new, and all that was."""
    old, new = pair
    difference = diff(old, new)
    made = apply(difference, old)
    assert (made.title, made.authors, made.byline, made.text) == (
        new.title,
        new.authors,
        new.byline,
        new.text,
    )
    assert (made.published, made.modified) == (new.published, new.modified)
    assert (
        "\n\n".join(
            block.old_text
            for block in difference.blocks
            if block.old[0] < block.old[1] and block.kind != "moved_here"
        )
        == old.text
    )


@settings(max_examples=examples(150), deadline=None)
@given(pairs())
def test_blocks_cover_each_paragraph_once(pair: tuple[Extraction, Extraction]) -> None:
    """The blocks' ranges, in order, are all paragraphs of the new text, and those of
    the old one.
    """
    blocks = diff(*pair).blocks
    old = [number for block in blocks if block.kind != "moved_here" for number in range(*block.old)]
    new = [number for block in blocks if block.kind != "moved_away" for number in range(*block.new)]
    assert (old, new) == (
        list(range(len(pair[0].paragraphs))),
        list(range(len(pair[1].paragraphs))),
    )


@settings(max_examples=examples(150), deadline=None)
@given(pairs())
def test_whole_paragraphs_that_differ(pair: tuple[Extraction, Extraction]) -> None:
    """Whether some came or left is known before words are compared. The way between two texts is
    remembered, and nobody changes what another is given.
    """
    old, new = pair
    blocks = diff(old, new).blocks
    assert differ_by_whole(old.paragraphs, new.paragraphs) == any(
        block.kind in {"added", "removed"} for block in blocks
    )
    align(old.paragraphs, new.paragraphs).clear()
    assert align(old.paragraphs, new.paragraphs) == align(list(old.paragraphs), new.paragraphs)


@settings(max_examples=examples(150), deadline=None)
@given(pairs())
def test_equal_texts_have_no_difference(pair: tuple[Extraction, Extraction]) -> None:
    """A text compared with itself gives same blocks only, and no words."""
    difference = diff(pair[0], pair[0])
    assert (
        difference.fields,
        difference.sentences,
        difference.words_added,
        difference.words_removed,
    ) == ((), (), 0, 0)
    assert not difference.body_changed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [A, B], ["same", "same"]),
        ([A, B], [A, C, B], ["same", "added", "same"]),
        ([A, B, C], [A, C], ["same", "removed", "same"]),
        ([A, B, C], [A, B.replace("12", "14"), C], ["same", "edited", "same"]),
        ([A, B, C, D], [D, A, B, C], ["moved_here", "same", "same", "same", "moved_away"]),
        (
            [A, B, C, D],
            [D.replace("fear", "worry"), A, B, C],
            ["moved_here", "same", "same", "same", "moved_away"],
        ),
        ([A, B], [*A.split(". ", 1), B], ["edited", "same"]),
        ([*A.split(". ", 1), B], [A, B], ["edited", "same"]),
        ([A, B], [f"{A} {C}", B], ["edited", "same"]),
        ([A], [D], ["removed", "added"]),
        ([], [A], ["added"]),
        ([A], [], ["removed"]),
        ([], [], []),
    ],
)
def test_blocks(old: Sequence[str], new: Sequence[str], expected: Sequence[str]) -> None:
    """A paragraph is found again though it was edited, moved, split, joined or lengthened."""
    assert kinds(compare(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([f"{A} {B}"], [f"{A}"], ["removed", "removed"]),
        ([A], [f"{A} {D.split('. ', maxsplit=1)[0]}."], ["added"]),
        ([B], [B.replace("12", "14")], ["edited"]),
        (
            [A, C],
            [A.split(". ", maxsplit=1)[0] + ".", f"A crack was found in its northern pier. {C}"],
            ["edited"],
        ),
        ([*A.split(". ", 1)], [A], ["edited"]),
        ([A, C], [C, A], []),
    ],
)
def test_sentences(old: Sequence[str], new: Sequence[str], expected: Sequence[str]) -> None:
    """Sentences are told apart within and across paragraphs.

    Those of a moved paragraph stay as they are.
    """
    assert [change.kind for change in compare(old, new).sentences] == expected


def test_only_the_changed_words_are_marked() -> None:
    """Within a sentence the marks are on whole words, with no white space or punctuation around
    them.
    """
    change = compare([B], [B.replace("12", "14").replace("minute", "second")]).sentences[0]
    assert [(span.mark, span.text) for span in change.spans if span.mark != "same"] == [
        ("removed", "12"),
        ("added", "14"),
        ("removed", "minute"),
        ("added", "second"),
    ]


def test_a_lone_word_between_two_rewritten_passages_is_no_anchor() -> None:
    """What is kept by chance between longer changes is given as changed, so that it reads well."""
    old = "They met inside the small town hall and ate."
    new = "They met behind the enormous central station and ate."
    marks = [
        span.text for span in compare([old], [new]).sentences[0].spans if span.mark == "removed"
    ]
    assert marks == ["inside the small town hall"]


def test_moved_words_are_not_counted() -> None:
    """Moving a paragraph or a sentence adds and removes no words.

    What was edited on the way counts.
    """
    moved = compare([A, B, C, D], [D, A, B, C])
    edited = compare([A, B, C, D], [D.replace("fear", "now worry"), A, B, C])
    assert [(each.words_added, each.words_removed) for each in (moved, edited)] == [(0, 0), (2, 1)]


def test_words_of_headline_and_byline_are_counted() -> None:
    """A headline and a byline have their words counted; one edited in two places, once; no date."""
    old = Extraction(
        extractor="x",
        title="Bridge closed",
        shown_title="The bridge is closed",
        authors=("Ann Lee",),
        published="2026-11-01",
        paragraphs=(A,),
    )
    edited = replace(old, title="Bridge shut again", shown_title="The bridge is shut again")
    both = replace(edited, authors=("Ann Lee", "Bo Li"), published="2026-11-02", paragraphs=(A, B))
    shown = replace(old, shown_title="The bridge is shut")
    counts = [
        [
            (each.words_added, each.words_removed, each.body_words_added, each.body_words_removed)
            for each in (diff(old, edited), diff(old, both), diff(old, shown))
        ],
        [
            (each.words_added, each.words_removed, each.body_words_added)
            for each in (rough_diff(old, edited),)
        ],
    ]
    body = count_words(B)
    assert counts == [
        [(2, 1, 0, 0), (4 + body, 1, body, 0), (1, 1, 0, 0)],
        [(3, 2, 0)],
    ]


def test_fields() -> None:
    """Title, byline and dates that differ are given beside the body, in this order."""
    old = Extraction(
        extractor="x", title="Bridge closed", authors=("Jo Lindt",), modified="2026-11-20"
    )
    new = Extraction(
        extractor="x", title="Bridge shut", published="2026-11-20", modified="2026-11-21"
    )
    assert [(change.name, change.old, change.new) for change in diff(old, new).fields] == [
        ("title", "Bridge closed", "Bridge shut"),
        ("byline", "Jo Lindt", None),
        ("published", None, "2026-11-20"),
        ("modified", "2026-11-20", "2026-11-21"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("Bridge closed", None), ("Bridge shut", None), {"title": "Bridge shut"}),
        (("Bridge closed", None), ("Bridge shut", "Bridge closed"), {"title": "Bridge shut"}),
        (("Bridge closed", None), ("Bridge closed", "Crack found"), {"shown_title": "Crack found"}),
        (
            ("Bridge closed", "Crack found"),
            ("Bridge closed", "Rust found"),
            {"shown_title": "Rust found"},
        ),
        (("Bridge closed", "Crack found"), ("Crack found", None), {"title": "Crack found"}),
        (
            ("Bridge closed", "Crack found"),
            ("Bridge closed", None),
            {"shown_title": "Bridge closed"},
        ),
    ],
)
def test_shown_titles(
    old: tuple[str, str | None], new: tuple[str, str | None], expected: dict[str, str]
) -> None:
    """A page that shows no other title shows its title.

    Only what is said otherwise in its place is a difference.
    """
    texts = [
        Extraction(extractor="x", title=title, shown_title=shown) for title, shown in (old, new)
    ]
    assert {change.name: change.new for change in diff(*texts).fields} == expected


@pytest.mark.parametrize(
    ("language", "old", "new", "removed", "added"),
    [
        (
            "ja",
            "橋は月曜日に閉鎖された。町は困った。",
            "橋は火曜日に閉鎖された。町は困った。",
            ["月曜日"],
            ["火曜日"],
        ),
        ("th", "สะพานปิดวันจันทร์เพราะรอยร้าว", "สะพานปิดวันอังคารเพราะรอยร้าว", ["จันทร์"], ["อังคาร"]),
        (
            "ar",
            "أغلق الجسر يوم الاثنين بسبب شق.",
            "أغلق الجسر يوم الثلاثاء بسبب شق.",
            ["الاثنين"],
            ["الثلاثاء"],
        ),
        (
            "he",
            "הגשר נסגר ביום שני בגלל סדק.",
            "הגשר נסגר ביום שלישי בגלל סדק.",
            ["שני"],
            ["שלישי"],
        ),
        (
            "hi",
            "पुल सोमवार को बंद हुआ। लोग परेशान हैं।",
            "पुल मंगलवार को बंद हुआ। लोग परेशान हैं।",
            ["सोमवार"],
            ["मंगलवार"],
        ),
        (
            "ru",
            "Мост закрыли в понедельник из-за трещины.",
            "Мост закрыли во вторник из-за трещины.",
            ["в понедельник"],
            ["во вторник"],
        ),
        (
            "ko",
            "다리는 월요일에 폐쇄되었다고 시장이 말했다.",
            "다리는 화요일에 폐쇄되었다고 시장이 말했다.",
            ["월요일에"],
            ["화요일에"],
        ),
    ],
)
def test_words_of_all_scripts(
    language: str, old: str, new: str, removed: Sequence[str], added: Sequence[str]
) -> None:
    """A changed word is found in scripts with and without spaces, in either direction."""
    texts = [
        Extraction(extractor="x", paragraphs=(body,), language=language) for body in (old, new)
    ]
    spans = diff(*texts).blocks[0].spans
    assert [span.text for span in spans if span.mark == "removed"] == removed
    assert [span.text for span in spans if span.mark == "added"] == added


def test_a_text_beyond_the_limit_is_replaced_whole() -> None:
    """A sentence of tens of thousands of words is not aligned word by word.

    That would take hundreds of megabytes.
    """
    old, new = ("left " + " ".join(f"{mark}{n}" for n in range(21_000)) for mark in "xy")
    difference = compare([old], [new])
    assert (difference.words_added, difference.words_removed) == (21_001, 21_001)


def test_counting_words() -> None:
    """Marks and white space are no words.

    Numbers are, and so are the words of scripts without spaces.
    """
    assert [
        count_words(sample) for sample in ("", " - ", "It cost $3.5 million.", "彼は東京に行った。")
    ] == [0, 0, 4, 7]
