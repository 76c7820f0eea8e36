"""Bytes to text: the declaration where it is right, the bytes where it is wrong, and never an
error.
"""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.decoding import decode

GERMAN = (
    "Die Fähre nach Großharrie liegt fest, sagte die Werft über das Übungsgelände "
    "\u2013 „bis März“."
)
RUSSIAN = (
    "Паром в Норрвик третий день стоит в порту: водолазы нашли трещину в корпусе, "
    "сообщила компания. "
)
JAPANESE = "フェリーは三日目も港に停泊している。ダイバーが船体に亀裂を見つけたと会社が発表した。"
CHINESE = (
    "渡轮第三天停在港口\uff0c潜水员在船体上发现了裂缝\uff0c公司在声明中说。"
    "修理需要多长时间没有人知道。"
)
KOREAN = "여객선은 사흘째 항구에 머물렀다. 잠수부들이 선체에서 금을 발견했다고 회사가 밝혔다."
POLISH = (
    "Prom do Norrviku trzeci dzień stoi w porcie: nurkowie znaleźli pęknięcie "
    "kadłuba, ogłosiła spółka żeglugowa. "
)
TURKISH = (
    "Vapur üçüncü gün de limanda kald\u0131: dalg\u0131çlar gövdede çatlak buldu, "
    "şirket aç\u0131klad\u0131. "
)
GREEK = "Το πλοίο έμεινε στο λιμάνι για τρίτη μέρα, είπε η εταιρεία. "  # noqa: RUF001  # Greek
ARABIC = "بقيت العبارة في الميناء لليوم الثالث بعد أن عثر الغواصون على شق في هيكلها. "


def markup(text: str, charset: str | None = None, lang: str = "") -> str:
    """Return a page with this text, and this declaration if any."""
    declared = f'<meta charset="{charset}">' if charset else ""
    return (
        "<html "
        f"lang='{lang}'><head>{declared}<title>x</title></head><body><p>{text * 5}</p>"
        "</body></html>"
    )


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "cp1252", "windows-1252"),
        (GERMAN, "cp1252", "us-ascii"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "cp932", "x-sjis"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", "gbk"),
        (KOREAN, "cp949", "euc-kr"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
        (TURKISH, "cp1254", "iso-8859-9"),
        (POLISH, "iso8859_2", "iso-8859-2"),
        (POLISH, "cp1250", "windows-1250"),
        (GREEK, "iso8859_7", "iso-8859-7"),
        (ARABIC, "cp1256", "windows-1256"),
    ],
)
def test_declarations_mean_what_browsers_take_them_for(text: str, codec: str, label: str) -> None:
    """A label stands for the encoding that the Encoding Standard gives it, in the header as in the
    page.
    """
    page = markup(text, label)
    assert decode(page.encode(codec), None) == page
    bare = markup(text)
    assert decode(bare.encode(codec), f"text/html; charset={label}") == bare


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "windows-1251", "shift_jis", "utf-16", "nonsense", "rot13", None]
)
def test_valid_utf8_is_utf8_whatever_was_declared(label: str | None) -> None:
    """Multi-byte UTF-8 is never something else by chance."""
    page = markup(GERMAN, label)
    assert decode(page.encode(), f"text/html; charset={label}") == page


