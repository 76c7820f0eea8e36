"""News agencies, and the marks by which a text says that it comes from one."""

import re
import unicodedata
from collections.abc import Iterable

from crawler.model import Extraction

_NAMES: dict[str, tuple[str, ...]] = {
    "AAP": ("aap", "australianassociatedpress"),
    "AFP": ("afp", "agencefrancepresse"),
    "ANI": ("ani", "asiannewsinternational"),
    "ANP": ("anp", "algemeennederlandspersbureau"),
    "ANSA": ("ansa",),
    "AP": ("ap", "theassociatedpress", "associatedpress", "apnews"),
    "APA": ("apa", "austriapresseagentur"),
    "Belga": ("belga", "belganewsagency", "belgaimage"),
    "Canadian Press": ("cp", "thecanadianpress", "canadianpress", "lapressecanadienne"),
    "CTK": ("ctk", "čtk", "ceskenoviny"),
    "dpa": ("dpa", "deutschepresseagentur", "dpainternational"),
    "dts": ("dts", "dtsnachrichtenagentur"),
    "EFE": ("efe", "agenciaefe", "agencefe"),
    "Europa Press": ("europapress",),
    "IANS": ("ians",),
    "Interfax": ("interfax", "интерфакс"),
    "Keystone-SDA": ("keystonesda", "sda", "ats", "keystoneats"),
    "Kyodo": ("kyodo", "kyodonews", "共同", "共同通信", "共同通信社"),
    "Jiji": ("jiji", "jijipress", "時事", "時事通信", "時事通信社"),
    "Lusa": ("lusa", "agêncialusa"),
    "NTB": ("ntb",),
    "PA Media": ("pa", "pamedia", "pressassociation", "thepressassociation"),
    "PAP": ("pap", "polskaagencjaprasowa"),
    "PTI": ("pti", "presstrustofindia"),
    "Reuters": ("reuters", "thomsonreuters"),
    "Ritzau": ("ritzau",),
    "SID": ("sid", "sportinformationsdienst"),
    "STT": ("stt", "sttlehtikuva"),
    "TASS": ("tass", "тасс"),
    "TT": ("tt", "ttnyhetsbyrån"),
    "UPI": ("upi", "unitedpressinternational"),
    "Xinhua": ("xinhua", "xinhuanewsagency", "新华社", "新华网", "新華社"),
    "Yonhap": ("yonhap", "yonhapnews", "연합뉴스"),
}
_AGENCIES = {form: name for name, forms in _NAMES.items() for form in forms}
_SITES = {
    "apnews": "AP",
    "reuters": "Reuters",
    "afp": "AFP",
    "dpa": "dpa",
    "efe": "EFE",
    "ansa": "ANSA",
    "pa": "PA Media",
}
"""Labels of the agencies' own hosts, where these are not among the forms of their names or are too
short to trust.
"""

_BRACKETED = re.compile(r"[(\[【]\s*([^()\[\]【】]{2,30}?)\s*[)\]】]")
_ENDING = re.compile(
    r"(?:©|\(c\)|copyright|source|quelle|fuente|fonte)\s*:?\s*(?:\d{4}\s+)?([^.,;:|]{2,40})",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"\b(?:reporting|writing|editing) by\b.{3,120}\b(?:editing|reporting|writing) by\b",
    re.IGNORECASE | re.DOTALL,
)
"""The closing line of Reuters: "(Reporting by ...; Editing by ...)"."""

_DATELINE, _LAST_LINE = (
    120,
    200,
)  # characters in which a mark at the beginning or at the end may stand
_PARTS = re.compile(r"\s*(?:,|/|;|\||\band\b|\bund\b|\bet\b|\by\b|\bmit\b|\bwith\b)\s*")


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _named(texts: Iterable[str]) -> str | None:
    return next((_AGENCIES[form] for form in map(_plain, texts) if form in _AGENCIES), None)


def agency_mark(text: Extraction) -> str | None:
    """Return the agency that a text says it comes from.

    In its byline, its dateline, or its last line. None where it names none.
    """
    credited = [
        part
        for name in (*text.authors, text.original_publisher or "")
        for part in (name, *_PARTS.split(name))
    ]
    found = _named(credited)
    if found or not text.paragraphs:
        return found
    first, last = (
        unicodedata.normalize("NFKC", text.paragraphs[at]) for at in (0, -1)
    )  # brackets of full width made plain
    opening, closing = first[:_DATELINE], last[-_LAST_LINE:]
    marked = [match[1] for part in (opening, closing) for match in _BRACKETED.finditer(part)]
    if len(last) <= _LAST_LINE:
        marked += [last, *_PARTS.split(last), *(match[1] for match in _ENDING.finditer(closing))]
    return _named(marked) or ("Reuters" if _CREDITS.search(closing) else None)


def is_agency(name: str, publisher: str | None, label: str) -> bool:
    """Return whether a page is the agency's own: it says so, or its host does.

    ``label`` is the host's registered name, without its ending.
    """
    return (
        _named([publisher or ""]) == name
        or _SITES.get(label, _AGENCIES.get(label if len(label) > 4 else "")) == name  # noqa: PLR2004
    )  # "ap" may be anybody
