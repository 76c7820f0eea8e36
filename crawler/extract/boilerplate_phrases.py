"""Boilerplate phrases by language: prompts, labels, credits, bylines and legal lines.

These are hints for the judgement of a block (``features``), except ``WIDGET_LINE``: a short line
that is such a prompt and nothing else is never story, whatever stands around it.
"""

import re

# ruff: noqa: E501, RUF001  # a language a line; the signs are the languages' own  # noqa: RUF100

_PROMPTS = {
    "en": r"related|read (?:more|next|also|on|the full)|more "
    r"(?:from|on|stories|news|about|in)\b|you (?:may|might) (?:also "
    r")?(?:like|enjoy)|recommended|trending|most (?:read|popular|viewed)|"
    r"in this article|also (?:read|on|see)\b|see (?:also|more)|sign "
    r"up|subscribe|newsletter|follow (?:us|the)\b|share|comments?\b|leave a "
    r"comment|advertis|sponsored|"
    r"about the (?:author|writer)|this article|download|click here|tap here|join "
    r"(?:us|our|the)\b|get (?:the|our)\b|continue "
    r"reading|skip|loading|popular|latest|"
    r"top stories|editor.s (?:pick|note)|tags?:|topics?:|filed "
    r"under|categories|published|updated|last "
    r"(?:updated|modified)|posted|source:|print|email|tweet|save|listen|watch|"
    r"log ?in|register|support|donate|what to know|voice is ai|recommended "
    r"stories|story continues|scroll to continue|article continues",
    "de": r"mehr (?:zum|zu|von|aus|lesen)\b|lesen sie|lies auch|auch "
    r"interessant|weitere|weiterlesen|anzeige|werbung|empfohlen|das "
    r"könnte|teilen|kommentar|folgen sie|zum thema|"
    r"meistgelesen|quelle:|merken|drucken|startseite|themen",
    "fr": (
        r"lire (?:aussi|la|plus)|à lire|voir "
        r"aussi|partager|publicité|abonnez|inscrivez|en savoir|sur le "
        r"même|écouter|commentaires"
    ),
    "es": (
        r"le[ae]r? (?:más|también)|lea también|te puede|relacionad|más "
        r"(?:sobre|de|en|noticias)|compartir|suscr|síguenos|publicidad|también "
        r"te|archivado|comentarios"
    ),
    "it": r"leggi (?:anche|altro)|condividi|iscriviti|pubblicità|potrebbe interess|segui|commenti",
    "pt": (
        r"veja (?:também|mais)|leia (?:também|mais)|saiba "
        r"mais|compartilhe|partilhar|assine|siga|comentários|relacionad"
    ),
    "nl": r"lees (?:ook|meer|verder)|deel\b|delen|advertentie|meer over|abonneer|reacties",
    "nordic": (
        r"les (?:også|mer)|annonse|reklame|annons|läs "
        r"(?:mer|också|även)|dela\b|del\b|læs (?:også|mere)|følg|tipsa|artikkelen "
        r"fortsetter|fortsätter|kommentarer|lesið|lestu"
    ),
    "pl": r"czytaj|zobacz|polecamy|reklama|udostępnij|komentarze|więcej",
    "ru": r"читайте|смотрите|поделиться|подпис|реклама|комментар",
    "tr": r"ilgili|paylaş|reklam|abone|yorum|bunlar da|haberin devamı",
    "ko": r"추천|관련|구독|광고|댓글|공유|무단",
    "ja": r"関連|おすすめ|続きを|広告|共有|シェア|コメント|ランキング|あわせて",
    "zh": r"相關|延伸閱讀|更多|相关|推荐|推薦|分享|廣告|广告|留言|評論",
    "ar": r"اقرأ|شارك|إعلان|مواضيع|تابع|المزيد",
    "he": r"קראו עוד|שתפו|פרסומת|תגובות|עוד ב",
}
PROMPT = re.compile(r"^\W*(?:" + "|".join(_PROMPTS.values()) + ")", re.IGNORECASE)
"""A line that opens like a prompt or a widget's heading."""