@pytest.mark.parametrize(
    ("text", "codec", "lang"),
    [
        (GERMAN, "cp1252", ""),
        (GERMAN, "cp1252", "de"),
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8-r", "ru"),
        (JAPANESE, "cp932", "ja"),
        (JAPANESE, "euc-jp", "ja"),
        (JAPANESE, "iso2022_jp", "ja"),
        (CHINESE, "gb18030", "zh"),
        (KOREAN, "cp949", "ko"),
        (POLISH, "iso8859_2", "pl"),
        (POLISH, "cp1250", "pl"),
        (TURKISH, "cp1254", "tr"),
        (GREEK, "cp1253", "el"),
        (ARABIC, "cp1256", "ar"),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_a_missing_or_wrong_declaration_is_made_good(
    text: str, codec: str, lang: str, declared: str | None
) -> None:
    """Without a declaration, or with a wrong "utf-8", the bytes and the page's language tell the
    encoding.
    """
    page = markup(text, declared, lang)
    assert decode(page.encode(codec), None) == page


@pytest.mark.parametrize(
    ("text", "codec", "lang"),
    [("Нет", "cp1251", "ru"), ("Ναι", "cp1253", "el"), ("はい", "cp932", "ja")],  # noqa: RUF001
)  # Greek
def test_a_short_text_is_read_by_its_language(text: str, codec: str, lang: str) -> None:
    """Where there is too little text to tell an encoding, the page's language decides."""
    page = f"<html lang='{lang}'><p>{text}</p></html>"
    assert decode(page.encode(codec), None) == page


def test_a_header_that_the_bytes_contradict_gives_way_to_the_page() -> None:
    """HTTP says UTF-8, the page says Windows-1251, and the bytes agree with the page."""
    page = markup(RUSSIAN, "windows-1251")
    assert decode(page.encode("cp1251"), "text/html; charset=utf-8") == page


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    """A page in UTF-8 with a cut character in it stays UTF-8."""
    data = markup(RUSSIAN * 5, "utf-8").encode()
    middle = data.index("порту".encode()) + 1
    text = decode(data[:middle] + data[middle + 1 :], None)
    assert text.count("\ufffd") <= 2
    assert "водолазы нашли" in text


def test_a_page_cut_inside_a_character_is_read() -> None:
    """A body that ends in the middle of a character loses that character alone."""
    data = markup(JAPANESE).encode()
    cut = data[: data.index("三日目".encode()) + 1]
    assert decode(cut, None) == cut[:-1].decode()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_and_wide_text(codec: str) -> None:
    """A byte order mark decides; UTF-16 without one is told by its NULs.

    No mark stays in the text.
    """
    page = markup(GERMAN)
    assert decode(page.encode(codec), None) == page
    assert (
        decode(codecs.BOM_UTF16_BE + page.encode("utf-16-be"), "text/html; charset=utf-8") == page
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\x00b", "ab"),
        ("a\x00\x01\x0b\x1f\x7fb", "ab"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufefftext\ufeff", "text"),
        ("half \ud83d pair", "half  pair"),
        ("it\x92s \x93here\x94", "it\u2019s \u201chere\u201d"),
        ("it&#146;s it&#x92;s it&#0146;s", "it\u2019s it\u2019s it\u2019s"),
        ("tab\tand\nline", "tab\tand\nline"),
        (
            "&#8217; &#160; &#15; &#127; &#1460; &#x9212; &#x85b3;",
            "&#8217; &#160; &#15; &#127; &#1460; &#x9212; &#x85b3;",
        ),
        ("&#129;\x81", ""),
        (b"", ""),
        ("", ""),
    ],
)
def test_control_characters_leave(data: bytes | str, expected: str) -> None:
    """NULs and control characters go, Windows-1252 strays become what browsers show."""
    assert decode(data, None) == expected


@given(
    st.binary(max_size=400),
    st.none()
    | st.text(max_size=40)
    | st.sampled_from(["text/html; charset=utf-8", "text/html; charset=utf-7", "charset=hex"]),
)
def test_any_bytes_become_text(data: bytes, content_type: str | None) -> None:
    """Never an error, twice the same, and always something that encodes."""
    text = decode(data, content_type)
    assert text == decode(data, content_type)
    assert text.encode().decode() == text
    assert not set(text) & set("\x00\x08\x1b\x7f")


@given(st.text(max_size=200))
def test_any_text_becomes_encodable(text: str) -> None:
    """Text that comes as text is cleaned the same way, and cleaning is final."""
    once = decode(text, None)
    assert decode(once, None) == once
    assert once.encode().decode() == once


ODD_SIGNS = [
    *map(chr, (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0))),
    *"\ud800\udbff\udc00\udfff\ufeff\ufffe\uffff",
]


@pytest.mark.parametrize("around", ["", "ü", "文 \u2019 \U0001f600 \ufffd \ufb01"])
def test_every_odd_sign_is_seen(around: str) -> None:
    """A control character, a half of a pair or a mark is cleaned wherever it stands alone."""
    for sign in ODD_SIGNS:
        assert sign not in decode(f"<p>{around}a{sign}b{around}", None), hex(ord(sign))
    assert decode(f"<p>{around}\t\n\x20\xa0", None) == f"<p>{around}\t\n\x20\xa0"
