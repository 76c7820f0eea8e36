"""Days as people write them, in the languages and calendars of the data files."""

# ruff: noqa: RUF001  # the signs are the languages' own

import pytest

from crawler.extract.metadata.timestamps import moment
from crawler.extract.metadata.written_dates import written
from crawler.languages import Kind, by_language
from tests.extract.metadata_pages import FETCHED, HEADLINE, STORY, page, read

PLAIN_URL = "https://www.harbourpost.example/local/ferry-stays-in-port"
DAY = "2026-03-14"
MONTHS = 12
WRITTEN = [
    *("14 March 2026", "March 14, 2026", "14th of March 2026", "14-Mar-2026", "Sat 14 Mar. 2026"),
    *("14. března 2026", "14. 3. 2026", "14 Μαρτίου 2026", "14. maaliskuuta 2026"),
    *(
        "2026. március 14.",
        "14 martie 2026",
        "14 березня 2026",
        "14 март 2026 г.",
        "14. mart 2026.",
    ),
    *(
        "2026年3月14日",
        "2026年 3月 14日 10:20",
        "２０２６年３月１４日",
        "令和8年3月14日",
        "令和8(2026)年3月14日",
        "民國115年3月14日",
    ),
    *("2026년 3월 14일", "2026. 3. 14.", "14 มีนาคม 2569", "๑๔ มีนาคม ๒๕๖๙", "14 มี.ค. 69"),
    *("14/03/2569", "14 مارس 2026", "١٤ مارس ٢٠٢٦", "14 آذار/مارس 2026", "۲۳ اسفند ۱۴۰۴"),
    *("۱۴۰۴/۱۲/۲۳", "۱۴ مارس ۲۰۲۶", "۱۴ مارچ ۲۰۲۶", "14 במרץ 2026", "१४ मार्च २०२६"),
    *("১৪ মার্চ ২০২৬", "மார்ச் 14, 2026", "14 მარტი, 2026", "14 մարտի, 2026", "14 Maret 2026"),
    *("14 tháng 3, 2026", "ngày 14 tháng 3 năm 2026", "14 de marzo de 2026", "14 mars 2026"),
    *("14 Mart 2026", "14 марта 2026 года", "14 marca 2026 r.", "14. marts 2026"),
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_day_is_read_in_many_languages(text: str) -> None:
    """A day in any script, digits or calendar becomes the same ISO date, in a sentence too."""
    assert moment(text, FETCHED) == DAY
    assert moment(f"| {text} |", FETCHED) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *("31 February 2026", "14 March the 2026 plan", "05/06/2026", "March 2026", "14 mars"),
        *("2026年13月14日", "۳۱ اسفند ۱۴۰۴", "14 มีนาคม 2469", "14 مارس 1447", "1447/09/14"),
        *("14 people may 2026", "12 Moe 2026", "令和元年", "² March 2026"),
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    """Impossible, ambiguous and incomplete days are none."""
    assert moment(text, FETCHED) is None


def test_every_month_of_the_data_files_is_read() -> None:
    """All twelve months of a language are read in each of their forms, and mean one month."""
    for code, months in by_language(Kind.MONTHS).items():
        numbers = [
            (number, found.day.month if found is not None else None)
            for number, forms in enumerate(months, 1)
            for form in forms.split()
            for found in [written(f"14 {form.replace('_', ' ')} 2020")]
        ]
        assert [given for given, _ in numbers] == [read for _, read in numbers], code
        assert numbers[-1][0] == MONTHS, code


@pytest.mark.parametrize("text", WRITTEN)
def test_a_shown_date_is_the_publication(text: str) -> None:
    """Where the page declares nothing, a date line below the headline is the day it appeared."""
    body = f"<h1>{HEADLINE}</h1><p class=x>{text}</p>{STORY}"
    assert read(page(body=body), PLAIN_URL).published == DAY


@pytest.mark.parametrize(
    "told",
    [
        "<p>On 28 February 2010 the sea broke the old wall.</p>",
        "<p class=standfirst>Am 28. Februar 2010 brach die alte Mauer.</p>",
        "<p>On <b>28 February 2010</b> the sea broke the wall.</p>",
        "<h2>What we owe the dead of 28 February 2010</h2>",
        "<p>Le 28 février 2010, la mer a brisé le vieux mur.</p>",
        "<p>El 28 de febrero de 2010 el mar rompió el viejo muro.</p>",
        "<p>2010年2月28日、海が古い壁を壊した。</p>",
        "<p>28 Φεβρουαρίου 2010 η θάλασσα έσπασε τον τοίχο.</p>",
        "<p>On <time datetime=2010-02-28>28 February 2010</time> the sea broke the wall.</p>",
    ],
)
def test_a_day_that_the_story_tells_of_is_not_its_own(told: str) -> None:
    """A day in a sentence or headline is no publication: the address, or none."""
    body = f"<h1>{HEADLINE}</h1>{told}{STORY}"
    assert read(page(body=body), PLAIN_URL).published is None
    dated = "https://harbourpost.example/2026/03/14/ferry"
    assert read(page(body=body), dated).published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "<p>Posted by Ada Brook on March 14, 2026 | 4 min read</p>",
        "<p>Published: 14 March 2026, 10:20 am</p>",
        "<p>Veröffentlicht am 14. März 2026 um 10.20 Uhr</p>",
        "<p>Von Ada Brook, 14.03.2026, Lesezeit 5 Min.</p>",
        "<p>Publié le 14 mars 2026 à 10h20 par Ada Brook</p>",
        "<p>发布时间：2026年3月14日 10:20 来源：海港报</p>",
        "<p>公開日：2026年3月14日</p>",
        "<p>เผยแพร่ 14 มีนาคม 2569</p>",
        "<p>نشر في 14 مارس 2026</p>",
        "<p><b>14.03.2026</b> &ndash; The ferry stayed in port, and its owners said so.</p>",
        "<h3 class=date-header>Saturday, 14 March 2026</h3>",
    ],
)
def test_what_stands_with_a_date_does_not_hide_it(line: str) -> None:
    """A byline, a label, a clock or a reading time beside the date leaves it one."""
    assert read(page(body=f"<h1>{HEADLINE}</h1>{line}{STORY}"), PLAIN_URL).published == DAY


