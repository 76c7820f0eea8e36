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
        (LIST, (LIST[0], "4. The ferry runs all day. It costs nothing.", LIST[2]), ("cosmetic",)),
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
    """A list's number, an ornament that leaves with its passage, other sentence ends by another
    quotation mark.
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
        ("ka", "შემდეგ ივანემ ნახა ძველი ხიდი.", "შემდეგ პეტრემ ნახა ძველი ხიდი."),
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


BRIDGE = "The council in Marwick voted on Monday to spend four million on the old footbridge."
CHAIR = "Its chair, Ada Merrow, said it will be shut for six weeks."
WORK = "Work begins in spring, the engineer told the paper, and ends in autumn."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "It’s the café of Mr. Müller – he said “no”.",
            "Itâ€™s the cafÃ© of Mr. MÃ¼ller â€“ he said â€œnoâ€.",
        ),
        ("The price is 5 pounds. It was £4 before.", "The price isÂ 5 pounds. It was Â£4 before."),
        (
            "The café of Mr. Müller is open, it’s new.",
            "The caf\ufffd of Mr. M\ufffdller is open, it\ufffds new.",
        ),
        ("The café of Mr. Müller is open, it’s new.", "The caf? of Mr. M?ller is open, it?s new."),
        ("The café is “open” & new.", "The caf&eacute; is &ldquo;open&rdquo; &amp; new."),
        ("Мост закрыт, сказал мэр.", "РњРѕСЃС‚ Р·Р°РєСЂС‹С‚, СЃРєР°Р·Р°Р» РјСЌСЂ."),
    ],
)
def test_an_encoding_that_was_repaired_is_cosmetic(before: str, after: str) -> None:
    """No fact and no word differs, whichever side is broken; the reason shows the words."""
    for old, new in ((before, after), (after, before)):
        found = change(article(BRIDGE, old), article(BRIDGE, new))
        assert (found.kinds, found.facts) == ((ChangeKind.COSMETIC,), ())
        assert found.reasons["cosmetic"].startswith("encoding: “")


def test_an_encoding_does_not_hide_an_edit() -> None:
    """What changed beside it is told, with the words as they were meant."""
    found = change(article("Itâ€™s 5 miles, he said."), article("It’s 6 miles, he said."))
    assert found.kinds == ("fact", "cosmetic")
    assert [(pair.old, pair.new) for pair in found.facts] == [("5", "6")]
    asked = change(article("Is it so? Yes, said Müller."), article("Is it so? No, said Müller."))
    assert asked.kinds == ("rewrite",)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ((f"{BRIDGE} {CHAIR}",), (BRIDGE, WORK, CHAIR), ("addition",)),
        ((f"{BRIDGE} {CHAIR}", WORK), (f"{BRIDGE} {CHAIR} {WORK} It is dear.",), ("addition",)),
        (
            (f"“{BRIDGE} {CHAIR} {WORK}”", *STORY),
            (f"“{BRIDGE}", CHAIR, f"{WORK}”", *STORY[:3]),
            ("removal",),
        ),
        ((BRIDGE, f"{CHAIR} {WORK}"), (f"{WORK} {CHAIR}", BRIDGE), ("rewrite",)),
    ],
)
def test_where_paragraphs_end_is_nothing(
    old: Sequence[str], new: Sequence[str], kinds: Sequence[str]
) -> None:
    """A sentence that stands in the same place of the text has not moved."""
    assert change(article(*old), article(*new)).kinds == kinds


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("Write to desk1@news.example.", "Write to desk2@news.example.", ("rewrite",)),
        (
            "See www.news.example/2026/03/x now.",
            "See www.news.example/2027/04/x now.",
            ("rewrite",),
        ),
        ("It opens on 3 march, he said.", "It opens on 4 March, he said.", ("fact",)),
        ("It opens in march, he said.", "It opens in March, he said.", ("cosmetic",)),
        ("It opens on 5. Mai, he said.", "It opens on 6. Mai, he said.", ("fact",)),
    ],
)
def test_what_is_no_number_or_date(before: str, after: str, kinds: Sequence[str]) -> None:
    """The parts of an address, and a month's capital letter."""
    assert sentence(before, after).kinds == kinds


def test_numbers_of_a_list_are_no_facts() -> None:
    """An item that came is told; the numbers behind it are not. A date is no item's number."""
    items = "Do the walls by hand.", "Paint the door red."
    old = [f"{number}. {text}" for number, text in enumerate(items, 1)]
    new = [f"1. {items[0]}", "2. Wash the floor with care.", f"3. {items[1]}"]
    assert change(article(*old), article(*new)).kinds == ("addition",)
    numbered = [f"{number}." for number in (1, 2)]
    marked = change(article(*items), article(numbered[0], items[0], numbered[1], items[1]))
    assert marked.kinds == ("cosmetic",)
    days = change(
        article("5. Mai: Das Rathaus ist zu.", "6. Mai: Es ist offen.", language="de"),
        article("5. Mai: Das Rathaus ist zu.", "7. Mai: Es ist offen.", language="de"),
    )
    assert days.kinds == ("fact",)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("It is now shut for weeks.", "It is shut for weeks.", "reworded: “now” left"),
        ("It is shut for weeks.", "It is now shut for weeks.", "reworded: “now” came"),
        ("The Open Town(OTP) met.", "The Open Town (OTP) met.", "“Town(OTP)” → “Town (OTP)”"),
        ("He said so, and left.", "He said so and left.", "“so,” → “so”"),
    ],
)
def test_a_reason_shows_what_changed(before: str, after: str, reason: str) -> None:
    """Nothing is exchanged for nothing: a word came or left, a mark is shown with its word."""
    assert list(sentence(before, after).reasons.values()) == [reason]


def test_a_short_passage_that_moved() -> None:
    """A line of two words left here and came there: it moved."""
    lines = (STORY[0], "Further reading", *STORY[1:])
    told = change(article(*lines), article(*STORY, "Further reading"))
    assert told.kinds == ("rewrite",)
    assert told.reasons["rewrite"] == "moved: “Further reading”"


def test_items_with_short_words_are_renumbered() -> None:
    """The words stand in the same order, and today is no month."""
    for one, two in (("Mix it.", "Bake it well."), ("Stir.", "Today’s bread is ready.")):
        old, new = (
            article(STORY[0], f"{at}. {one}", f"{at + 1}. {two}", STORY[1]) for at in (1, 2)
        )
        assert change(old, new).kinds == ("cosmetic",)
