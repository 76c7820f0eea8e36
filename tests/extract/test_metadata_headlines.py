"""The headline: without the site's name, the one that most statements agree on.

What readers see is kept beside it where it differs.
"""

import pytest

from tests.extract.metadata_pages import HEADLINE, STORY, article, ld, page, read

SITE = '<meta property="og:site_name" content="Harbour Post">'


@pytest.mark.parametrize(
    "title",
    [
        f"{HEADLINE} | Harbour Post",
        f"{HEADLINE} - Harbour Post",
        f"{HEADLINE} \u2013 harbourpost.example",
        f"{HEADLINE} | Local | News | Harbour Post",
        f"Harbour Post: {HEADLINE}".replace(": ", " | "),
        f"{HEADLINE} \u2014 The Harbour Post Online",
    ],
)
def test_the_outlet_leaves_the_title(title: str) -> None:
    """An outlet's name before or behind the headline goes, with the sections between."""
    assert read(page(f"<title>{title}</title>{SITE}", STORY)).title == HEADLINE


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry in port - and no end in sight",
        "Ferry: a third day in port",
        "Storm | Flood | Ice: the week in words and pictures",
    ],
)
def test_dashes_and_colons_of_the_headline_stay(headline: str) -> None:
    """What separates parts of the headline itself is kept where the page's statements
    agree on it.
    """
    head = (
        f'<title>{headline} - Harbour Post</title>{SITE}<meta property="og:title" '
        f'content="{headline}">'
    )
    assert read(page(head, f"<h1>{headline}</h1>{STORY}")).title == headline


def test_two_of_three_statements_win() -> None:
    """Heading and JSON-LD agree, so the title for sharing loses."""
    head = f'<meta property="og:title" content="You will not believe this ferry">{ld(article())}'
    assert read(page(head)).title == HEADLINE


def test_the_structured_headline_wins_where_all_differ() -> None:
    """Heading, JSON-LD and shared title all differ.

    JSON-LD is the publisher's own statement, and what readers see is kept beside it.
    """
    head = f'<meta property="og:title" content="Watch this ferry">{ld(article())}'
    found = read(page(head, f"<h1>Crack in the hull keeps ship in port</h1>{STORY}"))
    assert (found.title, found.shown_title) == (HEADLINE, "Crack in the hull keeps ship in port")


@pytest.mark.parametrize("title", [HEADLINE, HEADLINE.upper(), f"{HEADLINE} | Harbour Post"])
def test_one_headline_is_shown_nowhere_else(title: str) -> None:
    """Where the statements differ in case and in the outlet's name alone, the shown headline is the
    title.
    """
    head = f'<title>{title}</title>{SITE}<meta property="og:title" content="{title}">'
    found = read(page(head))
    assert ((found.title or "").lower(), found.shown_title) == (HEADLINE.lower(), None)


@pytest.mark.parametrize("heading", ["Harbour Post", "News and Views", "Local"])
def test_a_heading_that_is_no_headline_loses(heading: str) -> None:
    """An outlet's or a section's name as the only heading does not hide the declared headline."""
    found = read(
        page(
            f"<title>{HEADLINE} | Harbour Post</title>{SITE}{ld(article())}",
            f"<h1>{heading}</h1>{STORY}",
        )
    )
    assert (found.title, found.shown_title) == (HEADLINE, None)


def test_a_heading_without_spaces_between_words_is_a_headline() -> None:
    """In scripts without spaces, letters are counted instead of words."""
    shown = (
        "\u6e21\u8239\u306f\u4e09\u65e5\u76ee\u3082\u6e2f\u306b"
        "\u7559\u307e\u308b\u8239\u4f53\u306b\u4e80\u88c2"
    )
    assert read(page(ld(article()), f"<h1>{shown}</h1>{STORY}")).shown_title == shown