BYLINE = re.compile(
    (
        r"^\W*(?:by|von|par|por|di|da|door|av|af|przez|written by|text|reported "
        r"by|reporting by|editing by|autor|author|words by|story by|posted by)\b:?\s"
    ),
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"^\W*(?:photo|foto|image|picture|bild|credit|source|quelle|fuente|fonte|getty|reuters|ap photo|afp|video|watch|caption|file photo|©|\(c\))|"
    r"getty images|/ap\b|ap photo|/reuters|/afp|via ap|imago|picture "
    r"alliance|shutterstock|/dpa|© .{0,40}$|\(foto|\(photo",
    re.IGNORECASE,
)
CLOCK = re.compile(
    (
        r"\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d|\b\d+ "
        r"(?:hours?|minutes?|days?|min|hrs?|mins?) ago|\bvor \d+|\bil y a \d+|\bhace "
        r"\d+"
    ),
    re.IGNORECASE,
)
MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août|déc|ene|abr|ago|dic|mag|giu|lug|set|ott)\w*\.?\s",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"©|copyright|all rights reserved|alle rechte|tous droits|todos los "
    r"derechos|todos os direitos|tutti i diritti|may not be "
    r"(?:published|reproduced)|"
    r"无断|無断転載|금지|terms of (?:use|service)|privacy policy|datenschutz",
    re.IGNORECASE,
)
SERVICE = re.compile(
    r"newsletter|subscri|sign "
    r"up|inbox|abonn|suscri|inscri|assine|iscri|registr|log "
    r"?in|account|podcast|app\b|download|whatsapp|telegram|follow "
    r"us|facebook|twitter|"
    r"instagram|youtube|linkedin|cookie|javascript|browser|click "
    r"here|donat|affiliate|commission|spenden",
    re.IGNORECASE,
)
BIOGRAPHY = re.compile(
    r"\bis an? (?:award|senior|staff|freelance|reporter|journalist|writer|editor|correspondent|professor|columnist|contributor|author)|is the (?:author|editor|founder)|"
    r"covers|you can (?:follow|reach|contact|email)|contact "
    r"(?:him|her|them)|@\w+|reporter for|writes "
    r"(?:about|for)|arbeitet|redakteur|journaliste|periodista",
    re.IGNORECASE,
)
CREDITS = re.compile(
    r"contributed (?:to|reporting)|reporting by|editing by|with "
    r"(?:reporting|files) (?:by|from)|associated press|originally "
    r"(?:appeared|published)|"
    r"this (?:article|story) (?:was|is|has "
    r"been|originally)|compiled|translated|correction|clarification|updated? "
    r"(?:to|with)|mit material|\(dpa|\(ap\)|\(afp\)|mitarbeit",
    re.IGNORECASE,
)
SENTENCE_END = re.compile("[.!?…。！？।؟][\"”“»'’)\\]]*$")
TEXT_END = re.compile("[.!?…。！？।؟:;\"”“»'’)\\]]$")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_WHOLE_LINES = (
    r"don.t miss|(?:table of )?contents?|(?:on|in) this page|jump to(?: \w+)?|quick links|was this (?:article|page|story) (?:helpful|useful)|pin (?:it )?for later|related(?: (?:stories|articles|content|topics|people|news|coverage|links|reading|posts))?|read (?:more|next|also)|more (?:from|on|stories)\b.*|you (?:may|might) also (?:like|enjoy).*|"
    r"recommended(?: (?:stories|for you|reading|videos))?|trending(?: \w+)?|most "
    r"(?:read|popular)(?: \w+)?|in this article|also (?:read|on)\b.*|see also\b.*|"
    r"sign up\b.*|subscribe\b.*|(?:\w+ )?newsletters?(?: \w+){0,3}|follow "
    r"us\b.*|share (?:this|on)\b.*|(?:show |view |read )?(?:\d+ )?comments?(?: "
    r"?[/(:]? ?\d+\)?| closed| off)?|leave a comment|"
    r"advertisement|sponsored(?: \w+){0,2}|about the "
    r"(?:author|writer)s?|copyright\b.*|©.*|all rights reserved.*|download "
    r"(?:the|our) app.*|(?:\W*)voice is ai\b.*|"
    r"this (?:article|story|post) (?:was )?originally "
    r"(?:appeared|published|posted|written|ran)\b.*|(?:read|view|see) the "
    r"(?:original|full) (?:article|story|post)\b.*|"
    r"(?:story|article) continues(?: below)?(?: this)?(?: ad\w*)?|scroll (?:down "
    r")?to continue.*|skip (?:ad\w*|to \w+)|loading\W*|"
    r"(?:\d+[kKmM]?\+? "
    r"?(?:followers|posts?|views|shares?|likes?|comments?)\b\W*)+|(?:an? |\d+ "
    r")(?:second|minute|hour|day|week|month|year)s? ago|(?:posted |updated "
    r"|published )?\d+ ?(?:h|hrs?|mins?|m|d) ago|"
    r"anzeige|werbung|weiterlesen|mehr zum thema|lesen sie (?:auch|mehr)|das "
    r"könnte (?:sie|dich|euch) (?:auch )?interessieren|meistgelesen|"
    r"publicité|lire (?:aussi|la suite)|à lire (?:aussi|également)|voir aussi|sur "
    r"le même (?:sujet|thème)|publicidad|le[ae] también|te puede "
    r"interesar|noticias relacionadas|más información|"
    r"pubblicità|leggi anche|potrebbe interessarti(?: anche)?|leia "
    r"(?:também|mais)|veja (?:também|mais)|saiba mais|advertentie|lees "
    r"(?:ook|meer|verder)|meer over.*|annonse?|reklame?|"
    r"les (?:også|mer)|läs (?:mer|också|även)|læs (?:også|mere)|czytaj "
    r"(?:też|także|więcej|również)|zobacz (?:też|także|również)|reklama|ilgili "
    r"haberler|"
    r"関連(?:記事|リンク|ニュース)?|あわせて読みたい|続きを読む|相關新聞|延伸閱讀|相关(?:阅读|新闻)|관련 ?기사|اقرأ "
    r"أيضا.*|إعلان|פרסומת|читайте также.*|реклама"
)
_WHOLE = re.compile(rf"\W*(?:{_WHOLE_LINES})\W*", re.IGNORECASE)
POINTER = re.compile(
    r"^\W*(?:related|read (?:more|next|also)|more|see also|also read|don.t "
    r"miss|watch|listen|mehr zum thema|lesen sie (?:auch|mehr)|lire aussi|à "
    r"lire|lea también|"
    r"te puede interesar|leggi anche|leia (?:também|mais)|lees ook|les også|läs "
    r"(?:mer|också)|læs også|czytaj (?:też|także|więcej)|читайте "
    r"также)\b[^.!?]{0,30}:",
    re.IGNORECASE,
)
"""The opening of a line that points to another article; its rest says which."""
SHORT = 120
"""Characters up to which a line can be boilerplate by its wording alone."""


