"""Removals that hide: another page, a notice or nothing at all in an article's place."""

# ruff: noqa: RUF001  # the languages' own letters

import pytest

from crawler.model import Finding, Outcome, State
from tests.change.looks import STORY, Reader, article, front, paper

SITE = "https://herald.example"
LIST = '<meta property="og:type" content="website">'


def _named(path: str) -> str:
    return f'<link rel="canonical" href="{SITE}{path}">'


ELSEWHERE = {
    "/": front(head=_named("/") + LIST),
    "/index.html": front(head=_named("/")),
    "/home": front(),
    "/en/": front(title="Home"),
    "/news/": front(head=_named("/news/"), title="News"),
    "/search?q=footbridge": front(title="Results", head=LIST),
    "/404.html": paper("<h1>404</h1><p>The page that you asked for is not here.</p>"),
    "/error.aspx?aspxerrorpath=/2026/bridge": paper(
        "<h1>Trouble</h1><p>We had some trouble with this, and our people were told of it.</p>",
        title="Trouble",
    ),
    "/gone": front(title="It was here once"),
}
"""Where redirects lead, and what stands there."""

NOTICES = {
    "en": "This article has been withdrawn for legal reasons, and we may not say any more of it.",
    "en-2": "The story you are looking for is no longer available on this website of ours.",
    "de": "Dieser Artikel wurde aus rechtlichen Gründen entfernt, wir bitten um Verständnis.",
    "de-2": "Die gewünschte Seite konnte leider nicht gefunden werden, vielleicht hilft die Suche.",
    "fr": "Cet article a été retiré pour des raisons juridiques par la rédaction du journal.",
    "es": "Esta noticia ha sido retirada por motivos legales y ya no puede consultarse aquí.",
    "it": "Questo articolo è stato rimosso per motivi legali e non può più essere consultato.",
    "pt": "Esta matéria foi removida por motivos legais e não pode mais ser lida neste site.",
    "nl": "Dit artikel is om juridische redenen verwijderd en kan niet meer worden gelezen.",
    "sv": "Artikeln har tagits bort av juridiska skäl och kan inte längre läsas på vår sajt.",
    "da": "Artiklen er blevet fjernet af juridiske årsager og kan ikke længere læses her.",
    "no": "Saken er fjernet av juridiske årsaker og kan ikke lenger leses på nettstedet vårt.",
    "fi": "Artikkeli on poistettu oikeudellisista syistä eikä ole enää luettavissa täällä.",
    "pl": "Artykuł został usunięty z przyczyn prawnych i nie można go już u nas przeczytać.",
    "cs": "Článek byl odstraněn z právních důvodů a na našem webu jej už nelze přečíst.",
    "hu": "A cikket jogi okokból eltávolították, és nálunk többé már nem olvasható el.",
    "ro": "Articolul a fost șters din motive legale și nu mai poate fi citit pe site-ul nostru.",
    "ru": "Статья удалена по решению суда, и прочитать её на нашем сайте больше нельзя.",
    "uk": "Статтю видалено з юридичних причин, і прочитати її на нашому сайті неможливо.",
    "bg": "Статията е премахната по правни причини и вече не може да бъде прочетена тук.",
    "sr": "Članak je uklonjen iz pravnih razloga i više se ne može pročitati na našem sajtu.",
    "tr": "Haber yayından kaldırıldı, aradığınız sayfa bulunamadı ya da artık mevcut değil.",
    "el": "Το άρθρο αφαιρέθηκε για νομικούς λόγους και δεν είναι πλέον διαθέσιμο εδώ.",
    "ja": "この記事は法的な理由により削除されました。お探しのページは見つかりませんでした。",
    "ko": "이 기사는 법적 이유로 삭제되었습니다. 요청하신 페이지를 찾을 수 없습니다.",
    "zh": "根据相关法律法规，该文章已被删除，您访问的页面不存在，请返回首页继续浏览其他新闻内容。",
    "ar": "تم سحب هذا المقال لأسباب قانونية ولم يعد متاحا للقراءة على موقعنا بعد اليوم.",
    "fa": "این مطلب به دلایل حقوقی حذف شده است و دیگر در این وبگاه در دسترس نیست.",
    "he": "הכתבה הוסרה מסיבות משפטיות ואינה זמינה עוד לקריאה באתר שלנו, אנו מצטערים.",
    "hi": "यह लेख कानूनी कारणों से हटा दिया गया है और अब हमारी साइट पर उपलब्ध नहीं है।",
    "id": "Artikel ini telah dihapus karena alasan hukum dan tidak lagi dapat dibaca di sini.",
    "vi": "Bài viết đã bị gỡ vì lý do pháp lý và không còn đọc được trên trang của chúng tôi.",
}
"""What stands in a story's place, with status 200."""

REFRESH = (
    '<html><head><title>The Ledger</title><meta http-equiv="refresh" content="{}"></head></html>'
)
LEFT = {
    "meta refresh": REFRESH.format("0; url=/"),
    "meta refresh in words": paper(
        "<p>You will be taken to our front page in a few seconds.</p>",
        head='<meta http-equiv=Refresh content="3;URL=\'/news/\'">',
    ),
    "script": '<html><head><script>window.location.href = "/";</script></head><body></body></html>',
    "emptied": paper("<article><h1>Marwick pays for the old footbridge</h1></article>"),
    "nothing": "",
    "one sentence": paper("<p>A court has asked us to say no more of this, so we do not say any "
                          "more of it here, and we will not.</p>"),
    "front page": front(head=_named("/")),
    "list": front(),
}  # fmt: skip
"""What stands at the address itself."""


