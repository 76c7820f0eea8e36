"""Teasers that rotate within a story's own box are no edit, and no edit is taken for them."""

from dataclasses import replace

import pytest

from crawler.change import Observation, decide
from crawler.change.attachment_noise import with_steady_objects
from crawler.change.rotation import Rotation, rotation, without_rotating
from crawler.extract.page_text import page_blocks
from crawler.fingerprint import fingerprint_of
from crawler.model import Extraction, Outcome, StoryCaption, StoryEmbed, StoryLink
from tests.change.newsroom import START, STORY, Newsroom, article

URL = "https://herald.example/2026/bridge"
TEASERS = (
    ("A mill by the weir changes hands", "Three sisters have bought what their grandfather sold."),
    ("Who pays for the new quay", "The bill has lain in a drawer of the board since last spring."),
    ("The last lamp lighter", "He goes round at dusk with a ladder that is older than he is."),
)
SUBHEADS = (
    ("What the council knew", "Two letters of the county had warned of it, and were filed unread."),
    ("How it goes on", "The ferry is to run until the first lane opens to lorries again."),
)
FORMS = {
    "linked": "<p><a href='/{0}'>{0}</a></p><p>{1}</p>",
    "line break": "<p><a href='/{0}'>{0}</a><br>{1}</p>",
    "boxed": "<div class=k><a href='/{0}'>{0}</a><div>{1}</div></div>",
    "one paragraph": "<p><a href='/{0}'>{0}</a> &ndash; {1}</p>",
    "read on": "<div class=k><p>{1}</p><a href='/{0}'>Read on</a></div>",
    "unlinked, boxed": "<div class=k><strong>{0}</strong><p>{1}</p></div>",
}
UNLINKED = "<p><b>{0}</b></p><p>{1}</p>"


def page(*extra: str, story: tuple[str, ...] = STORY, at: int = 2) -> str:
    """Return a page with further markup between its paragraphs."""
    marked = [f"<p>{text}</p>" for text in story]
    inner = "".join([*marked[:at], *extra, *marked[at:]])
    return f"<html><body><div id=c><h1>Crack</h1>{inner}</div><footer>About</footer></body></html>"


def rotated(old: str, new: str, earlier: str = "") -> tuple[set[str], set[str]]:
    """Return the texts of what left and of what came by rotation."""
    before, after, past = (page_blocks(markup, url=URL) for markup in (old, new, earlier))
    found = rotation(before, after, earlier=past)
    return {*sum(found.left, ())}, {*sum(found.came, ())}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_teaser_in_place_of_another_rotates(form: str) -> None:
    """Headline and excerpt of both are held to be no story, and nothing else is."""
    old, new = (page(form.format(*teaser)) for teaser in TEASERS[:2])
    left, came = rotated(old, new)
    for texts, (title, excerpt) in ((left, TEASERS[0]), (came, TEASERS[1])):
        assert any(excerpt in text for text in texts)
        assert all(title in text or text in {excerpt, "Read on"} for text in texts)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_edit_beside_a_rotating_teaser_is_none_of_it(form: str) -> None:
    """A paragraph that is edited, added or removed right behind it stays outside."""
    added = "Divers will look at the pier on Friday, said the county, if the water falls."
    for story in (
        (*STORY[:2], STORY[2].replace("March", "April"), *STORY[3:]),
        (*STORY[:2], added, *STORY[2:]),
        (*STORY[:2], *STORY[3:]),
        (*STORY[:2], added, *STORY[3:]),
    ):
        old, new = (form.format(*teaser) for teaser in TEASERS[:2])
        left, came = rotated(page(old), page(new, story=story))
        if story[2] != added or "<p>{1}</p>" not in form or "<div" in form:
            assert not (left | came) & {*STORY, *story}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>{2}</p>", "<p>{4}</p>"),
        ("<p>{2}</p>", ""),
        ("", "<p>{2}</p>"),
        ("", "<div class=note><strong>Correction: The pier is the southern one.</strong></div>"),
        ("<h3>{1}</h3><p>{2}</p>", "<h3>{3}</h3><p>{4}</p>"),
        ("<p><b>{1}</b></p><p>{2}</p>", "<p><b>{3}</b></p><p>{4}</p>"),
        ("", "<h3>{1}</h3><p>{2}</p>"),
        ("<div class=k><b>{1}</b><p>{2}</p></div>", "<div class=k><b>{1}</b><p>{4}</p></div>"),
        (
            "<p><a href=/x>Ada Brandt</a> said {2}</p>",
            "<p><a href=/y>Piet Lanning</a> said {2}</p>",
        ),
    ],
)
def test_what_an_editor_does_is_no_rotation(old: str, new: str) -> None:
    """A replaced paragraph, a replaced subhead with its paragraph, a notice, a fact."""
    words = ("", *SUBHEADS[0], *SUBHEADS[1])
    assert rotated(page(old.format(*words)), page(new.format(*words))) == (set(), set())