def is_widget_line(text: str) -> bool:
    """Return whether a short line is a prompt, a widget's heading, a count, a relative date or a
    legal line, and nothing else.
    """
    return len(text) <= SHORT and _WHOLE.fullmatch(text) is not None


_SIGN_UP = re.compile(
    r"\b(?:sign(?:ing)? up|subscrib(?:e|ing)|register)\b.{0,60}\b(?:our|your|this|free|daily|weekly)\b.{0,40}\b(?:newsletters?|inbox)\b|"
    r"\bnewsletters?\b.{0,40}\b(?:anmelden|abonnieren)|\b(?:abonnez-vous|inscrivez-vous)\b.{0,60}\b(?:newsletter|lettre)|"
    r"\b(?:suscríbete|suscríbase|apúntate)\b.{0,60}\b(?:bolet[ií]n|newsletter)|\b(?:iscriviti|assine|abonneer)\b.{0,60}\bnewsletter",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"[\"\u201c\u201d\u201e«]|\b(?:said|says|told|according)\b", re.IGNORECASE)
"""What shows that a line reports a call and makes none."""
_CREDIT_AT_END = re.compile(
    r"^© [^\n]{0,200}$|"
    r"(?:^|[\s(|.])(?:(?:Photo|Image|Picture|Credit|Foto)s?|Bild(?:er)?|PHOTO|IMAGE|CREDIT|FOTO)(?: [Cc]redits?)?(?: [Bb]y:?|:) ?"
    r"['\u2018]?(?=[A-Z0-9\u00c0-\u00dd])(?:[^.;:!?]|\.(?=\w)|(?<=\b[A-Z])\.){2,45}\)?$|"
    r"\b(?:Photo|Image|Picture|Foto)s? [Bb]y:? ['\u2018]?[A-Z\u00c0-\u00dd][^.;:!?]{1,45}\.$|"
    r"(?:[(©/|]|Photo|Image|via)\s?.{0,40}\b(?:Getty "
    r"Images|Shutterstock|[Pp]icture[- ][Aa]lliance|[Ii]mago [Ii]mages)\b.{0,30}$"
)
_MAX_CALL_LENGTH, _MAX_CAPTION_LENGTH = 220, 300


