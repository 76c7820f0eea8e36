"""Bylines as the languages of the data files write them, with labels, roles and several names."""

# ruff: noqa: RUF001  # the signs are the languages' own

import pytest

from tests.extract.metadata_pages import HEADLINE, STORY, page, read

URL = "https://www.harbourpost.example/local/ferry-stays-in-port"
ANA, BOTH = ("Ana Moe",), ("Ana Moe", "Jon Hale")
BYLINES = [
    *(("By Ana Moe Staff Writer", ANA), ("By Ana Moe Special to the Harbour Post", ANA)),
    *(("By Ana Moe of the Harbour Post", ANA), ("By our correspondent Ana Moe", ANA)),
    *(("Ein Kommentar von Ana Moe", ANA), ("Von unserer Redakteurin Ana Moe", ANA)),
    *(("Propos recueillis par Ana Moe", ANA), ("De notre correspondante Ana Moe", ANA)),
    *(
        ("Redacción: Ana Moe", ANA),
        ("Articolo di Ana Moe", ANA),
        ("dal nostro inviato Ana Moe", ANA),
    ),
    *(("Reportagem de Ana Moe", ANA), ("Tekst: Ana Moe", ANA), ("Door: Ana Moe", ANA)),
    *(("Skrivet av Ana Moe", ANA), ("Journalist: Ana Moe", ANA), ("Kirjoittaja: Ana Moe", ANA)),
    *(("Höfundur: Ana Moe", ANA), ("Opracowała Ana Moe", ANA), ("Autoři: Ana Moe, Jon Hale", BOTH)),
    *(("Szerzők: Ana Moe és Jon Hale", BOTH), ("Autor: Ana Moe și Jon Hale", BOTH)),
    *(
        ("Автори: Анна Мое та Іван Холм", ("Анна Мое", "Іван Холм")),
        ("Текст: Анна Моэ", ("Анна Моэ",)),
    ),
    *(("Автор: Анна Мое и Иван Холм", ("Анна Мое", "Иван Холм")), ("Piše: Ana Moe", ANA)),
    *(
        ("Muhabir: Ana Moe", ANA),
        ("Της Άννας Μόε", ("Άννας Μόε",)),
        ("بقلم أحمد علي", ("أحمد علي",)),
    ),
    *(("خبرنگار: علی رضایی", ("علی رضایی",)), ("תחקיר: דנה כהן", ("דנה כהן",))),
    *(("लेखक: अमित कुमार", ("अमित कुमार",)), ("প্রতিবেদক: অমিত রায়", ("অমিত রায়",))),
    *(("எழுதியவர்: குமார் ராஜன்", ("குமார் ராஜன்",)), ("โดย สมชาย ใจดี", ("สมชาย ใจดี",))),
    *(("作者: 王小明 来源: 海港报", ("王小明",)), ("记者：王小明、李华", ("王小明", "李华"))),
    *(("取材・文 山田太郎", ("山田太郎",)), ("文／山田太郎", ("山田太郎",))),
    *(("서울=김하나 기자 hana@post.example", ("김하나",)), ("글·사진 김하나", ("김하나",))),
    *(("Tác giả: Nguyễn Văn An", ("Nguyễn Văn An",)), ("Oleh: Ana Moe dan Jon Hale", BOTH)),
    *(("ავტორი: ანა მოე", ("ანა მოე",)), ("Հեղինակ՝ Աննա Մոե", ("Աննա Մոե",))),
]


@pytest.mark.parametrize(("line", "expected"), BYLINES)
def test_a_byline_is_read_in_its_language(line: str, expected: tuple[str, ...]) -> None:
    """Only the names are left, in a plain paragraph and in one that is marked as a byline."""
    for mark in ("", " class=byline"):
        found = read(page(body=f"<h1>{HEADLINE}</h1><p{mark}>{line}</p>{STORY}"), URL)
        assert found.authors == expected


@pytest.mark.parametrize(
    "line", ["責任編輯：王小明", "Kaynak: DHA", "Photos: Jon Hale", "Ort: Bad Moe"]
)
def test_another_label_names_no_author(line: str) -> None:
    """What stands behind a label that is no author's is no name, in an author's box too."""
    found = read(page(body=f"<h1>{HEADLINE}</h1><p class=author>{line}</p>{STORY}"), URL)
    assert found.authors == ()
