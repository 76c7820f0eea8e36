"""Bylines as names: nobody's role, outlet, address or "By"."""

from typing import Any

import pytest

from crawler.extract.metadata.names import names
from tests.extract.metadata_pages import HEADLINE, STORY, article, ld, page, read

PERSON = {"@type": "Person", "name": "Mara Lindqvist"}
OUTLET = {"@type": "Organization", "name": "Harbour Post"}


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Mara Lindqvist", ("Mara Lindqvist",)),
        ("Von Mara Lindqvist", ("Von Mara Lindqvist",)),
        ("BY MARA LINDQVIST AND JON HALE", ("MARA LINDQVIST", "JON HALE")),
        ("Mara Lindqvist, Jon Hale and Ada Brook", ("Mara Lindqvist", "Jon Hale", "Ada Brook")),
        ("Mara Lindqvist | mara@harbourpost.example", ("Mara Lindqvist",)),
        ("Mara Lindqvist (mli)", ("Mara Lindqvist",)),
        ("Mara Lindqvist, senior political reporter", ("Mara Lindqvist",)),
        ("Mara Lindqvist, harbourpost.com", ("Mara Lindqvist",)),
        ("Mara Lindqvist; Updated 12 May 2026", ("Mara Lindqvist",)),
        ("Jon Hale, Jr.", ("Jon Hale, Jr.",)),
        ("Ana Ruiz y Tomás Gil", ("Ana Ruiz", "Tomás Gil")),
        ("Ana Ortega y Gasset", ("Ana Ortega y Gasset",)),
        ("김하나 기자", ("김하나",)),
        ("admin", ()),
        ("https://harbourpost.example/author/mara", ()),
        ("", ()),
    ],
)
def test_a_byline_becomes_names(byline: str, expected: tuple[str, ...]) -> None:
    """Only names are left of a declared byline, each on its own."""
    assert names([byline], ())[0] == expected


@pytest.mark.parametrize(
    "author",
    [
        PERSON,
        [PERSON],
        "Mara Lindqvist",
        {"@type": "Person", "name": ["Mara Lindqvist"]},
        {"@id": "#mara"},
        [{"@id": "#mara"}, OUTLET],
        [PERSON, PERSON],
    ],
)
def test_every_shape_of_a_json_ld_author_is_read(author: Any) -> None:  # any JSON
    """An object, a list, a string, a reference: one name, and no outlet beside it."""
    graph = {"@graph": [article(author=author, publisher=OUTLET), {"@id": "#mara", **PERSON}]}
    assert read(page(ld(graph))).authors == ("Mara Lindqvist",)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="By Mara Lindqvist">',
        '<meta name="parsely-author" content="Mara Lindqvist">',
        '<meta property="article:author" content="Mara Lindqvist">',
    ],
)
def test_meta_elements_name_authors(head: str) -> None:
    """Without JSON-LD the meta elements count."""
    assert read(page(head)).authors == ("Mara Lindqvist",)


def test_a_profile_address_is_no_name() -> None:
    """``article:author`` may hold the address of a profile."""
    assert (
        read(page('<meta property="article:author" content="https://social.example/mara">')).authors
        == ()
    )


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Mara Lindqvist</p>',
        "<div>By Mara Lindqvist</div>",
        "<div><span>By </span><a href='/x/1'>Mara Lindqvist</a></div>",
        "<div class='q7'><a href='/authors/mara'>Mara Lindqvist</a><span>4 days ago</span></div>",
        "<p>Published 3 May</p><p>By <b>Mara Lindqvist</b>, staff writer</p>",
        "<figure><figcaption>By Ole Foto</figcaption></figure><p>By Mara Lindqvist</p>",
        "<div>Von Mara Lindqvist</div>",
    ],
)
def test_a_byline_below_the_headline_is_found(byline: str) -> None:
    """Without any declaration the byline is what stands between headline and story."""
    assert read(page(body=f"<h1>{HEADLINE}</h1>{byline}{STORY}")).authors == ("Mara Lindqvist",)


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers",
        "Share on Facebook",
        "Read More",
        "By 2030",
        "Harbour Post",
        "In this article",
    ],
)
def test_other_lines_below_the_headline_are_nobody(line: str) -> None:
    """Share buttons and the outlet's name are no authors."""
    assert (
        read(
            page(
                '<meta property="og:site_name" content="Harbour Post">',
                f"<h1>{HEADLINE}</h1><p>{line}</p>{STORY}",
            )
        ).authors
        == ()
    )


