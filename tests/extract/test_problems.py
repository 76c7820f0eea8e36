"""Pages that are no article, and stories that stand elsewhere than in the page's body."""

# a page's markup is one line

import json

import pytest

from crawler.extract import extract
from tests.extract.shapes import SHAPES, page
from tests.extract.stories import MUSEUM, STORIES, Story

URL = "https://news.example/2026/05/19/clock"


def _listing() -> str:
    cards = "".join(
        (
            f'<div class="card"><a href="/a/{at}"><h3>Headline number {at} of a story in '
            f"the region</h3></a><span>{at} hours ago</span></div>"
        )
        for at in range(30)
    )
    return (
        '<html><head><title>Region</title><meta property="og:type" '
        'content="website"></head><body><h1>Region</h1><div '
        f'class="grid">{cards}</div></body></html>'
    )


def _declared(kind: str, body: str, **more: object) -> str:
    data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "headline": MUSEUM.title,
            "datePublished": MUSEUM.published,
            **more,
        }
    )
    return (
        f"<html><head><title>{MUSEUM.title}</title><script "
        f'type="application/ld+json">{data}</script></head><body><h1>{MUSEUM.title}'
        f"</h1>{body}</body></html>"
    )


def test_section() -> None:
    """A page that lists articles is a section."""
    found = extract(_listing(), "https://news.example/region")
    assert (found.problem or "").startswith("section")


def test_front_page() -> None:
    """A site's front page is a section too."""
    found = extract(_listing(), "https://news.example/")
    assert (found.problem or "").startswith("section")


def _among_teasers() -> str:
    teasers = "".join(
        f'<div><a href="/?p={at}">Headline number {at} of a story in the region</a></div>'
        for at in range(10)
    )
    body = "".join(f"<p>{text}</p>" for text in MUSEUM.paragraphs)
    return (
        f"<html><head><title>{MUSEUM.title}</title></head><body><article><h1>{MUSEUM.title}</h1>"
        f"{body}</article><aside>{teasers}</aside></body></html>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "?p=4821",
        "?article=clock",
        "index?id=7",
        "?story=clock-goes-on-show",
        "?2026-03-04-clock-on-show=&r=/news/clock",
        "#!/clock-on-show",
        "?utm_source=x&p=4821",
        "?4821",
        "?/archives/4821-clock.html",
        "?q=node/4821",
    ],
)
def test_an_address_of_a_query_is_no_front_page(address: str) -> None:
    """A query or a hash-bang that names a page makes the root's address an article's."""
    found = extract(_among_teasers(), f"https://news.example/{address}")
    assert found.problem is None
    assert found.paragraphs == MUSEUM.paragraphs


@pytest.mark.parametrize(
    "address", ["", "?utm_source=x", "?page=2", "?lang=en-gb", "?cat=5", "?q=clock", "#top"]
)
def test_a_query_that_chooses_a_list_leaves_the_front_page(address: str) -> None:
    """Pages, categories, languages and tracking name no article."""
    found = extract(_among_teasers(), f"https://news.example/{address}")
    assert (found.problem or "").startswith("section")


def test_video() -> None:
    """A page that is a film and its caption is no article."""
    found = extract(
        _declared(
            "VideoObject",
            (
                "<video></video><p>The clock is wound for the first time since 1922. Film: I. "
                "Quandt</p>"
            ),
        ),
        URL,
    )
    assert (found.problem or "").startswith(("video", "no text"))


def test_gallery() -> None:
    """A page of pictures and their captions is no article."""
    pictures = "".join(
        f"<figure><img src='/{at}.jpg'><figcaption>Picture {at} of the clock.</figcaption></figure>"
        for at in range(9)
    )
    found = extract(_declared("ImageGallery", pictures), URL)
    assert (found.problem or "").startswith(("gallery", "no text"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.publisher)
@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_articles_have_no_problem(shape: str, story: Story) -> None:
    """A real article is never refused for its looks."""
    assert extract(page(shape, story), URL).problem is None


@pytest.mark.parametrize("text", ["Hello", "It works!", "503 Service Unavailable"])
def test_a_few_words(text: str) -> None:
    """A few words on a page that does not call itself an article are none, and the
    reason says so.
    """
    found = extract(
        f"<html><head><title>{text}</title></head><body><p>{text}</p></body></html>", URL
    )
    assert (found.problem or "").startswith(("no article", "no text"))


def test_linked_data_rescues() -> None:
    """Where the body is empty, the article text in JSON-LD serves, and the extraction says so."""
    found = extract(
        _declared(
            "NewsArticle", "<div id='root'></div>", articleBody="\n\n".join(MUSEUM.paragraphs)
        ),
        URL,
    )
    assert found.paragraphs == MUSEUM.paragraphs
    assert found.rescued_from == "json-ld"
    assert found.problem is None


@pytest.mark.parametrize("kind", [str, bytes])
def test_feed_rescues(kind: type) -> None:
    """Where the page holds no story at all, the feed item's full text serves, its markup and
    prompts left out.
    """
    item = "".join(f"<p>{text}</p>" for text in MUSEUM.paragraphs) + "<p>Read more</p>"
    found = extract(
        _declared("NewsArticle", "<div id='root'></div>"),
        URL,
        rescue=item if kind is str else item.encode(),
    )
    assert found.paragraphs == MUSEUM.paragraphs
    assert found.rescued_from == "feed"


def test_no_rescue_where_the_body_stands() -> None:
    """A body that holds the story is never replaced."""
    found = extract(
        page("semantic", MUSEUM),
        URL,
        rescue="<p>Another text altogether, of which nothing may come out.</p>" * 40,
    )
    assert found.paragraphs == MUSEUM.paragraphs
    assert found.rescued_from is None


_CARDS = "".join(
    f"<div><h3><a href='/news/{at}'>{title}</a></h3><p>{lead}</p></div>"
    for at, (title, lead) in enumerate(
        (
            ("A mill by the weir changes hands", "Three sisters buy what their grandfather sold."),
            ("Who pays for the new quay", "The bill has lain in a drawer since spring, and grows."),
            ("The last lamp lighter of Osterby", "He goes round with a ladder older than he is."),
            ("Voters stay away in the valley", "Fewer than ever chose those who tax the county."),
            ("Rain spoils the hay once more", "Farmers ask the state for help with winter fodder."),
            ("A choir learns to do without", "Since the parish hall burnt it sings in a garage."),
        )
    )
)


@pytest.mark.parametrize(
    ("path", "extra", "listed"),
    [
        ("/news/glass-works-burn-down-48300", "", True),
        ("/news/week-of-lamp-lighter-and-hay", "", False),
        ("/news/glass-works-burn-down-48300", "<meta name=author content='Ada Brook'>", False),
        ("/news/48300", "", False),
    ],
)
def test_a_list_at_an_articles_address(path: str, extra: str, *, listed: bool) -> None:
    """A list of others without author, day or the words of the address is no article.

    A round-up of links is one.
    """
    page = (
        f"<html lang=en><head><title>News</title>{extra}</head>"
        f"<body><main><h1>Latest</h1>{_CARDS}</main></body></html>"
    )
    found = extract(page, f"https://herald.example{path}").problem
    assert (found is not None) is listed
