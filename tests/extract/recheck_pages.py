"""A page with all that pages hold, noise that leaves its story as it was, and edits that do not."""

from collections.abc import Callable

from tests.extract.stories import FERRY

Altered = Callable[[str], str]
"""A page to the same page at another look."""

AUTHOR = "Mara Lindqvist"
CAPTION = "The new ferry at its berth in the old harbour, seen from the tower."
_HEAD = f"""<html lang="en"><head><title>{FERRY.title} | Courier</title>
<meta name="author" content="{AUTHOR}"><meta property="og:title" content="{FERRY.title}">
<meta property="article:published_time" content="2026-03-14T08:00:00Z">
<meta name="csrf-token" content="a1b2c3">
<link rel="canonical" href="https://courier.example/2026/03/14/ferry-4711">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{FERRY.title}",
"commentCount": 12, "author": {{"name": "{AUTHOR}"}}}}</script>
<style>.a {{ color: red }}</style>"""
_MENU = '<nav class="menu"><ul><li><a href="/sport">Sport</a></li></ul></nav>'
_FIGURE = (
    '<figure><img src="/pictures/ferry-berth-800x600.jpg" alt="">'
    f"<figcaption>{CAPTION}</figcaption></figure>"
)
_TEASERS = (
    '<aside class="related-stories"><h2>More stories</h2><ul>'
    '<li><a href="/news/1"><h3>Council votes on the new lamps of the park</h3></a></li>'
    '<li><a href="/news/2"><h3>A bridge is closed for longer than planned</h3></a></li>'
    "</ul></aside>"
)
_AD = (
    '<div class="ad-slot"><span>Advertisement</span><a href="/ad/1">A sofa for each wall</a></div>'
)
_SHARES = '<div class="share-bar"><span>17 shares</span> <span>4 comments</span></div>'
_TIME = '<div class="meta"><time datetime="2026-03-14T08:00:00Z">2 hours ago</time></div>'
_CODED = 'data-cfemail="422d242b212702272c"'
_LINKED = (
    '<p>The whole <a href="https://county.example/report.pdf">report of the county</a> can be had '
    f"at the <s>office</s> of the harbour from Monday on, <a {_CODED}>mail</a>.</p>"
)
_EMBED = '<iframe src="https://www.youtube.com/embed/abcdef12345"></iframe>'
_PARAGRAPHS = [f'<p class="text__9f3a1">{text}</p>' for text in FERRY.paragraphs]


def page(*, head: str = "", paragraphs: list[str] = _PARAGRAPHS) -> str:
    """Return the page with these paragraphs."""
    middle = len(paragraphs) // 2
    story = [*paragraphs[:middle], _FIGURE, _AD, *paragraphs[middle:], _LINKED, _EMBED]
    return (
        f'{_HEAD}{head}</head><body class="story-page has-ads">{_MENU}<main><article>'
        f'<header><h1>{FERRY.title}</h1><p class="byline">By {AUTHOR}</p>{_TIME}{_SHARES}</header>'
        f'<div class="story-body__77ab2">{"".join(story)}</div>'
        f"</article>{_TEASERS}</main><footer><p>All rights reserved.</p></footer></body></html>"
    )


PAGE = page()


def _swap(old: str, new: str) -> Altered:
    """Return what exchanges a string that the page must hold."""

    def altered(markup: str) -> str:
        assert old in markup, old
        return markup.replace(old, new)

    return altered


_COOKIES = (
    '<div id="cookie-banner" role="dialog"><p>We use cookies to improve your experience and to '
    "show you advertising that suits you.</p><button>Accept all</button></div>"
)
NOISES: dict[str, Altered] = {
    "a token": _swap("</body>", '<script nonce="x1">window.build = 4711</script></body>'),
    "a token in the head": _swap("a1b2c3", "ffee99"),
    "a style": _swap("color: red", "color: blue"),
    "a comment": _swap("<main>", "<!-- served by node 17 --><main>"),
    "names of a build": lambda markup: markup.replace("9f3a1", "0c2d4").replace("77ab2", "91fe0"),
    "an attribute": _swap("<article>", '<article data-request="9f8e7d">'),
    "teasers": lambda markup: markup.replace("Council votes on", "Mayor speaks of").replace(
        "/news/1", "/news/77"
    ),
    "an advertisement": lambda markup: markup.replace("A sofa for each wall", "Kettles for all"),
    "counters": lambda markup: markup.replace("17 shares", "18 shares").replace(
        "4 comments", "9 comments"
    ),
    "comments that are counted": _swap('"commentCount": 12', '"commentCount": 13'),
    "hours since": _swap("2 hours ago", "5 hours ago"),
    "the menu": _swap("</ul></nav>", '<li><a href="/vote">Election</a></li></ul></nav>'),
    "a banner": _swap("<main>", f"{_COOKIES}<main>"),
    "white space": lambda markup: markup.replace("</p>", "\n </p>\n").replace(", ", ",\n "),
    "clicks that are counted": _swap("report.pdf", "report.pdf?utm_source=story"),
    "another size of a picture": _swap("berth-800x600.jpg", "berth-1600x900.jpg?s=77"),
}
"""By name."""

_FIRST = FERRY.paragraphs[0]
_NEW = "<p>On Friday the board said that it would look at the whole plan once more.</p>"


