"""How a page words that its text comes from somewhere else, by ISO 639 code.

``{name}`` stands for the outlet.

A label stands before the outlet, with a colon or a dash between; a sentence begins a paragraph and
speaks of this article. Who reported something first, or said it, is a source of news and no
original: "first reported by" is not here.
"""

# ruff: noqa: E501, RUF001  # a language a line; the letters are the languages' own  # noqa: RUF100

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "en": (
        r"(?:article |story |news |text |original |full )?source|original(?: article| "
        r"story| post| version)?|(?:originally|first)(?: "
        r"(?:published|appeared|posted))?(?: "
        r"(?:by|on|in|at))?|(?:re-?published|reprinted|reproduced|used)(?: here)? "
        r"(?:from|(?:with|by) permission)|syndicated from|(?:news)? ?wire(?: "
        r"service)?|(?:news )?agency|(?:article|story|text) courtesy of|courtesy of"
    ),
    "de": r"(?:ursprüngliche |original-?|artikel|text)?quelle|original(?:artikel|beitrag|text)?|(?:zuerst|erstmals|ursprünglich) (?:erschienen|veröffentlicht)(?: bei| in| auf| im)?|erstveröffentlichung(?: bei| in| auf)?|(?:nachrichten)?agentur|übernommen von",
    "fr": (
        r"source(?: originale| de l['’]article)?|article original|publi(?:é|ée) "
        r"(?:initialement|à l['’]origine|d['’]abord)(?: par| dans| sur)?|première "
        r"publication|agence|dépêche"
    ),
    "es": (
        r"fuente(?: original| de la noticia)?|(?:artículo|nota|noticia) "
        r"original|publicad[oa] (?:originalmente|inicialmente|por primera vez)(?: en| "
        r"por)?|agencia"
    ),
    "it": (
        r"fonte(?: originale)?|articolo originale|pubblicat[oa] "
        r"(?:originariamente|originalmente|inizialmente|per la prima volta)(?: su| "
        r"da)?|agenzia|tratto da"
    ),
    "pt": (
        r"fonte(?: original)?|(?:artigo|matéria|notícia|texto) original|publicad[oa] "
        r"(?:originalmente|inicialmente|pela primeira vez)(?: em| por| no| na)?|agência"
    ),
    "nl": (
        r"(?:oorspronkelijke |originele )?bron|(?:origineel|oorspronkelijk) "
        r"(?:artikel|bericht)|(?:oorspronkelijk|eerder|eerst) "
        r"(?:verschenen|gepubliceerd)(?: op| in| bij| "
        r"door)?|(?:pers)bureau|overgenomen van"
    ),
    "sv": (
        r"(?:ursprunglig )?källa|(?:ursprungligen|först) publicera[dt](?: i| på| "
        r"av)?|originalartikel|nyhetsbyrå"
    ),
    "da": (
        r"(?:oprindelig )?kilde|(?:oprindeligt?|først) (?:bragt|udgivet|publiceret)(?: "
        r"i| på| af)?|(?:nyheds)bureau"
    ),
    "no": (
        r"(?:opprinnelig )?kilde|(?:opprinnelig|først) publisert(?: i| på| "
        r"av)?|originalsak|nyhetsbyrå"
    ),
    "fi": r"(?:alkuperäinen )?lähde|alkuperäinen (?:juttu|artikkeli)|uutistoimisto",
    "pl": (
        r"(?:oryginalne |pierwotne )?źródło|oryginalny "
        r"(?:artykuł|tekst)|(?:pierwotnie|po raz pierwszy) opublikowano(?: w| "
        r"na)?|agencja|przedruk z"
    ),
    "cs": r"(?:původní )?zdroj|původní článek|agentura|převzato z",
    "ru": (
        r"(?:перво)?источник|оригинал(?: статьи| материала)?|(?:впервые|первоначально) "
        r"опубликовано(?: в| на)?|агентство"
    ),
    "uk": r"(?:першо)?джерело|оригінал(?: статті)?|вперше опубліковано(?: в| у| на)?|агентство",
    "tr": r"(?:orijinal |haber )?kayna(?:k|ğı)|(?:haber )?ajans(?:ı)?|ilk yayımlandığı yer",
    "el": r"(?:αρχική )?πηγή|πρακτορείο|αναδημοσίευση από",
    "ja": r"出典|出所|情報源|情報元|引用元?|元記事|転載元?|初出|配信元?|提供元?|ソース",
    "zh": r"(?:文章|新[闻聞]|本文|原文|信息|消息|稿件)?(?:来源|來源)|稿源|原文|(?:转载?|轉載?)自|原[载載](?:于|於)?|首[发發](?:于|於)?|通[讯訊]社",
    "ko": r"(?:기사 ?|뉴스 ?)?출처|원문|통신사",
    "ar": r"المصدر(?: الأصلي)?|نقلاً? عن|وكالة الأنباء",
    "fa": r"منبع(?: اصلی| خبر)?|به نقل از|خبرگزاری",
    "he": r"ה?מקור|סוכנות הידיעות|באדיבות",
    "hi": r"(?:मूल )?स्रोत|सोर्स|साभार|समाचार एजेंसी",
    "id": r"sumber(?: asli| berita| artikel)?|artikel asli|kantor berita",
}

