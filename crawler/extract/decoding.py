"""A page's bytes to text, whatever its declarations say.

Source: the WHATWG Encoding Standard for labels and what they stand for, and the HTML Standard's
order of evidence (byte order mark, HTTP, ``meta``). Two things differ, because an archive cannot
ask a reader to switch: text that is valid UTF-8 beyond ASCII is UTF-8 whatever was declared, and a
declaration that the bytes contradict is dropped.
"""

import codecs
import re

from charset_normalizer import from_bytes

from crawler.extract.unseen import beyond_ascii, without_breaks

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,>]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_PRESCAN = 16_384
"""Bytes that are searched for a declaration. The standard says 1,024; pages put theirs later."""

_SAMPLE, _BEFORE = 16_384, 512
"""Bytes that detection reads, and how many of them stand before the first byte beyond ASCII."""

_TOLERATED = 0.05
"""The share of broken sequences among the characters beyond ASCII that does not yet contradict an
encoding.
"""

_CODECS = {
    "cp1252": (
        "iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii "
        "cp819 ibm819 windows-1252 x-cp1252 ansi"
    ),
    "cp1254": "iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 latin-5 l5 windows-1254 x-cp1254",
    "cp874": "iso-8859-11 iso8859-11 tis-620 windows-874 dos-874",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis",
    "cp949": (
        "euc-kr euckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
        "windows-949 cseuckr iso-ir-149"
    ),
    "gb18030": (
        "gb2312 gb_2312 gb_2312-80 gbk x-gbk chinese csgb2312 iso-ir-58 gb18030 hz-gb-2312 zh-cn"
    ),
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso8859_8": "iso-8859-8-i iso-8859-8-e logical visual hebrew",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "koi8_u": "koi8-u koi8-ru",
    "koi8_r": "koi8-r koi koi8 koi8_r cskoi8r",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
}
_BY_LABEL = {label: codec for codec, labels in _CODECS.items() for label in labels.split()}
_PLAIN_LABEL = re.compile(
    r"(?:iso[-_]?8859[-_]?\d{1,2}|windows-125\d|x-cp125\d|cp125\d|latin[-_]?\d|ibm866|cp866)$"
)

_JAPANESE = re.compile(rb"\x1b\$[@B]")
"""How ISO-2022-JP begins its Japanese. Its bytes are all ASCII, so nothing else tells it."""

_LEGACY = {
    "cp1251": "ru uk be bg mk sr",
    "cp1250": "pl cs sk hu sl hr ro bs sq",
    "cp1253": "el",
    "cp1254": "tr az ku",
    "cp1255": "he iw",
    "cp1256": "ar fa ur",
    "cp1257": "lt lv et",
    "cp874": "th",
    "cp932": "ja",
    "cp949": "ko",
    "gb18030": "zh",
}
"""What undeclared pages of a language are written in (HTML Standard, "determining the character
encoding").

Western ones are left out: too many pages say "en" and are not.
"""

_BY_LANGUAGE = {
    language: codec for codec, languages in _LEGACY.items() for language in languages.split()
}
_LANGUAGE = re.compile(rb"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?\s*([a-z]{2})", re.IGNORECASE)
_LATIN = ("cp1250", "cp1254", "cp1257", "iso8859_2")
_ABOVE_LATIN = re.compile(rb"[\x80-\x9f]")
_FAMILIES = {
    "cp1251": r"cp1251|iso8859_5|koi8|mac_cyrillic|cp866",
    "cp1253": r"cp1253|iso8859_7",
    "cp1255": r"cp1255|iso8859_8",
    "cp1256": r"cp1256|iso8859_6",
    "cp874": r"cp874|iso8859_11|tis_620",
    "cp932": r"cp932|shift_jis|euc_j|iso2022_jp",
    "cp949": r"cp949|euc_kr|johab",
    "gb18030": r"gb|big5|hz|cp950",
}
"""The codecs of a script other than Latin, as detection names them, by the commonest. Between Latin
ones detection guesses.
"""

_FOREIGN = "|".join(_FAMILIES.values())

