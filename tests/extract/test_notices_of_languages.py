"""Notices of corrections in the languages of the data files, and stories with the same words."""

# ruff: noqa: E501, RUF001  # lines in their own signs, many in a row

import pytest

from crawler.extract.rules.notices import developing, notices
from crawler.languages import LANGUAGES, Kind, by_language
from tests.extract.test_metadata_notices import STORY

NOTICES = """
ru Исправление: в тексте была неверно указана длина моста.|ru Уточнение от 3 марта: мост закрыли в мае.|ru В первоначальной версии статьи говорилось, что мост закрыли на девять недель.|ru В материал внесены исправления: мост закрыт десять недель.
uk Виправлення: у тексті було неправильно вказано довжину мосту.|uk У попередній версії статті йшлося, що міст закрили.|uk Цю статтю було виправлено 3 березня.
bg Поправка: в текста беше посочена грешна дължина на моста.|bg В предишна версия на статията се твърдеше, че мостът е затворен.
sr Ispravka: u tekstu je pogrešno navedena dužina mosta.|sr U prethodnoj verziji teksta stajalo je da je most zatvoren.|sr Исправка: у тексту је погрешно наведена дужина моста.
cs Oprava: v textu byla chybně uvedena délka mostu.|cs V původní verzi článku jsme uvedli, že most byl zavřený.|cs Článek byl opraven 3. března.
hu Helyesbítés: a szövegben tévesen szerepelt a híd hossza.|hu A cikk korábbi változatában tévesen szerepelt a híd hossza.|hu A cikket frissítettük.
ro Erată: lungimea podului a fost indicată greșit în text.|ro Într-o versiune anterioară a articolului se spunea că podul este închis.
fi Oikaisu: jutussa kerrottiin sillan pituus väärin.|fi Jutun aiemmassa versiossa kerrottiin sillan pituus väärin.|fi Korjattu kello 10.20: sillan pituus on 40 metriä.
is Leiðrétting: lengd brúarinnar var ranglega tilgreind í textanum.|is Í fyrri útgáfu fréttarinnar sagði að brúin væri lokuð.
el Διόρθωση: το μήκος της γέφυρας ήταν λάθος στο κείμενο.|el Σε προηγούμενη έκδοση του άρθρου αναφερόταν ότι η γέφυρα έκλεισε.
ar تصحيح: ورد طول الجسر خطأ في النص السابق.|ar ذكرت نسخة سابقة من هذا المقال أن الجسر مغلق.
fa اصلاح: طول پل در متن اشتباه ذکر شده بود.|fa در نسخه قبلی این خبر طول پل اشتباه بود.
ur تصحیح: متن میں پل کی لمبائی غلط درج تھی۔|ur اس خبر کے پہلے ورژن میں پل کی لمبائی غلط تھی۔
he תיקון: אורך הגשר צוין בטעות בכתבה.|he בגרסה קודמת של הכתבה נכתב כי הגשר סגור.
hi सुधार: लेख में पुल की लंबाई गलत बताई गई थी।|hi इस लेख के पिछले संस्करण में पुल की लंबाई गलत थी।
bn সংশোধনী: প্রতিবেদনে সেতুর দৈর্ঘ্য ভুল ছিল।|bn এই প্রতিবেদনের আগের সংস্করণে সেতুর দৈর্ঘ্য ভুল ছিল।
ta திருத்தம்: கட்டுரையில் பாலத்தின் நீளம் தவறாக இருந்தது.|ta இந்தக் கட்டுரையின் முந்தைய பதிப்பில் நீளம் தவறாக இருந்தது.
th แก้ไข: ข่าวระบุความยาวของสะพานผิดไป|th บทความนี้ได้รับการแก้ไขเมื่อวันที่ 3 มีนาคม
ka შესწორება: ტექსტში ხიდის სიგრძე არასწორად იყო მითითებული.|ka სტატიის წინა ვერსიაში ხიდის სიგრძე არასწორი იყო.
hy Ուղղում: տեքստում կամրջի երկարությունը սխալ էր նշված։|hy Հոդվածի նախորդ տարբերակում կամրջի երկարությունը սխալ էր նշված։
id Koreksi: panjang jembatan dalam teks ini keliru.|id Versi sebelumnya dari artikel ini menyebutkan jembatan ditutup.|id Artikel ini telah dikoreksi pada 3 Maret.
vi Đính chính: chiều dài cây cầu trong bài bị ghi sai.|vi Phiên bản trước của bài viết ghi sai chiều dài cây cầu.
pl W poprzedniej wersji artykułu podaliśmy błędną długość mostu.
tr Bu haberin önceki sürümünde köprünün uzunluğu yanlış yazılmıştı.
ja この記事の初版では橋の長さが誤っていました。|ja 記事の一部を訂正しました。|ja 訂正：橋の長さは四十メートルではなく、五十メートルでした。
ko 이 기사의 이전 버전에는 다리 길이가 잘못 적혀 있었습니다.|ko 본 기사는 3월 3일 수정되었습니다.
zh 本文早前版本误写了桥的长度。|zh 更正：桥长应为五十米，而非四十米。|zh 本文已更正。
"""
OF_THE_STORY = """
ru Поправка к закону была принята в марте.|ru Он попросил уточнение у министра.|ru Обновление парка стоило два миллиона.|ru Суд опубликовал опровержение в газете.|ru Материал обновлён не был, сказал инженер о бетоне.
cs Oprava mostu bude stát dva miliony.|cs Oprava silnice – dělníci začnou v pondělí.
fi Korjaus maksaa kaksi miljoonaa euroa.|fi Tarkennus budjettiin tuli maanantaina.
hu A javítás két hónapig tart.
el Η ενημέρωση του κοινού άρχισε τη Δευτέρα.
ar تحديث المرفأ سيكلف مليونين.|ar توضيح الوزير لم يقنع النواب.
he תיקון הגשר יעלה שני מיליון.
th แก้ไขปัญหาน้ำท่วมต้องใช้เวลา
hi सुधार के लिए दो करोड़ खर्च होंगे।
id Koreksi harga terjadi pada hari Senin.
vi Cập nhật giá vé từ thứ hai.
sr Dopuna zakona usvojena je u martu.
ka განახლება ორი მილიონი დაჯდება.
"""
DEVELOPING = """
ru Новость дополняется.|uk Новина доповнюється.|bg Новината се обновява.|sr Vest se dopunjuje.|cs Článek průběžně aktualizujeme.
hu Hírünk folyamatosan frissül.|ro Știre în curs de actualizare.|fi Juttua päivitetään.|is Fréttin verður uppfærð.|el Η είδηση ενημερώνεται.
ar الخبر قيد التحديث.|fa این خبر در حال تکمیل است.|ur یہ خبر اپ ڈیٹ کی جا رہی ہے۔|he הידיעה מתעדכנת.|hi खबर लगातार अपडेट की जा रही है।|bn খবরটি হালনাগাদ করা হচ্ছে।
ta இந்தச் செய்தி புதுப்பிக்கப்படுகிறது.|th ข่าวนี้กำลังอัปเดต|ka ამბავი ახლდება.|hy Լուրը թարմացվում է։|id Berita ini akan diperbarui.|vi Tin đang tiếp tục cập nhật.
"""


