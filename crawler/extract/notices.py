"""Marks in a story's own text: that it is still developing, and that it was corrected, clarified or updated.

Only wordings that newsrooms set for the purpose count: a label at a paragraph's start, or a sentence that speaks of the article itself. A story
about a correction is no correction.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_DEVELOPING: Mapping[str, str] = {
    "en": r"this is (?:still )?an? (?:rapidly |fast-)?(?:developing|breaking|moving)(?: news)? (?:story|situation|event)|this (?:developing|breaking)(?: news)? story (?:is|will)|"
    r"this (?:breaking )?(?:news )?(?:story|article|report|post|page) (?:is (?:still )?(?:developing|breaking|being (?:continually |continuously |regularly )?updated)|"
    r"will be (?:continually |continuously |regularly )?updated)|check back (?:here |later )?for (?:\w+ )?updates|refresh (?:this|the) page for (?:\w+ )?updates",
    "de": r"(?:dieser|dieses|diese) (?:artikel|beitrag|text|meldung|bericht|ticker|nachricht) wird (?:\w+ ){0,2}(?:aktualisiert|ergänzt|fortgeschrieben)|"
    r"weitere (?:informationen|details|infos) folgen|mehr (?:informationen |dazu )?in kürze",
    "fr": r"cet article (?:est|sera) (?:\w+ ){0,3}(?:mis à jour|actualisé|complété)|(?:article|info) en cours (?:de mise à jour|d['’]actualisation)|plus d['’]informations (?:à suivre|à venir)",
    "es": r"(?:esta )?(?:noticia|información) (?:está )?en (?:desarrollo|ampliación|actualización)|esta (?:noticia|información) se (?:irá actualizando|actualizará)|habrá ampliación",
    "it": r"(?:articolo|notizia) in (?:costante )?(?:aggiornamento|evoluzione)|seguono aggiornamenti",
    "pt": r"(?:esta )?(?:notícia|reportagem|matéria|texto) (?:está |será )?(?:em (?:constante )?(?:atualização|actualização|desenvolvimento)|atualizada em breve)|mais informações em instantes",
    "nl": r"dit (?:artikel|bericht|nieuwsbericht) wordt (?:\w+ ){0,2}(?:aangevuld|bijgewerkt|geüpdatet)|meer volgt",
    "sv": r"(?:artikeln|texten) uppdateras",
    "da": r"(?:artiklen|historien) opdateres",
    "no": r"(?:saken|artikkelen) (?:oppdateres|blir oppdatert)",
    "pl": r"(?:artykuł|tekst|wiadomość) (?:jest|będzie) (?:na bieżąco )?(?:aktualizowany|aktualizowana|uzupełniany)",
    "tr": r"haber (?:\w+ )?güncelleniyor|gelişme(?:ler)? (?:aktarılıyor|aktarılacak)",
}
"""Sentences that say so. Matched anywhere in a paragraph."""

_DEVELOPING_ALONE = (
    r"(?:more (?:details )?(?:to (?:follow|come)|soon)|developing(?:\.{3}|…)?|developing story|breaking news|mehr folgt|weiteres folgt|plus à venir|en desarrollo|noticia en desarrollo|"
    r"in aggiornamento|em atualização|em actualização|mer kommer|mere følger|mer følger|meer volgt)"
)
"""Words that say so where they are all of a paragraph."""

_DEVELOPING_LABEL = r"(?:developing|developing story|breaking news|breaking)\s*[:\u2013\u2014]"
"""Labels that say so at a paragraph's start."""

