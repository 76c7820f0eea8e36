"""Captions without a figure, and posts without their service's markup: fields, and never text.

With the paragraphs that look like them.
"""

import pytest

from tests.extract.test_attachments import BUOY, PARAGRAPHS, read

LINE = BUOY.removesuffix(" Photo: Sam Odber")
"""A caption without a credit: only its markup tells."""
PICTURE = "<img src=/media/boat.jpg>"

CAPTIONS = {
    "paragraph named so": f"<p>{PICTURE}</p><p class=caption>{LINE}</p>",
    "span": f"<p>{PICTURE}<span class=caption>{LINE}</span></p>",
    "emphasis": f"<p>{PICTURE}<em>{LINE}</em></p>",
    "emphasis below a break": f"<p>{PICTURE}<br><i>{LINE}</i></p>",
    "slanted paragraph": f"<p>{PICTURE}</p><p><em>{LINE}</em></p>",
    "small paragraph": f"<p>{PICTURE}</p><p><small>{LINE}</small></p>",
    "small font": f"<table><tr><td>{PICTURE}</td></tr><tr><td><font size=1>{LINE}</font></table>",
    "WordPress list": f"<dl class=wp-caption><dt>{PICTURE}<dd class=wp-caption-dd>{LINE}</dl>",
    "gallery": f"<dl class=gallery-item><dt>{PICTURE}<dd class=gallery-caption>{LINE}</dl>",
    "Blogger": f"<table><tr><td>{PICTURE}</td></tr><tr><td class=tr-caption>{LINE}</td></tr>",
    "AMP": f"<amp-carousel><amp-img src=/media/boat.jpg></amp-img><div class=caption>{LINE}</div>",
    "component": f"<div>{PICTURE}</div><div data-component=caption-block>{LINE}</div>",
    "itemprop": f"<div>{PICTURE}</div><div itemprop=caption>{LINE}</div>",
    "schema": (
        f"<div itemscope itemtype=https://schema.org/ImageObject>{PICTURE}<span>{LINE}</span></div>"
    ),
    "role": f"<div role=figure>{PICTURE}<div>{LINE}</div></div>",
    "French": f"<div>{PICTURE}<p class=legende>{LINE}</p></div>",
    "Spanish": f"<div>{PICTURE}<p class=pie-foto>{LINE}</p></div>",
    "German": f"<div>{PICTURE}<div class=bildunterschrift>{LINE}</div></div>",
}


@pytest.mark.parametrize("markup", CAPTIONS.values(), ids=CAPTIONS)
def test_a_line_set_apart_below_a_picture_is_its_caption(markup: str) -> None:
    """It is no text, it goes with its picture, and no paragraph goes with it."""
    found = read(markup)
    assert found.paragraphs == read().paragraphs
    assert [(one.text, one.image_name) for one in found.captions or ()] == [(LINE, "boat")]


def test_the_title_below_a_film_is_its_caption() -> None:
    """A frame has no picture of its own."""
    frame = "<div><iframe src=https://www.youtube.com/embed/abcdefghijk></iframe></div>"
    found = read(frame, f"<p class=video__caption>{LINE}</p>")
    assert found.paragraphs == read().paragraphs
    assert [one.text for one in found.captions or ()] == [LINE]


TOLD = "The harbour board paid for the boat's new engine, which was built on the far shore."


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{PICTURE}{TOLD}</p>",
        f"<p>{PICTURE}</p><p>{TOLD}</p>",
        f"<p>{PICTURE}</p><p><em>The board</em> {TOLD[17:]}</p>",
        f"<p>{PICTURE}</p><p><em>“{TOLD}”</em></p>",
        f"<p>{PICTURE}</p><p><b>{TOLD}</b></p>",
        f'<div class="media">{PICTURE}<div class="media-body"><p>{TOLD}</p></div></div>',
        f'<div class="image-with-text">{PICTURE}<p>{TOLD}</p></div>',
        f"<div class=captioned-image>{PICTURE}</div><p>{TOLD}</p>",
    ],
)
def test_a_paragraph_below_a_picture_stays(markup: str) -> None:
    """A picture above it, and a box around both, make no caption of a sentence of the story."""
    assert TOLD[17:] in read(markup).text