_CARRIAGE = re.compile(r"\r\n?")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff\ufeff]")
_MISPLACED = re.compile("[\x80-\x9f]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_ODD = re.compile("[\x80-\x9f\ufffe\uffff\ud800-\udfff\ufeff]")
"""Those of ASCII, and the others: most pages have none, and looks for them are cheaper than two
replacements.
"""
_REFERENCE = re.compile(r"&#(?:[xX]0*([89][0-9a-fA-F])(?![0-9a-fA-F])|0*(12[89]|1[345]\d)(?!\d));?")


def decode(data: bytes | str, content_type: str | None) -> str:
    """Return the page as text.

    Line feeds alone, no byte order mark, no NUL or other control characters, no soft hyphens or
    other signs that only say where a line may break. Never raises.

    ``content_type`` is the response's header, if there was one. Windows-1252 characters in the C1
    range, raw or as numeric references, become what browsers show for them.
    """
    return _cleaned(data if isinstance(data, str) else _decoded(data, content_type))


def _decoded(data: bytes, content_type: str | None) -> str:
    marked = next(((mark, codec) for mark, codec in _BOMS if data.startswith(mark)), None)
    if marked:
        return data[len(marked[0]) :].decode(marked[1], "replace")
    if data.isascii() and b"\x1b" not in data and b"\x00" not in data:
        return data.decode("ascii")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    text = _strict(data, "utf-8")
    if text is None:
        return _fitting(data, _declared(data, content_type))
    return (
        (_strict(data, "iso2022_jp") or text) if _JAPANESE.search(data) and data.isascii() else text
    )


def _fitting(data: bytes, declared: list[str]) -> str:
    """Return the text in the first encoding that the bytes do not contradict.

    Declared ones, then UTF-8, then what detection finds.
    """
    for codec in [*declared, "utf-8"]:
        text = _strict(data, codec)
        if text is not None:
            return text
        text = data.decode(codec, "replace")
        beyond = sum(map(len, re.findall(r"[^\x00-\x7f]+", text)))
        if text.count("\ufffd") <= _TOLERATED * beyond:
            return text
    return data.decode(_detected(data), "replace")


def _strict(data: bytes, codec: str) -> str | None:
    """Return the text if every byte fits.

    A sequence that the end of the data cuts off is no fault.
    """
    try:
        # its second parameter is positional
        return codecs.getincrementaldecoder(codec)("strict").decode(data, False)  # noqa: FBT003
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes, content_type: str | None) -> list[str]:
    """Return the codecs declared in HTTP, ``meta`` and the XML declaration, in this order.

    UTF-16 in a text that reads as ASCII is UTF-8.
    """
    head = _COMMENT.sub(b"", data[:_PRESCAN])
    http = _DECLARED.search(content_type or "")
    inside = [
        found.group(1).decode("ascii", "replace")
        for found in (_META.search(head), _XML.search(head))
        if found
    ]
    found = [_codec(label) for label in ([http.group(1)] if http else []) + inside]
    return list(
        dict.fromkeys("utf-8" if codec.startswith("utf-16") else codec for codec in found if codec)
    )


def _codec(label: str) -> str | None:
    """Return the codec that a label stands for by the Encoding Standard.

    None for labels that it does not know.
    """
    name = label.strip().lower()
    if name in _BY_LABEL:
        return _BY_LABEL[name]
    try:
        return (
            codecs.lookup(name.removeprefix("x-").replace("windows-", "cp")).name
            if _PLAIN_LABEL.match(name)
            else None
        )
    except LookupError:
        return None


def _wide(data: bytes) -> str | None:
    """Return the codec of UTF-16 without its mark, None for anything else.

    It is told by the NUL beside each letter of the page's first markup.
    """
    start = data[:200]
    for codec, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if (
            b"<" in start
            and start[offset::2].count(0) * 2 > len(start[offset::2])
            and start[1 - offset :: 2].count(0) == 0
        ):
            return codec
    return None


def _detected(data: bytes) -> str:
    """Return the codec that the bytes look like, as far as the declared language allows it.

    Else that language's; else a Western one.
    """
    language = _LANGUAGE.search(data[:_PRESCAN])
    legacy = _BY_LANGUAGE.get(language.group(1).decode().lower()) if language else None
    if legacy == "cp1250" and not _ABOVE_LATIN.search(data):
        legacy = "iso8859_2"
    if legacy in _LATIN:
        return legacy
    found = _guess(data)
    if found and re.match(_FAMILIES.get(legacy or "", _FOREIGN), found):
        return found
    return legacy or ("cp1252" if _strict(data, "cp1252") is not None else "cp1250")


def _guess(data: bytes) -> str | None:
    """Return the codec that charset_normalizer takes a bounded sample for."""
    try:
        best = from_bytes(_sample(data), steps=5, chunk_size=512).best()
    except Exception:  # noqa: BLE001  # a last resort must not end the extraction
        return None
    return best.encoding if best is not None else None


def _sample(data: bytes) -> bytes:
    """Return the text around the first byte beyond ASCII, without its tags."""
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, (first.start() if first else 0) - _BEFORE)
    return re.sub(rb"<[^>]*>", b" ", data[start : start + _SAMPLE])


def _cleaned(text: str) -> str:
    """Return the text without what no page means to say.

    Control characters, halves of surrogates, byte order marks.
    """
    text = without_breaks(_CARRIAGE.sub("\n", text) if "\r" in text else text)
    if not _is_plain(text):
        text = _UNWANTED.sub("", text)
        text = _MISPLACED.sub(lambda found: _windows(ord(found.group())), text)
    if "&#" not in text:
        return text
    return _REFERENCE.sub(
        lambda found: _windows(int(found.group(1), 16) if found.group(1) else int(found.group(2))),
        text,
    )


def _is_plain(text: str) -> bool:
    """Return whether a text has none of the odd characters, told without a look at each letter."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _CONTROLS)) < len(data):
        return False
    return len(data) == len(text) or not _ODD.search(beyond_ascii(text))


def _windows(code: int) -> str:
    """Return the character that browsers show for a code point in the C1 range.

    Nothing for the five that mean none.
    """
    return bytes((code,)).decode("cp1252", "ignore")