def test_a_cut_headline_loses() -> None:
    """A statement that was cut at some length is no statement."""
    whole = (
        "Ferry to Norrvik stays in port for a third day after divers find a crack in "
        "its hull below the waterline"
    )
    head = ld(article(headline=whole[:70])) + f"<title>{whole} - Harbour Post</title>{SITE}"
    assert read(page(head, f"<h1>{whole}</h1>{STORY}")).title == whole


def test_a_logo_is_no_headline() -> None:
    """Of several level-one headings the one that the other statements know is taken."""
    body = f"<h1>Harbour Post</h1><h1>{HEADLINE}</h1>{STORY}"
    assert read(page(f"<title>{HEADLINE}</title>", body)).title == HEADLINE


def test_a_kicker_leaves_the_heading() -> None:
    """A section before the headline goes where another statement has the headline without it."""
    body = f"<h1>Local News | {HEADLINE}</h1>{STORY}"
    assert read(page(f'<meta property="og:title" content="{HEADLINE}">', body)).title == HEADLINE


def test_entities_in_json_ld_are_resolved() -> None:
    """JSON-LD that was escaped for HTML, once or twice, reads as text."""
    head = ld(article(headline="K&uuml;ste &amp;amp; Hafen: F&auml;hre liegt fest"))
    assert read(page(head, STORY)).title == "Küste & Hafen: Fähre liegt fest"


def test_all_forms_are_candidates() -> None:
    """Every form of the headline is given, so that the body can be rid of a repeated one."""
    head = (
        f'<title>{HEADLINE} | Harbour Post</title>{SITE}<meta property="og:title" '
        'content="Watch this ferry">'
    )
    found = read(page(head))
    assert {HEADLINE, "Watch this ferry", f"{HEADLINE} | Harbour Post"} <= set(
        found.headline_candidates
    )


def test_a_headline_without_markup_is_found_above_the_byline() -> None:
    """A page that declares nothing and uses no heading still shows its headline above "By"."""
    body = f"<div>Local</div><div>{HEADLINE}</div><div>By Mara Lindqvist</div><div>{STORY}</div>"
    assert read(page(body=body)).title == HEADLINE


def test_a_page_without_words_has_no_title() -> None:
    """Nothing is made up."""
    assert read("<html><body></body></html>").title is None


def test_the_first_heading_that_can_be_a_headline_is_the_shown_one() -> None:
    """Where no heading is related to what the page declares, an edited headline is still told from
    the page's small headings.
    """
    shown = "Divers give up on the yard"
    body = f"<h1>Articles</h1><h1>{shown}</h1><h1>What our readers say about it</h1>{STORY}"
    found = read(page(f'<meta property="og:title" content="{HEADLINE}">', body))
    assert (found.title, found.shown_title) == (HEADLINE, shown)


@pytest.mark.parametrize("kicker", ["Local", "Harbour News"])
def test_a_kicker_makes_no_other_headline(kicker: str) -> None:
    """The title behind a kicker in the heading is the title."""
    assert (
        read(page(ld(article()), f"<h1><span>{kicker}</span> {HEADLINE}</h1>{STORY}")).shown_title
        is None
    )


def test_a_style_within_the_headline_is_none_of_its_words() -> None:
    """Pages that write their styles where they are needed have no other headline for it."""
    body = f"<h1><style>.a{{color:red}}</style>{HEADLINE}</h1>{STORY}"
    assert read(page("", body)).title == HEADLINE


def test_heading_and_title_outvote_a_description() -> None:
    """What JSON-LD says against heading and ``title`` element is no headline."""
    odd = article(headline="town on the north coast")
    assert read(page(f"<title>{HEADLINE} | Harbour Post</title>{SITE}{ld(odd)}")).title == HEADLINE


@pytest.mark.parametrize("title", [HEADLINE, "Why the ferry to Norrvik may stay for good"])
def test_without_json_ld_what_is_for_sharing_is_no_headline(title: str) -> None:
    """``og:title``, alone or with the ``title`` element, is not told as the headline."""
    head = (
        f"<title>{title} | Harbour Post</title>{SITE}"
        '<meta property="og:title" content="Why the ferry to Norrvik may stay for good">'
    )
    found = read(page(head))
    assert (found.title, found.shown_title) == (HEADLINE, None)


