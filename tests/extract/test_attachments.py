"""What stands beside a story's text: captions, links and quoted posts, each in its field."""

import pytest

from crawler.extract import extract
from crawler.extract.attachments.image_names import image_name
from crawler.model import Extraction
from tests.extract.stories import FERRY

URL = "https://news.example/2026/03/04/night-ferry"
PARAGRAPHS = [f"<p>{text}</p>" for text in FERRY.paragraphs]
BUOY = "The last sailing leaves the quay. Photo: Sam Odber"


def read(*parts: str, where: int = 3, above: str = "", base: str = "") -> Extraction:
    """Return what a page gives that has these parts behind some of the story's paragraphs."""
    story = "".join((*PARAGRAPHS[:where], *parts, *PARAGRAPHS[where:]))
    found = extract(
        f"<!doctype html><html lang=en><head>{base}<title>{FERRY.title}</title></head><body>"
        f"<header><a href=/>Home</a></header><article><h1>{FERRY.title}</h1>{above}{story}"
        "</article><footer><img src=/logo.png>About us</footer></body></html>",
        URL,
    )
    assert found.problem is None
    assert BUOY not in found.text
    return found


def linked(anchor: str) -> str:
    """Return a paragraph of the story with a link."""
    return f"<p>The full report of the harbour board is {anchor}, which paid for the work.</p>"


FIGURES = {
    "figure": f"<figure><img src=/media/boat.jpg><figcaption>{BUOY}</figcaption></figure>",
    "caption above": f"<figure><figcaption>{BUOY}</figcaption><img src=/media/boat.jpg></figure>",
    "WordPress": (
        '<div class="wp-caption alignnone"><img src="/media/boat-640x480.jpg" width="640">'
        f'<p class="wp-caption-text">{BUOY}</p></div>'
    ),
    "lazy": (
        '<figure><img src="data:image/gif;base64,R0lGOD" data-src="/media/boat.jpg?w=320">'
        f"<figcaption><span>{BUOY}</span></figcaption></figure>"
    ),
    "placeholder": (
        '<figure><a href="/media/boat.jpg"><img src="/static/placeholder.svg"></a>'
        f"<figcaption>{BUOY}</figcaption></figure>"
    ),
    "picture": (
        '<figure><picture><source srcset="/media/boat.webp 1x, /media/boat@2x.webp 2x">'
        f"<img></picture><figcaption>{BUOY}</figcaption></figure>"
    ),
    "film": (
        f"<figure><video poster=/media/boat.jpg></video><figcaption>{BUOY}</figcaption></figure>"
    ),
}


@pytest.mark.parametrize("markup", FIGURES.values(), ids=FIGURES)
def test_a_caption_has_its_picture(markup: str) -> None:
    """However it is marked up; the picture is called the same in all its forms."""
    for found in (read(markup), read(above=markup)):
        assert found.captions is not None
        assert [(one.text, one.image_name) for one in found.captions] == [(BUOY, "boat")]
        assert (found.captions[0].image or "").startswith("https://news.example/media/boat")


@pytest.mark.parametrize(
    "markup",
    [
        (
            '<aside class="related"><figure><img src=/a.jpg>'
            "<figcaption>More</figcaption></figure></aside>"
        ),
        (
            '<div class="card"><a href="/n/1"><img src=/a.jpg></a>'
            '<h3><a href="/n/1">More</a></h3></div>'
        ),
        (
            '<figure><a href="/n/1"><img src=/a.jpg></a><figcaption><a href="/n/1">The next one</a>'
            "</figcaption></figure>"
        ),
        (
            '<div class="k5"><img src=/a.jpg alt=""><span>7 Nov</span>'
            '<h5><a href="/n/1">A mill changes hands</a></h5><p>Its owner has had enough.</p></div>'
        ),
        (
            '<div class="k5"><h5><a href="/n/1">A mill changes hands</a></h5>'
            "<p>7 Nov</p><img src=/a.jpg></div>"
        ),
        (
            '<figure><a href="/n/mill-changes-hands"><img src=/a.jpg></a>'
            "<figcaption>The mill by the weir has three new owners.</figcaption></figure>"
        ),
        (
            '<table><tr><td><img src=/a.jpg alt=""></td><td>'
            '<a href="/n/1">The weir mill has a new owner'
            "</a></td><td>17 Nov</td></tr><tr><td><img src=/b.jpg alt=''></td><td>"
            '<a href="/n/2">The fog holds four more boats</a></td><td>18 Nov</td></tr></table>'
        ),
        '<div class="advert"><img src=/a.jpg width=600 height=400></div>',
        '<div class="author-box"><img src=/a.jpg><p class="caption">Ann</p></div>',
        '<p><img src="/icons/pen.svg" width="16" height="16"></p>',
        '<p><img src="https://count.example/pixel.gif"></p>',
    ],
)
def test_what_is_not_the_storys_is_left_out(markup: str) -> None:
    """Teasers, advertisements, portraits and icons are no pictures of the story."""
    assert read(markup).captions == ()


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="media"><img src=/a.jpg><p><a href="/staff/ann-odber">Ann Odber</a></p></div>',
        '<div class="media"><img src=/a.jpg><p><a href="/photos/12">All photos of it</a></p></div>',
        f'<figure><a href="{URL}/boat"><img src=/a.jpg></a><figcaption>Fog.</figcaption></figure>',
        (
            '<figure><a rel="attachment wp-att-1" href="/fog"><img src=/a.jpg></a>'
            "<figcaption>Fog.</figcaption></figure>"
        ),
    ],
    ids=["name", "gallery", "below the story", "attachment"],
)
def test_a_linked_picture_of_the_story_stays(markup: str) -> None:
    """A link to its larger form, to more pictures or to its maker makes no teaser of it."""
    assert [one.image_name for one in read(markup).captions or ()] == ["a"]


