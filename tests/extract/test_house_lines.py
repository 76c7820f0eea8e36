"""Lines of the house: counts, times told from now, calls and disclosures, in every language."""

# ruff: noqa: E501, ISC004, RUF001  # lines in their own signs

import pytest

from crawler.extract import extract
from crawler.extract.blocks.boilerplate import is_caption, is_widget_line
from crawler.extract.rules.house_wordings import (
    is_counter,
    is_house_line,
    is_pointer,
    is_time_line,
)
from crawler.extract.rules.notices import notices
from tests.extract.house_asks import ASKS, KINDS, MORE
from tests.extract.house_asks import STORY as TRUE_ASKS
from tests.extract.others import REST, STORY, page

URL = "https://news.example/2026/03/14/ferry-story"
LONG = STORY + REST

COUNTERS = """
Views: 1204|Post Views: 3,990|1.2K views · 3 comments|This article has been read 1204 times.
1204 people have read this article|Read 1204 times|👁 1204|Comments: 12|Hits: 1 204
Просмотров: 1204|Прочитано 1204 раза|Переглядів: 1204|Vu 1204 fois|Lu 1 204 fois|1204 vues
Okunma: 1204|Bu haber 1204 kez okundu|浏览次数：1204|阅读 1204|閲覧数：1204|조회수 1204|조회 1,204회
Gelesen: 1204 mal|Aufrufe: 1.204|Visitas: 1204|Leído 1204 veces|Visualizzazioni: 1204
Letto 1204 volte|Visualizações: 1204|Weergaven: 1204|1204 keer gelezen|Läst: 1204 gånger
Visninger: 1204|Katselukertoja: 1204|Lesið 1204 sinnum|Odsłon: 1204|Wyświetleń: 1204
Přečteno: 1204x|Megtekintések: 1204|Vizualizări: 1204|Прегледи: 1204|Pregleda: 1204
المشاهدات: 1204|بازدید: 1204|צפיות: 1204|Προβολές: 1204|1204 बार देखा गया|পঠিত: 1204
Number of views: 1204|1204 clicks|Bereits 1.204 Mal angesehen|Veces leído: 1204|Läst 1 204 ggr
Visualizado 1204 vezes|Antall visninger: 1204|Set 1204 gange|Lukukerrat: 1204|Zhlédnuto 1204×
Olvasták: 1204|Afişări: 1204|Новину переглянуло 1204 осіб|Прочетена 1204 пъти|Broj pregleda: 1204
Bu haber toplam 1204 defa okundu|Bu içerik 1204 kez görüntülendi|已阅读1204次|點閱：1204
本文被阅读1204次|この記事は1204回読まれました|تمت المشاهدة 1204 مرة|شاهده 1204 شخص|دفعات مشاهده: 1204
Αναγνώστηκε 1204 φορές|1,204 बार पढ़ी गई|1204 முறை படிக்கப்பட்டது|ნანახია 1204 ჯერ|Lesin 1204 sinnum
பார்வைகள்: 1204|1,204 பேர் படித்துள்ளனர்|பார்வையிட்டோர்: 1204|கருத்துகள்: 12|เข้าชม 1204 ครั้ง|ნახვა: 1204|Դիտում: 1204|Dilihat 1204 kali|Lượt xem: 1204
"""
TIMES = """
Updated: 5 minutes ago|Updated 5 minutes ago|Last updated: about an hour ago|Updated: just now
Refreshed: 5 minutes ago|5 minutes ago|Correction: 5 minutes ago|Update: vor 5 Minuten
Letzte Aktualisierung: vor 2 Stunden|Actualizado: hace 5 minutos|Mis à jour il y a 5 min
Aggiornato: 5 minuti fa|Atualizado: há 5 minutos|Bijgewerkt: 5 minuten geleden
Uppdaterad: för 5 minuter sedan|Opdateret: for 5 minutter siden|Oppdatert: for 5 minutter siden
Päivitetty: 5 minuuttia sitten|Uppfært: fyrir 5 mínútum|Zaktualizowano: 5 minut temu
Aktualizováno: před 5 minutami|Frissítve: 5 perccel ezelőtt|Actualizat: acum 5 minute
Обновлено: 5 минут назад|Оновлено: 5 хвилин тому|Обновена: преди 5 минути|Ažurirano: pre 5 minuta
Güncellendi: 5 dakika önce|업데이트: 5분 전|5分前に更新|更新：5分钟前|آخر تحديث: منذ 5 دقائق
به‌روزرسانی: 5 دقیقه پیش|اپ ڈیٹ: 5 منٹ پہلے|עודכן: לפני 5 דקות|Ενημερώθηκε: πριν από 5 λεπτά
अपडेट: 5 मिनट पहले|আপডেট: 5 মিনিট আগে|புதுப்பிக்கப்பட்டது: 5 நிமிடங்களுக்கு முன்பு
อัปเดตล่าสุด 5 นาทีที่แล้ว|განახლდა: 5 წუთის წინ|Թարմացվել է 5 րոպե առաջ|Diperbarui: 5 menit yang lalu
Cập nhật: 5 phút trước|Article updated 10 minutes ago|Updated: 1 hour and 5 minutes ago
Mis à jour : il y a quelques instants|Opdateret 5 min. siden|Akt. 5 minut temu|Uppdaterades för 5 min sedan
Posodobljeno: pred 5 minutami|به روز شده در ۵ دقیقه پیش|Cập nhật cách đây 5 phút
"""
HOUSE = """
Found a mistake? Select it and press Ctrl+Enter.|How useful was this article?
We may earn a commission when you buy through links on this page.|Was this story helpful?
The Post may earn commission from some of the links in this article.|Rate this article
Download the Post app for iPhone and Android to get alerts first.|Follow us on Facebook.
Copyright 2026 The Post. All rights reserved. This material may not be published or rewritten.
Support independent journalism. Donate today.|Our journalism depends on readers like you.
If you like what you read, please consider supporting us.|Please take part in our reader survey.
Do you have a tip? Email us at tips@post.example.|This article was translated by artificial means
Some links in this article are affiliate links.|Become a member today.|Listen to this article
Reading time: 4 minutes|Haben Sie einen Fehler gefunden? Markieren Sie ihn und drücken Sie Strg+Enter.
Unterstützen Sie unseren Journalismus.|Alle Rechte vorbehalten.|War dieser Artikel hilfreich?
Vous avez trouvé une erreur ?|Téléchargez l'application du Post|Tous droits réservés.
¿Has encontrado un error? Escríbenos.|Síguenos en Telegram.|Todos los derechos reservados
Hai trovato un errore?|Riproduzione riservata|Encontrou um erro?|Todos os direitos reservados
Heb je een fout gezien?|Alle rechten voorbehouden|Har du hittat ett fel?|Har du funnet en feil?
Löysitkö virheen?|Zauważyłeś błąd?|Našli jste chybu?|Hibát talált a cikkben?|Ai găsit o greșeală?
Если вы заметили ошибку, выделите её и нажмите Ctrl+Enter.|Подписывайтесь на наш канал в Telegram
Знайшли помилку? Виділіть її та натисніть Ctrl+Enter.|Открихте грешка?|Pronašli ste grešku?
Hata mı buldunuz? Bildirin.|Tüm hakları saklıdır|오타를 신고해 주세요|無断転載を禁じます。|未经许可不得转载
جميع الحقوق محفوظة|گزارش خطا|כל הזכויות שמורות|Βρήκατε λάθος;|सर्वाधिकार सुरक्षित
সর্বস্বত্ব সংরক্ষিত|สงวนลิขสิทธิ์|ყველა უფლება დაცულია|Բոլոր իրավունքները պաշտպանված են
To report an error, email corrections@post.example.|As an Amazon Associate we earn from purchases.
Purchases made through our links may earn us a commission.|Get the day's top stories in your inbox.
Answer three questions about this article.|You have 3 free articles left this month.|Like us on Facebook
This story was produced with the help of AI.|Estimated reading time: 4 minutes|Sign in to save this story.
Copyright Skerrin Post 2026|© Skerrin Post 2026|Click here to subscribe.|Join the conversation.
Ist Ihnen ein Fehler aufgefallen?|Mit * gekennzeichnete Links sind Affiliate-Links.|Spenden Sie jetzt.
Zie je een fout? Laat het ons weten.|Cet article vous a plu ?|Támogasson minket.|Видяхте грешка?
Bir hata mı gördünüz? Bize bildirin.|发现错误？请告诉我们。|转载请注明出处。|오류를 발견하셨나요? 알려주세요.
गलती मिली? हमें बताएं।|Temukan kesalahan? Laporkan.|Hak cipta dilindungi|Bản quyền thuộc về Báo
"""
TRUE_SENTENCES = """
The video had 1,204 views by noon, the police said.|Her blog was read by 1204 people in 2019.
Police reached the quay 5 minutes ago.|Update: The wall was closed 5 minutes ago.
Estate agents may earn a commission of 3% when you buy a house, the report says.
How useful was this article? That is the question newspapers ask at the end of each story now.
Copyright law protects the author for 70 years.|The survey of 2,000 readers took a year.
“We may earn a commission when you buy through links on this page,” the note said.
Correction: An earlier version of this story misstated the year; it was 2009, five years ago.
The app was downloaded two million times.|He asked readers to support the strike.
Join the discussion on the harbour, the mayor told a meeting of sixty people.
Contact the editors and they will not answer, he said.|Get the children to the bus, she shouted.
Save this article of faith, nothing was left of the treaty.|Open in April, the shop closed in May.
Purchases made through the new office cost a third less.|We need your support now more than in 2009, he told them.
To report an error to the board took the engineer four weeks.|Click here, click there: the game was over.
It was clicked 1204 times by one man.|Der Film wurde bereits 1.204 Mal gesehen, sagt der Verleih.
转载量超过一万次，警方说。|发现错误的工程师被解雇。
Press Ctrl+Enter, the manual says, and the machine starts.|In 2024, 1204 boats were lost.
Telefónica puede cobrar una comisión por cada compra.|Su apoyo a la ley sorprendió a todos.
Есть информация, что мост закроют.|انضم اللاعب إلى النادي يوم الاثنين.|תמכו בהצעה 60 חברי כנסת.
専門家は誤りを報告した。|警方参与调查此案。|정부는 앱 다운로드를 금지했다.
"""


