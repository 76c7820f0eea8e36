"""Calls of the house to its readers: to write, to subscribe, to listen; and a story's own sentences."""

# ruff: noqa: E501, RUF001  # lines in their own signs, many in a row

import pytest

from crawler.extract import extract
from crawler.extract.rules.house_wordings import is_house_line
from tests.extract.others import REST, STORY, page

CALLS = """
en Were you at the harbour on Sunday? Email us at tips@post.example.|en Don't miss out: sign up for our alerts.|en Enable notifications to get breaking news.|en Contact our reporters at news@post.example.|en Subscribe today for one crown a week.|en We use AI to help translate our stories.|en Don't forget to follow us.|en You can republish this story for free under our licence.
de Waren Sie am Sonntag am Hafen? Schreiben Sie uns an tipp@post.example.|de Mailen Sie uns gern.|de Jetzt Digital-Abo abschließen und weiterlesen.|de Hören Sie den Artikel als Podcast.|de Der Text wurde mithilfe von KI übersetzt.|de Melden Sie sich bei uns.
fr Vous avez des informations sur cette affaire ? Contactez-nous.|fr Abonnez-vous dès 1 €.|fr Ne ratez rien : inscrivez-vous à la newsletter.|fr La suite après cette publicité
es ¿Estuviste en el puerto? Escríbenos.|es Suscríbete hoy.|es No te pierdas nada y suscríbete al boletín.
it Eri al porto? Scrivici.|it Attiva le notifiche.|it Ascolta questo articolo.|it Abbonati subito.
pt Esteve no porto? Escreva para nós.|pt Ative as notificações.|pt Assine já.|pt Ouça esta reportagem.
nl Was je erbij? Mail ons.|nl Zet meldingen aan.|nl Luister naar dit artikel.
sv Var du där? Mejla oss.|sv Slå på notiser.|sv Lyssna på artikeln.
da Var du der? Skriv til os.|da Lyt til artiklen.
no Var du der? Tips oss.|no Lytt til saken.
fi Olitko paikalla? Ota yhteyttä toimitukseen.|fi Kuuntele juttu.
pl Byłeś tam? Napisz do nas.|pl Włącz powiadomienia.|pl Posłuchaj artykułu.
cs Byli jste tam? Napište nám.|cs Zapněte si upozornění.|cs Poslechněte si článek.
hu Ön ott volt? Írjon nekünk.|hu Hallgassa meg a cikket.
ro Ai fost acolo? Scrie-ne.|ro Activează notificările.
ru Вы были там? Напишите нам.|ru Включите уведомления.|ru Послушайте статью.|ru Материал переведён нейросетью.
uk Ви там були? Напишіть нам.|uk Увімкніть сповіщення.
bg Бяхте ли там? Пишете ни.|bg Включете известията.
sr Bili ste tamo? Pišite nam.|sr Uključite obaveštenja.
tr Orada mıydınız? Bize yazın.|tr Bildirimleri açın.
el Γράψτε μας.|el Ενεργοποιήστε τις ειδοποιήσεις.
ja 情報をお持ちの方は編集部までご連絡ください。|ja 通知を有効にする|ja 記事を音声で聴く
zh 如有线索，请联系我们。|zh 开启推送通知|zh 收听本文
ko 제보를 기다립니다.|ko 알림을 켜세요.|ko 기사 듣기
ar هل كنت هناك؟ راسلنا.|ar فعّل الإشعارات.|ar استمع إلى المقال.
fa اعلان‌ها را فعال کنید.|fa برای ما بنویسید.
he הייתם שם? כתבו לנו.|he האזינו לכתבה.
th ติดต่อเรา|th ฟังบทความนี้
vi Bật thông báo.|vi Nghe bài viết này
id Aktifkan notifikasi.|id Dengarkan artikel ini
"""
OF_THE_STORY = """
en Get in touch with the police on 101, the mayor asked.|en Contact us, the note on the door read, and nobody did.|en Are you affected by the new law?|en The Gazette is a reader-funded newspaper.|en Don't miss the concert on Saturday in the old hall.|en Listen to this, she told the children in the hall.|en Subscribe to the view of the minister and you lose the vote.|en Call the police if you were there.
de Melden Sie sich bei der Polizei.|de Sind Sie betroffen?|de Schreiben Sie an die Behörde.|de Hören Sie auf die Ärzte, rät die Ministerin.|de Der Artikel ist drei Seiten lang.|de Abonnieren lohnt sich für Pendler.
fr Contactez la police si vous savez quelque chose.|fr Êtes-vous concerné par la loi ?|fr Le théâtre vit grâce à ses abonnés.
es Llame a la policía si sabe algo.|es ¿Le afecta la nueva ley?|es El club se financia con sus socios.
ru Напишите в полицию, если что-то знаете.|ru Вас это касается?|ru Статья содержит три раздела.
ja 心当たりのある方は警察にご連絡ください。|ja 広告費は三割減った。|ja 記事を聴く人が増えている。
ko 경찰에 연락해 주세요.|ko 알림을 켠 사람은 절반이었다.
fi Ota yhteyttä poliisiin.|fi Oletko sinä oikeutettu tukeen?
zh 请联系警方。|zh 广告收入下降了三成。
ar اتصل بالشرطة إذا رأيت شيئا.|ar استمع إلى الشهود ثلاثة قضاة.
tr Önemli bir fırsatı kaçırmadı.|tr Polise yazın.
cs Nenechte si ujít koncert v sobotu.
nl Bel de politie.|nl Bent u slachtoffer geworden?
it Ascolta la radio ogni mattina.|it Contatta la polizia.
pl Napisz do sądu.|pl Posłuchaj lekarza.
pt Ligue para a polícia.|pt Ouça o médico.
sv Kontakta polisen.|sv Skriv till kommunen.
"""


def _lines(text: str) -> list[tuple[str, str]]:
    rows = [line for row in text.strip().split("\n") for line in row.split("|")]
    return [(row[:2], row[3:]) for row in rows]


@pytest.mark.parametrize(("language", "line"), _lines(CALLS))
def test_a_call_is_the_houses(language: str, line: str) -> None:
    """Alone in its paragraph, or behind the question that leads to it."""
    assert is_house_line(line, frozenset(("en", "mul", language)))


@pytest.mark.parametrize(("language", "line"), _lines(OF_THE_STORY))
def test_a_sentence_with_such_words_is_the_storys(language: str, line: str) -> None:
    """Whom to call, whom a law affects, what to listen to: that is what the story tells."""
    assert not is_house_line(line, frozenset(("en", "mul", language)))


@pytest.mark.parametrize("place", [2, 9])
def test_calls_leave_the_story_whole(place: int) -> None:
    """Nothing of them is in the text, and nothing of the text goes with them."""
    story = STORY + REST
    called = [line for language, line in _lines(CALLS) if language == "en"]
    body = [*story[:place], *called, *story[place:]]
    html = page(tuple(body))
    assert extract(html, "https://news.example/2026/03/14/ferry-story").paragraphs == story
