"""What differs between two looks at a page whose story stayed as it was.

Each does its thing to the new page, some prepare the old one.
"""
# ruff: noqa: PLR2004, ARG001  # a bench's thresholds stand where they are used; all noises have one
# signature

import json
import random
import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise

from changes_beside import counted_links, renditions
from changes_pages import Document, Donor, folded
from lxml import etree, html

Noise = Callable[[Document, Document, random.Random, Donor], bool]
"""(old, new, randomness, donor) to whether the page had a place for it."""

_DATE = re.compile(r"(20[12]\d-[01]\d-[0-3]\dT[0-2]\d:)([0-5]\d)")


def modified(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return only the modification date moves: in JSON-LD and in meta elements."""
    found = False
    for element in new.root.iter("script", "meta"):
        key = element.get("property") or element.get("name") or ""
        if element.tag == "meta" and "modified" in key and element.get("content"):
            element.set("content", "2026-11-20T10:11:12Z")
            found = True
        if (
            element.get("type") == "application/ld+json"
            and element.text
            and "dateModified" in element.text
        ):
            element.text = re.sub(
                r'("dateModified"\s*:\s*")[^"]*', r"\g<1>2026-11-20T10:11:12Z", element.text
            )
            found = True
    return found


def teasers(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return a box of teasers behind the story, or within it, shows others."""
    where = rng.choice(["after", "within"])
    for document, texts in ((old, donor.sentences[:3]), (new, donor.sentences[3:6])):
        cards = "".join(
            f'<li><a href="/news/{len(text)}"><h3>{_short(text)}</h3></a></li>' for text in texts
        )
        _place(
            document,
            where,
            f'<aside class="related-stories"><h2>More stories</h2><ul>{cards}</ul></aside>',
        )
    return True


def _short(text: str) -> str:
    return escape(" ".join(text.split()[:9]))


def _place(document: Document, where: str, markup: str) -> None:
    element = html.fragment_fromstring(markup)
    element.tail = "\n"
    if where == "after":
        parent = document.story[-1].getparent()
        parent.append(element)
    elif where == "before":
        document.story[0].addprevious(element)
    else:
        document.story[len(document.story) // 2].addprevious(element)


def linked_teasers(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return the page's own links outside the story get other texts, as front-page boxes do."""
    around = set(new.story[0].iterancestors())
    for paragraph in new.story:
        around &= set(paragraph.iterancestors())
    holder = max(around, key=lambda element: len(list(element.iterancestors())))
    inside = set(holder.iter()) if holder.tag != "body" else set()
    links = [
        link
        for link in new.root.iter("a")
        if link not in inside and _is_teaser(link, folded(new.page.text))
    ]
    for link, text in zip(links, list(donor.sentences) * 20, strict=False):
        for child in list(link):
            child.tail = None
            if not len(child) and child.tag != "img":
                child.text = None
        link.text = " ".join(text.split()[: 5 + rng.randrange(4)])
    return len(links) >= 3


def _is_teaser(link: html.HtmlElement, wanted: str) -> bool:
    text = folded(link.text_content())
    return len(text.split()) >= 5 and text not in wanted


def counters(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return numbers of comments and shares."""
    for document in (old, new):
        markup = (
            f'<div class="share-bar"><span>{rng.randrange(900)} shares</span> '
            f"<span>{rng.randrange(90)} comments</span></div>"
        )
        _place(document, "before", markup)
    return True


def relative_dates(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return how long ago the story was published, in words."""
    for document, hours in ((old, 2), (new, 5)):
        _place(
            document,
            "before",
            (
                f'<div class="meta"><time datetime="2026-11-19T08:00:00Z">{hours} hours '
                "ago</time></div>"
            ),
        )
    return True


def ads(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Advertisements within the story."""
    for document, text in (
        (old, "Buy the new kettle now"),
        (new, "A sofa for every wall, 20% off"),
    ):
        _place(
            document,
            "within",
            (
                '<div class="ad-slot ad-inline" '
                f'id="ad-{rng.randrange(9999)}"><span>Advertisement</span><a '
                f'href="/ad">{text}</a></div>'
            ),
        )
    return True


def class_names(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return a new build of the site: each class name gets another hash behind it."""
    for document in (old, new):
        suffix = f"{rng.randrange(16**5):05x}"
        for element in document.root.iter(etree.Element):
            if element.get("class"):
                element.set(
                    "class", " ".join(f"{name}__{suffix}" for name in element.get("class").split())
                )
    return True


def reordered_widgets(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Two boxes outside the story change places."""
    keep = {
        ancestor for paragraph in new.story for ancestor in (paragraph, *paragraph.iterancestors())
    }
    wanted = folded(new.page.text)
    boxes = [
        box
        for box in new.root.iter("aside", "section", "ul", "div")
        if box not in keep and _is_widget(box, keep, wanted)
    ]
    pairs = [(left, right) for left, right in pairwise(boxes) if left.getnext() is right]
    if not pairs:
        return False
    left, right = rng.choice(pairs)
    right.addnext(left)
    return True


def _is_widget(box: html.HtmlElement, keep: set[html.HtmlElement], wanted: str) -> bool:
    in_story = any(ancestor.tag == "article" for ancestor in box.iterancestors())
    text = folded(box.text_content())
    holds_story = any(folded(part) in wanted for part in box.itertext() if len(part.split()) > 3)
    return not in_story and not holds_story and box.getparent() in keep and len(text) > 20


def navigation(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return a new entry in the navigation."""
    nav = next((item for item in new.root.iter("nav", "header")), None)
    if nav is None:
        return False
    nav.append(html.fragment_fromstring('<ul><li><a href="/election">Election live</a></li></ul>'))
    return True


def cookie_banner(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return a banner that asks for consent, over the page."""
    markup = (
        '<div id="cookie-banner" role="dialog" class="consent"><p>We use cookies to '
        "improve your experience and to show you "
        "advertising that suits you. You can change your mind at any "
        "time.</p><button>Accept all</button></div>"
    )
    banner = html.fragment_fromstring(markup)
    body = new.root.find("body")
    (body.insert(0, banner) if rng.random() < 0.5 else body.append(banner))
    return True


def white_space(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Other line breaks and indentation, also within the story's paragraphs."""
    for slot in list(new.strings(body=True)):
        if slot.name in ("text", "tail") and slot.element.tag not in (
            "script",
            "style",
            "pre",
            "textarea",
        ):
            text = slot.get()
            slot.set(
                "\n\t"
                if not text.strip()
                else re.sub(r" ", lambda _: "\n  " if rng.random() < 0.1 else " ", text)
            )
    return True


def tokens(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Build numbers, nonces and session state in scripts."""
    for document in (old, new):
        script = html.Element("script")
        state = {"nonce": rng.randrange(10**9), "build": rng.randrange(10**6)}
        script.text = f"window.__state={json.dumps(state)}"
        document.root.find("body").append(script)
    return True


NOISES: Sequence[Noise] = (
    modified,
    teasers,
    linked_teasers,
    counters,
    relative_dates,
    ads,
    class_names,
    reordered_widgets,
    navigation,
    cookie_banner,
    white_space,
    tokens,
    renditions,
    counted_links,
)
