"""The kinds of a change, and the reasons given for them."""

# ruff: noqa: RUF001  # the quotation marks are meant

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from crawler.change import classify
from crawler.diff import diff
from crawler.model import Change, ChangeKind, Extraction
from tests.change.newsroom import STORY, article
from tests.diff.texts import pairs
from tests.examples import examples

KINDS = tuple(ChangeKind)
NOTICE = "Correction: An earlier version of this report named the wrong pier."


def change(old: Extraction, new: Extraction) -> Change:
    """Return what happened between the two."""
    return classify(old, new, diff(old, new))


def sentence(before: str, after: str, language: str | None = "en") -> Change:
    """Return what happened when one sentence between others was edited."""
    texts = (article(STORY[3], text, STORY[0], language=language) for text in (before, after))
    return change(*texts)


@pytest.mark.parametrize(
    ("new", "kinds"),
    [
        (article(title="Old bridge is shut"), ("headline",)),
        (article(authors=("Kim Ost",)), ("byline",)),
        (article(title="Crack closes ‘old’ bridge"), ("cosmetic",)),
        (article(*STORY, "A second crack was found on Friday, the mayor wrote."), ("addition",)),
        (article(*STORY[:3], f"{STORY[3]} The council meets on Friday."), ("addition",)),
        (article(*STORY[:3]), ("removal",)),
        (article(STORY[0], STORY[1].split(" “We")[0], *STORY[2:]), ("removal",)),
        (
            article(
                *STORY[:3],
                "A quite different thing is told in the last paragraph of the story now.",
            ),
            ("rewrite",),
        ),
        (article(STORY[3], *STORY[:3]), ("rewrite",)),
        (article(*STORY, NOTICE, notices=(NOTICE,)), ("correction",)),
        (article(*STORY, f"{NOTICE} It was the northern one.", notices=(NOTICE,)), ("correction",)),
        (
            article(STORY[0].replace("Monday", "Tuesday"), *STORY[1:], NOTICE, notices=(NOTICE,)),
            ("correction", "fact"),
        ),
        (article(STORY[0], STORY[1].replace("12", "14"), *STORY[2:]), ("fact",)),
        (article(STORY[0], STORY[1].replace("choice", "other way out"), *STORY[2:]), ("fact",)),
        (article(STORY[0].replace("engineers", "enginers"), *STORY[1:]), ("cosmetic",)),
        (
            article(STORY[0], STORY[1].replace("“", '"').replace("”", '"'), *STORY[2:]),
            ("cosmetic",),
        ),
        (article(*STORY[:2], "***", *STORY[2:]), ("cosmetic",)),
        (
            article(
                *STORY[:2], STORY[2].replace("hopes to open", "plans the opening of"), STORY[3]
            ),
            ("rewrite",),
        ),
        (
            article(*STORY[:2], STORY[2].replace("Until then", "Until then, he said"), STORY[3]),
            ("rewrite",),
        ),
    ],
)
def test_kinds(new: Extraction, kinds: Sequence[str]) -> None:
    """Each edit gets its kind, a reason for it, and no other kind."""
    found = change(article(), new)
    assert found.kinds == kinds
    assert set(found.reasons) == set(kinds)


LIST = (
    "1. The bridge stays closed. Nobody may cross it.",
    "2. The ferry runs all day. It costs nothing.",
    "3. The council meets on Friday.",
)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (LIST, (LIST[0], "2. It costs nothing.", LIST[2]), ("removal",)),
        (
            (
                "2. The ferry runs all day and all night between the two banks of the river.",
                "It costs nothing.",
            ),
            ("2.", "It costs nothing."),
            ("removal",),
        ),
        (LIST, (LIST[0], "4. The ferry runs all day. It costs nothing.", LIST[2]), ("fact",)),
        ((*STORY, "***"), STORY[:2], ("removal",)),
        (
            ("“We saw it. We heard it. All of us were there when it came down,” she said.",),
            ('"We saw it. We heard it. All of us were there when it came down,” she said.',),
            ("cosmetic",),
        ),
    ],
)
def test_what_hangs_on_an_edit_is_no_kind_of_its_own(
    old: Sequence[str], new: Sequence[str], kinds: Sequence[str]
) -> None:
    """A list's number that stays, an ornament that leaves with its passage, other sentence ends by
    another quotation mark.
    """
    assert change(article(*old), article(*new)).kinds == kinds


def test_a_fact_of_another_kind_in_its_place() -> None:
    """Where a day gives way to a name, a fact was exchanged all the same."""
    found = sentence(
        "The council said that Friday would decide it.",
        "The council said that Castellani would decide it.",
    )
    assert [(pair.kind, pair.old, pair.new) for pair in found.facts] == [
        ("name", "Friday", "Castellani")
    ]
    assert found.kinds == ("fact",)


