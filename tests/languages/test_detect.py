"""The language of stories that declare none."""

# ruff: noqa: E501, RUF001  # a story is one line, in its own letters  # noqa: RUF100

import pytest

from crawler.extract import extract
from crawler.languages import language_of
from tests.extract.stories import STORIES
from tests.extract.test_shapes import ARABIC, CHINESE

STORY = {
    "en": STORIES[0].paragraphs,
    "ar": ARABIC.paragraphs,
    "zh": CHINESE.paragraphs,
    "de": (("Die Fähre fährt auch im Winter, weil der Rat der Stadt es am Montag so " "beschlossen hat, und die Inseln sind damit nicht allein."),),
    "fr": (("Le bac de nuit ne sera pas supprimé, a décidé le conseil de la ville, et les " "habitants des îles ont été les premiers à le dire."),),
    "es": (("El transbordador no se suprime, decidió el consejo de la ciudad, y los " "vecinos de las islas lo celebraron con una cena en el puerto."),),
    "nl": (("De veerboot blijft ook in de winter varen, zei het bestuur van de stad, en " "dat is voor de eilanden van groot belang voor het werk."),),
    "pl": (("Prom nie zniknie, jak się okazało na posiedzeniu rady, a mieszkańcy wysp już " "od dawna mówili, że to jest dla nich ważne i potrzebne."),),
    "ru": (("Паром не отменят, решил совет города, и жители островов не скрывали, что это " "для них очень важно, потому что он у них один."),),
    "uk": (("Пором не скасують, вирішила рада міста, і мешканці островів не приховували, " "що це для них дуже важливо, бо він у них один."),),
    "ja": ("夜の渡し船はこれからも続くことになった。町の議会が月曜日に決め、島の人々は港で喜びの声を上げたという。",),
    "ko": ("밤배는 앞으로도 계속 다니게 되었다고 시의회가 월요일에 밝혔다. 섬 주민들은 항구에서 이를 반겼다.",),
    "he": (("המעבורת תמשיך להפליג גם בחורף, כך החליטה מועצת העיר ביום שני, ותושבי האיים " "חגגו בנמל."),),
}  # fmt: skip


@pytest.mark.parametrize("code", STORY)
def test_told(code: str) -> None:
    """A story's own words tell its language."""
    assert language_of(STORY[code]) == code


@pytest.mark.parametrize(
    "text", ["", "Kilobu", "12:30 – 14:15", "Ferry ticket window opens Monday"]
)
def test_no_guess(text: str) -> None:
    """Too little text gives no language."""
    assert language_of((text,)) is None


def test_a_declaration_wins() -> None:
    """What the page declares stands; only without a declaration is the text asked."""
    body = "".join(f"<p>{text}</p>" for text in STORIES[0].paragraphs)
    assert extract(f"<html lang=cy><body>{body}").language == "cy"
    assert extract(f"<html><body>{body}").language == "en"
