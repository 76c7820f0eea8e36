"""The boilerplate of invented pages.

A widget is a function of random numbers to markup: its teasers, counts and times differ from call
to call.
"""

# ruff: noqa: E501  # a widget's markup is one line  # noqa: RUF100

import random
from collections.abc import Callable
from html import escape

from tests.extract.stories import Story

Widget = Callable[[random.Random], str]

_TEASERS = (
    (
        "Mayor of Pellworth resigns over a parking lot",
        (
            "The mayor of Pellworth stepped down on Monday after an inquiry found that a "
            "parking lot had been sold below its value to a neighbour..."
        ),
    ),
    (
        "Storm takes the roof off a stadium",
        (
            "Winds of up to 140 kilometres an hour tore the roof off an empty stadium near "
            "Dunholt, and closed three roads for the night."
        ),
    ),
    (
        "Why your bread got smaller",
        (
            "Bakers in four regions have changed their loaves without telling anyone. We "
            "weighed two hundred of them, and the results may surprise you."
        ),
    ),
    (
        "Goalkeeper signs for a second season",
        (
            "Lena Oduya will stay with Harbour United for another year, the club said, "
            "after a season in which she conceded eleven goals..."
        ),
    ),
    (
        "Ten lakes to swim in before autumn",
        (
            "From the moors to the coast: our readers sent in more than three hundred "
            "places, and the editors picked ten of them."
        ),
    ),
)
_PEOPLE = ("Person", "Ottilie Markgraf", "Person", "Dario Pellegrin", "Person", "Sun-hi Amberley")
_TOPICS = ("#Harbour", "#Local Politics", "#Transport", "#Town Council")


def navigation(_: random.Random) -> str:
    """Return the site's menu."""
    return (
        '<header><nav><ul><li><a href="/">Home</a></li><li><a '
        'href="/news">News</a></li><li><a href="/sport">Sport</a></li><li><a '
        'href="/arts">Arts</a></li></ul></nav></header>'
    )


def cookies(_: random.Random) -> str:
    """Return a consent banner."""
    return (
        '<div class="cookie-banner" role="dialog"><p>We and our partners use cookies '
        "to store information on your device and to show you content that fits your "
        "interests. "
        'You can change your choice at any time.</p><a href="#">Accept all</a> <a '
        'href="#">Settings</a></div>'
    )


def breaking(numbers: random.Random) -> str:
    """Return a ticker above the page."""
    title, _ = numbers.choice(_TEASERS)
    return (
        '<div class="ticker"><span>Breaking</span> <a '
        f'href="/b/{numbers.randrange(99)}">{title}</a></div>'
    )


def crumbs(_: random.Random) -> str:
    """Return the way to this page."""
    return (
        '<ol class="breadcrumb"><li><a href="/">Home</a></li><li><a '
        'href="/region">Region</a></li><li><a href="/region/coast">Coast</a></li></ol>'
    )


def related(numbers: random.Random) -> str:
    """Teasers of other stories below a heading."""
    chosen = numbers.sample(_TEASERS, 3)
    items = "".join(
        (
            '<div class="card"><a '
            f'href="/a/{numbers.randrange(9999)}"><h3>{title}</h3></a><p>{text}</p>'
            f"<span>{numbers.randrange(2, 23)} hours ago</span></div>"
        )
        for title, text in chosen
    )
    return f'<section class="related"><h2>Related</h2>{items}</section>'


def linked_teasers(numbers: random.Random) -> str:
    """Teasers as a list of links."""
    items = "".join(
        f'<li><a href="/a/{numbers.randrange(9999)}">{title}</a></li>'
        for title, _ in numbers.sample(_TEASERS, 3)
    )
    return f'<div class="more"><h4>More from the region</h4><ul>{items}</ul></div>'


def read_more(numbers: random.Random) -> str:
    """Return one teaser line between paragraphs."""
    title, _ = numbers.choice(_TEASERS)
    return (
        '<p class="inline-teaser"><strong>Read more:</strong> <a '
        f'href="/a/{numbers.randrange(9999)}">{title}</a></p>'
    )


def newsletter(_: random.Random) -> str:
    """Return a prompt for a newsletter."""
    return (
        '<div class="newsletter-box"><h4>Sign up for the morning letter</h4><p>Get the '
        "stories of the day in your inbox every morning at six.</p>"
        '<form><input type="email"><button>Subscribe</button></form></div>'
    )