def test_an_outlet_that_is_declared_alone_is_the_author() -> None:
    """A newsroom's byline stays where the page itself declares it and names nobody."""
    assert read(page(ld(article(author=OUTLET, publisher=OUTLET)))).authors == ("Harbour Post",)


def test_a_shown_person_beats_a_declared_outlet() -> None:
    """Where JSON-LD names the outlet only, the person in the byline is the author."""
    body = f"<h1>{HEADLINE}</h1><p>By Mara Lindqvist</p>{STORY}"
    assert read(page(ld(article(author=OUTLET, publisher=OUTLET)), body)).authors == (
        "Mara Lindqvist",
    )


def test_an_agency_is_an_author() -> None:
    """An agency that is declared beside a person stays."""
    agency = {"@type": "Organization", "name": "AFP"}
    assert read(page(ld(article(author=[PERSON, agency], publisher=OUTLET)))).authors == (
        "Mara Lindqvist",
        "AFP",
    )


@pytest.mark.parametrize("shown", ["By Ada Brook", "By Ada Brook and Jon Hale"])
def test_a_declaration_that_was_left_behind_loses(shown: str) -> None:
    """Where the byline names another person in the place of a declared one, what readers see
    counts.
    """
    people = [PERSON, {"@type": "Person", "name": "Jon Hale"}]
    found = read(
        page(ld(article(author=people)), f"<h1>{HEADLINE}</h1><p class=byline>{shown}</p>{STORY}")
    )
    assert found.authors == tuple(shown.removeprefix("By ").split(" and "))


@pytest.mark.parametrize(
    "shown",
    [
        "By Mara Lindqvist",
        "By M. Lindqvist and Ada Brook",
        "By Lindqvist",
        "By Mara Lindqvist, Ada Brook and Jon Hale",
    ],
)
def test_a_byline_that_says_the_same_otherwise_changes_nothing(shown: str) -> None:
    """A shorter or longer byline that leaves no declared person out is no other byline."""
    body = f"<h1>{HEADLINE}</h1><p class=byline>{shown}</p>{STORY}"
    assert read(
        page(ld(article(author=[{"@type": "Person", "name": "Mara Lindqvist"}])), body)
    ).authors == ("Mara Lindqvist",)


def test_a_byline_is_no_part_of_a_sentence() -> None:
    """A name behind "by" within a long passage of the story is not its author's."""
    sentence = (
        "The repair of <em>the hull</em> by <a href=#>Ada Brook</a>, whose company has "
        "run the ferry for twelve years."
    )
    sentence += (
        " It also owns the yard, and has paid for every repair that was done there "
        "since the year of the flood."
    )
    body = f"<h1>{HEADLINE}</h1><p>By Mara Lindqvist</p><p>{sentence}</p>{STORY}"
    assert read(page("", body)).authors == ("Mara Lindqvist",)


def test_the_byline_is_sought_below_the_article_s_own_headline() -> None:
    """A teaser of the same article in the page's menu, with another byline below it, comes first
    and counts for nothing.
    """
    teasers = f"<ul><li><h3>{HEADLINE}</h3><small>By Jon Hale</small></li></ul>"
    assert read(
        page("", f"{teasers}<h1>{HEADLINE}</h1><p>By Mara Lindqvist</p>{STORY}")
    ).authors == ("Mara Lindqvist",)


def test_a_pictures_author_is_not_the_articles() -> None:
    """A picture's credit between headline and byline says nothing of who wrote the article."""
    body = (
        f"<h1>{HEADLINE}</h1><p class=image--author>Foto: Reuters/Jon Hale</p><p><a "
        f"href=/autor/17-ada-brook>Ada Brook</a></p>{STORY}"
    )
    assert read(page(ld(article(author=PERSON)), body)).authors == ("Ada Brook",)


