"""What pages say that stand in an article's place.

Login walls, consent pages, bot challenges, and "not found" with status 200.
"""
# ruff: noqa: RUF001  # the apostrophes are meant

import re

PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile("|".join(patterns), re.IGNORECASE))
    for code, patterns in {
        "soft 404": (
            r"\b(?:error|erreur|fehler|errore|erro)?\s*404\b",
            r"\b(?:page|article|story|content) (?:was |could )?(?:not|n['’]t) (?:be )?found\b",
            r"\bpage (?:cannot|can['’]t|can not) be found\b",
            (
                r"\b(?:page|article|story|content) (?:you (?:are|were)[^.]{0,40} )?(?:is |has "
                r"been |was )?(?:removed|deleted|expired)\b"
            ),
            (
                r"\b(?:page|article|story|content) (?:you (?:are|were)[^.]{0,40} )?(?:is )?no "
                r"longer (?:available|exists?)\b"
            ),
            r"\bwe (?:can['’]t|could ?n['’]t|cannot) find (?:the|that) (?:page|article|story)\b",
            (
                r"\b(?:seite|artikel|beitrag|inhalt) (?:wurde |konnte )?(?:nicht "
                r"gefunden|nicht mehr (?:verf[üu]gbar|vorhanden)|gel[öo]scht)"
            ),
            r"\b(?:page|article|contenu) (?:non trouv[ée]e?|introuvable|n['’](?:existe|est) plus)",
            (
                r"\b(?:p[áa]gina|art[íi]culo|noticia|not[íi]cia) no "
                r"(?:encontrad[ao]|existe|est[áa] disponible)"
            ),
            r"\b(?:p[áa]gina|mat[ée]ria|not[íi]cia) n[ãa]o (?:foi )?(?:encontrad[ao]|existe)",
            r"\b(?:pagina|articolo) non (?:trovat[ao]|esiste|(?:è )?(?:più )?disponibile)",
            r"\bpagina niet gevonden\b",
        ),
        "bot challenge": (
            r"\bjust a moment\b",
            r"\battention required\b",
            (
                r"\b(?:verify|confirm|prove) (?:that )?you(?:['’]re| are) (?:a )?(?:not a "
                r"robot|human)\b"
            ),
            r"\bare you a (?:robot|human)\b",
            r"\bchecking (?:your browser|if the site connection is secure)\b",
            r"\bunusual (?:traffic|activity)\b",
            r"\b(?:please )?(?:enable|turn on) (?:javascript|js)(?: and cookies)?\b",
            r"\b(?:re)?captcha\b",
            r"\baccess (?:to this page has been )?denied\b",
            r"\bpardon our interruption\b",
            r"\bddos protection\b",
        ),
        "login wall": (
            r"\b(?:log|sign) ?in to (?:continue|read|view|access)\b",
            r"\b(?:please )?(?:log|sign) ?in\b[^.]{0,40}\b(?:continue|subscribe|account)\b",
            r"^\s*(?:log|sign) ?in\b",
            r"\b(?:subscribe|register) (?:now )?to (?:continue|read|keep reading|unlock)\b",
            r"\balready (?:a subscriber|have an account)\b",
            r"\b(?:bitte )?(?:melden sie sich an|einloggen|jetzt anmelden)\b",
            r"\bconnectez-vous\b|\bd[ée]j[àa] abonn[ée]\b",
            r"\b(?:inicia|iniciar|inicie) sesi[óo]n\b|\bya (?:eres|soy) suscriptor\b",
            r"\baccedi (?:per|al)\b|\bsei già abbonato\b",
            r"\b(?:fa[çc]a|fazer) (?:o )?login\b|\bj[áa] [ée] assinante\b",
        ),
        "consent page": (
            r"\b(?:we|our partners) (?:value|care about|respect) your privacy\b",
            r"\bbefore you continue to\b",
            r"\b(?:accept|reject) (?:all )?cookies\b",
            r"\byour (?:privacy|cookie) (?:choices|settings|preferences)\b",
            r"\bcookie (?:consent|settings|policy)\b",
            (
                r"\b(?:alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen)|ihre "
                r"privatsph[äa]re|mit werbung (?:weiter)?lesen)\b"
            ),
            r"\b(?:accepter|refuser) (?:tous )?(?:les )?cookies\b|\bvotre vie priv[ée]e\b",
            r"\b(?:aceptar|rechazar) (?:todas )?(?:las )?cookies\b|\b(?:tu|su) privacidad\b",
            r"\b(?:accetta|rifiuta) (?:tutti )?(?:i )?cookie\b|\bla tua privacy\b",
            r"\b(?:aceitar|rejeitar) (?:todos )?(?:os )?cookies\b|\bsua privacidade\b",
        ),
    }.items()
)
"""(finding, pattern); the finding's name as in ``suspicion``."""
