"""Lines that credit the outlet that a story comes from, in every language that has rules.

And lines that only look like one.
"""

# ruff: noqa: E501, RUF001  # a language a line; the letters are the languages' own  # noqa: RUF100

import pytest

from crawler.extract import extract
from crawler.extract.rules.credits import credit_in
from crawler.languages import Kind, by_language
from crawler.model import Extraction
from tests.extract.stories import FERRY

U = "https://www.harbourpost.example/2026/ferry-vote"
FRONT = "https://www.harbourpost.example/"
HERE = "https://allnews.example/n/ferry-8"
LINK = f'<a href="{U}">Harbour Post</a>'
PLACES = {
    "below": "<article><h1>Ferry stays</h1>{story}<p>{line}</p></article>",
    "above": "<article><h1>Ferry stays</h1><p>{line}</p>{story}</article>",
    "in a box below": (
        '<main><h1>Ferry stays</h1><div class="body">{story}</div><div '
        'class="origin">{line}</div></main>'
    ),
    "before the author's note": (
        "<article><h1>Ferry stays</h1>{story}<p>{line}</p><p>Mira Holt writes about "
        "the coast.</p></article>"
    ),
}


def read(line: str, place: str = PLACES["below"]) -> Extraction:
    """Return an aggregator's page with the line in its place."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in FERRY.paragraphs)
    head = (
        '<meta charset="utf-8"><meta property="og:site_name" '
        'content="AllNews"><title>Ferry stays</title>'
    )
    return extract(
        (
            f"<html><head>{head}</head><body><nav>News"
            f"</nav>{place.format(story=story, line=line)}</body></html>"
        ),
        HERE,
    )


LINES = {
    "en": ("Source: @", "Originally published by @.", "This article was first published on @", "Originally appeared on @.", "Republished with permission from @.", "First published by: @", "This story originally ran in @ and is republished here.", "This article is republished from @ under a Creative Commons license.", "Courtesy of: @", "Wire: @", "Original source – @", "The post Ferry stays appeared first on @.", "As first published in @", "via @", "Via: @", "(via @)"),
    "de": ("Quelle: @", "Dieser Artikel erschien zuerst bei @.", "Zuerst erschienen in @.", "Dieser Text wurde ursprünglich auf @ veröffentlicht.", "Mit freundlicher Genehmigung von @.", "Originalartikel: @", "Der Beitrag Fähre bleibt erschien zuerst auf @."),
    "fr": ("Source : @", "Cet article a été initialement publié par @.", "Publié à l'origine dans @.", "Cet article a d'abord été publié sur @.", "Cet article est republié avec l'autorisation de @.", "L’article Le bac reste est apparu en premier sur @."),
    "es": ("Fuente: @", "Este artículo fue publicado originalmente en @.", "Publicado por primera vez en @.", "Reproducido con permiso de @.", "La entrada El ferry se queda se publicó primero en @."),
    "it": ("Fonte: @", "Questo articolo è stato originariamente pubblicato su @.", "Pubblicato per la prima volta da @.", "Per gentile concessione di @.", "Tratto da: @"),
    "pt": ("Fonte: @", "Este artigo foi publicado originalmente em @.", "Publicado pela primeira vez no @.", "Reproduzido com permissão de @."),
    "nl": ("Bron: @", "Dit artikel verscheen eerder op @.", "Oorspronkelijk gepubliceerd door @.", "Overgenomen met toestemming van @."),
    "sv": ("Källa: @", "Artikeln publicerades först i @.", "Ursprungligen publicerad på @.", "Publicerad med tillstånd av @."),
    "da": ("Kilde: @", "Artiklen er oprindeligt bragt i @.", "Bragt med tilladelse fra @."),
    "no": ("Kilde: @", "Saken ble først publisert i @.", "Gjengitt med tillatelse fra @."),
    "fi": ("Lähde: @", "Juttu on julkaistu ensin @.", "Alkuperäinen juttu: @"),
    "pl": ("Źródło: @", "Artykuł ukazał się pierwotnie na @.", "Przedruk za zgodą @."),
    "cs": ("Zdroj: @", "Článek původně vyšel na webu @.", "Převzato z @."),
    "ru": ("Источник: @", "Статья была впервые опубликована в @.", "Перепечатано с разрешения @."),
    "uk": ("Джерело: @", "Стаття вперше була опублікована на сайті @.", "Передруковано з дозволу @."),
    "tr": ("Kaynak: @", "Bu yazı ilk olarak @'de yayımlandı."),
    "el": ("Πηγή: @", "Το άρθρο δημοσιεύτηκε αρχικά στο @."),
    "ja": ("出典:@", "元記事: @", "この記事は@に最初に掲載されたものです。", "この記事は@に最初に掲載されました。", "この記事は最初に@で公開されました。", "ソース：@", "@の許可を得て転載"),
    "zh": ("来源:@", "來源: @", "转载自:@", "本文首发于@。", "首发于@", "转载自@", "经@授权转载"),
    "ko": ("출처: @", "이 기사는 @에 처음 게재되었습니다."),
    "ar": ("المصدر: @", "نشر هذا المقال لأول مرة في @."),
    "fa": ("منبع: @", "این مقاله نخستین بار در @ منتشر شد."),
    "he": ("מקור: @", "הכתבה פורסמה לראשונה באתר @."),
    "hi": ("स्रोत: @", "साभार: @", "यह लेख पहली बार @ में प्रकाशित हुआ था।"),
    "id": ("Sumber: @", "Artikel ini pertama kali diterbitkan di @."),
}  # fmt: skip
ROWS = [(language, line) for language, lines in LINES.items() for line in lines]


def test_every_language_with_rules_has_rows() -> None:
    """No wording stands in the rules without a row here."""
    labels, sentences = by_language(Kind.CREDIT_LABELS), by_language(Kind.CREDIT_SENTENCES)
    assert set(LINES) == set(labels) == set(sentences)


@pytest.mark.parametrize(("language", "line"), ROWS)
def test_the_wordings(language: str, line: str) -> None:
    """Each wording names the outlet, with a link and without one; the link is the original's."""
    text = line.replace("@", "Harbour Post")
    linked = credit_in(text, [("Harbour Post", U)], "allnews.example")
    assert linked is not None, language
    assert tuple(linked) == ("Harbour Post", U)
    plain = credit_in(text, [], "allnews.example")
    assert plain is not None, language
    assert tuple(plain) == ("Harbour Post", None)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "line",
    [
        "Source: @",
        "Originally appeared on @.",
        "This article was first published on @",
        "via @",
        "Quelle: @",
        "来源：@",
    ],
)
def test_a_credit_is_found_where_it_stands(line: str, place: str) -> None:
    """Above and below the story a credit sets the original's outlet and address, and stays in the
    text.
    """
    found = read(line.replace("@", LINK), PLACES[place])
    assert (found.original_publisher, found.original_url) == ("Harbour Post", U)
    assert line.replace("@", "Harbour Post") in found.paragraphs
    assert [paragraph for paragraph in found.paragraphs if paragraph in FERRY.paragraphs] == list(
        FERRY.paragraphs
    )


