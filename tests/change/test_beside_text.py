"""Changes beside the text: kinds of their own, versions of their own, and never for noise."""

from dataclasses import replace
from typing import Any

from crawler.change import Decision
from crawler.codec import decode
from crawler.fingerprint import fingerprint_of, text_part
from crawler.model import Extraction, Outcome, StoryCaption, StoryEmbed, StoryLink, Version
from crawler.record_checks import flaws
from tests.change.newsroom import STORY, Newsroom, article

COUNTY, BUILDER = "https://county.example/report.pdf", "https://builder.example/flyer.pdf"
LINK = StoryLink(text="a ferry", url=COUNTY, paragraph=2)
SHOT = StoryCaption(text="The pier in March.", image="https://a.example/p.jpg", image_name="p")


def shown(
    *links: StoryLink, captions: tuple[StoryCaption, ...] = (SHOT,), **more: Any
) -> Extraction:
    """Return the story with what stands beside it."""
    values = {"links": links, "captions": captions, "embeds": ()} | more
    return article(*values.pop("paragraphs", STORY), **values)


def changed(old: Extraction, new: Extraction) -> Decision:
    """Return what a look at the new page proves after one at the old."""
    room = Newsroom()
    room.look(old, at=0)
    return room.look(new, at=1)


def kinds(old: Extraction, new: Extraction) -> tuple[str, ...]:
    """Return the kinds of the change."""
    decision = changed(old, new)
    assert decision.change is not None
    assert decision.outcome is Outcome.CHANGED
    return decision.change.kinds


def test_each_has_its_kind_and_its_reason() -> None:
    """A caption, a picture, a link and a quoted post; silence and words are the text's."""
    decision = changed(shown(LINK), shown(replace(LINK, url=BUILDER)))
    assert decision.change is not None
    assert decision.change.kinds == ("link",)
    assert decision.change.reasons == {"link": f"“a ferry”: {COUNTY} → {BUILDER}"}
    assert (decision.change.silence, decision.change.stealth) == (None, False)
    assert decision.change.words_added == decision.change.words_removed == 0
    other = replace(SHOT, text="The pier in April.")
    assert kinds(shown(), shown(captions=(other,))) == ("caption",)
    mill = replace(SHOT, image="https://a.example/m.jpg", image_name="m")
    assert kinds(shown(), shown(captions=(mill,))) == ("image",)
    post = StoryEmbed(url="https://x.com/a/status/1", text="We kept the boat.")
    assert kinds(shown(), shown(embeds=(post,))) == ("link",)
    text = (STORY[0], STORY[1].replace("12", "14"), *STORY[2:])
    both = shown(replace(LINK, url=BUILDER), paragraphs=text, captions=(other,))
    assert kinds(shown(LINK), both) == ("fact", "caption", "link")


def test_a_caption_follows_the_headline() -> None:
    """One that only repeats it is no change of its own."""
    titled = replace(SHOT, text="Crack closes old bridge. Photo: Ann")
    new = replace(SHOT, text="Crack closes bridge for years. Photo: Ann")
    assert kinds(
        shown(captions=(titled,)),
        shown(captions=(new,), title="Crack closes bridge for years"),
    ) == ("headline",)


def test_a_new_address_of_the_same_is_unchanged() -> None:
    """The fingerprint differs, and the comparison decides."""
    far = replace(LINK, url="http://www.county.example/report.pdf?token=8")
    assert fingerprint_of(shown(LINK)) != fingerprint_of(shown(far))
    assert changed(shown(LINK), shown(far)).outcome is Outcome.UNCHANGED
    sized = replace(SHOT, image="https://cdn.example/p-640.jpg")
    assert fingerprint_of(shown()) == fingerprint_of(shown(captions=(sized,)))


def test_an_old_record_makes_no_change() -> None:
    """What its extractor did not look for is unknown, not empty."""
    old = article()
    assert changed(old, shown(LINK)).outcome is Outcome.UNCHANGED
    assert fingerprint_of(old).startswith("1:")
    assert fingerprint_of(shown(captions=())) == fingerprint_of(old)
    assert text_part(fingerprint_of(shown(LINK))) == text_part(fingerprint_of(old))