@pytest.mark.parametrize(
    ("language", "before", "after", "expected"),
    [
        (
            "en",
            "The repair will cost 2.5 million euros.",
            "The repair will cost 3.5 billion euros.",
            [("number", "2.5", "3.5"), ("number", "million", "billion")],
        ),
        (
            "en",
            "The council meets in March on a Friday.",
            "The council meets in April on a Monday.",
            [("date", "March", "April"), ("date", "Friday", "Monday")],
        ),
        (
            "en",
            "The firm of Ada Brandt built the pier.",
            "The firm of Eva Lindt built the pier.",
            [("name", "Ada Brandt", "Eva Lindt")],
        ),
        (
            "en",
            "He said: “We will open it soon.”",
            "He said: “We will never open it.”",
            [("quotation", "We will open it soon.", "We will never open it.")],
        ),
        (
            "de",
            "Laut Polizei starben zwei Menschen bei Hagen.",
            "Laut Polizei starben drei Menschen bei Hagen.",
            [("number", "zwei", "drei")],
        ),
        (
            "de",
            "Die Leiterin Eva Müller kam aus Hagen.",
            "Die Leiterin Eva Schmidt kam aus Bonn.",
            [("name", "Müller", "Schmidt"), ("name", "Hagen", "Bonn")],
        ),
        (
            "fr",
            "Le pont a été fermé lundi par Anne Morel.",
            "Le pont a été fermé mardi par Anne Duval.",
            [("date", "lundi", "mardi"), ("name", "Morel", "Duval")],
        ),
        (
            "es",
            "Murieron doce personas el lunes en Soria.",
            "Murieron trece personas el martes en Soria.",
            [("number", "doce", "trece"), ("date", "lunes", "martes")],
        ),
        (
            "it",
            "Il ponte di Lucca costa due milioni di euro.",
            "Il ponte di Pisa costa tre milioni di euro.",
            [("number", "due", "tre"), ("name", "Lucca", "Pisa")],
        ),
        (
            "pt",
            "A ponte de Braga custa dois milhões de euros.",
            "A ponte de Faro custa três milhões de euros.",
            [("number", "dois", "três"), ("name", "Braga", "Faro")],
        ),
        (
            "ja",
            "橋では12人が働いていたと市長が述べた。",
            "橋では14人が働いていたと市長が述べた。",
            [("number", "12", "14")],
        ),
        (
            "ar",
            "قال العمدة إن ١٢ شاحنة عبرت الجسر.",
            "قال العمدة إن ١٤ شاحنة عبرت الجسر.",
            [("number", "١٢", "١٤")],
        ),
        (
            None,
            "The firm of Ada Brandt said that the pier of the bridge was in order.",
            "The firm of Ada Lindt said that the pier of the bridge was in order.",
            [("name", "Brandt", "Lindt")],
        ),
    ],
)
def test_facts_are_listed_as_pairs(
    language: str | None, before: str, after: str, expected: Sequence[tuple[str, str, str]]
) -> None:
    """Numbers, dates, names and quotations that were exchanged are given as pairs with the sentence
    as it stands now.
    """
    found = sentence(before, after, language)
    assert sorted((pair.kind, pair.old, pair.new) for pair in found.facts) == sorted(expected)
    assert {pair.sentence for pair in found.facts} == {after}
    assert found.kinds == ("fact",)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Then the workers left the bank.", "Then the builders left the shore."),
        ("de", "Danach verließ der Bauleiter das Ufer.", "Danach verließ der Polier das Gelände."),
        ("de", "Danach kamen neue Arbeiter vom Hafen.", "Danach kamen neue Freunde vom Hafen."),
        ("ru", "Потом Иванов осмотрел старый мост.", "Потом Петров осмотрел старый мост."),
        ("en", "He recalled May well, as a friend.", "She recalled it well, as a friend."),
    ],
)
def test_other_words_are_no_facts(language: str, before: str, after: str) -> None:
    """Words that are no names by a language's rules, and names in languages without, are reworded
    text.
    """
    assert sentence(before, after, language).kinds == ("rewrite",)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("They recieve the goods.", "They receive the goods.", "cosmetic"),
        ("They paid a millon euros.", "They paid a million euros.", "cosmetic"),
        ("They saw the cat again.", "They saw the cut again.", "rewrite"),
        ("It cost one million euros.", "It cost one billion euros.", "fact"),
        ("The co-operation ended well.", "The cooperation ended well.", "cosmetic"),
        ("The covid wave ended well.", "The COVID wave ended well.", "cosmetic"),
    ],
)
def test_spelling(before: str, after: str, kind: str) -> None:
    """One letter in a long word, hyphens and case are spelling.

    In a short word or a number's name they make another word.
    """
    assert kind in sentence(before, after).kinds


def test_reasons_quote() -> None:
    """A reason quotes what it rests on."""
    new = article(
        STORY[0],
        STORY[1].replace("12", "14"),
        *STORY[2:],
        NOTICE,
        title="Old bridge shut",
        notices=(NOTICE,),
    )
    found = change(article(), new)
    assert found.reasons == {
        "headline": "“Crack closes old bridge” → “Old bridge shut”",
        "correction": NOTICE,
        "fact": "number: “12” → “14”",
    }
    assert found.notices == (NOTICE,)


def test_a_notice_that_stood_before_is_no_correction() -> None:
    """Only a notice that appeared with this change counts."""
    old, new = (
        article(*STORY, NOTICE, notices=(NOTICE,)),
        article(*STORY[:3], NOTICE, notices=(NOTICE,)),
    )
    assert change(old, new).kinds == ("removal",)


@settings(max_examples=examples(100), deadline=None)
@given(pairs())
def test_whatever_changed_has_a_kind(pair: tuple[Extraction, Extraction]) -> None:
    """A change is never without a kind, each kind has a reason, and the order is fixed."""
    found = change(*pair)
    assert found.kinds
    assert list(found.kinds) == sorted(found.reasons, key=KINDS.index)
    assert all(found.reasons.values())