@pytest.mark.parametrize(
    ("line", "publisher", "url"),
    [
        ("Wire: Reuters", "Reuters", None),
        ("via AFP", "AFP", None),
        ("Quelle: dpa", "dpa", None),
        ("Source AFP", "AFP", None),
        ("(Source: Harbour Post)", "Harbour Post", None),
        ("Source: www.harbourpost.example", "harbourpost.example", None),
        (f'Source: <a href="{U}">harbourpost.example</a>', "harbourpost.example", U),
        (f'Source: <a href="{FRONT}">Harbour Post</a>', "Harbour Post", FRONT),
        (f'<b>Source:</b> <a href="{U}"><em>The Harbour Post</em></a>', "The Harbour Post", U),
        (f'Harbour Post. Republished with permission. <a href="{U}">Original article</a>', "Harbour Post", U),
        ((f'This article is republished from <a href="{FRONT}">Harbour Post</a> under a ' f'license. Read the <a href="{U}">original</a>.'), "Harbour Post", U),
        (f"Mira Holt. This story first appeared in {LINK} on 3 May 2026.", "Harbour Post", U),
        (f"Source:</p><p>{LINK}", "Harbour Post", U),
    ],
)  # fmt: skip
def test_forms_of_a_credit(line: str, publisher: str, url: str | None) -> None:
    """Agencies, hosts, brackets, emphasis, further sentences and a label on a line of its own are
    read.
    """
    found = read(line)
    assert (found.original_publisher, found.original_url) == (publisher, url)