def test_a_heading_without_words_of_the_story_loses() -> None:
    """A heading that has no words of the story in it loses, with JSON-LD or without."""
    head = f'<title>{HEADLINE} - Post</title><meta property="og:title" content="{HEADLINE}">'
    assert read(page(head, f"<h1>Post Media Group</h1>{STORY}")).title == HEADLINE


@pytest.mark.parametrize(
    "heading",
    [
        f"{HEADLINE}<small>The owner says nothing</small>",
        f"{HEADLINE} <button>Save</button>",
        f"<svg><title>Locked</title></svg>{HEADLINE}",
        f"{HEADLINE}<a class=anchor href='#top'>#</a>",
        f"{HEADLINE} <span class=comments-count>12</span>",
        f"{HEADLINE.replace('port', '<del>dock</del> <ins>port</ins>')}",
        f"{HEADLINE}<span hidden> (premium)</span>",
    ],
)
def test_only_a_headings_own_words_are_the_headline(heading: str) -> None:
    """Small print, a button, a mark, a count and what is struck out are none of its words."""
    assert read(page(body=f"<h1>{heading}</h1>{STORY}")).title == HEADLINE


@pytest.mark.parametrize("title", ["Harbour Post", f"{HEADLINE} - Harbour Post"])
def test_a_logo_as_first_heading_is_no_headline(title: str) -> None:
    """A level-one heading that leads to the front page is the outlet's name."""
    logo = "<h1><a href=/>Harbour Post</a></h1>"
    body = f"{logo}<div><h2 class=entry-title>{HEADLINE}</h2>{STORY}</div>"
    assert read(page(f"<title>{title}</title>", body=body)).title == HEADLINE


def test_a_headline_in_capitals_is_worded_as_elsewhere() -> None:
    """Capitals are a heading's style where the title element says the same in small letters."""
    head = f"<title>{HEADLINE} | Harbour Post</title>"
    assert read(page(head, body=f"<h1>{HEADLINE.upper()}</h1>{STORY}")).title == HEADLINE


def test_an_empty_title_element_hides_no_heading() -> None:
    """What software calls a page without a title is no headline beside a heading."""
    assert read(page("<title>Untitled</title>")).title == HEADLINE


def test_a_sign_between_kicker_and_headline_is_kept_though_it_is_only_heard() -> None:
    """A colon for those who hear the page stands where others see two lines."""
    parts = HEADLINE.split(" stays ")
    heading = (
        f"<div>{parts[0]}</div><span class=visually-hidden>: </span><span>stays {parts[1]}</span>"
    )
    found = read(page(body=f"<h1>{heading}</h1>{STORY}"))
    assert found.title == f"{parts[0]}: stays {parts[1]}"


def test_a_kicker_and_a_headline_that_styles_part_are_two() -> None:
    """Words of two elements are not run together; a stressed part of one word is not parted."""
    named = f"<h1><span>Local demo</span>{HEADLINE}</h1>{STORY}"
    assert read(page(ld(article()), named)).shown_title is None
    parted = read(page("", "<h1>Elec<span>tion</span> in the Mac<span>Gregor</span> county</h1>"))
    assert parted.title == "Election in the MacGregor county"


def test_the_section_between_headline_and_outlet_is_cut_off() -> None:
    """Some sites write ``Headline-SectionㅣOutlet``."""
    head = (
        '<meta property="og:site_name" content="한국일보">'
        '<meta name="content_category" content="정치">'
        '<meta property="og:title" content="확장 부담 커졌다 새로운 소식-정치ㅣ한국일보">'
    )
    assert read(page(head, STORY)).title == "확장 부담 커졌다 새로운 소식"