def _added(at: int) -> Altered:
    return lambda _: page(paragraphs=[*_PARAGRAPHS[:at], _NEW, *_PARAGRAPHS[at:]])


def _removed(at: int) -> Altered:
    return lambda _: page(paragraphs=[*_PARAGRAPHS[:at], *_PARAGRAPHS[at + 1 :]])


EDITS: dict[str, Altered] = {
    "a number": _swap("from Monday on", "from Tuesday on"),
    "a letter": _swap(_FIRST, _FIRST[:-3] + "x" + _FIRST[-2:]),
    "a headline that is shown": _swap(f"<h1>{FERRY.title}", f"<h1>Correction: {FERRY.title}"),
    "a headline that is declared": _swap(
        f'og:title" content="{FERRY.title}', 'og:title" content="No'
    ),
    "an author that is shown": _swap(f"By {AUTHOR}", "By Jon Varga"),
    "an author that is declared": _swap(f'"name": "{AUTHOR}"', '"name": "Jon Varga"'),
    "a date that is declared": _swap('2026-03-14T08:00:00Z">\n', '2026-03-15T09:00:00Z">\n'),
    "a date that is shown": _swap('datetime="2026-03-14T08', 'datetime="2026-03-14T09'),
    "an update that is shown": _swap("</header>", "<p>Updated 14 March 2026, 10:20</p></header>"),
    "an update in the foot": _swap("<footer>", "<footer><span>Updated: 14.03.2026, 10:20</span>"),
    "the language": _swap('lang="en"', 'lang="da"'),
    "the canonical link": _swap('/ferry-4711">\n', '/ferry-4712">\n'),
    "an order to robots": _swap("<style>", '<meta name="robots" content="noindex"><style>'),
    "an order to go elsewhere": _swap(
        "<style>", '<meta http-equiv="refresh" content="0; url=/"><style>'
    ),
    "a script that leads away": _swap("</body>", "<script>location.href = '/'</script></body>"),
    "a wall that is declared": _swap(
        '"commentCount"', '"isAccessibleForFree": false, "commentCount"'
    ),
    "a caption": _swap(CAPTION, f"{CAPTION} It is painted blue."),
    "a picture": _swap("ferry-berth-800", "crane-berth-800"),
    "a link": _swap("county.example/report.pdf", "builder.example/flyer.pdf"),
    "the words of a link": _swap("report of the county", "paper of the county"),
    "a film": _swap("abcdef12345", "zyxwvu98765"),
    "a film that is gone": _swap(_EMBED, ""),
    "a paragraph that is hidden": _swap(f'<p class="text__9f3a1">{_FIRST}', f"<p hidden>{_FIRST}"),
    "a paragraph that is struck out": _swap(f"{_FIRST}</p>", f"<del>{_FIRST}</del></p>"),
    "what is struck out": _swap("at the <s>office</s> of", "at the <s>office of</s>"),
    "a name beside the story": _swap("<footer>", '<footer><a rel="author" href="/v">J. Varga</a>'),
    "a declaration in a menu": _swap(
        "</ul></nav>", '</ul><script type="application/ld+json">{"author": "J."}</script></nav>'
    ),
    "a release date": _swap("<style>", '<meta name="release_date" content="2026-03-01"><style>'),
    "a hidden address": _swap(_CODED, 'data-cfemail="422d242b212702272d"'),
    "a subhead": _swap(_FIGURE, f"<h2>What comes next</h2>{_FIGURE}"),
    "a list": _swap(_FIGURE, f"<ul><li>No trains</li><li>No cars</li></ul>{_FIGURE}"),
    "a list of links": _swap(_FIGURE, f'<ul><li><a href="/law">The law</a></li></ul>{_FIGURE}'),
    "a table": _swap(_FIGURE, f"<table><tr><td>Cars</td><td>17</td></tr></table>{_FIGURE}"),
    "a notice in a box": _swap(
        "</article>",
        "<div class='note'><b>Correction: The county has 12 ferries.</b></div></article>",
    ),
    "a notice in a box of links": _swap(
        "<h2>More stories</h2>",
        "<p>Correction: An earlier version of this article misstated who had signed it.</p>",
    ),
    "a sentence in a menu": _swap("</ul></nav>", f"</ul>{_NEW}</nav>"),
    "a short sentence below": _swap("<footer>", "<p>The council meets in a week.</p><footer>"),
    "a notice above": _swap(
        "<main>", "<main><p>Editor's note: This article was taken down and put back on Friday.</p>"
    ),
    "a preview": _swap(
        "".join(_PARAGRAPHS[len(_PARAGRAPHS) // 2 :]), "<p>Subscribe to read on.</p>"
    ),
    "another order": _swap(
        f"{_PARAGRAPHS[0]}{_PARAGRAPHS[1]}", f"{_PARAGRAPHS[1]}{_PARAGRAPHS[0]}"
    ),
    "a page that says it is gone": lambda _: "<html><body><h1>Page not found</h1></body></html>",
    **{f"a paragraph at place {at}": _added(at) for at in range(len(_PARAGRAPHS) + 1)},
    **{f"no paragraph at place {at}": _removed(at) for at in range(len(_PARAGRAPHS))},
}
"""By name."""