_ARTICLE = r"this (?:\w+[- ]){0,2}?(?:article|story|piece|post|report|column|essay|interview|text|commentary|analysis|review|feature|item|content)"
_FIRST = r"(?:first|originally|initially|previously)"

PERMISSION = (
    r"(?:re-?published|re-?printed|reproduced)(?: here)? (?:with|by) (?:kind )?permission",
    r"mit (?:freundlicher )?genehmigung (?:wieder)?veröffentlicht",
    r"(?:republié|reproduit)e? avec (?:l['’])?(?:permission|autorisation)",
    r"(?:republicad|reproducid)[oa] con (?:el )?(?:permiso|autorización)",
    r"(?:許可を得て|经授权|經授權)(?:転載|转载|轉載)\w{0,6}",
)
"""A credit that names nobody: it stays in the text as the others do."""
LEADING = (
    r"read|see|find|view|click|you can|it (?:is|was|has been) re|re-?p|lesen|lire|lea|leggi|lees"
)
"""How the sentence behind a credit begins that leads to the original, or speaks of permission."""

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "en": (
        (rf"(?:{_ARTICLE} )?(?:(?:was|is|has been|had been|as) )?{_FIRST} " r"(?:published|appeared|posted|printed|ran|released)(?: online| here| in " rf"print)? (?:by|on|in|at|for|with) (?:the website of )?{{name}}"),
        rf"{_ARTICLE} (?:ran|appeared|was published) {_FIRST} (?:on|in|at|by) {{name}}",
        (rf"{_ARTICLE} (?:comes|came|is taken|was taken|is provided) (?:originally " rf")?(?:from|by) {{name}}"),
        rf"(?:{_ARTICLE} )?(?:(?:was|is|has been|appears here|appears) )?(?:re-?published|re-?printed|re-?posted|reproduced|syndicated|cross-?posted|used|shared)(?: here)?(?: and distributed)? (?:from|via|courtesy of|by arrangement with|(?:with|by) (?:the )?(?:kind |express )?permission (?:of|from|by)|with (?:thanks to|permission:)) {{name}}",
        (r"(?:©|\(c\)|copyright)? ?(?:\d{4},? )?{name}[.,;]? " r"(?:Re-?published|Re-?printed|Used|Reproduced|Distributed)(?: here)? " r"(?:with|by) permission"),
        (r"the (?:post|article|story|entry) .{0,160}?(?:appeared first|first appeared) " r"(?:on|in|at) {name}"),
    ),
    "de": (
        r"(?:dieser|der|diese|die|dieses|das) (?:\w+ )?(?:artikel|beitrag|text|meldung|bericht|interview|kommentar|reportage|analyse) .{0,160}?\b(?:ist|wurde|erschien|erscheint) (?:zuerst|ursprünglich|zunächst|erstmals|im original)(?: am [\w. ]{3,20}?)? ?(?:erschienen |veröffentlicht |publiziert )?(?:bei|in|im|auf|von|beim) (?:der |dem |den )?{name}(?: erschienen| veröffentlicht| publiziert)?",
        (r"(?:zuerst|ursprünglich|zunächst|erstmals|im original) " r"(?:erschienen|veröffentlicht|publiziert) (?:bei|in|im|auf|von|beim) (?:der " r"|dem |den )?{name}"),
        (r"(?:dieser |der )?(?:artikel|beitrag|text) (?:stammt|kommt) " r"(?:ursprünglich|im original) (?:von|aus|vom) (?:der |dem )?{name}"),
        r"(?:(?:nachdruck|veröffentlichung|abdruck|übernahme|veröffentlicht|wiedergegeben|abgedruckt) )?mit (?:freundlicher )?genehmigung (?:von|der|des|vom) {name}",
    ),
    "fr": (
        (r"(?:(?:cet|cette|ce) " r"(?:article|texte|tribune|reportage|dépêche|billet|entretien) )?(?:a |est " r"|fut )?(?:été )?(?:initialement|d['’]abord|originellement|à l['’]origine|pour la " r"première fois) (?:été )?(?:publiée?|parue?|diffusée?) (?:par|dans|sur|chez|en) {name}"),
        (r"(?:(?:cet|cette|ce) " r"(?:article|texte|tribune|reportage|dépêche|billet|entretien) )?(?:a été |est " r")?(?:publiée?|parue?|diffusée?) (?:initialement|d['’]abord|à " r"l['’]origine|pour la première fois) (?:par|dans|sur|chez) {name}"),
        (r"(?:(?:cet|cette|ce) (?:article|texte|tribune) )?(?:a été |est " r")?(?:republiée?|reproduite?|reprise?) (?:de|du|depuis|à partir de|avec " r"(?:l['’]aimable |l['’]|la )?(?:autorisation|permission) (?:de|du|des)) {name}"),
        r"l['’]article .{0,160}?est apparu en premier sur {name}",
        r"avec l['’]aimable autorisation (?:de|du|des) {name}",
    ),
    "es": (
        r"(?:(?:este|esta) (?:artículo|nota|noticia|texto|reportaje|historia|contenido|columna|entrevista) )?(?:fue |ha sido |se )?(?:publicad[oa]|publicó|aparecid[oa]|apareció) (?:originalmente|originariamente|inicialmente|por primera vez|primero) (?:en|por) {name}",
        r"(?:(?:este|esta) (?:artículo|nota|noticia|texto|reportaje|historia|contenido|columna|entrevista) )?(?:fue |ha sido |se )?(?:originalmente|inicialmente|por primera vez) (?:publicad[oa]|publicó|apareció) (?:en|por) {name}",
        (r"(?:(?:este|esta) (?:artículo|nota|noticia|texto) )?(?:fue |ha sido |es " r")?(?:republicad[oa]|reproducid[oa]|reimpres[oa])(?: aquí)? (?:de|desde|con " r"(?:el )?permiso de|con (?:la )?autorización de) {name}"),
        r"la entrada .{0,160}?(?:se publicó primero|aparece primero|apareció primero) en {name}",
    ),
    "it": (
        (r"(?:quest(?:o |['’])(?:articolo|testo|intervista|reportage) )?(?:è |è stato " r"|è stata |era stato )?(?:originariamente|originalmente|inizialmente|per la " r"prima volta) (?:pubblicat[oa]|appars[oa]|uscit[oa]) " r"(?:su|da|in|sul|sulla|dal|dalla|nel|sull['’]) ?{name}"),
        (r"(?:quest(?:o |['’])(?:articolo|testo|intervista|reportage) )?(?:è |è stato " r"|è stata |era stato )?(?:pubblicat[oa]|appars[oa]|uscit[oa]) " r"(?:originariamente|originalmente|inizialmente|per la prima volta) " r"(?:su|da|in|sul|sulla|dal|dalla|nel|sull['’]) ?{name}"),
        (r"(?:quest(?:o |['’])(?:articolo|testo) )?(?:è |è stato " r")?(?:ripubblicat[oa]|riprodott[oa]|ripres[oa])(?: qui)? (?:da|dal|per " r"gentile concessione di|con (?:il )?permesso di|su autorizzazione di) {name}"),
        r"l['’]articolo .{0,160}?(?:proviene da|sembra essere il primo su) {name}",
        r"per gentile concessione (?:di|del) {name}",
    ),
    "pt": (
        (r"(?:(?:este|esta) (?:artigo|texto|matéria|reportagem|notícia|conteúdo) " r")?(?:foi |é )?(?:publicad[oa]|apareceu) (?:originalmente|inicialmente|pela " r"primeira vez|primeiro) (?:em|por|no|na|pel[oa]) {name}"),
        (r"(?:(?:este|esta) (?:artigo|texto|matéria|reportagem|notícia|conteúdo) " r")?(?:foi |é )?(?:originalmente|inicialmente) (?:publicad[oa]|veiculad[oa]) " r"(?:em|por|no|na|pel[oa]) {name}"),
        (r"(?:(?:este|esta) (?:artigo|texto|matéria) )?(?:foi |é " r")?(?:republicad[oa]|reproduzid[oa])(?: aqui)? (?:de|do|da|com (?:a " r")?(?:permissão|autorização) (?:de|do|da)) {name}"),
        r"o post .{0,160}?apareceu primeiro em {name}",
    ),
    "nl": (
        (r"(?:dit|het) (?:artikel|stuk|verhaal|bericht|opiniestuk|interview) " r".{0,160}?\b(?:is|verscheen|werd) (?:oorspronkelijk|eerder|voor het " r"eerst|eerst)(?: verschenen| gepubliceerd)? (?:op|in|bij|door) (?:de |het " r")?{name}(?: verschenen| gepubliceerd)?"),
        (r"(?:oorspronkelijk|eerder|voor het eerst|eerst) (?:verschenen|gepubliceerd) " r"(?:op|in|bij|door) (?:de |het )?{name}"),
        (r"(?:dit (?:artikel|stuk|bericht) (?:is|werd) " r")?(?:overgenomen|herplaatst|gepubliceerd|geplaatst)(?: hier)? (?:van|uit|met " r"toestemming van) {name}"),
    ),
    "sv": (
        (r"(?:(?:artikeln|texten|den här artikeln|denna artikel|den här texten) )?(?:är " r"|har |var )?(?:ursprungligen|först|tidigare) " r"(?:publicerad|publicerats|publicerades|publicerat) (?:i|på|av|hos) {name}"),
        (r"(?:(?:artikeln|texten|den här artikeln|denna artikel) )?publicerades " r"(?:ursprungligen|först) (?:i|på|av|hos) {name}"),
        r"(?:återpublicerad|återgiven|publicerad) (?:från|med tillstånd (?:av|från)) {name}",
        r"inlägget .{0,160}?dök först upp på {name}",
    ),
    "da": (
        (r"(?:(?:artiklen|denne artikel|teksten|historien) )?(?:er |blev |har været " r")?(?:oprindeligt?|først|tidligere) " r"(?:bragt|udgivet|offentliggjort|publiceret|trykt) (?:i|på|af|hos) {name}"),
        r"(?:gengivet|genudgivet|bragt|publiceret) med tilladelse fra {name}",
        r"indlægget .{0,160}?blev først udgivet på {name}",
    ),
    "no": (
        (r"(?:(?:saken|artikkelen|teksten|denne artikkelen|denne saken|kronikken) " r")?(?:ble |er |har vært |sto )?(?:opprinnelig|først|tidligere) " r"(?:publisert|trykket|på trykk) (?:i|på|av|hos) {name}"),
        r"(?:gjengitt|publisert|republisert|gjengis) med tillatelse fra {name}",
        r"innlegget .{0,160}?dukket først opp på {name}",
    ),
    "fi": (
        (r"(?:(?:tämä )?(?:juttu|artikkeli|kirjoitus) )?(?:on " r")?(?:julkaistu|julkaistiin|ilmestyi) (?:alun " r"?perin|alunperin|ensin|ensimmäisen kerran) {name}"),
        r"(?:julkaistu|julkaistaan) (?:uudelleen )?{name} luvalla",
    ),
    "pl": (
        (r"(?:ten )?(?:artykuł|tekst|materiał) (?:został |ukazał się |był " r")?(?:pierwotnie|po raz pierwszy|oryginalnie) (?:opublikowany |ukazał się " r")?(?:w|na|przez|na łamach|w serwisie|na stronie) {name}"),
        (r"(?:pierwotnie|po raz pierwszy|oryginalnie) (?:opublikowany|ukazał " r"się|opublikowano) (?:na łamach|w serwisie|na stronie|w|na|przez) {name}"),
        r"(?:przedruk|przedrukowano|opublikowano) (?:z|za zgodą|za) {name}",
        r"artykuł .{0,160}?pochodzi z serwisu {name}",
    ),
    "cs": (
        (r"(?:tento )?(?:článek|text) (?:byl |vyšel )?(?:původně|poprvé) (?:vyšel " r"|publikován |zveřejněn |publikovaný )?(?:na webu|na serveru|v|na|ve) {name}"),
        (r"(?:původně|poprvé) (?:vyšel|vyšlo|publikováno|zveřejněno) (?:na webu|na " r"serveru|v|na|ve) {name}"),
        r"(?:převzato|přetištěno|publikováno) (?:z|ze|se svolením) {name}",
    ),
    "ru": (
        (r"(?:(?:эта |этот )?(?:статья|материал|текст) )?(?:был[аио]? " r")?(?:впервые|первоначально|изначально) (?:был[аио]? " r")?(?:опубликован[аоы]?|вышл[аои]|вышел|появил\w+) (?:на сайте|в газете|в " r"журнале|изданием|в|на) {name}"),
        (r"(?:перепечатан\w*|публикуется|перепубликован\w*|перепечатка) (?:с " r"разрешения|с сайта|из) {name}"),
        r"(?:запись|сообщение) .{0,160}?(?:впервые появилась|появились сначала) (?:на )?{name}",
    ),
    "uk": (
        (r"(?:(?:ця |цей )?(?:стаття|матеріал|текст) )?(?:вперше|спочатку) (?:бул[аио] " r"|був )?(?:опублікован\w+|вийш\w+|з['’]явил\w+) (?:на сайті|у газеті|в|у|на) " r"{name}"),
        r"(?:передруковано|публікується) (?:з дозволу|із|з) {name}",
    ),
    "tr": (
        (r"(?:bu )?(?:yazı|haber|makale) (?:ilk (?:olarak|kez)|aslen) " r"{name}['’]?(?:de|da|te|ta|nde|nda)? (?:yayımlan|yayınlan|çık)\w+"),
        r"{name}['’]?(?:in|ın|un|ün|nin|nın|nun|nün) izniyle (?:yayımlan|yayınlan)\w+",
    ),
    "el": (
        (r"(?:(?:το|αυτό το) (?:άρθρο|κείμενο) )?(?:δημοσιε[ύυ][τθ]ηκε|εμφανίστηκε) " r"(?:αρχικά|πρώτα|για πρώτη φορά) (?:στο|στη|στην|στον|από το|από την|από) " r"{name}"),
        (r"(?:(?:το|αυτό το) (?:άρθρο|κείμενο) )?πρωτοδημοσιε[ύυ][τθ]ηκε " r"(?:στο|στη|στην|στον) {name}"),
    ),
    "ja": (
        r"(?:この記事は|本記事は|本稿は)、?(?:最初に|初めて|もともと|元々|当初)、?[「『]?{name}[」』]?(?:に|で)(?:掲載|公開|配信|発表)され",
        r"(?:この記事は|本記事は|本稿は|この記事は、)?[「『]?{name}[」』]?(?:に|で)(?:最初に|初めて|当初|先に)?(?:掲載|公開|配信|発表)され(?:(?:まし)?た|てい)",
        r"[「『]?{name}[」』]?(?:の許可を得て|より許可を得て|から許可を得て|から|より)転載",
    ),
    "zh": (
        r"(?:本文|此文|文章)(?:最初|原|首先|首次|由)?(?:发表|發表|刊登|刊載|刊载|首发|首發|原载|原載|转载|轉載)(?:于|於|自|在)[《「]?{name}[》」]?",
        r"(?:最初|原|首先|首)(?:发表|發表|刊登|刊載|刊载|发|發|载|載)(?:于|於|在)[《「]?{name}[》」]?[。.]?$",
        r"(?:转载|轉載)自[《「]?{name}[》」]?[。.]?$",
        r"(?:经|經)[《「]?{name}[》」]?(?:授权|授權|许可|許可)(?:转载|轉載|发布|發布)",
    ),
    "ko": (
        r"(?:이|본) (?:기사|글)[은는] {name}에 (?:처음 |최초로 |먼저 )?(?:게재|실린|실렸|발표)\S*",
        r"{name}의 (?:허락|허가)[을를] (?:받아|얻어) (?:재)?게재\S*",
    ),
    "ar": (
        (r"(?:نُ?شرت?|ظهرت?|تم نشر) (?:هذا |هذه )?(?:المقال|المقالة|النص|التقرير)? " r"?(?:أول مرة|لأول مرة|أصلاً?|في الأصل) (?:في|على|من قبل) {name}"),
        r"(?:أعيد|يعاد) نشره?ا? بإذن من {name}",
    ),
    "fa": (
        (r"(?:این )?(?:مقاله|مطلب|خبر|گزارش) (?:نخستین بار|اولین بار|ابتدا) (?:در|توسط) " r"{name} منتشر شده? ?(?:است)?"),
        r"بازنشر (?:از|با اجازه) {name}",
    ),
    "he": (
        (r"(?:הכתבה|המאמר|הידיעה|הטור)? ?(?:פורסמה?|התפרסמה?) (?:לראשונה|במקור) (?:באתר " r"|בעיתון |על ידי |ב-?){name}"),
    ),
    "hi": (
        (r"(?:यह )?(?:लेख|खबर|आलेख|रिपोर्ट) (?:पहली बार|मूल रूप से|सबसे पहले) {name} " r"(?:में|पर|द्वारा) प्रकाशित"),
    ),
    "id": (
        (r"(?:artikel|tulisan|berita) ini (?:pertama kali|awalnya|sebelumnya) " r"(?:diterbitkan|dimuat|tayang|terbit) (?:di|oleh|pada) {name}"),
        r"(?:diterbitkan|dimuat|dipublikasikan) ulang (?:dari|dengan izin(?: dari)?) {name}",
    ),
}  # fmt: skip
"""Sentences that name the outlet, from their beginning."""

_NETWORKS = (
    "twitter x facebook instagram youtube tiktok whatsapp telegram reddit linkedin "
    "pinterest email mail sms link rss socialmedia internet web website blog"
)
_PICTURES = (
    "gettyimages getty istock shutterstock unsplash pixabay pexels wikipedia "
    "wikimediacommons wikimedia google googlemaps openstreetmap screenshot archive "
    "archiv archivo archives"
)
_FIGURES = (
    "statista eurostat istat destatis insee own author theauthor authors agencies "
    "agencias agenturen agences agenzie various newsagencies here this"
)
_TONGUES = (
    "english englisch anglais inglés inglese inglês engels engelska engelsk german "
    "deutsch french französisch français spanish spanisch español italian "
    "italienisch italiano "
    "portuguese português dutch russian russisch chinese arabic japanese"
)
NO_OUTLETS = frozenset(f"{_NETWORKS} {_PICTURES} {_FIGURES} {_TONGUES}".split())
"""What stands behind such labels and is no outlet: networks, picture libraries, statistics,
languages. Letters alone, in lower case.
"""