def _lines(text: str) -> list[str]:
    return [line for row in text.strip().split("\n") for line in row.split("|")]


@pytest.mark.parametrize(
    ("lines", "known"),
    [(COUNTERS, is_counter), (TIMES, is_time_line), (HOUSE, is_house_line)],
    ids=["counts", "times", "house"],
)
def test_wordings(lines: str, known: object) -> None:
    """Each line is known for what it is, whatever its language."""
    assert callable(known)
    assert [line for line in _lines(lines) if not known(line)] == []


def test_true_sentences() -> None:
    """A sentence about views, a survey, a commission or a time is no line of the house."""
    kinds = (is_counter, is_time_line, is_house_line)
    assert [line for line in _lines(TRUE_SENTENCES) if any(kind(line) for kind in kinds)] == []


@pytest.mark.parametrize("code", ASKS)
def test_what_the_house_asks_for(code: str) -> None:
    """Calls to follow, give, agree, answer or share, and credits, in each language's own words."""
    codes = frozenset(("en", code))

    def known(line: str) -> bool:
        told = is_house_line(line, codes) or is_pointer(line, codes, linked=False)
        return told or is_caption(line) or is_widget_line(line)

    lines = [*ASKS[code].split("|"), *MORE.get(code, "").split("|")]
    assert [line for line in lines if line and not known(line)] == []
    assert len(ASKS[code].split("|")) == len(KINDS.split())
    story = TRUE_ASKS.get(code, "").split("|")
    told = (is_house_line(line, codes) or is_pointer(line, codes, linked=False) for line in story)
    assert not any(told)