@pytest.mark.parametrize(
    "state",
    [
        '<script>window.__STATE__={"campaign":{"startDate":"2020-06-30T22:00:00.000Z"}}</script>',
        '<script>var editor={"firstDay":"2013-01-02 10:00:00"}</script>',
        '<script type="application/json">{"policyDate":"2019-05-25"}</script>',
        "<aside><h3>Ten lakes</h3><time datetime=2020-01-02>2 January 2020</time></aside>",
        "<div class=comments><div class=comment-date>2 January 2020, 10:20</div></div>",
        "<article><h3><a href=/x>Lakes</a></h3><span class=date>2 January 2020</span></article>",
        "<footer>Copyright 2020-01-02</footer>",
    ],
)
def test_a_day_that_is_something_else_s_is_not_the_article_s(state: str) -> None:
    """The state of a script, teasers and comments tell nothing of the publication."""
    body = f"<h1>{HEADLINE}</h1>{STORY}{state}"
    assert read(page(body=body), PLAIN_URL).published is None


def test_today_above_the_page_is_no_publication() -> None:
    """The day that a masthead shows is today's."""
    top = "<div class=top><span class=date>Saturday, 14 March 2026</span></div>"
    body = f"{top}<div><div><div><div><h1>{HEADLINE}</h1>{STORY}</div></div></div></div>"
    assert read(page(body=body), PLAIN_URL).published is None


@pytest.mark.parametrize(
    "path",
    [
        *("2026/03/14/ferry", "2026/3/14/ferry", "news/2026/mar/14/ferry", "news/20260314/ferry"),
        *("news/14-03-2026-ferry", "news/ferry-14-03-2026", "2026-03-14-ferry"),
    ],
)
def test_the_address_gives_the_day_in_several_forms(path: str) -> None:
    """A day in the address is read, as folders or in a name."""
    assert read(page(), f"https://harbourpost.example/{path}").published == DAY