def test_links_have_their_words_and_their_paragraph() -> None:
    """Addresses are whole and in their one form, without what counts clicks."""
    anchor = '<a href="/report.pdf?utm_source=x&amp;b=2&amp;a=1#page=3">on <b>its</b> page</a>'
    found = read(linked(anchor))
    assert found.links is not None
    [link] = found.links
    assert (link.text, link.url) == ("on its page", "https://news.example/report.pdf?a=1&b=2")
    assert "The full report" in found.paragraphs[link.paragraph]
    wrapped = '<a href="https://go.shop.example/?id=7&amp;url=https%3A%2F%2Fa.example&amp;u1=x9">there</a>'
    [link] = read(linked(wrapped)).links or ()
    assert link.url == "https://a.example/"
    [link] = read(linked('<a href="r.pdf">there</a>'), base="<base href=/files/>").links or ()
    assert link.url == "https://news.example/files/r.pdf"


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="#note-3">[3]</a>',
        f'<a href="{URL}#note-3">below</a>',
        '<a href="mailto:a@b.example">by mail</a>',
        '<a href="javascript:open()">here</a>',
        '<a href="https://u:secret@b.example/">here</a>',
        '<a href="/tag/ferry">ferry</a>',
        '<a href="/thema/faehre/">Fähre</a>',
        '<a href="/places/kessel-heath">Kessel Heath</a>',
        '<a href="/2026/x" rel="tag">ferries</a>',
        '<a href="/2026/x" class="autolink">ferries</a>',
        '<a href="https://b.example/"><img src=/a.png></a>on it',
        '<a href="http://[broken">here</a>',
        '<a href="https://">here</a>',
    ],
)
def test_what_is_no_link_of_the_story(anchor: str) -> None:
    """Same-page anchors, other schemes, and links that a site sets by machine are left out."""
    assert read(linked(anchor)).links == ()


POSTS = {
    "https://x.com/obrask/status/176501": (
        (
            '<blockquote class="twitter-tweet"><p>We kept the boat.</p>&mdash; O (@obrask) '
            '<a href="https://twitter.com/obrask/status/176501?ref_src=tw">5 March</a></blockquote>'
        ),
        "We kept the boat.",
    ),
    "https://www.instagram.com/p/Cabc_1-x/": (
        (
            '<blockquote class="instagram-media" data-instgrm-permalink='
            '"https://www.instagram.com/p/Cabc_1-x/?utm_source=ig"><p>View this</p></blockquote>'
        ),
        "",
    ),
    "https://bsky.app/profile/did:plc:abc/post/3kxyz": (
        (
            '<blockquote class="bluesky-embed" data-bluesky-uri='
            '"at://did:plc:abc/app.bsky.feed.post/3kxyz"><p>We kept the boat.</p></blockquote>'
        ),
        "We kept the boat.",
    ),
    "https://social.example/@obrask/1105/embed": (
        '<iframe class="mastodon-embed" src="https://social.example/@obrask/1105/embed"></iframe>',
        "",
    ),
    "https://www.facebook.com/ferry/posts/12": (
        (
            '<iframe src="https://www.facebook.com/plugins/post.php?href='
            'https%3A%2F%2Fwww.facebook.com%2Fferry%2Fposts%2F12&amp;width=500"></iframe>'
        ),
        "",
    ),
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ": (
        (
            '<div class="video"><iframe data-src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?'
            'rel=0" src="about:blank"></iframe></div>'
        ),
        "",
    ),
    "https://x.com/i/status/991": ('<amp-twitter data-tweetid="991"></amp-twitter>', ""),
    "https://www.youtube.com/watch?v=abcdef12345": (
        "<lite-youtube videoid=abcdef12345></lite-youtube>",
        "",
    ),
}