@pytest.mark.parametrize(
    "line",
    [
        "First reported by Harbour Post.",
        f"This story was first reported by {LINK}.",
        "Harbour Post first reported the vote.",
        "The novel was first published in Harbour Post in 1923.",
        "They came via Paris and Rome.",
        "via Twitter",
        "via Email",
        "Via Harbour Street",
        "Source: Statista",
        "Source: Getty Images",
        "Source: own research",
        "Source: the ministry",
        "Source: Science, Rice University, Princeton University",
        "Quelle: https://www.facebook.com/harbourpost",
        "Dieser Artikel wurde im Original veröffentlicht auf Englisch",
        "Source: AllNews",
        "Source: AllNews and news agencies",
        "This article was first published on AllNews.",
        '<a href="/authors">Source: AllNews</a>',
        "Sources: Harbour Post, Hill Herald",
        "Share via Facebook",
        "The source: a man who knows the harbour, says that the vote is open.",
        "Zunächst in Bergen, dann in Oslo.",
        "Die Quelle: Im Wald entspringt sie, sagt der Förster, und sie fließt nach Süden.",
        "A source close to the council said so.",
        "This article was originally written by Mira Holt.",
    ],
)  # fmt: skip
def test_what_is_no_credit(line: str) -> None:
    """Cited reporting, prose, ways of sharing, picture libraries, statistics, lists of sources and
    the page's own outlet credit nobody.
    """
    found = read(line)
    assert (found.original_publisher, found.original_url) == (None, None)


STORY = "".join(f"<p>{paragraph}</p>" for paragraph in FERRY.paragraphs)


@pytest.mark.parametrize(
    "place",
    [
        "{story}<figure><img src=a.png><figcaption>{line}</figcaption></figure>",
        "{story}<img src=a.png width=600 height=300><p>{line}</p>",
        "{story}<table><tr><td>Ferries<td>12<tr><td>Boats<td>40</table><p>{line}</p>",
        "{story}<iframe src=/chart></iframe><div class=note>{line}</div>",
        '{story}<p class="photo-credit">{line}</p>',
        "{story}<aside><p>{line}</p></aside>",
        "{story}<blockquote><p>{line}</p></blockquote>",
        "{story}<h2>Sources</h2><ul><li>{line}</li><li>Source: Hill Herald</li></ul>",
        '{story}<div class="comments"><p>I read it.</p><p>{line}</p></div>',
        "<p>" + "</p><p>".join(FERRY.paragraphs[:3]) + "</p><p>{line}</p>{story}{story}",
    ],
)  # fmt: skip
def test_where_a_credit_is_anothers(place: str) -> None:
    """Below a picture, a table or a chart, in a list, a comment or a quotation, and amid the story
    the words credit something else.
    """
    found = read(f"Source: {LINK}", f"<article><h1>Ferry stays</h1>{place}</article>")
    assert found.original_publisher is None


@pytest.mark.parametrize(
    "end",
    [
        " Source: Harbour Post",
        " (Source: Harbour Post)",
        " Originally published in Harbour Post.",
        " [Quelle: Harbour Post]",
        " This article was first published in Harbour Post. Read the original article.",
    ],
)
def test_a_credit_ends_the_last_paragraph(end: str) -> None:
    """The last sentence of the story may be its credit, and what stands in brackets at its end."""
    found = extract(
        f"<html><body><article><h1>Ferry stays</h1>{STORY.removesuffix('</p>')}{end}</p></article>",
        HERE,
    )
    assert found.original_publisher == "Harbour Post"
    assert found.paragraphs[-1] == FERRY.paragraphs[-1] + end


@pytest.mark.parametrize("line", ["Republished with permission.", "許可を得て転載"])
def test_a_credit_that_names_nobody_stays(line: str) -> None:
    """A line that only says that somebody permitted it is text, and names no outlet."""
    found = read(line)
    assert (found.paragraphs[-1], found.original_publisher) == (line, None)


def test_what_is_declared_goes_before() -> None:
    """A canonical address elsewhere goes before a credit.

    Where it has no name, the credit to the same site gives it one.
    """
    story = f"<article><h1>Ferry stays</h1>{STORY}<p>Source: {{}}</p></article>"
    head = f'<html><head><title>Ferry stays</title><link rel="canonical" href="{U}"></head><body>'
    same, other = (
        extract(f"{head}{story.format(line)}", HERE)
        for line in (LINK, '<a href="https://hill.example/1">Hill Herald</a>')
    )
    assert (same.original_publisher, same.original_url) == ("Harbour Post", U)
    assert (other.original_publisher, other.original_url) == ("harbourpost.example", U)
