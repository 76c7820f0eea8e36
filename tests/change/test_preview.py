"""A paywall's preview is no removal, whatever its length, as long as the page says what it is."""

# ruff: noqa: RUF001  # the languages' own letters

import pytest

from crawler.model import Outcome
from tests.change.looks import STORY, Reader, article

OFFERS = {
    "en": "Subscribe to keep reading", "de": "Jetzt abonnieren und weiterlesen",
    "fr": "Cet article est réservé aux abonnés", "es": "Suscríbete para seguir leyendo",
    "it": "Abbonati per continuare a leggere", "pt": "Conteúdo exclusivo para assinantes",
    "nl": "Word abonnee en lees verder", "sv": "Bli prenumerant för att läsa vidare",
    "da": "Bliv abonnent og læs videre", "no": "Bli abonnent for å lese videre",
    "fi": "Tilaa ja jatka lukemista", "pl": "Wykup dostęp, aby czytać dalej",
    "cs": "Předplaťte si nás a pokračujte", "ru": "Подпишитесь, чтобы читать дальше",
    "tr": "Okumaya devam etmek için abone olun", "el": "Γίνετε συνδρομητής για να διαβάσετε",
    "ja": "続きを読むには会員登録が必要です", "ko": "구독하시면 계속 읽을 수 있습니다",
    "zh": "订阅后继续阅读", "ar": "اشترك لمتابعة القراءة",
}  # fmt: skip
MARKS = {
    "box": '<div class="paywall-box"><p>One crown a week.</p></div>',
    "attribute": '<div data-paywall="metered"></div>',
    "button": "<button>Read more</button>",
    "role": '<span role="button">Continue reading</span>',
}


def _closed(page: str) -> str:
    """Return the page, which declares that it isn't free to read."""
    return page.replace(
        '"@type": "NewsArticle"', '"@type": "NewsArticle", "isAccessibleForFree": false'
    )


def _outcomes(*pages: str) -> list[Outcome]:
    reader = Reader()
    return [reader.look(page).outcome for page in pages]


@pytest.mark.parametrize("language", OFFERS)
def test_an_offer_below_the_beginning(language: str) -> None:
    """What a page offers below the story's beginning is known in many languages."""
    preview = article(*STORY[:3], behind=f"<div><p>{OFFERS[language]}</p></div>")
    assert _outcomes(article(), preview) == [Outcome.NEW, Outcome.SUSPECT]


@pytest.mark.parametrize("kept", [1, 2, 3, 4])
@pytest.mark.parametrize("mark", MARKS)
def test_a_preview_of_any_length(mark: str, kept: int) -> None:
    """However much is left; and however long it lasts, it is no removal."""
    preview = article(*STORY[:kept], behind=MARKS[mark])
    assert set(_outcomes(article(), *[preview] * 4)[1:]) == {Outcome.SUSPECT}


@pytest.mark.parametrize(
    "mark",
    [
        "<p><strong>Diesen Artikel mit F+ lesen</strong></p>",
        "<p>Registrieren Sie sich kostenlos, um weiterzulesen</p>",
        "<h3>Материал доступен по подписке</h3>",
        "<h3>Već ste pretplatnik? Prijavite se</h3>",
        '<div id="piano-offer"></div>',
        '<div class="tp-container-inner"></div>',
    ],
)
def test_other_words_and_makers_of_paywalls(mark: str) -> None:
    """What an offer says besides, and the names of the walls that many sites buy."""
    assert _outcomes(article(), article(*STORY[:3], behind=mark))[1] is Outcome.SUSPECT


def test_it_breaks_off() -> None:
    """A story that ends in the middle of a sentence, with an ellipsis, is not all of it."""
    preview = article(*STORY[:3], STORY[3][:40] + "…")
    assert _outcomes(article(), preview) == [Outcome.NEW, Outcome.SUSPECT]


def test_it_declares_itself() -> None:
    """A page that says now that it isn't free shows a preview. One that always said so is suspect,
    too, and believed when it persists: the end may have been removed behind a subscription.
    """
    new = _closed(article(*STORY[:3]))
    assert _outcomes(article(), *[new] * 4)[1:] == [Outcome.SUSPECT] * 4
    always = _outcomes(_closed(article()), *[new] * 3)
    assert always == [Outcome.NEW, Outcome.SUSPECT, Outcome.SUSPECT, Outcome.CHANGED]


def test_another_end_is_no_cut() -> None:
    """As many other words stand where the end stood: a rewrite, though the page isn't free."""
    end = "Mayors of five towns are to meet in the old tram depot on Friday and vote on the line."
    pages = (_closed(article()), _closed(article(*STORY[:4], f"{end} They asked for more time.")))
    assert _outcomes(*pages)[1] is Outcome.CHANGED


@pytest.mark.parametrize("offer", ["", MARKS["button"], f"<p>{OFFERS['en']}</p>"])
def test_a_true_removal_is_told(offer: str) -> None:
    """Paragraphs that leave without an offer, or beside one that always stood there, were removed;
    and so were those from the middle.
    """
    assert _outcomes(article(behind=offer), article(*STORY[:3], behind=offer))[1] is Outcome.CHANGED
    middle = article(*STORY[:2], *STORY[4:], behind="<p>Subscribe to keep reading</p>")
    assert _outcomes(article(), middle)[1] is Outcome.CHANGED