@pytest.mark.parametrize("where", [3, len(PARAGRAPHS)])
@pytest.mark.parametrize(
    ("url", "markup"),
    [
        (
            "https://x.com/obrask/status/176501",
            (
                "<p>We kept the boat.</p>— O (@obrask) "
                '<a href="https://twitter.com/obrask/status/176501">March 5, 2026</a>'
            ),
        ),
        (
            "https://x.com/obrask/status/176501",
            (
                "<p>We kept the boat. <a href=https://t.co/a>pic.x.com/a</a></p><p>— O @obrask "
                '<a href="https://x.com/obrask/status/176501?s=20">March 5, 2026</a></p>'
            ),
        ),
        (
            "https://bsky.app/profile/obrask.example/post/3kxyz",
            (
                "<p>We kept the boat.</p>— O (@obrask.example) "
                '<a href="https://bsky.app/profile/obrask.example/post/3kxyz">5 March 2026</a>'
            ),
        ),
        (
            "https://social.example/@obrask/110555",
            (
                "<p>We kept the boat.</p><p>— "
                '<a href="https://social.example/@obrask/110555">@obrask@social.example</a></p>'
            ),
        ),
        (
            "https://www.facebook.com/ferry/posts/12",
            (
                '<p>We kept the boat.</p>Posted by <a href="https://www.facebook.com/f">F</a> '
                'on <a href="https://www.facebook.com/ferry/posts/12">Thursday, March 5, 2026</a>'
            ),
        ),
        (
            "https://t.me/ferry/118",
            '<p>We kept the boat.</p><a href="https://t.me/ferry/118">t.me/ferry/118</a>',
        ),
    ],
)
def test_a_post_in_a_plain_quotation_is_a_post(where: int, url: str, markup: str) -> None:
    """It ends in the post's link, which says its day or its author. At the story's end too."""
    found = read(f"<blockquote>{markup}</blockquote>", where=where)
    assert [one.url for one in found.embeds or ()] == [url]
    assert "We kept the boat." in (found.embeds or ())[0].text
    assert (found.paragraphs, found.links) == (read().paragraphs, ())


@pytest.mark.parametrize(
    "quotation",
    [
        (
            f'<p>{TOLD} “We kept it”, she wrote <a href="https://x.com/obrask/status/176501">on '
            "her page</a>.</p>"
        ),
        f'<p>{TOLD} It was <a href="https://x.com/obrask/status/176501">said in 2026</a>.</p>',
        f'<p>{TOLD}</p><p>— <a href="https://paper.example/2026/03/05/a">The Paper, 2026</a></p>',
    ],
)
def test_a_quotation_that_links_its_source_is_prose(quotation: str) -> None:
    """What people said is text, wherever it can be read."""
    found = read(f"<blockquote>{quotation}</blockquote>")
    assert TOLD in found.text
    assert found.embeds == ()


@pytest.mark.parametrize(
    ("url", "markup"),
    [
        (
            "https://www.facebook.com/ferry/posts/12",
            "<div class=fb-post data-href=https://www.facebook.com/ferry/posts/12></div>",
        ),
        (
            "https://t.me/ferry/118",
            "<script async data-telegram-post=ferry/118 src=https://telegram.example/w.js></script>",
        ),
        (
            "https://www.tiktok.com/@ferry/video/712",
            "<amp-tiktok data-src=https://www.tiktok.com/@ferry/video/712></amp-tiktok>",
        ),
        (
            "https://www.facebook.com/ferry/posts/12",
            "<amp-facebook data-href=https://www.facebook.com/ferry/posts/12></amp-facebook>",
        ),
        (
            "https://www.youtube.com/watch?v=abcdef12345",
            "<div class=rll-youtube-player data-id=abcdef12345></div>",
        ),
        (
            "https://www.youtube.com/watch?v=abcdef12345",
            "<figure class=wp-block-embed><div>https://youtu.be/abcdef12345</div></figure>",
        ),
        (
            "https://www.youtube.com/watch?v=abcdef12345",
            "<embed src=https://www.youtube.com/v/abcdef12345>",
        ),
        (
            "https://www.reddit.com/r/ferry/comments/1a2/",
            (
                '<blockquote class=reddit-embed-bq><a href="https://www.reddit.com/r/ferry/comments/1a2/x/">'
                'The boat</a> in <a href="https://www.reddit.com/r/ferry/">ferry</a></blockquote>'
            ),
        ),
    ],
)
def test_what_a_script_makes_a_post_of_is_one(url: str, markup: str) -> None:
    """Read from the address that it is given. An ``embed`` without an end hides no paragraph."""
    found = read(markup)
    assert [one.url for one in found.embeds or ()] == [url]
    assert found.paragraphs == read().paragraphs


def test_a_post_in_amp_is_not_its_placeholders_words() -> None:
    """The words that stand in for it are its text."""
    quotation = "<blockquote placeholder><p>We kept the boat.</p></blockquote>"
    found = read(f"<amp-twitter data-tweetid=991>{quotation}</amp-twitter>")
    assert [(one.url, one.text) for one in found.embeds or ()] == [
        ("https://x.com/i/status/991", "We kept the boat.")
    ]
    assert found.paragraphs == read().paragraphs
