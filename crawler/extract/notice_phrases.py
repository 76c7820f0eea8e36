"""What newsrooms write when a story is still developing, and when they corrected, clarified or
updated it. Regular expressions by language.

Only wordings set for the purpose are here. A label stands at a paragraph's start; a sentence speaks
of the article itself.
"""

# ruff: noqa: RUF001  # the letters are the languages' own

from collections.abc import Mapping

Wordings = Mapping[str, tuple[str, ...]]
"""Regular expressions, matched without case, by ISO 639 code."""

DEVELOPING: Wordings = {
    "en": (
        (
            r"this is (?:still )?an? (?:rapidly |fast-)?(?:developing|breaking|moving)(?: "
            r"news)? (?:story|situation|event)"
        ),
        r"this (?:developing|breaking)(?: news)? story (?:is|will)",
        (
            r"this (?:breaking )?(?:news )?(?:story|article|report|post|page) is (?:still "
            r")?(?:developing|breaking|being (?:\w+ly )?updated)"
        ),
        (
            r"this (?:breaking )?(?:news )?(?:story|article|report|post|page) will be "
            r"(?:\w+ly )?updated"
        ),
        r"(?:check back (?:here |later )?|refresh (?:this|the) page )for (?:\w+ )?updates",
    ),
    "de": (
        (
            r"dies(?:er|es|e) (?:artikel|beitrag|text|meldung|bericht|ticker) wird (?:\w+ "
            r"){0,2}(?:aktualisiert|ergänzt|fortgeschrieben)"
        ),
        r"weitere (?:informationen|details|infos) folgen",
        r"mehr (?:informationen |dazu )?in kürze",
    ),
    "fr": (
        r"cet article (?:est|sera) (?:\w+ ){0,3}(?:mis à jour|actualisé|complété)",
        r"(?:article|info) en cours (?:de mise à jour|d['\u2019]actualisation)",
        r"plus d['\u2019]informations (?:à suivre|à venir)",
    ),
    "es": (
        r"(?:esta )?(?:noticia|información) (?:está )?en (?:desarrollo|ampliación|actualización)",
        r"esta (?:noticia|información) se (?:irá actualizando|actualizará)",
        r"habrá ampliación",
    ),
    "it": (
        r"(?:articolo|notizia) in (?:costante )?(?:aggiornamento|evoluzione)",
        r"seguono aggiornamenti",
    ),
    "pt": (
        (
            r"(?:esta )?(?:notícia|reportagem|matéria) (?:está )?em (?:constante "
            r")?(?:atualização|actualização|desenvolvimento)"
        ),
        r"(?:esta )?(?:notícia|reportagem|matéria) será atualizada em breve",
        r"mais informações em instantes",
    ),
    "nl": (
        (
            r"dit (?:artikel|bericht|nieuwsbericht) wordt (?:\w+ "
            r"){0,2}(?:aangevuld|bijgewerkt|geüpdatet)"
        ),
    ),
    "sv": (r"(?:artikeln|texten) uppdateras",),
    "da": (r"(?:artiklen|historien) opdateres",),
    "no": (r"(?:saken|artikkelen) (?:oppdateres|blir oppdatert)",),
    "pl": (
        (
            r"(?:artykuł|tekst|wiadomość) (?:jest|będzie) (?:na bieżąco "
            r")?(?:aktualizowany|aktualizowana|uzupełniany)"
        ),
    ),
    "tr": (
        r"haber (?:\w+ )?güncelleniyor",
        r"gelişme(?:ler)? (?:aktar\u0131l\u0131yor|aktar\u0131lacak)",
    ),
}
"""Sentences that say so, anywhere in a paragraph."""

DEVELOPING_ALONE = (
    r"more (?:details )?(?:to (?:follow|come)|soon)", r"developing(?: story)?(?:\.{3}|…)?", r"breaking news", r"mehr folgt",
    r"weiteres folgt", r"plus à venir",
    r"(?:noticia )?en desarrollo", r"in aggiornamento", r"em ac?tualização", r"mer kommer", r"mere følger", r"mer følger", r"meer volgt",
)  # fmt: skip
"""Words that say so where they are all of a paragraph."""

DEVELOPING_LABELS = (r"developing(?: story)?", r"breaking(?: news)?")
"""Labels that say so at a paragraph's start, before a colon or a dash."""

