"""Edits and noise beside the text: captions, pictures and links, done to a page's markup."""
# ruff: noqa: PLR2004, ARG001  # a bench's thresholds stand where they are used; all edits have one
# signature

import random
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from changes_pages import Document, Donor, Kinds, folded
from lxml import html

_PICTURES = ("src", "data-src", "data-original", "srcset", "data-srcset")


def _figures(document: Document) -> Iterator[tuple[html.HtmlElement, html.HtmlElement]]:
    """Yield the figures between the story's paragraphs, each with its caption."""
    paragraphs = set(document.story)
    seen = False
    left = len(paragraphs)
    for element in document.root.iter("p", "figure"):
        if element in paragraphs:
            seen, left = True, left - 1
        elif element.tag == "figure" and seen and left and element.getparent() is not None:
            caption = next(element.iter("figcaption"), None)
            inside = next(element.iterancestors("aside", "nav", "a", "footer", "form"), None)
            plain = caption is not None and next(caption.iter("a"), None) is None
            pictured = next(element.iter("img"), None) is not None
            if plain and caption is not None and inside is None and pictured:
                words = len(folded(caption.text_content()).split())
                yield from [(element, caption)] * (words >= 6)


def caption_edit(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a caption with another sentence at its end."""
    found = list(_figures(document))
    if not found:
        return None
    _, caption = rng.choice(found)
    text = f"{folded(caption.text_content())} {donor.sentences[0]}"
    for child in list(caption):
        child.drop_tree()
    caption.text = text
    return frozenset({"caption"})


def picture_edit(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return another picture above the same caption."""
    found = list(_figures(document))
    if not found:
        return None
    figure, _ = rng.choice(found)
    pictures = [*figure.iter("img", "source")]
    if not any((one.get("src") or "").startswith(("http", "/")) for one in pictures):
        return None
    for one in pictures:
        for name in [name for name in one.attrib if name.startswith("data-") or "src" in name]:
            del one.attrib[name]
        if one.tag == "img":
            one.set("src", f"/pictures/harbour-{rng.randrange(10**6)}-ostendorf.jpg")
    return frozenset({"image"})


def link_edit(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a link of the story that leads elsewhere."""
    host = urlsplit(document.page.url).hostname or ""
    links = [
        link
        for paragraph in document.story
        for link in paragraph.iter("a")
        if len(folded(link.text_content()).split()) >= 2
        and host not in urljoin(document.page.url, link.get("href") or "#")
        and (link.get("href") or "").startswith("http")
    ]
    if not links:
        return None
    rng.choice(links).set("href", f"https://ostendorf.example/report/{rng.randrange(10**6)}")
    return frozenset({"link"})


def renditions(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return pictures at other sizes, from another host, with other signatures."""
    found = False
    for one in new.root.iter("img", "source"):
        for name in _PICTURES:
            value = one.get(name)
            if value and not value.startswith("data:") and "," not in value:
                mark = "&" if "?" in value else "?"
                one.set(name, f"{value}{mark}w={rng.randrange(300, 1900)}&s={rng.randrange(10**9)}")
                found = True
    return found


def counted_links(old: Document, new: Document, rng: random.Random, donor: Donor) -> bool:
    """Return the story's links with parameters that count who follows them."""
    found = False
    for paragraph in new.story:
        for link in paragraph.iter("a"):
            value = link.get("href") or ""
            if value.startswith(("http", "/")) and "#" not in value:
                mark = "&" if "?" in value else "?"
                link.set("href", f"{value}{mark}utm_source=story&utm_content={rng.randrange(999)}")
                found = True
    return found