_LABELS: Mapping[str, str] = {
    "en": r"corrections?(?: and clarifications?)?|correction appended|clarifications?|editor['’]?s['’]? note|editors['’]? note|updated?|amendment|erratum|for the record|retraction|publisher['’]s note",
    "de": r"korrektur(?:hinweis)?|berichtigung|richtigstellung|klarstellung|(?:anm(?:erkung|\.)|hinweis) der redaktion|redaktioneller hinweis|transparenzhinweis|update|aktualisierung|nachtrag|in eigener sache",
    "fr": r"correction|rectificatif|rectification|erratum|précision|mise à jour|mis à jour|note de la rédaction|ndlr",
    "es": r"corrección|rectificación|fe de errores?|aclaración|actualización|nota (?:del editor|de la redacción|de redacción)",
    "it": r"correzione|rettifica|errata corrige|precisazione|aggiornamento|nota (?:della redazione|dell['’]editore|di redazione)",
    "pt": r"correção|correcção|errata|erramos|esclarecimento|atualização|actualização|nota (?:da redação|do editor|da direção)",
    "nl": r"correctie|rectificatie|verduidelijking|aanvulling|update|noot van de redactie",
    "sv": r"rättelse|förtydligande|uppdatering|redaktionens anmärkning",
    "da": r"rettelse|præcisering|opdatering",
    "no": r"rettelse|presisering|oppdatering",
    "pl": r"sprostowanie|korekta|aktualizacja|wyjaśnienie|od redakcji",
    "tr": r"düzeltme|güncelleme|editörün notu|tekzip",
    "ja": r"訂正|お詫びと訂正|おわびと訂正|追記",
    "zh": r"更正|更正啟事|更正启事|編者按|编者按|勘误",
    "ko": r"정정보도|정정|바로잡습니다|알려드립니다",
}
"""Labels at a paragraph's start, before a colon, a dash or a date."""

_SENTENCES: Mapping[str, str] = {
    "en": r"(?:an?|the) (?:earlier|previous|prior|initial|original) version of th(?:is|e) (?:\w+ )?(?:article|story|report|post|piece|headline|caption|column|review|graphic|chart)|"
    r"th(?:is|e) (?:\w+ )?(?:article|story|report|post|piece|headline|caption|column|review|page) (?:(?:was|has been|have been|is) (?:since )?(?:amended|corrected|updated|revised|clarified|edited|changed|modified) "
    r"(?:on|at|to|with|since|after|throughout|because|following)|(?:was|has been) (?:since )?(?:amended|corrected|updated|revised|clarified)\b)|we (?:have |['’]ve )?(?:since )?(?:corrected|amended|updated|clarified) (?:this|the) (?:article|story|report|post|piece)",
    "de": r"in einer (?:früheren|ersten|vorherigen|vorigen|älteren|ursprünglichen) (?:version|fassung) (?:dieses|des|der|dieser|hieß|stand|war|haben)|wir haben (?:die(?:se)? (?:stelle|angabe|passage)|den (?:text|fehler|artikel)|das) (?:\w+ ){0,3}(?:korrigiert|berichtigt|angepasst|geändert)|"
    r"(?:dieser|der) (?:artikel|text|beitrag) wurde (?:\w+ ){0,4}(?:korrigiert|berichtigt|aktualisiert|ergänzt|geändert)",
    "fr": r"(?:une|dans une) (?:première|précédente) version de (?:cet article|ce texte)|cet article a été (?:\w+ ){0,2}(?:modifié|corrigé|mis à jour|actualisé)",
    "es": r"(?:en )?una versión (?:anterior|previa) de (?:este artículo|esta noticia|esta información)|(?:este artículo|esta noticia|esta información) (?:ha sido|fue) (?:\w+ )?(?:corregid|actualizad|modificad)[oa]",
    "it": r"una (?:precedente|prima) versione di (?:questo|quest['’])\s?(?:articolo)?|(?:questo |l['’])articolo è stato (?:\w+ )?(?:corretto|aggiornato|modificato)",
    "pt": r"uma versão anterior d(?:este|esta|essa|esse) (?:texto|reportagem|artigo|notícia|matéria)|(?:esta|este|a) (?:reportagem|artigo|texto|notícia|matéria) foi (?:\w+ )?(?:corrigid|atualizad|actualizad|alterad)[oa]",
    "nl": r"in een eerdere versie van dit (?:artikel|bericht|stuk|verhaal)",
    "sv": r"(?:i en|en) tidigare version av (?:artikeln|texten|den här)",
    "da": r"i en tidligere version af (?:artiklen|denne)",
    "no": r"i en tidligere versjon av (?:saken|artikkelen|denne)",
}
"""Sentences that speak of the article itself."""

