"""One site's own rules: what was learned of it, and what its keeper has set."""

from crawler.extract import SiteOptions, explain, extract
from crawler.profile import Profile, folded, learn
from tests.archives import BORN

STORY = (
    (
        "The ferry to the outer islands will sail twice a day from Monday, the harbour "
        "board decided after a long meeting."
    ),
    (
        "Fishermen had asked for an early crossing so that the catch reaches the "
        "market before nine, said the chair, Oda Brekke."
    ),
    (
        "The second boat leaves at four in the afternoon, and schoolchildren travel "
        "free of charge until the end of the term in June."
    ),
)
SLOGAN = (
    "The Outer Islands Post has been printed on the island of Vessel every single "
    "day since the winter of 1911."
)
BOX = (
    "Bread from the island's own bakery is sold at the quay on every day of the "
    "week, and on Sundays until it is gone."
)


def page(*paragraphs: str, box: str = "") -> str:
    """Return a page that tells these paragraphs."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        "<html><head><title>Two ferries a day</title></head><body><article><h1>Two "
        f"ferries a day</h1>{body}{box}</article></body></html>"
    )


def profile(*lines: str) -> Profile:
    """Return a profile that knows these lines."""
    return Profile(
        host="post.example", furniture=tuple(sorted(map(folded, lines))), stories=3, learned_at=BORN
    )


def test_boilerplate_is_dropped_and_named() -> None:
    """A line that the profile knows leaves the text, and the profile is named in the extractor's
    identity.
    """
    html, known = page(*STORY, SLOGAN), profile(SLOGAN)
    assert extract(html).paragraphs == (*STORY, SLOGAN)
    read = extract(html, profile=known)
    assert read.paragraphs == STORY
    assert known.digest[:16] in read.extractor
    assert ("the site's boilerplate", SLOGAN) in [
        (one.reason, one.text) for one in explain(html, profile=known)
    ]


def test_a_text_of_boilerplate_alone_is_left() -> None:
    """A page whose whole text the profile knows keeps it: an article is never emptied."""
    assert extract(page(*STORY), profile=profile(*STORY)).paragraphs == STORY


def test_what_is_learned_is_what_is_dropped() -> None:
    """Three stories that end in one line teach it, and the next extraction is without it."""
    others = (
        "fog kept the boats in port all morning",
        "the school burned its old roof tiles",
        "a whale was seen off the northern light",
    )
    articles = {
        one: (
            (
                f"Early on Tuesday {one}, and it was the talk of the town well into the night, "
                "as those who were there said."
            ),
            SLOGAN,
        )
        for one in others
    }
    known = learn("post.example", articles, at=BORN)
    assert known is not None
    assert extract(page(*STORY, SLOGAN), profile=known).paragraphs == STORY


def test_dropped_elements_hold_no_story() -> None:
    """An element that the settings drop is as if it were not on the page, and the settings are part
    of the identity.
    """
    html = page(*STORY, box=f"<div class=bakery><p>{BOX}</p></div>")
    assert BOX in extract(html).paragraphs
    read = extract(html, options=SiteOptions(drop=(".bakery",)))
    assert read.paragraphs == STORY
    assert "options=" in read.extractor


def test_kept_elements_are_story() -> None:
    """An element that the settings keep is story, whatever the general rules say of it."""
    line = "Sign up for our newsletter"
    html = page(*STORY, box=f"<div class=appeal><p>{line}</p></div>")
    assert line not in extract(html).paragraphs
    assert extract(html, options=SiteOptions(keep=(".appeal",))).paragraphs == (*STORY, line)