def test_a_teasers_byline_within_the_story_is_not_its_own() -> None:
    """A paragraph that links part in many short pieces is the story's first all the same.

    Below it there is no byline any more.
    """
    links = (
        "<a href=/a>to Norrvik</a> has been in port for three days,",
        "<a href=/b>its crew</a> has no pay,",
        "<a href=/c>the owner</a> no news.",
    )
    linked = f"<p>The ferry {' '.join(links)} Nobody at the yard would say more than that.</p>"
    teaser = "<div><h4>Ten lakes to swim in</h4><span>By</span> <a href=/x>Jon Hale</a></div>"
    body = f"<h1>{HEADLINE}</h1><span>By</span> <a href=/y>Ada Brook</a>{linked}{linked}{teaser}"
    assert read(page(ld(article(author=PERSON)), body)).authors == ("Ada Brook",)


def test_a_byline_below_another_headline_than_the_declared_one_is_found() -> None:
    """Where readers see other words than the declared headline, in no level-one heading, the byline
    below them counts.
    """
    body = (
        "<h2>Why nobody can leave the island now</h2><span>By</span> <a href=/y>Ada "
        f"Brook</a>{STORY}"
    )
    assert read(page(ld(article(author=PERSON)), body)).authors == ("Ada Brook",)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="author" content="Moe, Ana">', ("Ana Moe",)),
        ('<meta name="author" content="Moe, A. B.">', ("A. B. Moe",)),
        ('<meta name="author" content="Moe, Ana; de Jong, Pim">', ("Ana Moe", "Pim de Jong")),
        ('<meta name="author" content="Ana Moe, Jon Hale">', ("Ana Moe", "Jon Hale")),
        ('<meta name="author" content="Ana Moe, Coast Press">', ("Ana Moe",)),
        ('<meta name="author" content="Ana Moe, Staff Writer">', ("Ana Moe",)),
        ('<meta name="author" content="Ana Moe, Chief Political Correspondent">', ("Ana Moe",)),
        ('<meta name="author" content="Ana Moe for the Coast Press">', ("Ana Moe",)),
        ('<meta name="author" content="AFP, dpa">', ("AFP", "dpa")),
        (
            (
                '<meta name="citation_author" content="Ortega Ruiz, Ana">'
                '<meta name="citation_author" content="de Jong, Pim">'
            ),
            ("Ana Ortega Ruiz", "Pim de Jong"),
        ),
        (ld(article(author={"@type": "Person", "name": "Ortega Ruiz, Ana"})), ("Ana Ortega Ruiz",)),
        (ld(article(author={"@type": "Person", "name": "Moe, Ana Maria"})), ("Ana Maria Moe",)),
        (ld(article(author={"@type": "Person", "name": "Ana Moe, post.com"})), ("Ana Moe",)),
    ],
)
def test_last_first_is_one_name(head: str, expected: tuple[str, ...]) -> None:
    """A surname before the given name is one person, and several people stay several."""
    assert read(page(head)).authors == expected


