"""Text that no reader sees is no text; deleted text is none, inserted text is."""

import pytest

from crawler.extract import extract
from tests.extract.metadata_pages import HEADLINE, STORY, URL, page

SECRET = "The mayor of Norrvik had known of the crack for weeks, said two of her officials."
PARAGRAPHS = 3


def _text(markup: str) -> str:
    return extract(page(body=f"<article><h1>{HEADLINE}</h1>{STORY}{markup}</article>"), URL).text


@pytest.mark.parametrize(
    "markup",
    [
        f"<p hidden>{SECRET}</p>",
        f'<p style="display:none">{SECRET}</p>',
        f'<div style="color:red; DISPLAY : none">{SECRET}</div>',
        f'<p style="visibility:hidden">{SECRET}</p>',
        f"<p><del>{SECRET}</del></p>",
        f"<del><p>{SECRET}</p></del>",
        f'<p>The owner said nothing.<span hidden=""> {SECRET}</span></p>',
        f"<p class='lead sr-only'>{SECRET}</p>",
        f"<p>The owner left.<span class=screen-reader-text> {SECRET}</span></p>",
        f"<div class=d-none><p>{SECRET}</p></div>",
        f"<p style='position:absolute;left:-9999px'>{SECRET}</p>",
        f"<p style='font-size: 0'>{SECRET}</p>",
        f"<p style='clip: rect(0, 0, 0, 0);width:1px'>{SECRET}</p>",
        f"<dialog><p>{SECRET}</p></dialog>",
        f"<p>The owner said nothing. <s>{SECRET}</s></p>",
        f"<p>The owner said nothing. <strike>{SECRET}</strike></p>",
        f"<p>The owner left. <span style='text-decoration: line-through'>{SECRET}</span></p>",
    ],
)
def test_hidden_and_deleted_text_is_no_text(markup: str) -> None:
    """A hidden paragraph, or one that is marked as deleted, is not in the story."""
    assert SECRET not in _text(markup)


@pytest.mark.parametrize(
    "markup",
    [
        f"<p><ins>{SECRET}</ins></p>",
        f"<ins><p>{SECRET}</p></ins>",
        f'<p aria-hidden="false">{SECRET}</p>',
        f'<p style="display:block">{SECRET}</p>',
        f'<p hidden="until-found">{SECRET}</p>',
        f"<p class='d-none d-md-block'>{SECRET}</p>",
        f"<p style='font-size:0.9em;top:-1px'>{SECRET}</p>",
        f"<dialog open><p>{SECRET}</p></dialog>",
        f"<s>{SECRET * 8}</s>",
    ],
)
def test_inserted_and_shown_text_is_text(markup: str) -> None:
    """An inserted paragraph is part of the story."""
    assert SECRET in _text(markup)


def test_words_beside_deleted_ones_stay_apart_from_them() -> None:
    """A correction within a sentence leaves the sentence as it reads now."""
    text = _text("<p>The repair costs <del>four</del> <ins>five</ins> million, said the yard.</p>")
    assert "The repair costs five million, said the yard." in text


@pytest.mark.parametrize("hide", ["hidden", 'style="display:none"'])
def test_a_story_to_be_unfolded_stays(hide: str) -> None:
    """What scripts unfold, in one box or paragraph by paragraph, is the story all the same."""
    folded = page(body=f"<article><h1>{HEADLINE}</h1><div {hide}>{STORY}</div></article>")
    assert len(extract(folded, URL).paragraphs) == PARAGRAPHS
    each = page(body=f"<article><h1>{HEADLINE}</h1>{STORY.replace('<p>', f'<p {hide}>')}</article>")
    assert len(extract(each, URL).paragraphs) == PARAGRAPHS


def test_a_hidden_byline_is_none() -> None:
    """Lines that nobody sees between headline and story name nobody."""
    body = f"<h1>{HEADLINE}</h1><p hidden>By Jon Hale</p><p>By Ada Brook</p>{STORY}"
    assert extract(page(body=body), URL).authors == ("Ada Brook",)
