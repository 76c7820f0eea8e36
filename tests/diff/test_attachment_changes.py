"""What changed beside the text: told apart from it, and never for an address alone."""

from dataclasses import replace
from typing import Any

import pytest

from crawler.diff import diff
from crawler.diff.formats import as_html, as_json, as_lines, as_parts, as_unified
from crawler.model import Extraction, StoryCaption, StoryEmbed, StoryLink

TEXT = (
    "The council voted on Monday. The full report is on its page.",
    "Residents complained that nobody had told them. They will meet in June.",
    "The bakery beside the bridge lost a third of its customers.",
)
COUNTY, BUILDER = "https://county.example/report.pdf", "https://builder.example/flyer.pdf"
FIVE, TWO = "After the flood that killed five.", "After the flood that killed two."


def link(url: str = COUNTY, text: str = "on its page", paragraph: int = 0) -> StoryLink:
    """Return a link in the first paragraph, unless it is said otherwise."""
    return StoryLink(text=text, url=url, paragraph=paragraph)


def shot(text: str = FIVE, name: str | None = "bridge") -> StoryCaption:
    """Return a picture of this name with its caption."""
    image = f"https://a.example/{name}.jpg" if name else None
    return StoryCaption(text=text, image=image, image_name=name)


def page(
    *links: StoryLink,
    captions: tuple[StoryCaption, ...] | None = (),
    embeds: tuple[StoryEmbed, ...] = (),
    **fields: Any,
) -> Extraction:
    """Return a text with what stands beside it."""
    values = {"paragraphs": TEXT, "extractor": "one", "language": "en"} | fields
    return Extraction(links=links, captions=captions, embeds=embeds, **values)


def changed(old: Extraction, new: Extraction) -> list[tuple[str, str | None, str | None]]:
    """Return what changed beside the text: what it is, before and after."""
    return [(one.kind, one.old, one.new) for one in diff(old, new).attachments]


def test_a_link_that_leads_elsewhere() -> None:
    """So one that came and one that left, each in a sentence that stands."""
    assert changed(page(link()), page(link(BUILDER))) == [("link", COUNTY, BUILDER)]
    assert changed(page(link()), page()) == [("link", COUNTY, None)]
    assert changed(page(), page(link())) == [("link", None, COUNTY)]


@pytest.mark.parametrize(
    "url",
    [
        "http://www.county.example/report.pdf",
        f"{COUNTY}/",
        f"{COUNTY}?token=8",
        f"{COUNTY}?sig=a&ts=3",
    ],
)
def test_an_address_that_only_reads_otherwise_is_no_change(url: str) -> None:
    """Nor are other words under one address: the sentence itself is the text's."""
    assert changed(page(link()), page(link(url))) == []
    assert changed(page(link()), page(link(text="is on its page"))) == []


def test_a_link_goes_with_its_sentence() -> None:
    """Of a sentence that came, left or was edited only another address is told."""
    edited = (TEXT[0].replace("full", "whole"), *TEXT[1:])
    assert changed(page(link()), page(paragraphs=edited)) == []
    assert changed(page(link()), page(paragraphs=TEXT[1:])) == []
    assert changed(page(link()), page(link(BUILDER), paragraphs=edited)) == [
        ("link", COUNTY, BUILDER)
    ]
    other = (TEXT[0].replace("Monday", "Friday"), *TEXT[1:])
    assert changed(page(link()), page(paragraphs=other)) == [("link", COUNTY, None)]


def test_a_moved_paragraph_keeps_its_links() -> None:
    """They are compared where it stands now."""
    moved = (*TEXT[1:], TEXT[0])
    assert changed(page(link()), page(link(paragraph=2), paragraphs=moved)) == []
    assert changed(page(link()), page(link(BUILDER, paragraph=2), paragraphs=moved)) == [
        ("link", COUNTY, BUILDER)
    ]


def test_a_caption_that_changed() -> None:
    """Typography is none; words that came or left are."""
    assert changed(page(captions=(shot(),)), page(captions=(shot(TWO),))) == [
        ("caption", FIVE, TWO)
    ]
    assert changed(page(captions=(shot(),)), page(captions=(shot(FIVE.upper()),))) == []
    longer = f"{FIVE} The council voted on Monday to spend four million on a new one, and more."
    assert changed(page(captions=(shot(name=None),)), page(captions=(shot(longer, None),))) == [
        ("caption", FIVE, longer)
    ]
    assert changed(page(captions=(shot(),)), page(captions=(shot(""),))) == [
        ("caption", FIVE, None)
    ]


