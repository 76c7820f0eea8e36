"""Which days in short lines are the publication's, in the languages of the data files."""

# ruff: noqa: RUF001  # the signs are the languages' own

import pytest

from tests.extract.metadata_pages import HEADLINE, STORY, page, read

PLAIN_URL = "https://www.harbourpost.example/local/ferry-stays-in-port"
DATED_URL = "https://www.harbourpost.example/2026/03/14/ferry-stays-in-port"
DAY = "2026-03-14"
DATE_LINES = [
    *("二〇二六年三月十四日", "发布时间：2026-03-14 更新时间：2026-03-15", "[2026年3月14日 10:20]"),
    *("2026年3月14日公開 2026年3月15日更新", "入力 2026/03/14（土）10:20配信"),
    *("입력 2026.03.14 10:20 수정 2026.03.15 11:00", "2026년 03월 14일 (토) 오전 10:20"),
    *("14 มี.ค. 2569 10:20 น.", "วันเสาร์ที่ 14 มีนาคม พ.ศ. 2569, 10.20 น."),
    *("السبت 25 رمضان 1447 هـ - 14 مارس 2026 م", "تاريخ النشر: ١٤ آذار (مارس) ٢٠٢٦"),
    *("تاریخ انتشار : شنبه ۲۳ اسفند ۱۴۰۴ ساعت ۱۰:۲۰", "شنبه، ۲۳ اسفند ماه ۱۴۰۴", "۱۴۰۴-۱۲-۲۳"),
    *("शनिवार, 14 मार्च 2026", "শনিবার ১৪ই মার্চ ২০২৬", "প্রকাশের সময় : ১৪ মার্চ ২০২৬"),
    *("வெளியிடப்பட்டது: 14 மார்ச் 2026", "பதிவு செய்த நாள்: மார்ச் 14,2026"),
    *("ΣΑΒΒΑΤΟ 14 ΜΑΡΤΙΟΥ 2026", "Σάβ. 14 Μαρ. 2026", "sobota 14. března 2026 v 10.20"),
    *("Thứ bảy, 14/3/2026, 10:20 (GMT+7)", "14 Tháng Ba, 2026", "Đăng ngày 14-03-2026"),
    *("יום שבת, 14 במרץ 2026", "14 MART 2026", "Giriş Tarihi: 14.03.2026 10:20"),
    *("Дата публикации: 14 марта 2026 года", "Субота, 14 березня 2026 р.", "14 бер 2026"),
    *("Data publikacji: 14.03.2026 r.", "14·03·2026 | 10:20", "Geplaatst: 14-03-2026"),
    *(
        "Pubblicato: 14/03/2026 10:20",
        "14 მარტს 2026",
        "Published 14 March 2026, updated 15 March 2026",
    ),
    *(
        "Updated 15 March 2026, first published 14 March 2026",
        "Ana Moe, staff writer, 14 March 2026",
    ),
    *("14 March 2026 in Sports by ana", "Thema des Tages // 14.03.2026"),
]
TOLD = [
    *(
        "纪念2010年2月28日海难",
        "2010年2月28日の高潮で壊れた壁",
        "2010년 2월 28일 무너진 방파제 이야기",
    ),
    *("28 شباط 2010 يوم لا ينساه أهل المرفأ", "دریا در ۹ اسفند ۱۳۸۸ دیوار کهنه را شکست"),
    *("28 फरवरी 2010 को टूटी थी पुरानी दीवार", "Η θάλασσα έσπασε τον τοίχο στις 28 Φεβρουαρίου 2010"),
    *("Τι έγινε στις 28/02/2010 στο λιμάνι", "Moře prorazilo zeď 28. února 2010 večer"),
    *("Годовщина 28.02.2010: как рухнула стена", "Deniz 28 Şubat 2010 günü eski duvarı yıktı"),
    *("The wall broke on 28 February 2010", "February 28, 2010 — a day the town will not forget"),
    *(
        "Ana Moe (born 28 February 2010)",
        "Born: 28 February 2010",
        "When: 28 February 2010, 7 p.m.",
    ),
    *(
        "Event date: 28 February 2010",
        "From 28 February 2010 to 3 March 2010",
        "Kick-off: 28.02.2010",
    ),
    *("Die Mauer brach am 28.2.2010", "Der Sturm vom 28.02.2010 und die Folgen"),
    *(
        "Wann: 28. Februar 2010, 19 Uhr",
        "Geboren am 28. Februar 2010 in Kiel",
        "Erscheinungstag: 28.02.2010",
    ),
    *("Le 28 février 2010, la mer a brisé le vieux mur", "Quand : le 28 février 2010 à 19 h"),
    *("El mar rompió el muro el 28 de febrero de 2010", "Fecha del evento: 28 de febrero de 2010"),
    *("Il 28 febbraio 2010 il mare ruppe il muro", "La mareggiata del 28 febbraio 2010"),
    *("Em 28 de fevereiro de 2010 o mar quebrou o muro", "Quando: 28/02/2010 às 19h"),
    *("De storm van 28-02-2010 en de dijk", "Kiedy: 28.02.2010 r.", "Mikor: 2010. február 28."),
    *("Laut menghancurkan tembok pada 28 Februari 2010",),
]