def asks_to_sign_up(text: str) -> bool:
    """Return whether a line of a sentence or two asks its readers to sign up for a newsletter."""
    return (
        len(text) <= _MAX_CALL_LENGTH
        and _SIGN_UP.search(text) is not None
        and _REPORTED.search(text) is None
    )


def is_caption(text: str) -> bool:
    """Return whether a line of a sentence or two ends in a picture's credit, or begins with its
    owner.
    """
    return len(text) <= _MAX_CAPTION_LENGTH and _CREDIT_AT_END.search(text) is not None


def is_call(text: str) -> bool:
    """Return whether a short line that opens like a prompt asks its reader for something.

    An address, a subscription, a download.
    """
    return len(text) <= SHORT and SERVICE.search(text) is not None


BYLINE_WORDS = frozenset(
    [
        "by",
        "and",
        "von",
        "und",
        "par",
        "et",
        "por",
        "y",
        "e",
        "di",
        "da",
        "a",
        "door",
        "en",
        "av",
        "og",
        "och",
        "af",
        "przez",
        "i",
        "with",
        "mit",
        "avec",
        "con",
        "staff",
        "reporter",
        "writer",
        "editor",
        "correspondent",
        "autor",
        "redakteur",
        "text",
        "story",
        "written",
        "updated",
        "published",
    ]
)
"""Words that stand around names in a byline."""
_DATE_WORDS = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|h|am|pm)?|jan(?:uar[yi]?|vier|eiro)?|feb(?:ruar[yi]?|rero|braio)?|mar(?:ch|s|zo|ço|et|t|ts)?|apr(?:il|ile)?|abr(?:il)?|avril|ma[yij]o?|maggio|june?|jun[ih]o|juin|july?|"
    r"jul[ih]o|juillet|giugno|luglio|aug(?:ust|ustus)?|août|ago(?:sto)?|sep(?:t|tember|tembre|tiembre)?|set(?:embro|tembre)?|oct(?:ober|obre|ubre)?|okt(?:ober|oober)?|out(?:ubro)?|ott(?:obre)?|"
    r"nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embre|embro)?|dic(?:iembre|embre)?|décembre|février|fevereiro|enero|janv|févr|gennaio|märz|mrt|maart|mei|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"published|updated|posted|modified|last|on|at|am|pm|um|uhr|den|der|le|el|de|à|a|m|p|utc|gmt|es?d?t|p[sd]t|cest|cet|bst|ist|stand|veröffentlicht|aktualisiert|publié|mis|jour|"
    r"publicado|actualizado|ore|kl|klo|年|月|日"
)
_MIN_DATE_WORDS, _MAX_DATE_WORDS = 2, 14


def is_date_line(words: list[str]) -> bool:
    """Return whether a line's words, in lower case, are a date or a time and what stands around
    one.
    """
    return (
        _MIN_DATE_WORDS <= len(words) <= _MAX_DATE_WORDS
        and any(word[0].isdigit() for word in words)
        # a year or a month
        and any(len(word) == 4 and word.isdigit() or not word[0].isdigit() for word in words)  # noqa: PLR2004, RUF021
        and all(_DATE_WORDS.fullmatch(word) for word in words)
    )