def advertisement(_: random.Random) -> str:
    """Return an ad slot with its label."""
    return '<div class="ad-slot"><span>Advertisement</span><div id="gpt-1"></div></div>'


def sharing(numbers: random.Random) -> str:
    """Buttons and counts."""
    return (
        '<ul class="share"><li><a href="#f">Facebook</a></li><li><a '
        'href="#x">X</a></li><li><a '
        f'href="#m">Email</a></li></ul><span>{numbers.randrange(400)} shares</span>'
    )


def comments(numbers: random.Random) -> str:
    """Readers' comments and their count."""
    items = "".join(
        "<div "
        f'class="comment"><b>reader{numbers.randrange(99)}</b>'
        f"<span>{numbers.randrange(2, 50)} minutes ago</span>"
        f"<p>{numbers.choice(('I have said this for years and nobody would listen to me, but here we are again.', 'Well done to all who worked on it, I really mean that.', 'Who pays for all this in the end? I would like to see the numbers.'))}</p>"
        '<a href="#r">Reply</a></div>'
        for _ in range(numbers.randrange(2, 6))
    )
    return (
        f'<section id="comments"><h3>Comments / {numbers.randrange(90)}</h3>{items}<a '
        'href="/policy">Community Policy</a></section>'
    )


def people(_: random.Random) -> str:
    """Boxes of people and places."""
    return (
        '<div class="entities"><h3>RELATED PEOPLE</h3>'
        + "".join(f"<div>{name}</div>" for name in _PEOPLE)
        + "</div>"
    )


def topics(_: random.Random) -> str:
    """Return a list of tags."""
    return (
        '<div class="tags"><h3>IN THIS ARTICLE</h3>'
        + "".join(f'<a href="/t">{topic}</a>' for topic in _TOPICS)
        + "</div>"
    )


def profile(_: random.Random) -> str:
    """Return a publisher's profile as aggregators show it."""
    return (
        '<div class="publisher-card"><h3>The Far Shore '
        "Gazette</h3><div>Dunholt</div><div>1M+</div><div>Followers</div><div>108K+"
        "</div><div>Posts</div><div>ABOUT</div>"
        "<p>The Far Shore Gazette is a daily newspaper and website that has brought "
        "the news of the coast to its readers for over eighty years.</p><a "
        'href="#">https://www.farshore.example</a></div>'
    )


def writer(_: random.Random) -> str:
    """Return a box on the author."""
    return (
        '<aside class="bio"><h4>About the writer</h4><p>Marit Oldenkamp is an '
        "award-winning senior reporter who covers the coast and its harbours. You can "
        "reach her by email.</p></aside>"
    )


def most_read(numbers: random.Random) -> str:
    """Return a ranking at the side."""
    items = "".join(
        f'<li><a href="/a/{at}">{title}</a></li>'
        for at, (title, _) in enumerate(numbers.sample(_TEASERS, 4))
    )
    return f'<aside class="sidebar"><h3>Most read</h3><ol>{items}</ol></aside>'


def footer(_: random.Random) -> str:
    """Return the site's foot."""
    return (
        '<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy policy</a> '
        "<p>© 2026 Saltmarsh Media. All rights reserved. No part of this site may be "
        "reproduced.</p></footer>"
    )


def picture(_: random.Random) -> str:
    """Return a picture with caption and credit."""
    return (
        '<figure><img src="/p.jpg" alt=""><figcaption>The quay at dusk, seen from the '
        "chandlery. Photo: R. Amsel</figcaption></figure>"
    )


def next_article(story: Story) -> str:
    """Return a whole further article, as infinite scroll adds it."""
    body = "".join(f"<p>{escape(text)}</p>" for text in story.paragraphs)
    return (
        f'<article class="story"><h1>{escape(story.title)}</h1><div class="byline">By '
        f'{story.authors[0]}</div><div class="story-body">{body}</div></article>'
    )


BEFORE: tuple[Widget, ...] = (navigation, cookies, breaking, crumbs)
INSIDE: tuple[Widget, ...] = (
    read_more,
    newsletter,
    advertisement,
    linked_teasers,
    picture,
    related,
)
AFTER: tuple[Widget, ...] = (
    related,
    comments,
    people,
    topics,
    profile,
    writer,
    most_read,
    sharing,
    newsletter,
    linked_teasers,
    footer,
)