LABELS: Wordings = {
    "en": (
        r"corrections?(?: and clarifications?| appended)?", r"clarifications?", r"editor['\u2019]?s['\u2019]? note",
        r"editors['\u2019]? note", r"updated?",
        r"amendment", r"erratum", r"for the record", r"retraction", r"publisher['\u2019]s note",
    ),
    "de": (
        r"korrektur(?:hinweis)?", r"berichtigung", r"richtigstellung", r"klarstellung",
        r"(?:anm(?:erkung|\.)|hinweis) der redaktion", r"redaktioneller hinweis",
        r"transparenzhinweis", r"update", r"aktualisierung", r"nachtrag",
    ),
    "fr": (
        r"correction", r"rectificatif", r"rectification", r"erratum", r"précision", r"mise à jour", r"mis à jour",
        r"note de la rédaction", r"ndlr",
    ),
    "es": (
        r"corrección", r"rectificación", r"fe de errores?", r"aclaración", r"actualización",
        r"nota (?:del editor|de la redacción|de redacción)",
    ),
    "it": (
        r"correzione", r"rettifica", r"errata corrige", r"precisazione", r"aggiornamento",
        r"nota (?:della redazione|dell['\u2019]editore|di redazione)",
    ),
    "pt": (r"correc?ção", r"errata", r"erramos", r"esclarecimento", r"ac?tualização", r"nota (?:da redação|do editor|da direção)"),
    "nl": (r"correctie", r"rectificatie", r"verduidelijking", r"aanvulling", r"update", r"noot van de redactie"),
    "sv": (r"rättelse", r"förtydligande", r"uppdatering", r"redaktionens anmärkning"),
    "da": (r"rettelse", r"præcisering", r"opdatering"),
    "no": (r"rettelse", r"presisering", r"oppdatering"),
    "pl": (r"sprostowanie", r"korekta", r"aktualizacja", r"wyjaśnienie", r"od redakcji"),
    "tr": (r"düzeltme", r"güncelleme", r"editörün notu", r"tekzip"),
    "ja": (r"訂正", r"お詫びと訂正", r"おわびと訂正", r"追記"),
    "zh": (r"更正", r"更正啟事", r"更正启事", r"編者按", r"编者按", r"勘误"),
    "ko": (r"정정보도", r"정정", r"바로잡습니다", r"알려드립니다"),
}  # fmt: skip
"""Labels of notices at a paragraph's start, before a colon, a dash or a date."""

UPDATED: Wordings = {
    "en": (r"(?:last |latest )?(?:updated?|modified|revised|edited)", r"this (?:article|story|page) was (?:last )?updated"),
    "de": (
        (r"(?:zuletzt |letztes? " r")?(?:aktualisiert|aktualisierung|geändert|bearbeitet|update)"), r"letzte (?:änderung|aktualisierung)",
        r"stand(?=:|\s*\d)",
    ),
    "fr": (r"(?:dernière )?mise? à jour", r"(?:dernière )?modifi(?:ée?|cation)", r"actualisée?"),
    "es": (r"(?:última )?(?:actualizad[oa]|actualización|modificación)", r"modificad[oa]"),
    "it": (r"(?:ultimo )?aggiorna(?:to|ta|mento)", r"(?:ultima )?modifica(?:to|ta)?"),
    "pt": (r"(?:última )?ac?tualiza(?:d[oa]|ção)", r"modificad[oa]", r"última modificação"),
    "nl": (r"(?:laatst |laatste )?(?:bijgewerkt|update|geüpdatet|gewijzigd|aangepast|wijziging)",),
    "sv": (r"(?:senast |senaste )?(?:uppdaterad|uppdaterat|uppdatering|ändrad)",),
    "da": (r"(?:sidst |senest |seneste )?(?:opdateret|opdatering|ændret|redigeret)",),
    "no": (r"(?:sist |siste )?(?:oppdatert|oppdatering|endret)",),
    "fi": (r"(?:viimeksi |viimeisin )?(?:päivitetty|päivitys|muokattu)",),
    "pl": ((r"(?:ostatnia |data " r")?(?:aktualizac(?:ja|ji)|zaktualizowan[oya]|aktualizowan[oya])"), r"(?:ostatnia )?modyfikacja"),
    "cs": (r"(?:naposledy )?(?:aktualizováno|aktualizace|upraveno)",),
    "ru": (r"(?:последнее )?(?:обновление|изменение)", r"обновлен[оа]?", r"обновлён", r"изменено"),
    "uk": (r"(?:останнє )?оновлення", r"оновлено", r"змінено"),
    "tr": (r"(?:son )?güncelle(?:me(?: tarihi)?|ndi|nme(?: tarihi)?)",),
    "el": (r"(?:τελευταία )?(?:ενημέρωση|ενημερώθηκε|ανανέωση)",),
    "ja": (r"(?:最終)?更新(?:日時?|時刻)?",),
    "zh": (r"(?:最[后後])?更新(?:时间|時間|日期|于|於)?",),
    "ko": (r"(?:최종 ?)?(?:수정|업데이트)(?:일시?|됨)?",),
    "ar": (r"(?:آخر |تم ال)?(?:تحديث|تعديل)", r"(?:تم )?تحديثه?"),
    "fa": (r"(?:آخرین |تاریخ )?(?:به[\u200c ]?روز ?رسانی|بروزرسانی|ویرایش)",),
    "he": (r"עודכן(?: ב)?", r"עדכון(?: אחרון)?"),
    "hi": (r"(?:अंतिम |आखिरी )?(?:अपडेट(?:ेड)?|अद्यतन|संशोधित)",),
    "id": (r"(?:terakhir )?(?:diperbarui|diperbaharui|diubah)",),
}  # fmt: skip
"""Labels of the line that says when the article was updated, before a day or a time (in Japanese,
Chinese and Korean also behind it).
"""

