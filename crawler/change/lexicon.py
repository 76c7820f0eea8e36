"""Words with a value, in the languages that have rules.

Numbers, months, weekdays; and what tells German nouns from names.
"""

from collections import Counter
from collections.abc import Iterable


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt"})
"""Languages in which a capital letter within a sentence marks a name (German needs more, see
``names``).
"""

NUMBER_WORDS = _set("""
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions trillion dozen dozens half third quarter twice double triple second fourth fifth sixth seventh
    eighth ninth tenth null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
    sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert hunderte
    tausend tausende million millionen milliarde milliarden dutzend hälfte drittel viertel doppelt zweimal dreimal erste
    ersten zweite zweiten dritte dritten vierte vierten fünfte fünften zéro deux trois quatre cinq sept huit neuf dix
    onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent cents centaine centaines mille
    millier milliers millions milliard milliards douzaine dizaine dizaines moitié tiers quart double deuxième troisième
    quatrième cinquième cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
    diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento
    cientos mil miles millón millones docena docenas mitad tercio segundo tercero tercera cuarto quinto due tre quattro
    cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove
    venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento centinaia mila migliaia milione milioni
    miliardo miliardi dozzina metà secondo terzo quarto quinto dois duas três quatro cinco seis sete oito nove dez onze
    doze treze catorze quatorze quinze dezesseis dezasseis dezessete dezoito dezenove vinte trinta quarenta cinquenta
    sessenta setenta oitenta noventa cem cento centenas mil milhares milhão milhões bilhão bilhões dúzia metade segunda
    terceiro terceira
""")

DATE_WORDS = _set("""
    january february april june july august september october november december jan feb apr jun jul aug sep sept oct nov
    dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight januar jänner februar
    märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    montagmorgen montagabend dienstagabend mittwochabend donnerstagabend freitagabend samstagabend sonntagabend heute
    gestern morgen vorgestern janvier février mars avril juin juillet août septembre octobre novembre décembre lundi
    mardi mercredi jeudi vendredi samedi dimanche aujourd'hui hier demain enero febrero marzo abril mayo junio julio
    agosto septiembre setiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo hoy
    ayer mañana anoche gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedì martedì mercoledì
    giovedì venerdì sabato domenica oggi ieri domani janeiro fevereiro março maio junho julho setembro outubro novembro
    dezembro segunda-feira terça-feira quarta-feira quinta-feira sexta-feira terça quarta quinta sexta hoje ontem amanhã
""")

BEFORE_MONTH = _set(
    "in of by until till since from to last next this early late mid through "
    "before after during between"
)
"""What stands before the English months that are other words, too."""

GERMAN_BEFORE_NOUN = _set("""
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner sein seine seinen seinem
    seiner ihr ihre ihren ihrem ihrer mein meine meinen meinem unser unsere unseren dieser diese dieses diesen diesem
    jeder jede jedes jeden jedem alle allen aller viele vielen einige einigen mehrere mehreren zum zur beim vom im am
    ins ans keines welche welcher welches manche beide beiden
""")

_COMMON = {
    "en": _set("the and of to in is that for was with he she said"),
    "de": _set("der die und das den von zu mit sich des nicht ist auch dem im"),
    "fr": _set("le la les des et du est une dans que pour qui au sur"),
    "es": _set("el la los las y del que en por una con se para su"),
    "it": _set("il la di che e della per un con non sono gli dei nel è"),
    "pt": _set("o os do da e que em um uma para com não dos no na ao"),
}
_TELLING = 0.12
"""Share of the words from which a language's commonest words tell that a text is written in it."""


def language_of(declared: str | None, words: Iterable[str]) -> str:
    """Return the two-letter code of a text's language.

    As declared, else told by its commonest words among those with rules; else empty.
    """
    if declared:
        return declared.replace("_", "-").split("-")[0].lower()
    counts = Counter(word.lower() for word in words)
    share = {
        code: sum(counts[word] for word in common) / max(1, counts.total())
        for code, common in _COMMON.items()
    }
    best = max(share, key=lambda code: share[code])
    return best if share[best] >= _TELLING else ""