@pytest.mark.parametrize("url", POSTS)
def test_a_quoted_post_has_its_address_and_its_words(url: str) -> None:
    """They are kept out of the text; the post's links are not the story's."""
    markup, text = POSTS[url]
    found = read(markup)
    assert found.embeds is not None
    assert [(one.url, one.text) for one in found.embeds] == [(url, text)]
    assert found.text == read().text
    assert found.links == ()


def test_frames_of_advertisements_are_no_posts() -> None:
    """Nor are forms, and quotations of people."""
    frame = '<iframe src="https://ads.example/slot?id=3"></iframe>'
    assert read(frame, "<blockquote><p>So it is.</p></blockquote>").embeds == ()


def test_nobody_can_tell_what_belongs_to_a_rescued_text() -> None:
    """The fields are unknown then, and not empty."""
    page = f"<html><head><title>{FERRY.title}</title></head><body><img src=/a.jpg></body></html>"
    found = extract(page, URL, rescue="".join(PARAGRAPHS))
    assert found.rescued_from == "feed"
    assert (found.captions, found.links, found.embeds) == (None, None, None)


SAME = [
    ("/media/boat.jpg", "/media/boat-1024x768.jpg?quality=80", "/media/boat-scaled.webp"),
    ("https://i0.wp.com/a.example/u/boat.jpg?resize=640", "https://a.example/u/boat-300x200.jpg"),
    ("/_next/image?url=%2Fimg%2Fboat.jpg&w=640&q=75", "/img/boat.jpg"),
    ("/cdn-cgi/image/width=640,quality=7/https://a.example/boat.png", "https://a.example/boat.png"),
    ("/image/upload/w_640,c_fill/v12/boat.jpg", "/image/upload/w_99,c_fit,q_auto/v12/boat.jpg"),
    ("/media/0a1b2c/0_0_3000_1800/master/3000.jpg", "/media/0a1b2c/0_9_300_180/master/500.jpg?s=1"),
    ("/styles/large/public/2026/boat.jpg?itok=a", "/styles/hero/public/2026/boat.jpg?itok=b"),
    ("/ace/standard/976/live/77aa-33.jpg", "/ace/ws/640/live/77aa-33.jpg.webp"),
    ("https://a.example/show.php?id=4711&w=300", "https://cdn.a.example/show.php?w=9&id=4711"),
    (
        "https://b.example/-x/AA/s640/boat.jpg",
        "https://b.example/-x/AA/w1200-h630-p-k-no-nu/boat.jpg",
    ),
]
OTHER = [
    ("/1.jpg", "/2.jpg"),
    ("/a/photo-1.jpg", "/a/photo-2.jpg"),
    ("/show.php?id=1", "/show.php?id=2"),
    ("/image/12345678_605.jpg", "/image/12345679_605.jpg"),
    ("/2026/03/14/main.jpg", "/2026/03/15/main.jpg"),
    ("/media/aaaa/master/3000.jpg", "/media/bbbb/master/3000.jpg"),
]


@pytest.mark.parametrize("addresses", SAME)
def test_one_picture_has_one_name(addresses: tuple[str, ...]) -> None:
    """Size, crop, format, host, proxy and signature are no part of it."""
    assert len({image_name(address) for address in addresses}) == 1


@pytest.mark.parametrize("addresses", OTHER)
def test_another_picture_has_another_name(addresses: tuple[str, str]) -> None:
    """Numbers tell pictures apart where nothing else does."""
    assert image_name(addresses[0]) != image_name(addresses[1])


@pytest.mark.parametrize(
    "address",
    [
        "https://t.news.example/click?url=https%3A%2F%2Fpaper.example%2Fletter&amp;id=12",
        "/out?u=https%3A%2F%2Fpaper.example%2Fletter&amp;sid=99",
        "https://eu.safelinks.example/?url=https%3A%2F%2Fpaper.example%2Fletter%3Futm_source%3Dx",
    ],
)
def test_a_redirector_is_read_as_where_it_leads(address: str) -> None:
    """A counter of clicks before a link is none of its address."""
    links = read(linked(f'<a href="{address}">letter</a>')).links or ()
    assert [link.url for link in links] == ["https://paper.example/letter"]