def _lines(text: str) -> list[tuple[str, str]]:
    rows = [line for row in text.strip().split("\n") for line in row.split("|")]
    return [(row[:2], row[3:]) for row in rows]


@pytest.mark.parametrize(("language", "notice"), _lines(NOTICES))
def test_a_notice_is_known(language: str, notice: str) -> None:
    """A label or a sentence of the newsroom's, in the page's language or with that unknown."""
    for code in (language, None):
        assert notices([*STORY, notice], code) == (notice,)


@pytest.mark.parametrize(("language", "sentence"), _lines(OF_THE_STORY))
def test_a_story_with_such_words_is_none(language: str, sentence: str) -> None:
    """Corrections, repairs and updates that the story tells of."""
    assert notices([sentence, *STORY], language) == ()


@pytest.mark.parametrize(("language", "sentence"), _lines(DEVELOPING))
def test_a_story_that_develops_says_so(language: str, sentence: str) -> None:  # noqa: ARG001  # names the case
    """So that it is looked at more often."""
    assert developing([*STORY, sentence])


def test_every_language_has_notices() -> None:
    """An edit with a notice is silent nowhere."""
    own = set(LANGUAGES) - {"mul"}
    assert set(by_language(Kind.NOTICE_LABELS)) == own
    assert set(by_language(Kind.NOTICE_SENTENCES)) >= own - {"da", "no"}