def test_an_old_record_is_read_again() -> None:
    """A link that changed since is found by the capture, and by the look after it without."""
    room = Newsroom()
    room.look(article(extractor="reader 0"), at=0)
    seen = shown(LINK)
    assert room.look(seen, at=1, head_again=shown(LINK)).outcome is Outcome.UNCHANGED
    again = room.look(shown(replace(LINK, url=BUILDER)), at=2, head_again=shown(LINK))
    assert again.change is not None
    assert again.change.kinds == ("link",)


def test_a_caption_that_the_extractor_missed_was_there() -> None:
    """It stands on both pages, outside the captions of one: that is no change."""
    pages: dict[str, Any] = {"head_page": (*STORY, SHOT.text), "page": (*STORY, SHOT.text)}
    for old, new in ((shown(captions=()), shown()), (shown(), shown(captions=()))):
        room = Newsroom()
        room.look(old, at=0)
        assert room.look(new, at=1, **pages).outcome is Outcome.UNCHANGED
    room = Newsroom()
    room.look(shown(captions=()), at=0)
    came = room.look(shown(), at=1, head_page=STORY, page=(*STORY, SHOT.text))
    assert came.change is not None
    assert came.change.kinds == ("image",)


def test_a_paragraph_takes_its_links_along() -> None:
    """Where the extractor alone took it, nothing came and nothing left; the rest is compared."""
    cut = (STORY[0], *STORY[2:])
    moved = replace(LINK, paragraph=1)
    other = replace(moved, url=BUILDER)
    pages: dict[str, Any] = {"head_page": STORY, "page": STORY}
    for link, outcome in ((moved, Outcome.UNCHANGED), (other, Outcome.CHANGED)):
        room = Newsroom()
        lost = StoryLink(text="the council", url="https://c.example/", paragraph=1)
        room.look(shown(lost, LINK), at=0)
        found = room.look(shown(link, paragraphs=cut), at=1, **pages)
        assert found.outcome is outcome
        assert (found.change.kinds if found.change else ()) == ("link",) * (link is other)


def test_a_revert_is_one_of_the_text() -> None:
    """What stands beside it need not be as it was; alone it is a revert of its own."""
    room = Newsroom()
    text = (STORY[0], STORY[1].replace("12", "14"), *STORY[2:])
    room.look(article(), at=0)
    room.look(shown(LINK, paragraphs=text), at=1)
    back = room.look(shown(LINK), at=2)
    assert back.change is not None
    assert set(back.change.kinds) == {"fact", "revert"}
    room.look(shown(replace(LINK, url=BUILDER)), at=3)
    again = room.look(shown(LINK), at=4)
    assert again.change is not None
    assert again.change.kinds == ("link", "revert")
    assert again.change.reasons["revert"] == "equals version 3"


def test_a_record_whose_link_was_altered_is_found() -> None:
    """The fingerprint is over what stands beside the text too, under the rules that it names."""
    room = Newsroom()
    room.look(shown(LINK), at=0)
    record = decode(Version, room.versions[0])
    assert record.fingerprint.startswith("2:")
    assert not any("fingerprint" in flaw for flaw in flaws(record))
    for altered in (
        replace(record, extraction=shown(replace(LINK, url=BUILDER))),
        replace(record, extraction=shown(captions=())),
        replace(record, fingerprint="1:" + text_part(record.fingerprint)),
    ):
        assert any("fingerprint" in flaw for flaw in flaws(altered))


def test_a_mended_encoding_is_cosmetic() -> None:
    """In a caption as in the text."""
    broken, whole = (
        replace(SHOT, text=text) for text in ("The cafÃ© in March.", "The café in March.")
    )
    assert kinds(shown(captions=(broken,)), shown(captions=(whole,))) == ("cosmetic",)