_DATELINE = r"(?:\s*[,(\[]?\s*[^:\u2013\u2014]{0,40}?\d[^:\u2013\u2014]{0,30}(?::\d\d[^:\u2013\u2014]{0,20})?[)\]]?)?"
_START = r"^[\s\[(*•|>_\u2013\u2014-]*"
"""What may stand before a label. A quotation mark may not: then somebody else says it."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_CLOCK = re.compile(
    r"\b(?:\d[\d:.,/]*|[ap]\.?m\.?|utc|gmt|e[sd]?t|p[sd]?t|bst|cet|ist|uhr|at|on|am|um|von|à|le|el|a las|mon|tue|wed|thu|fri|sat|sun|\w+day|jan\w*|feb\w*|mar\w*|apr\w*|may|mai|ju[nl]\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cz]\w*)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-z]|[\"“„«(])")
_LONGEST = 700
"""Characters of a paragraph that is a notice as a whole. In a longer one, the sentence is."""

_SAYS_DEVELOPING = re.compile(
    rf"\b(?:{'|'.join(_DEVELOPING.values())})\b|^\W*{_DEVELOPING_ALONE}\W*$|{_START}{_DEVELOPING_LABEL}", re.IGNORECASE
)


def developing(paragraphs: Sequence[str]) -> bool:
    """Whether the story says of itself that it is still developing."""
    return any(_SAYS_DEVELOPING.search(paragraph) for paragraph in paragraphs)


def notices(paragraphs: Sequence[str], language: str | None) -> tuple[str, ...]:
    """The correction, clarification and update notices and editor's notes, as they stand in the text, in its order.

    A label that is a paragraph of its own belongs with the paragraph below it, and both are given. ``language`` is the
    story's, as an ISO 639 code; without one every language's wordings count.
    """
    patterns = _PATTERNS.get((language or "").lower()[:2]) or _ANY
    return tuple(dict.fromkeys(_found(paragraphs, *patterns)))


def _found(paragraphs: Sequence[str], label: re.Pattern[str], alone: re.Pattern[str], sentence: re.Pattern[str]) -> Iterator[str]:
    below = False
    for at, paragraph in enumerate(paragraphs):
        heading = alone.match(paragraph) is not None and at + 1 < len(paragraphs)
        if heading or below or _labelled(paragraph, label):
            yield paragraph
        elif sentence.search(paragraph):
            yield (
                paragraph
                if len(paragraph) <= _LONGEST
                else " ".join(part for part in _SENTENCE_END.split(paragraph) if sentence.search(part)) or paragraph
            )
        below = heading


def _labelled(paragraph: str, label: re.Pattern[str]) -> bool:
    """Whether the paragraph begins with a label and says more than a time behind it."""
    found = label.match(paragraph)
    return found is not None and len(_WORD.findall(_CLOCK.sub(" ", paragraph[found.end() :]))) >= _FEWEST_WORDS


def _compiled(labels: Sequence[str], sentences: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    names = "|".join(labels)
    return (
        re.compile(rf"{_START}(?:{names}){_DATELINE}\s*[:：\u2013\u2014]|{_START}(?:{names})\s-\s|^\W*[\[(](?:{names})\b", re.IGNORECASE),
        re.compile(rf"^\W*(?:{names})\W*$", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(sentences)})\b", re.IGNORECASE),
    )


def _pattern(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A language's wordings with the English ones, which are used everywhere."""
    codes = dict.fromkeys((language, "en"))
    return _compiled([_LABELS[code] for code in codes], [_SENTENCES[code] for code in codes if code in _SENTENCES])


_PATTERNS = {language: _pattern(language) for language in _LABELS}
_ANY = _compiled(list(_LABELS.values()), list(_SENTENCES.values()))