_THIS = r"th(?:is|e) (?:\w+ )?(?:article|story|report|post|piece|headline|caption|column|review|graphic|page)"

SENTENCES: Wordings = {
    "en": (
        rf"(?:an?|the) (?:earlier|previous|prior|initial|original) version of {_THIS}",
        (
            rf"{_THIS} (?:was|has been|have been) (?:since "
            r")?(?:amended|corrected|updated|revised|clarified|edited|modified)"
        ),
        (
            r"we (?:have |['\u2019]ve )?(?:since )?(?:corrected|amended|updated|clarified) "
            r"(?:this|the) (?:article|story|report|post|piece)"
        ),
    ),
    "de": (
        (
            r"in einer (?:früheren|ersten|vorherigen|vorigen|älteren|ursprünglichen) "
            r"(?:version|fassung) (?:dieses|des|der|dieser|hieß|stand)"
        ),
        (
            r"wir haben (?:diese? (?:stelle|angabe)|den (?:text|fehler|artikel)) (?:\w+ "
            r"){0,3}(?:korrigiert|berichtigt|geändert)"
        ),
        (
            r"(?:dieser|der) (?:artikel|text|beitrag) wurde (?:\w+ "
            r"){0,4}(?:korrigiert|berichtigt|aktualisiert|ergänzt|geändert)"
        ),
    ),
    "fr": (
        r"une (?:première|précédente) version de (?:cet article|ce texte)",
        r"cet article a été (?:\w+ ){0,2}(?:modifié|corrigé|mis à jour|actualisé)",
    ),
    "es": (
        r"una versión (?:anterior|previa) de (?:este artículo|esta noticia|esta información)",
        (
            r"(?:este artículo|esta noticia|esta información) (?:ha sido|fue) (?:\w+ "
            r")?(?:corregid|actualizad|modificad)[oa]"
        ),
    ),
    "it": (
        r"una (?:precedente|prima) versione di quest(?:o |['\u2019]\s?)articolo",
        (
            r"(?:questo |quest['\u2019]|l['\u2019])\s?articolo è stato (?:\w+ "
            r")?(?:corretto|aggiornato|modificato)"
        ),
    ),
    "pt": (
        r"uma versão anterior d(?:este|esta|essa|esse) (?:texto|reportagem|artigo|notícia|matéria)",
        (
            r"(?:esta|este) (?:reportagem|artigo|texto|notícia|matéria) foi (?:\w+ "
            r")?(?:corrigid|atualizad|actualizad|alterad)[oa]"
        ),
    ),
    "nl": (r"in een eerdere versie van dit (?:artikel|bericht|stuk|verhaal)",),
    "sv": (r"en tidigare version av (?:artikeln|texten|den här)",),
    "da": (r"en tidligere version af (?:artiklen|denne)",),
    "no": (r"en tidligere versjon av (?:saken|artikkelen|denne)",),
}
"""Sentences that speak of the article itself."""