def test_a_picture_that_was_replaced() -> None:
    """Under its caption, under another, and alone. One without an address is unknown."""
    bridge, mill = "https://a.example/bridge.jpg", "https://a.example/mill.jpg"
    both = page(captions=(shot(), shot("The mill.", "mill")))
    assert changed(page(captions=(shot(),)), page(captions=(shot(name="mill"),))) == [
        ("image", bridge, mill)
    ]
    assert changed(page(captions=(shot(),)), page(captions=(shot(TWO, "mill"),))) == [
        ("caption", FIVE, TWO),
        ("image", bridge, mill),
    ]
    assert changed(page(captions=(shot(""),)), page(captions=(shot("", "mill"),))) == [
        ("image", bridge, mill)
    ]
    assert changed(page(captions=(shot(),)), page(captions=(shot(name=None),))) == []
    assert changed(page(), page(captions=(shot(name=None),))) == [("caption", None, FIVE)]
    assert changed(page(captions=(shot(),)), both) == [("image", None, mill)]
    assert changed(both, page(captions=(shot(),))) == [("image", mill, None)]


def test_pictures_that_moved_to_another_store_are_the_same() -> None:
    """All have another name, and all captions stand."""
    captions = (shot(), shot("The mill.", "mill"))
    moved = tuple(shot(one.text, f"x{one.image_name}9") for one in captions)
    assert changed(page(captions=captions), page(captions=moved)) == []
    assert len(changed(page(captions=captions), page(captions=(captions[0], moved[1])))) == 1


def test_a_quoted_post() -> None:
    """It came, it left, and what it says was edited."""
    post = StoryEmbed(url="https://x.com/a/status/1", text="We kept the boat.")
    other = replace(post, text="We lost the boat.")
    assert changed(page(), page(embeds=(post,))) == [("embed", None, post.url)]
    assert changed(page(embeds=(post,)), page()) == [("embed", post.url, None)]
    assert changed(page(embeds=(post,)), page(embeds=(other,))) == [("embed", post.url, post.url)]
    assert changed(page(embeds=(post,)), page(embeds=(replace(post, text=""),))) == []


def test_what_nobody_looked_for_is_unknown() -> None:
    """Neither an old record nor another extractor makes a change."""
    old = replace(page(), links=None, captions=None, embeds=None)
    new = page(link(), captions=(shot(),))
    assert changed(old, new) == changed(new, old) == []
    assert changed(replace(page(), extractor="two"), new) == []


def test_words_beside_the_text_are_not_counted() -> None:
    """The counts stay those of the text."""
    found = diff(page(link(), captions=(shot(),)), page(link(BUILDER), captions=(shot(TWO),)))
    assert (found.words_added, found.words_removed, found.body_changed) == (0, 0, False)
    assert found.differs


def test_all_formats_show_it() -> None:
    """Behind the text for readers, above it for ``patch``, on their own in JSON."""
    found = diff(page(link(), captions=(shot(),)), page(link(BUILDER), captions=(shot(TWO),)))
    shown = ["".join(part.text for part in as_parts(line)) for line in as_lines(found)]
    assert shown[-2:] == [
        "~ caption: After the flood that killed [-five-]{+two+}.",
        f"~ link: on its page: [-{COUNTY}-]{{+{BUILDER}+}}",
    ]
    unified = as_unified(found)
    assert f"\n-caption: {FIVE}\n+caption: {TWO}\n" in unified
    assert f"\n-link: on its page: {COUNTY}\n+link: on its page: {BUILDER}\n" in unified
    assert [(one["kind"], one["label"]) for one in as_json(found)["attachments"]] == [
        ("caption", "https://a.example/bridge.jpg"),
        ("link", "on its page"),
    ]
    html = as_html(found, heading="x", old_label="1", new_label="2")
    assert "<h2>Beside the text</h2>" in html
    assert f"<dt>Link</dt><dd dir=auto>on its page: <del>{COUNTY}</del>" in html