def test_an_unlinked_list_rotates_as_a_list() -> None:
    """Two headlines with their texts, replaced at once; or one of them, below a widget's line."""
    lists = [
        "".join(UNLINKED.format(*teaser) for teaser in some) for some in (TEASERS[:2], SUBHEADS)
    ]
    left, came = rotated(*(page(some, at=4) for some in lists))
    assert (left, came) == ({*sum(TEASERS[:2], ())}, {*sum(SUBHEADS, ())})
    heading = "<h4>You may also like</h4>"
    one, other = (
        page(heading, *(UNLINKED.format(*TEASERS[at]) for at in some), at=4)
        for some in ((0, 1), (0, 2))
    )
    assert rotated(one, other) == ({*TEASERS[1]}, {*TEASERS[2]})


def test_what_rotated_before_rotates_again() -> None:
    """One unlinked headline with its text is doubtful at first, and not when it happens again."""
    first, second, third = (page(UNLINKED.format(*teaser), at=4) for teaser in TEASERS)
    assert rotated(first, second) == (set(), set())
    assert rotated(second, third, earlier=first) == ({*TEASERS[1]}, {*TEASERS[2]})


def test_a_list_of_articles_as_a_story_is_edited() -> None:
    """Where the linked headlines with their texts are the page, one for another is an edit."""
    form = "<h3><a href='https://shop.example/{0}'>{0}</a></h3><p>{1}</p>"
    old, new = (
        page(*(form.format(*TEASERS[at]) for at in some), story=STORY[:1], at=1)
        for some in ((0, 1), (0, 2))
    )
    assert rotated(old, new) == (set(), set())


def test_the_text_is_left_without_the_teasers() -> None:
    """A headline that stands twice is left out twice, from both texts alike."""
    text = Extraction(extractor="x", paragraphs=(TEASERS[0][0], *STORY, *TEASERS[0]))
    assert without_rotating(text, Rotation(left=(TEASERS[0],))).paragraphs == STORY
    assert without_rotating(text, Rotation(came=(TEASERS[0],))).paragraphs == STORY
    assert without_rotating(text, Rotation(left=(("else",),))) is text


def test_pictures_of_a_rotated_teaser_go_with_it() -> None:
    """Its picture, its film and its links are none of the story's; the story's own stay."""
    card = (
        "<div class=k><img src=/{2}.jpg><a href='/{0}'>{0}</a><div>{1}</div>"
        "<iframe src=https://youtu.be/film{2}></iframe></div>"
    )
    own = "<p><img src=/{}.jpg></p>"
    old, new = (
        page(own.format(f"own{at}"), card.format(*TEASERS[at], f"teaser{at}")) for at in (0, 1)
    )
    found = rotation(*(page_blocks(markup, url=URL) for markup in (old, new)))
    site, film = "https://herald.example", "https://www.youtube.com/watch?v=filmteaser1"
    text = replace(
        article(*STORY[:2], TEASERS[1][1], *STORY[2:]),
        captions=tuple(
            StoryCaption(image=f"{site}/{name}.jpg", image_name=name)
            for name in ("own1", "teaser1")
        ),
        embeds=(StoryEmbed(url=film),),
        links=(
            StoryLink(text="mill", url=f"{site}/mill", paragraph=2),
            StoryLink(text="ferry", url=f"{site}/ferry", paragraph=3),
        ),
    )
    steady = without_rotating(text, found)
    assert [one.image_name for one in steady.captions or ()] == ["own1"]
    assert steady.embeds == ()
    assert [(one.text, one.paragraph) for one in steady.links or ()] == [("ferry", 2)]


def test_a_list_that_moves_on_rotates() -> None:
    """The first of three unlinked ones leaves, and another comes behind the last."""
    old, new = (
        page(*(UNLINKED.format(*TEASERS[at]) for at in some), at=4) for some in ((0, 1), (1, 2))
    )
    assert rotated(old, new) == ({*TEASERS[0]}, {*TEASERS[2]})


