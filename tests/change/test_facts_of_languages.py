"""Numbers as words, days, months and names are facts in each language that has its words for them."""

# ruff: noqa: E501, RUF001  # a language's sentence is one line, in its own letters

import pytest

from tests.change.newsroom import Newsroom, article

FACTS = {
    "nl": (
        "De burgemeester Ada Merrow zei maandag dat negen mensen de brug in maart hadden gezien.",
        (
            ("negen", "tien", "fact"),
            ("maandag", "dinsdag", "fact"),
            ("maart", "april", "fact"),
            ("Merrow", "Marlow", "fact"),
            ("gezien", "bekeken", "rewrite"),
        ),
    ),
    "sv": (
        "Borgmästaren Ada Merrow sade i måndags att nio personer såg bron i mars.",
        (("nio", "tio", "fact"), ("Merrow", "Marlow", "fact"), ("såg", "hörde", "rewrite")),
    ),
    "da": (
        "Borgmester Ada Merrow sagde mandag, at ni personer så broen i marts.",
        (
            ("ni personer", "ti personer", "fact"),
            ("mandag", "tirsdag", "fact"),
            ("Merrow", "Marlow", "fact"),
            ("broen", "vejen", "rewrite"),
        ),
    ),
    "no": (
        "Ordfører Ada Merrow sa mandag at ni personer så brua i mars.",
        (
            ("ni personer", "ti personer", "fact"),
            ("mandag", "tirsdag", "fact"),
            ("brua", "veien", "rewrite"),
        ),
    ),
    "fi": (
        "Kaupunginjohtaja Ada Merrow sanoi, että yhdeksän ihmistä näki sillan.",
        (
            ("yhdeksän", "kymmenen", "fact"),
            ("Merrow", "Marlow", "fact"),
            ("näki", "kuuli", "rewrite"),
        ),
    ),
    "pl": (
        "Burmistrz Ada Merrow powiedziała w poniedziałek, że dziewięć osób widziało most.",
        (
            ("dziewięć", "dziesięć", "fact"),
            ("Merrow", "Marlow", "fact"),
            ("poniedziałek", "wtorek", "fact"),
            ("most", "drogę", "rewrite"),
        ),
    ),
    "cs": (
        "Starostka Ada Merrow řekla v pondělí, že devět lidí vidělo most.",
        (("devět", "deset", "fact"), ("Merrow", "Marlow", "fact"), ("most", "cestu", "rewrite")),
    ),
    "hu": (
        "A polgármester, Ada Merrow azt mondta, hogy kilenc ember látta a hidat.",
        (("kilenc", "tíz", "fact"), ("Merrow", "Marlow", "fact"), ("hidat", "utat", "rewrite")),
    ),
    "ro": (
        "Primarul Ada Merrow a spus luni că șapte oameni au văzut podul.",
        (("șapte", "opt", "fact"), ("Merrow", "Marlow", "fact"), ("podul", "drumul", "rewrite")),
    ),
    "ru": (
        "Мэр Ада Мерроу сказала в понедельник, что девять человек видели мост в марте.",
        (
            ("девять", "десять", "fact"),
            ("Мерроу", "Марлоу", "fact"),
            ("видели", "слышали", "rewrite"),
        ),
    ),
    "uk": (
        "Мер Ада Мерроу сказала в понеділок, що сім людей бачили міст.",
        (("сім", "вісім", "fact"), ("Мерроу", "Марлоу", "fact"), ("міст", "шлях", "rewrite")),
    ),
    "bg": (
        "Кметът Ада Мероу каза в понеделник, че девет души са видели моста.",
        (("девет", "десет", "fact"), ("Мероу", "Марлоу", "fact"), ("моста", "пътя", "rewrite")),
    ),
    "sr": (
        "Gradonačelnica Ada Merou rekla je u ponedeljak da je devet ljudi videlo most.",
        (("devet", "deset", "fact"), ("Merou", "Marlou", "fact"), ("most", "put", "rewrite")),
    ),
    "tr": (
        "Belediye başkanı Ada Merrow pazartesi günü dokuz kişinin köprüyü gördüğünü söyledi.",
        (("dokuz", "sekiz", "fact"), ("Merrow", "Marlow", "fact"), ("köprüyü", "yolu", "rewrite")),
    ),
    "el": (
        "Η δήμαρχος Άντα Μέροου είπε τη Δευτέρα ότι εννέα άνθρωποι είδαν τη γέφυρα.",
        (("εννέα", "δέκα", "fact"), ("Μέροου", "Μάρλοου", "fact"), ("γέφυρα", "οδό", "rewrite")),
    ),
    "id": (
        "Wali kota Ada Merrow mengatakan pada Senin bahwa sembilan orang melihat jembatan itu.",
        (
            ("sembilan", "sepuluh", "fact"),
            ("Merrow", "Marlow", "fact"),
            ("melihat", "mendengar", "rewrite"),
        ),
    ),
    "is": (
        "Borgarstjórinn Ada Merrow sagði að níu manns hefðu séð brúna.",
        (("níu", "tíu", "fact"), ("Merrow", "Marlow", "fact"), ("séð", "heyrt", "rewrite")),
    ),
}
CASES = [(language, text, *edit) for language, (text, edits) in FACTS.items() for edit in edits]


@pytest.mark.parametrize(("language", "text", "old", "new", "kind"), CASES)
def test_one_word_is_a_fact_or_none(
    language: str, text: str, old: str, new: str, kind: str
) -> None:
    """A number is never a typing error, however alike the words are; another word is no fact."""
    room = Newsroom()
    room.look(article("One.", text, "Two.", language=language), at=0)
    decision = room.look(article("One.", text.replace(old, new), "Two.", language=language), at=1)
    assert decision.change is not None
    assert decision.change.kinds == (kind,)


def test_a_number_of_one_language_is_a_word_of_another() -> None:
    """A word is looked up among its own language's numbers."""
    room = Newsroom()
    room.look(article("One.", "They told the mayor to go there.", language="en"), at=0)
    decision = room.look(article("One.", "They told the mayor not go there.", language="en"), at=1)
    assert decision.change is not None
    assert "fact" not in decision.change.kinds
