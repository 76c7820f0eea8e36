"""Login walls and consent pages are known in every language that has rules, and prose is none."""

import pytest

from crawler.change.wall_phrases import wall_phrases
from crawler.languages import EVERY, LANGUAGES
from crawler.model import Extraction, Finding

# ruff: noqa: RUF001  # many scripts
WALLS = {
    "en": ("Please log in to continue reading this story.", "We value your privacy."),
    "de": (
        "Melden Sie sich an, um weiterzulesen.",
        "Wir respektieren Ihre Privatsphäre und fragen Sie daher.",
    ),
    "fr": ("Connectez-vous pour lire la suite.", "Nous respectons votre vie privée."),
    "es": ("Inicia sesión para seguir leyendo.", "Nos importa tu privacidad."),
    "it": ("Accedi per leggere tutto il testo.", "Rispettiamo la tua privacy."),
    "pt": ("Faça login para continuar a leitura.", "Respeitamos a sua privacidade."),
    "nl": ("Log in om verder te lezen.", "Wij en onze partners respecteren uw privacy."),
    "sv": ("Logga in för att läsa vidare.", "Vi värnar om din integritet."),
    "da": ("Log ind for at læse videre.", "Vi værner om dit privatliv."),
    "no": ("Logg inn for å lese videre.", "Vi og våre partnere respekterer ditt personvern."),
    "fi": ("Kirjaudu sisään lukeaksesi koko jutun.", "Arvostamme yksityisyyttäsi."),
    "is": ("Skráðu þig inn til að lesa áfram.", "Við virðum friðhelgi þína."),
    "pl": ("Zaloguj się, aby czytać dalej.", "Szanujemy Twoją prywatność."),
    "cs": ("Pro pokračování se prosím přihlaste.", "Vážíme si vašeho soukromí."),
    "hu": ("A folytatáshoz jelentkezzen be.", "Tiszteletben tartjuk az Ön magánszféráját."),
    "ro": ("Autentificați-vă pentru a continua.", "Respectăm confidențialitatea ta."),
    "ru": ("Войдите, чтобы продолжить чтение.", "Мы уважаем вашу конфиденциальность."),
    "uk": ("Увійдіть, щоб читати далі.", "Ми цінуємо вашу приватність."),
    "bg": ("Влезте в профила си, за да продължите.", "Ние зачитаме вашата поверителност."),
    "sr": ("Пријавите се да бисте наставили читање.", "Поштујемо вашу приватност."),
    "tr": ("Okumaya devam etmek için giriş yapın.", "Gizliliğinize önem veriyoruz."),
    "ko": ("기사를 계속 읽으려면 로그인하세요.", "여러분의 개인정보를 소중히 여깁니다."),
    "ja": ("続きを読むにはログインが必要です。", "お客様のプライバシーを尊重します。"),
    "zh": ("请登录后继续阅读。", "我们非常重视您的隐私。"),
    "ar": ("سجل الدخول لمتابعة القراءة.", "نحن نهتم بخصوصيتك."),
    "fa": ("برای ادامه مطلب وارد شوید.", "ما به حریم خصوصی شما احترام می‌گذاریم."),
    "ur": ("پڑھنا جاری رکھنے کے لیے لاگ ان کریں۔", "ہم آپ کی رازداری کا احترام کرتے ہیں۔"),
    "he": ("התחברו כדי להמשיך לקרוא.", "אנחנו מכבדים את פרטיותך."),
    "el": ("Συνδεθείτε για να διαβάσετε τη συνέχεια.", "Σεβόμαστε την ιδιωτικότητά σας."),
    "hi": ("आगे पढ़ने के लिए लॉग इन करें।", "हम आपकी निजता का सम्मान करते हैं।"),
    "bn": ("আরও পড়তে লগ ইন করুন।", "আমরা আপনার গোপনীয়তাকে সম্মান করি।"),
    "ta": ("தொடர்ந்து படிக்க உள்நுழையவும்.", "உங்கள் தனியுரிமையை மதிக்கிறோம்."),
    "th": ("กรุณาเข้าสู่ระบบเพื่ออ่านต่อ", "เราเคารพความเป็นส่วนตัวของคุณ"),
    "ka": ("გასაგრძელებლად გაიარეთ ავტორიზაცია.", "ჩვენ პატივს ვცემთ თქვენს კონფიდენციალურობას."),
    "hy": ("Շարունակելու համար մուտք գործեք։", "Մենք հարգում ենք ձեր գաղտնիությունը։"),
    "id": ("Silakan masuk untuk melanjutkan.", "Kami menghargai privasi Anda."),
    "vi": ("Vui lòng đăng nhập để đọc tiếp.", "Chúng tôi tôn trọng quyền riêng tư của bạn."),
}
PROSE = {
    "de": (
        "Für das Seminar melden Sie sich bitte bis Freitag an, unter der Nummer der Schule. Wer "
        "sich nicht einloggen kann, findet die Unterlagen auch im Rathaus. Viele fürchten "
        "um ihre Privatsphäre."
    ),
    "fr": (
        "Pour prendre rendez-vous, connectez-vous sur le site de la mairie ou appelez le "
        "secrétariat, qui est ouvert tous les matins."
    ),
    "es": (
        "Miles de vecinos no pudieron iniciar sesión el lunes en la web de la compañía de aguas, y "
        "muchos temen por su privacidad."
    ),
    "pt": "Os moradores temem pela segurança dos seus dados e dizem que a sua privacidade acabou.",
    "sv": "Eleverna kunde inte logga in i provet på måndagen, och många fick vänta en timme.",
    "pl": "Mieszkańcy nie mogli się zalogować, bo serwer urzędu nie działał od rana.",
    "ru": "Жители не смогли войти в систему, чтобы записаться к врачу, сообщили в городе.",
    "tr": "Öğrenciler sınava giriş yapmak için sabah erkenden okulun önünde bekledi.",
    "ja": "市の図書館では、利用者がログインできない障害が月曜日の朝から続いた。",
    "zh": "周一上午，许多居民无法登录市政府网站，工作人员说系统正在修复。",
    "th": "ประชาชนจำนวนมากเข้าสู่ระบบไม่ได้ในเช้าวันจันทร์ เจ้าหน้าที่กล่าวว่ากำลังแก้ไข",
    "id": "Warga masuk ke balai kota untuk melihat pameran foto yang dibuka hari Senin.",
    "vi": "Người dân đăng nhập cổng dịch vụ để xem kết quả vào sáng thứ hai, theo thành phố.",
}


def findings(code: str, text: str) -> set[Finding]:
    """Return what a page in a language is held for by its words."""
    page = Extraction(extractor="x", language=code, paragraphs=(text,))
    return {finding for finding, pattern in wall_phrases(page) if pattern.search(page.text)}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != EVERY])
def test_walls_are_known(code: str) -> None:
    """A sentence that asks its reader to log in, and one that asks for consent."""
    login, consent = WALLS[code]
    assert findings(code, login) == {Finding.LOGIN_WALL}
    assert findings(code, consent) == {Finding.CONSENT_PAGE}


@pytest.mark.parametrize("code", PROSE)
def test_prose_is_no_wall(code: str) -> None:
    """News of people who log in, and an address to register at."""
    assert not findings(code, PROSE[code])