ROLES = (
    "Staff Writer|Reporter|Redakteurin|envoyée spéciale|redactora|giornalista|repórter|"
    "verslaggever|korrespondent|journalist|toimittaja|reporterka|redaktorka|újságíró|muhabir|wartawan"
)


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("Posted by Ana Moe on November 2, 2026", ("Ana Moe",)),
        ("Written by Ana Moe and Jon Hale, 2 November 2026", ("Ana Moe", "Jon Hale")),
        ("Veröffentlicht von Ana Moe am 2. November 2026", ("Ana Moe",)),
        ("Publié par Ana Moe le 2 novembre 2026 à 10h20", ("Ana Moe",)),
        ("Publicado por Ana Moe el 2 de noviembre de 2026", ("Ana Moe",)),
        ("Geplaatst door Ana Moe op 2 november 2026", ("Ana Moe",)),
        ("Skrevet af Ana Moe 2. november 2026", ("Ana Moe",)),
        ("By Ana Moe, Staff Writer", ("Ana Moe",)),
        ("By Ana Moe for the Coast Press", ("Ana Moe",)),
        ("Von Ana Moe für die Küstenpost", ("Ana Moe",)),
        (
            "By <a href=/a/0>Ana Moe</a>, <a href=/a/1>Jon Hale</a> and <a href=/a/2>Ada Brook</a>",
            ("Ana Moe", "Jon Hale", "Ada Brook"),
        ),
        ("Par <a href=/a>Ana Moe</a> et <a href=/b>Jon Hale</a>", ("Ana Moe", "Jon Hale")),
        ("By <a href=/a>Ana Moe</a> <a href=/x>Two Comments</a>", ("Ana Moe",)),
        ("By <a href=/by/a>Ana Moe</a> <a href=/by/b>Jon Hale</a>", ("Ana Moe", "Jon Hale")),
        ("By <a href=/by/a>Ana Moe</a> <a href=/x>Two Comments</a>", ("Ana Moe",)),
        ("By Ana Moe @anamoe", ("Ana Moe",)),
        ("By Ana Moe. Pictures: Jon Hale", ("Ana Moe",)),
        *((f"Ana Moe, {role}", ("Ana Moe",)) for role in ROLES.split("|")),
        ("Ana Moe | Political Correspondent", ("Ana Moe",)),
        ("Дарья Жукова, корреспондент", ("Дарья Жукова",)),
        ("Ana Moe, the editor of a paper that closed", ()),
        ("Ana Moe, on the bridge", ()),
        ("The Old Editor, a Novel", ()),
    ],
)
def test_bylines_on_the_page_are_read_whole(byline: str, expected: tuple[str, ...]) -> None:
    """Labels, dates and outlets leave the names, and several linked authors are several."""
    assert read(page(body=f"<h1>{HEADLINE}</h1><p class=meta>{byline}</p>{STORY}")).authors == (
        expected
    )


@pytest.mark.parametrize(
    "others",
    [
        (
            "<div id=comments><ol><li class=comment><p class=comment-author "
            "itemprop=author itemscope><span itemprop=name>Marta Holm</span></p></li></ol></div>"
        ),
        (
            "<article itemprop=comment itemscope itemtype='https://schema.org/Comment'>"
            "<span itemprop=author>Marta Holm</span></article>"
        ),
        (
            "<section class=more><article itemscope itemtype='https://schema.org/NewsArticle'><h3 "
            "itemprop=headline><a href=/n>Storm warning</a></h3><span itemprop=author>"
            "Marta Holm</span></article></section>"
        ),
        (
            "<aside><a href=/n>Storm warning for all</a> by <a rel=author href=/a>Marta Holm</a>"
            "</aside>"
        ),
        (
            "<div class=related-stories><h4><a href=/n>Storm warning</a></h4><span class=byline>By "
            "Marta Holm</span></div>"
        ),
        "<footer><a rel=author href=/a>Marta Holm</a></footer>",
        "<div class=comment-list><cite class=author>Marta Holm</cite> says</div>",
    ],
)
def test_authors_of_comments_and_teasers_are_none(others: str) -> None:
    """Who comments, or wrote another article, is no author: with a byline and without."""
    body = f"<article><h1>{HEADLINE}</h1>{STORY}</article>{others}"
    assert read(page(body=body)).authors == ()
    named = "<p class=entry-meta>by <span itemprop=author>Ana Moe</span></p>"
    with_byline = f"<article><h1>{HEADLINE}</h1>{named}{STORY}</article>{others}"
    assert read(page(body=with_byline)).authors == ("Ana Moe",)


@pytest.mark.parametrize(
    "box",
    [
        "<footer class=entry-footer>{}</footer>",
        "<aside class=author-meta>{}</aside>",
        "<div class='elementor-widget-container'>{}</div>",
    ],
)
def test_an_author_below_the_story_is_found(box: str) -> None:
    """A footer or aside of the article's own names its author."""
    author = "<a rel=author href=/a>Ana Moe</a>"
    assert read(page(body=f"<h1>{HEADLINE}</h1>{STORY}{box.format(author)}")).authors == (
        "Ana Moe",
    )