def _looks(html: str, *, to: str | None = None) -> list[Outcome]:
    """Return what becomes of an article that this page replaces, look by look."""
    reader = Reader()
    assert reader.look(article()).outcome is Outcome.NEW
    decisions = [reader.look(html, to=to) for _ in range(3)]
    assert all(one.finding is Finding.SOFT_404 for one in decisions), decisions[0].reason
    assert decisions[-1].state is State.GONE
    assert reader.look(html, to=to).outcome is Outcome.UNCHANGED
    assert reader.look(article()).outcome is Outcome.CHANGED
    return [one.outcome for one in decisions]


GONE = [Outcome.SUSPECT, Outcome.SUSPECT, Outcome.GONE]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_redirect_to_no_article(path: str) -> None:
    """A redirect to a page that isn't the article is suspect at once and gone when it persists.

    At a first look it makes no version.
    """
    assert _looks(ELSEWHERE[path], to=f"{SITE}{path}") == GONE
    assert Reader().look(ELSEWHERE[path], to=f"{SITE}{path}").outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_at_the_address(name: str) -> None:
    """An emptied page, one that sends its readers on, and a list are no rewrite."""
    assert _looks(LEFT[name]) == GONE
    if name not in {"one sentence", "list"}:  # nothing tells these from a brief and a round-up
        assert Reader().look(LEFT[name]).outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("language", NOTICES)
def test_a_notice_in_the_storys_place(language: str) -> None:
    """A page that says that the article was taken down is no article, and no rewrite of one."""
    notice = paper(f"<p>{NOTICES[language]}</p>", lang=language[:2])
    reader = Reader()
    reader.look(article())
    decision = reader.look(notice)
    assert (decision.outcome, decision.finding) == (Outcome.SUSPECT, Finding.SOFT_404)
    assert Reader().look(notice).outcome is Outcome.UNREADABLE


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "This story is no longer available."),
        ("en", "The article you requested has been removed."),
        ("en", "The link you followed may be broken, or the page may have been removed."),
        ("de", "Dieser Inhalt steht aus lizenzrechtlichen Gründen nicht mehr zur Verfügung."),
        ("fr", "Cet article n'est plus disponible."),
        ("ru", "Статья больше не доступна."),
        ("ja", "この記事は公開を終了しました。"),
    ],
)
def test_a_notice_on_the_articles_own_page(language: str, notice: str) -> None:
    """Headline, author and date still stand above it: it is no first version, and no rewrite."""
    page = article(notice).replace('lang="en"', f'lang="{language}"')
    assert Reader().look(page).outcome is Outcome.UNREADABLE
    assert _looks(page) == GONE


def test_another_article_by_redirect() -> None:
    """A redirect to another article is a removal; to the same text under a new name, nothing."""
    other = article(*(text for _, text in _rest()), title="Choir sings again").replace(
        "2026-11-02", "2026-11-09"
    )
    assert _looks(other, to=f"{SITE}/2026/choir") == GONE
    reader = Reader()
    reader.look(article())
    assert reader.look(article(), to=f"{SITE}/2026/new-name").outcome is Outcome.UNCHANGED


def _rest() -> list[tuple[str, str]]:
    return [("", f"The choir of the lower town sang song {at} of the evening.") for at in range(9)]


def test_a_rewrite_behind_a_redirect_is_kept() -> None:
    """An article that moved and was edited on the way is an edit, even a heavy one."""
    reader = Reader()
    reader.look(article())
    edited = article(STORY[0], "The bridge opens in May.", *STORY[2:])
    assert reader.look(edited, to=f"{SITE}/2026/new-name").outcome is Outcome.CHANGED


def test_a_page_that_scripts_build_is_not_removed() -> None:
    """Where a site begins to build its pages by scripts, nothing is known of its articles."""
    reader = Reader()
    reader.look(article())
    frame = '<html><body><div id="root"></div><script src="/app.js"></script></body></html>'
    assert reader.look(frame).outcome is Outcome.UNREADABLE


def test_a_login_page_behind_a_redirect_is_a_wall() -> None:
    """A page that asks for a password says nothing of the article, in whatever language."""
    reader = Reader()
    reader.look(article())
    form = paper("<h1>Vítejte</h1><p>Zadejte své údaje, abychom vás poznali a pustili dál.</p>"
                 "<form><input name=u><input type=password name=p></form>", lang="cs")  # fmt: skip
    assert reader.look(form, to=f"{SITE}/ucet").outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    "brief",
    [
        "The drug is no longer available in pharmacies of the region, the health agency said.",
        "Something went wrong with the lock, the harbour master said, and the gates stayed shut.",
        (
            "The museum's page on the bridge was removed from the lexicon in spring, and a court "
            "is to say whether it may come back, the archivist told the council on Monday evening."
        ),
        "For legal reasons the police did not name the man who was found beside the old bridge.",
    ],
)
def test_a_brief_about_such_things_is_an_article(brief: str) -> None:
    """A few lines of news may use the words of notices."""
    assert Reader().look(article(brief)).outcome is Outcome.NEW
