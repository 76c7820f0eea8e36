"""All that stands beside the text of a page's story."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.extract.attachments.story_captions import story_captions
from crawler.extract.attachments.story_embeds import is_post, story_embed
from crawler.extract.attachments.story_links import story_links
from crawler.extract.attachments.story_place import StoryPlace
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.model import Attachments, StoryEmbed

T = TypeVar("T")

MAX_OBJECTS = 2_000
"""More captions, links or posts than any story has.

Of a list so long nobody can say what changed where it is cut, so it counts as unknown.
"""


def attachments(
    page: PageLayout,
    decisions: Sequence[BlockDecision],
    paragraphs: Sequence[str],
    tree: HtmlElement,
) -> Attachments:
    """Return them, in the order of the page. The tree is left as it is."""
    base = base_of(tree, page.hints.url)
    place = StoryPlace(page, decisions)
    embeds: dict[str, StoryEmbed] = {}
    posts: set[HtmlElement] = set()
    for _, element, within in place.objects:
        found = story_embed(element, base) if within else None
        if found is not None:
            embeds.setdefault(found.url, found)
        if is_post(element):
            posts.add(element)
    places = places_of(decisions, paragraphs)
    return Attachments(
        captions=_bounded(story_captions(place, base)),
        links=_bounded(story_links(decisions, places, base, frozenset(posts))),
        embeds=_bounded(iter(embeds.values())),
    )


def _bounded(found: Iterator[T]) -> tuple[T, ...] | None:
    known = tuple(islice(found, MAX_OBJECTS + 1))
    return known if len(known) <= MAX_OBJECTS else None


def places_of(decisions: Sequence[BlockDecision], paragraphs: Sequence[str]) -> dict[int, int]:
    """Return the paragraph, from 0, that each kept block is, or is a part of."""
    places: dict[int, int] = {}
    at = 0
    for decision in decisions:
        if not decision.kept:
            continue
        found = next(
            (n for n in range(at, len(paragraphs)) if decision.block.text in paragraphs[n]), None
        )
        if found is not None:
            places[decision.at] = at = found
    return places


def base_of(tree: HtmlElement, url: str | None) -> str | None:
    """Return the address that the page's links start from."""
    head = tree.find("head")
    bases = head.findall("base") if head is not None else ()
    declared = next((one.get("href") for one in bases if one.get("href")), None)
    try:
        return urljoin(url or "", declared) if declared else url
    except ValueError:
        return url