@pytest.mark.parametrize("line", _lines(TIMES)[:8])
def test_a_time_is_no_notice(line: str) -> None:
    """A time told from now corrects nothing."""
    assert notices((STORY[0], line), "en") == ()
    assert notices((STORY[0], line), None) == ()


@pytest.mark.parametrize(
    "line",
    [
        "<p>Views: 1204</p>",
        "<p>Updated: 5 minutes ago</p>",
        "<p>Found a mistake? Select it and press Ctrl+Enter.</p>",
        "<div class=author-bio><p>Ana Moe has written about the coast since 2011.</p>"
        "<p>She lives on the quay with two dogs.</p></div>",
        "<div class=k><p>Ana Moe has written about the coast since 2011.</p></div>",
        "<h3><a href=/n/1>Orrin opens its new library after long delay</a></h3>",
        "<p><a href=/n/1>ORRIN OPENS ITS NEW LIBRARY AFTER LONG DELAY</a></p>",
        "<p><strong>LIVE:</strong> <a href=/live>Follow the storm minute by minute</a></p>",
        "<p><b>Opinion:</b> <a href=/o>Why the ferry should have stayed in the yard</a></p>",
        "<p>Updated:</p><p>5 minutes ago</p>",
        "<p>Read also: Harbour wall to be widened</p>",
        "<p>See also <a href=/n/2>Harbour wall to be widened</a></p>",
        "<div><em>Join our WhatsApp channel for breaking news</em></div>",
        "<p>Translated from Danish by Ana Moe</p>",
    ],
)
def test_within_the_story(line: str) -> None:
    """The house's line between two paragraphs is none of them."""
    html = page(LONG, within=line, meaning=True, head="<meta name=author content='Ana Moe'>")
    assert extract(html, URL).paragraphs == LONG


@pytest.mark.parametrize(
    "line",
    [
        "The video of the ferry had 1,204 views by noon, more than the harbour office expected.",
        "The yard asked its workers: how useful was this examination? None of them answered.",
        "Ana Moe, the harbour's engineer, had asked for a new hull three times before the winter.",
        "Share this article of the contract with the council, the judge told them.",
        "Follow us, the guide shouted, and they ran along the quay to the other boat.",
        "The first boat left the quay 5 minutes ago, a crane driver told this newspaper by phone.",
    ],
)
def test_a_true_sentence_stays(line: str) -> None:
    """A paragraph that only speaks of such things stays."""
    html = page(LONG, within=f"<p>{line}</p>", meaning=True)
    assert line in extract(html, URL).paragraphs


def test_linked_headings_of_a_list_stay() -> None:
    """Headings that are links are the story's own where most of its headings are."""
    names = ("The old mill by the harbour", "The inn at the end of Senn", "The lamp house of Orrin")
    within = "".join(
        f"<h3><a href=/hotels/{at}>{name}</a></h3><p>{text}</p>"
        for at, (name, text) in enumerate(zip(names, REST + STORY[:1], strict=True))
    )
    paragraphs = extract(page(within=within, meaning=True), URL).paragraphs
    assert set(names) <= set(paragraphs)
