"""The line that tells readers when an article was updated, in every language that has rules.

And lines that only look like one.
"""

# ruff: noqa: E501, RUF001  # a language a line; the letters are the languages' own  # noqa: RUF100

import pytest

from crawler.extract import extract
from crawler.extract.metadata.updates import stated
from crawler.languages import Kind, by_language
from tests.extract.stories import FERRY

LINES = {
    "en": ("Updated 14 March 2026, 10:20", "Last updated: March 14, 2026 at 10:20 pm", "Updated on Saturday, March 14", "Updated: 10:20 GMT, 14 March 2026"),
    "de": ("Stand: 14.03.2026, 10:20 Uhr", "Zuletzt aktualisiert am 14.03.2026 um 10:20 Uhr", "Aktualisiert: 14. März 2026, 10:20 Uhr"),
    "fr": ("Mis à jour le 14 mars 2026 à 10h20", "Dernière mise à jour : 14/03/2026 10:20"),
    "es": ("Actualizado a las 10:20", "Última actualización: 14/03/2026", "Actualizado el 14 de marzo de 2026 a las 10:20 h"),
    "it": ("Aggiornato il 14 marzo 2026 alle 10:20", "Ultimo aggiornamento: 14 marzo 2026"),
    "pt": ("Atualizado em 14/03/2026 às 10h20", "Última atualização: 14/03/2026"),
    "nl": ("Laatst bijgewerkt op 14 maart 2026 om 10:20", "Laatste update: 14-03-2026"),
    "sv": ("Uppdaterad 2026-03-14 10:20", "Uppdaterad kl 12.17"),
    "da": ("Opdateret den 14. marts 2026 kl. 10.20",),
    "no": ("Sist oppdatert lørdag 14. mars 2026", "Oppdatert 14. mars 2026 kl. 10:20"),
    "fi": ("Päivitetty 14.3.2026 klo 10.20",),
    "pl": ("Aktualizacja: 14 marca 2026, 10:20",),
    "cs": ("Aktualizováno 14. března 2026 10:20",),
    "ru": ("Обновлено: 14 марта 2026, 10:20",),
    "uk": ("Оновлено 14 березня 2026 о 10:20",),
    "tr": ("Son güncelleme: 14.03.2026 10:20", "Güncellenme tarihi: 14 Mart 2026"),
    "el": ("Τελευταία ενημέρωση: 14/03/2026 10:20",),
    "ja": ("最終更新 2026/3/14 10:20", "2026年3月14日 10時20分 更新"),
    "zh": ("更新时间:2026-03-14 10:20", "更新:2026年3月14日"),
    "ko": ("수정 2026.03.14 10:20",),
    "ar": ("آخر تحديث: 14/03/2026 10:20",),
    "fa": ("آخرین به‌روزرسانی: ۱۴۰۴/۱۲/۲۳ ۱۰:۲۰",),
    "he": ("עודכן: 14.03.2026, 10:20",),
    "hi": ("अपडेटेड: 14 मार्च 2026, 10:20",),
    "id": ("Diperbarui 14 Maret 2026, 10:20",),
}  # fmt: skip


def test_every_language_with_rules_has_rows() -> None:
    """No wording stands in the rules without a row here."""
    assert set(LINES) == set(by_language(Kind.UPDATED))


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_the_labels(line: str) -> None:
    """The line is read from its label to its last figure, alone and behind the date of publication;
    what follows is not part of it.
    """
    assert stated(line) == line
    assert stated(f"{line} | 5 min") == line
    if not line[0].isdigit():
        assert stated(f"13.03.2026, 08:00 | {line}") == line


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5 minutes ago",
        "Updated: 5 minutes ago",
        "Update: vor 5 Minuten",
        "Updated today at 10:20",
        "The bridge was updated on 14 March 2026.",
        "Updated rules took effect on 14 March 2026",
        "Updated figures from 14 March 2026",
        "Standing at 10:20, the man waved",
        "Published 14 March 2026",
        "Updates by mail at 10:20",
    ],
)
def test_what_is_no_such_line(line: str) -> None:
    """What is relative says something else at every look; a sentence about an update is none."""
    assert stated(line) is None


STORY = "".join(f"<p>{paragraph}</p>" for paragraph in FERRY.paragraphs)


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("<p>Updated <time>14 March 2026, 10:20</time></p>{story}", "Updated 14 March 2026, 10:20"),
        (
            (
                "<div><span>Published 13 March 2026</span><span>Updated</span><span>14 March "
                "2026</span></div>{story}"
            ),
            "Updated 14 March 2026",
        ),
        ("<ul><li>By Jo Lindt<li>Updated 14 March 2026</ul>{story}", "Updated 14 March 2026"),
        ("{story}<p>Stand: 14.03.2026, 10:20 Uhr</p>", "Stand: 14.03.2026, 10:20 Uhr"),
        ("{story}<aside><p>Updated 14 March 2026</p></aside>", None),
        ("{story}<div class=related><p>Updated 14 March 2026</p></div>", None),
        ("{story}<div><a href=/n/2>Updated 14 March 2026</a></div>", None),
        ("{story}<footer>Last updated 14 March 2026</footer>", None),
        ("{story}", None),
    ],
)
def test_where_it_stands(around: str, expected: str | None) -> None:
    """Its label and its date may stand in elements of their own.

    A line beside the story is another article's.
    """
    page = (
        "<html><head><title>Ferry</title></head><body><article><h1>Ferry "
        f"stays</h1>{around.format(story=STORY)}</article></body></html>"
    )
    found = extract(page, "https://harbour.example/ferry")
    assert found.shown_modified == expected