def test_subheads_that_change_places_are_moved() -> None:
    """Two passages with a subhead each, in the other order, are no rotation."""
    old, new = (
        page(*(UNLINKED.format(*SUBHEADS[at]) for at in some), at=4) for some in ((0, 1), (1, 0))
    )
    assert rotated(old, new) == (set(), set())


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>The ferry is to run until the first lane opens to lorries again.</b></p>",
        "<p><a href=/ferry>The ferry</a> (county owned) runs until lorries may cross again.</p>",
    ],
    ids=["bold", "beginning with a link"],
)
def test_a_line_of_the_story_that_moves_is_no_teaser(line: str) -> None:
    """A line goes from the story's beginning to its end, while teasers below it rotate."""
    story = (
        *STORY,
        *(f"The board met for the {n}th time, and put it off again." for n in "456789"),
    )
    heading = "<h4>You may also like</h4>"
    (one, two), (three, four) = TEASERS[:2], (TEASERS[2], SUBHEADS[0])
    old, new = (
        page(line, story=(*story, ""), at=at).replace(
            "<p></p>", heading + "".join(UNLINKED.format(*teaser) for teaser in some)
        )
        for at, some in ((0, (one, two)), (len(story) - 1, (three, four)))
    )
    assert rotated(old, new) == ({*one, *two}, {*three, *four})


def test_the_decision_says_what_rotated() -> None:
    """Nothing else differs: unchanged. Something else does: that alone is told."""
    form = FORMS["boxed"]
    old, new = (page(form.format(*teaser)) for teaser in TEASERS[:2])
    found = rotation(*(page_blocks(markup, url=URL) for markup in (old, new)))
    room = Newsroom()
    room.look(article(*STORY[:2], TEASERS[0][1], *STORY[2:]), at=-1)
    told = "a teaser of another article rotated: 1 in place of 1"
    for story, outcome, reason, kinds in (
        (STORY, Outcome.UNCHANGED, told, ()),
        (
            (*STORY[:3], STORY[3].replace("fear", "feared")),
            Outcome.CHANGED,
            f"left out: {told}",
            ("rewrite",),
        ),
    ):
        text = article(*story[:2], TEASERS[1][1], *story[2:])
        decision = decide(
            room.state(),
            Observation(
                kind="answered",
                fetched_at=START,
                status=200,
                extraction=text,
                fingerprint=fingerprint_of(text),
                rotation=found,
            ),
        )
        kinds_told = decision.change.kinds if decision.change else ()
        assert (decision.outcome, decision.reason, kinds_told) == (outcome, reason, kinds)


RELATED = "<div class=k8><h3><a href='/{0}'>{0}</a></h3><p>{1}</p></div>"
FLAT = "<h3><a href='/{0}'>{0}</a></h3><p>{1}</p>"
RANK = "<p>{0}. <a href='/{1}'>{1}</a></p>"
FILM = "<div class=v><iframe src='https://www.youtube.com/embed/{0}'></iframe><p>{1}</p></div>"
BEHIND = "<p>{1} <a href='/{0}'>{0}</a></p>"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_box_that_comes_and_goes_is_furniture(count: int) -> None:
    """A linked headline with its excerpt, in a box unlike the story's, is no addition."""
    boxes = [RELATED.format(*teaser) for teaser in TEASERS[:count]]
    shown = {text for teaser in TEASERS[:count] for text in teaser}
    assert rotated(page(), page(*boxes)) == (set(), shown)
    assert rotated(page(*boxes), page()) == (shown, set())


def test_what_comes_alone_may_be_an_edit() -> None:
    """An unlinked box, one that leads to another site, and one linked subhead are told."""
    title, text = TEASERS[0]
    for markup in (
        f"<div class=k8><h3>{title}</h3><p>{text}</p></div>",
        f"<div class=k8><h3><a href=https://else.example/1>{title}</a></h3><p>{text}</p></div>",
        FLAT.format(title, text),
    ):
        links = "<p><a href=/1>A</a> and <a href=/2>B</a> were closed too, said the county.</p>"
        for at in (2, len(STORY)):
            assert rotated(page(links), page(links, markup, at=at)) == (set(), set())


def test_flat_teasers_that_come_behind_the_story() -> None:
    """Two at once are a list. One is, where such a one came or left between the looks before."""
    two = [FLAT.format(*teaser) for teaser in TEASERS[:2]]
    end = len(STORY)
    assert rotated(page(), page(*two, at=end))[1] == {*TEASERS[0], *TEASERS[1]}
    assert rotated(page(), page(*two, at=2)) == (set(), set())
    assert rotated(page(two[0], at=end), page(), earlier=page())[0] == {*TEASERS[0]}
    # where such a one came or left before, sentences such as a correction may stand behind it
    here = end - 1
    assert rotated(page(two[0], at=here), page(), earlier=page())[0] == {*TEASERS[0]}
    assert rotated(page(two[0], at=here), page()) == (set(), set())


