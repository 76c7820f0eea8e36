"""One story, many markups: exactly its paragraphs come out."""

# a story's paragraph is one line

import random
from pathlib import Path

import pytest

from crawler.extract import extract
from tests.extract.shapes import SHAPES, Boilerplate, boilerplate, page
from tests.extract.stories import FERRY, STORIES, Story
from tests.extract.widgets import AFTER, BEFORE

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
URL = "https://news.example/2026/03/04/a-story"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.publisher)
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_exactly_the_paragraphs(shape: str, story: Story) -> None:
    """Whatever the markup, the story's paragraphs come out, all of them, in order, and nothing
    else.
    """
    found = extract(page(shape, story, Boilerplate(before=BEFORE, after=AFTER)), URL)
    assert found.paragraphs == story.paragraphs
    assert found.problem is None


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_fields(shape: str) -> None:
    """Headline, byline, outlet and dates are fields, and the developing notice stays in the text
    and sets its mark.
    """
    found = extract(page(shape, FERRY, boilerplate(random.Random(5))), URL)
    assert found.title == FERRY.title
    assert found.authors == FERRY.authors
    assert found.publisher == FERRY.publisher
    assert (found.published, found.modified) == (FERRY.published, FERRY.modified)
    assert found.developing
    assert found.paragraphs[-1].startswith("This is a developing news story.")


ARABIC = Story(
    "افتتاح مكتبة عائمة على النهر",
    ("ليلى الحداد",),
    "جريدة الضفة",
    "2026-03-04T07:15:00Z",
    "2026-03-04T07:15:00Z",
    (
        (
            "افتتحت البلدية صباح اليوم مكتبة عائمة على متن عبّارة قديمة، وذلك بعد ثلاث "
            "سنوات من العمل التطوعي الذي شارك فيه أكثر من مئتي شخص من سكان الأحياء "
            "المجاورة للنهر."
        ),
        (
            "وقال مدير المشروع إن السفينة تحمل اثني عشر ألف كتاب، وستتوقف كل أسبوع في ست "
            "قرى لا توجد فيها مكتبات عامة منذ عقود طويلة."
        ),
        (
            "وأضاف أن القراءة ستكون مجانية للجميع، وأن الأطفال سيحصلون على بطاقة خاصة تسمح "
            "لهم باستعارة أربعة كتب في كل زيارة."
        ),
        (
            "ومن المقرر أن تبدأ الرحلة الأولى يوم السبت المقبل عند الساعة التاسعة صباحاً "
            "من المرسى القديم في وسط المدينة."
        ),
    ),
    "ar",
)
CHINESE = Story(
    "山城小站重開百年候車室",
    ("林曉雨",),
    "山城日報",
    "2026-03-04T07:15:00Z",
    "2026-03-04T07:15:00Z",
    (
        "山城車站的百年候車室在關閉十二年之後,於星期三重新向旅客開放。市政府表示,整修工程耗時兩年,總經費約三千四百萬元,其中一半來自民間捐款。",
        "候車室建於一九一一年,以當地檜木搭建,屋頂的彩繪玻璃曾在地震中碎裂。工匠花了十四個月,才把四百多片玻璃逐一復原,並依照舊照片重新上色。",
        "站長陳文德說,許多老旅客一早就來排隊,有人帶著五十年前的車票。「他們摸著長椅,說連木頭的味道都沒有變。」",
        "候車室內另設小型展覽,介紹鐵路如何改變山城的茶葉貿易,展期到年底為止,免費參觀。",
    ),
    "zh",
)


@pytest.mark.parametrize("story", [ARABIC, CHINESE], ids=["right to left", "no spaces"])
@pytest.mark.parametrize("shape", ["semantic", "hashed", "divs", "publisher"])
def test_scripts(shape: str, story: Story) -> None:
    """Scripts that run from right to left, and such as write no spaces, are read as well."""
    found = extract(page(shape, story, Boilerplate(before=BEFORE)), URL)
    assert found.paragraphs == story.paragraphs


@pytest.mark.shared
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_real_seeds(shape: str) -> None:
    """The real documents' story, put into each markup, comes out whole, and its closing sentence
    marks it as developing.
    """
    lines = (SEEDS / "001_c648ab38aeb2ce6e.txt").read_text("utf-8").splitlines()
    paragraphs = tuple(line.strip() for line in lines if line.strip() and "Voice is AI" not in line)
    paragraphs = paragraphs[
        : next(at for at, line in enumerate(paragraphs) if line.startswith("About the writer"))
    ]
    story = Story(
        "U.S. Frets as Russia and Iran Draw Closer",
        ("Tom O'Connor",),
        "Newsweek",
        FERRY.published,
        FERRY.modified,
        paragraphs,
    )
    found = extract(page(shape, story, Boilerplate(before=BEFORE, after=AFTER)), URL)
    assert found.paragraphs == paragraphs
    assert found.developing
