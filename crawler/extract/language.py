"""The language of a story that declares none.

By its script, then by the commonest words of the languages that share one.

Small on purpose: no model, no download, the same answer everywhere, and none where it would be a
guess.
"""

# ruff: noqa: RUF001  # the letters are the languages' own

import re
from collections.abc import Sequence

_LETTERS = 2_000
"""Characters of the story that are looked at."""
_SCRIPTS = {
    "ko": "\uac00-\ud7a3",
    "ja": "\u3040-\u30ff",
    "zh": "\u4e00-\u9fff",
    "ar": "\u0600-\u06ff",
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
}
"""The language that most stories in a script are written in. Kana stand in every Japanese text,
between characters that are Chinese too.
"""
_SCRIPT = {language: re.compile(f"[{letters}]") for language, letters in _SCRIPTS.items()}
_OTHER_IN_SCRIPT = {
    "ar": (
        ("fa", re.compile("[\u067e\u0686\u0698\u06af\u06cc]")),
        ("ur", re.compile("[\u0679\u0688\u0691\u06d2]")),
    )
}
"""Languages that are told from the script's commonest by letters of their own; the last one found
counts.
"""
_SHARE, _KANA = 0.3, 0.05
"""Share of the letters that makes a script the story's; less is enough for kana."""

_COMMON = {
    "en": "the of and to in is that for was with on are as at by from his they said have",
    "de": "der die und das den von zu mit ist nicht auf für ein eine dem sich auch wird sind hat",
    "fr": "le la les des et est une dans que pour qui sur pas au avec par plus ce ont été",
    "es": "el la los las y en que del por con una para se no es su al lo más como",
    "it": "il di che la e per non una sono del della con gli le da si anche nel alla ha",
    "pt": "o a os as e de que do da em um uma para com não por no na ao foi",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er ook die werd door",
    "sv": "och att det som en på är av för med till den har inte om ett han var från vi",
    "da": "og at det som en på er af for med til den har ikke om et han var fra der",
    "no": "og at det som en på er av for med til den har ikke om et han var fra etter",
    "fi": "ja on ei että se oli hän mutta myös kun ovat sen mukaan ole kuin joka tai vuoden sekä",
    "is": "og að í á er sem við það ekki var um hann til með fyrir en af hafa því eru",
    "pl": "w i na z się nie że do to jest o jak po co ale przez dla od był za",
    "cs": "a se v na je že s z do o to i ve pro by ale jsou od jako po",
    "hu": "a az és hogy nem is egy volt meg csak el ezt már de ki mint van még majd szerint",
    "ro": "și de în a la cu că nu pe o din care să mai pentru un este au fost prin",
    "tr": (
        "ve bir bu için ile da de olarak çok daha olan sonra gibi kadar en ise ne olduğu ancak var"
    ),
    "id": (
        "yang dan di itu dengan untuk dari tidak ini dalam pada akan juga ke oleh "
        "karena mereka sudah saya bisa"
    ),
    "vi": "và của là có được cho không trong với các một đã những người này khi để ở đến từ",
    "ru": "и в не на что с по как это из к его для от но у он за также был",
    "uk": "і в не на що з до як це та у за про від але його також для був які",
    "bg": "и на да се от за в че е с са не по като които това но има със към",
    "sr": "и је у да се на за од са су који не као што то али они бити или о",
}
_COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS, _MIN_SHARE, _MIN_LEAD = 15, 0.12, 1.15
"""Words that it takes to tell, the share of them that are a language's commonest, and how far it
must be ahead of the next.
"""


def language_of(paragraphs: Sequence[str]) -> str | None:
    """Return the ISO 639-1 code of the language that the paragraphs are written in, None where they
    are too few or do not show it.
    """
    text = "\n".join(paragraphs)[:_LETTERS].lower()
    return _by_script(text) or _by_words(_WORD.findall(text))


def _by_script(text: str) -> str | None:
    total = sum(map(str.isalpha, text))
    for language, letters in _SCRIPT.items():
        if len(letters.findall(text)) > (_KANA if language == "ja" else _SHARE) * total > 0:
            found = [other for other, own in _OTHER_IN_SCRIPT.get(language, ()) if own.search(text)]
            return found[-1] if found else language
    return None


def _by_words(words: Sequence[str]) -> str | None:
    if len(words) < _MIN_WORDS:
        return None
    counts = sorted(
        (
            (sum(word in common for word in words), language)
            for language, common in _COMMON_WORDS.items()
        ),
        reverse=True,
    )
    (most, language), (second, _) = counts[:2]
    return language if most >= _MIN_SHARE * len(words) and most >= _MIN_LEAD * second else None