def test_a_ranking_has_other_numbers() -> None:
    """A line of a list of links that moved up is no fact; a numbered subhead is."""
    old, new = (
        page(*(RANK.format(at, TEASERS[n][0]) for at, n in enumerate(order, 1)))
        for order in ((0, 1, 2), (2, 0, 1))
    )
    assert len(rotated(old, new)[0]) == len(TEASERS)
    old, new = (page(RANK.format(at, TEASERS[0][0])) for at in (4, 5))
    assert rotated(old, new) == (set(), set())


def test_a_film_rotates_when_it_does_so_again() -> None:
    """The first film that takes another's place may be an editor's."""
    pages = [page(FILM.format(f"abcdef{at}", TEASERS[at][0])) for at in range(3)]
    assert rotated(pages[0], pages[1]) == (set(), set())
    assert rotated(pages[1], pages[2], earlier=pages[0]) == ({TEASERS[1][0]}, {TEASERS[2][0]})


def test_excerpts_before_their_links() -> None:
    """Two at once rotate; one may be a paragraph that an editor replaced."""
    four = (*TEASERS, SUBHEADS[0])
    old, new = (
        page(*(BEHIND.format(*teaser) for teaser in some), at=len(STORY))
        for some in (four[:2], four[2:])
    )
    assert rotated(old, new)[1]
    old, new = (page(BEHIND.format(*TEASERS[at])) for at in (0, 1))
    assert rotated(old, new) == (set(), set())


def test_a_line_of_numbers_in_a_card_is_the_cards() -> None:
    """A date or a duration of the same form rotates with its headline and excerpt."""
    old, new = (
        page(RELATED.format(*TEASERS[at]).replace("</div>", f"<p>It took {at + 3} days.</p></div>"))
        for at in (0, 1)
    )
    assert "It took 4 days." in rotated(old, new)[1]


def test_a_script_without_full_stops() -> None:
    """Thai sentences end with no mark; long ones are sentences all the same."""
    sentence = "เทศบาลหวังว่าจะเปิดช่องจราจรได้หนึ่งช่องภายในเดือนมีนาคมนี้ตามแผนของวิศวกร"
    teasers = (
        ("สามพี่น้องซื้อโรงสี", "โรงสีที่คุณปู่เคยขายไปกลับมาเป็นของครอบครัว"),
        ("ใครจะจ่ายค่าท่าเรือ", "ใบแจ้งหนี้นอนอยู่ในลิ้นชักตั้งแต่ฤดูใบไม้ผลิ"),
    )
    old, new = (
        page(FORMS["linked"].format(*teaser), story=(sentence, sentence[:60], sentence))
        for teaser in teasers
    )
    assert rotated(old, new) == ({*teasers[0]}, {*teasers[1]})


def test_an_excerpt_before_its_link_in_a_script_without_full_stops() -> None:
    """Thai excerpts are shorter than sentences, and end with no mark."""
    sentence = "เทศบาลหวังว่าจะเปิดช่องจราจรได้หนึ่งช่องภายในเดือนมีนาคมนี้ตามแผนของวิศวกร"
    leads = (
        ("โรงสีที่คุณปู่เคยขายไปกลับมาเป็นของครอบครัว", "สามพี่น้องซื้อโรงสี"),
        ("ใบแจ้งหนี้นอนอยู่ในลิ้นชักตั้งแต่ฤดูใบไม้ผลิ", "ใครจะจ่ายค่าท่าเรือ"),
        ("เขาออกเดินตอนพลบค่ำพร้อมบันไดที่เก่ากว่าตัวเขา", "คนจุดโคมคนสุดท้าย"),
        ("ไม่เคยมีคนมาเลือกผู้เก็บภาษีน้อยเท่านี้มาก่อน", "ผู้มีสิทธิไม่ออกมา"),
    )
    old, new = (
        page(
            "".join(f"<p>{lead} <a href=/n/{title}>{title}</a></p>" for lead, title in shown),
            story=(sentence * 3, sentence[:60], sentence * 2),
        )
        for shown in (leads[:2], leads[2:])
    )
    left, came = rotated(old, new)
    assert left
    assert came


def test_what_stands_on_both_pages_neither_came_nor_left() -> None:
    """A film that the extractor took once, because of the teasers around it."""
    film = "https://www.youtube.com/watch?v=abcdefg"
    markup = page(FILM.format("abcdefg", "The bridge by night"))
    found = rotation(*(page_blocks(one, url=URL) for one in (markup, markup + "<p>More</p>")))
    assert film in found.standing
    old = replace(article(*STORY), embeds=(StoryEmbed(url=film),), captions=())
    new = replace(article(*STORY), embeds=(), captions=())
    assert with_steady_objects(new, old, found.standing).embeds == old.embeds
    assert with_steady_objects(old, new, found.standing).embeds == ()
    assert with_steady_objects(new, old, frozenset()).embeds == ()