@pytest.mark.parametrize("line", DATE_LINES)
def test_a_date_line_gives_the_publication(line: str) -> None:
    """Weekdays, clocks, eras, labels, roles and a change beside the day leave it the first one."""
    assert read(page(body=f"<h1>{HEADLINE}</h1><p>{line}</p>{STORY}"), PLAIN_URL).published == DAY


@pytest.mark.parametrize("line", TOLD)
def test_a_day_that_is_told_of_is_no_publication(line: str) -> None:
    """A sentence without a full stop, another label, a birth or a span of days: not published then.

    The day in the address counts before either.
    """
    body = f"<h1>{HEADLINE}</h1><p>{line}</p>{STORY}"
    assert read(page(body=body), PLAIN_URL).published is None
    assert read(page(body=body), DATED_URL).published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Updated: 14 March 2026",
        "Обновлено 14 марта 2026",
        "2026年3月14日更新",
        "최종수정 2026.03.14",
        "به‌روزرسانی ۲۳ اسفند ۱۴۰۴",
        "עודכן 14.03.2026",
        "Zaktualizowano 14 marca 2026",
    ],
)
def test_a_day_of_a_change_is_no_publication(line: str) -> None:
    """A line that names the change alone says nothing of the publication."""
    found = read(page(body=f"<h1>{HEADLINE}</h1><p>{line}</p>{STORY}"), PLAIN_URL)
    assert (found.published, found.modified) == (None, DAY)


@pytest.mark.parametrize(
    ("lang", "line", "expected"),
    [
        ("fr-FR", "Publié le 05/03/2026", "2026-03-05"),
        ("de", "05.03.26, 10:20 Uhr", "2026-03-05"),
        ("en-GB", "05/03/2026", "2026-03-05"),
        ("en-US", "05/03/2026", None),
        ("en", "05/03/2026", None),
        ("ja", "05/03/2026", None),
        ("de", "Der Sturm vom 05.03.26 und die Folgen", None),
        ("de", "Aktualisiert am 05.03.26", None),
    ],
)
def test_figures_are_read_as_the_language_writes_them(
    lang: str, line: str, expected: str | None
) -> None:
    """A day that could be two is read where the page's language puts the day first."""
    body = f"<h1>{HEADLINE}</h1><p>{line}</p>{STORY}"
    assert read(page(body=body, lang=lang), PLAIN_URL).published == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{HEADLINE}<br><small><i></i> 14.03.2026 • Sport</small></h1>{STORY}",
        f"<h1><span class=date>14.03.2026</span>{HEADLINE}</h1>{STORY}",
        (
            "<div><h2 class=date-header><span>Samstag, 14. März 2026</span></h2><div><div><div>"
            f"<h3><a href=/x>{HEADLINE}</a></h3>{STORY}</div></div></div></div>"
        ),
        (
            f"<h1>{HEADLINE}</h1>{STORY}<a href=/x><abbr itemprop=datePublished "
            "title='2026-03-14T10:52:00+02:00'>10:52</abbr></a>"
        ),
        (
            f"<h1>{HEADLINE}</h1><div><time datetime=2026-03-14>14. März 2026</time> "
            f"<a href=/a>ada</a> <a href=#c>Schreibe einen Kommentar</a></div>{STORY}"
        ),
    ],
)
def test_habits_of_publishing_software(body: str) -> None:
    """Small print in the headline, a heading for the day, an abbreviation, a line of links."""
    head = f"<title>{HEADLINE}</title>"
    found = read(page(head, body=body), PLAIN_URL).published
    assert found is not None
    assert found[:10] == DAY
