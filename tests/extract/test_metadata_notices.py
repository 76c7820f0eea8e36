"""Developing marks and notices: the newsroom's own words about its text, and nobody else's."""

import pytest

from crawler.extract.rules.notices import developing, notices

STORY = (
    "The ferry stayed in port on Tuesday.",
    "Divers found a crack in its hull.",
    "The company said that repairs would take a week.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "This is a developing news story. More information will be added as it becomes available.",
        "[This is a developing story and will be updated.]",
        "This is a breaking news story, check back for updates.",
        "This story is being updated.",
        "This article will be updated.",
        "DEVELOPING: Ferry aground off Norrvik",
        "Breaking News \u2014 the ferry is aground.",
        "More to follow...",
        "Developing story",
        "Dieser Artikel wird laufend aktualisiert.",
        "Mehr in Kürze",
        "Cet article sera mis à jour.",
        "Noticia en desarrollo",
        "Notizia in aggiornamento",
        "Esta notícia está em atualização.",
        "Dit artikel wordt aangevuld.",
        "Artikeln uppdateras.",
    ],
)
def test_a_developing_story_says_so(sentence: str) -> None:
    """A sentence or a label that newsrooms set marks the story as developing."""
    assert developing([*STORY, sentence])


@pytest.mark.parametrize(
    "sentence",
    [
        *STORY,
        "“BREAKING: the ferry has sunk,” said a post that was not true.",
        '"This is a developing situation," the sheriff said.',
        "The region is developing fast, and this story is told often.",
        "There is more to come from the shipyard, the minister said.",
        "Developing countries asked for ferries.",
        "He updates the timetable every week.",
    ],
)
def test_other_sentences_do_not(sentence: str) -> None:
    """Quotations and the words in another sense mark nothing."""
    assert not developing([sentence])


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Correction: An earlier headline gave the wrong name of the ferry."),
        ("en", "CORRECTION (May 12, 2026): The ferry has two engines, not three."),
        ("en", "Correction, 10:45 a.m.: The ferry has two engines, not three."),
        ("en", "Editor's note: The author owns shares in the company."),
        ("en", "Editor\u2019s Note \u2013 The author owns shares in the company."),
        ("en", "UPDATE 3:15 p.m.: The ferry has left the yard."),
        ("en", "Clarification: The crack was above the waterline."),
        ("en", "This article was amended on 12 May 2026 to correct the number of engines."),
        ("en", "An earlier version of this story misstated the number of engines."),
        ("en", "(This story has been corrected to fix the number of engines)"),
        ("de", "Korrektur: Die Fähre hat zwei Motoren."),
        ("de", "In einer früheren Version dieses Artikels hieß es, die Fähre habe drei Motoren."),
        ("de", "Anmerkung der Redaktion: Der Autor fährt täglich mit der Fähre."),
        ("fr", "Rectificatif : le navire a deux moteurs."),
        ("fr", "Une première version de cet article indiquait trois moteurs."),
        ("es", "Fe de errores: el barco tiene dos motores."),
        ("es", "Una versión anterior de esta noticia decía que eran tres."),
        ("it", "Errata corrige: la nave ha due motori."),
        ("pt", "Correção: o navio tem dois motores."),
        ("nl", "Rectificatie: de boot heeft twee motoren."),
        ("sv", "Rättelse: Färjan har två motorer."),
        ("tr", "Düzeltme: Vapurun iki motoru var."),
        ("ja", "訂正: エンジンは二基でした。本文を改めました。"),
    ],
)
def test_a_notice_is_given_as_it_stands(language: str, notice: str) -> None:
    """A notice comes out word for word, with its language known or not, and nothing of the story
    with it.
    """
    assert notices([*STORY, notice], language) == (notice,)
    assert notices([notice, *STORY], None) == (notice,)


def test_a_heading_belongs_to_its_notice() -> None:
    """A label that is a paragraph of its own is given with the paragraph below it."""
    text = "The ferry has two engines, not three."
    assert notices([*STORY, "Correction", text], "en") == ("Correction", text)


@pytest.mark.parametrize(
    "sentence",
    [
        *STORY,
        "Updated 3:15 PM EDT, Tue May 12, 2026",
        "The minister demanded a correction: he had never taken the ferry.",
        "Correction officers took the ferry to the island.",
        "“Update: all is well,” the captain wrote.",
        "He updated the article of association on Tuesday.",
    ],
)
def test_the_story_is_no_notice(sentence: str) -> None:
    """Datelines, quotations and stories about corrections are no notices."""
    assert notices([sentence], "en") == ()


def test_of_a_long_paragraph_only_the_sentence_is_given() -> None:
    """A notice at the end of a long paragraph does not take the paragraph with it."""
    notice = "An earlier version of this article misstated the number of engines."
    assert notices([" ".join([STORY[2]] * 20) + " " + notice], "en") == (notice,)
