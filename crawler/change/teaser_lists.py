"""Whether teasers are a widget's or a box's of the site, and no part of the story."""

from collections import Counter
from urllib.parse import urlsplit

from crawler.change.teaser_pairs import held, standing_text
from crawler.change.teasers import Look, Teaser, kind_of

LISTED = 2
"""Unlinked teasers that rotate together, from which they are a list and no subhead's paragraph."""


def is_list(
    left: list[Teaser],
    came: list[Teaser],
    looks: tuple[Look, Look],
) -> bool:
    """Return whether unlinked headlines with a text each are a widget's and no subheads."""
    if len(left) != len(came) or not all(t.excerpt for t in (*left, *came)):
        return False
    if {one.texts for one in left} == {one.texts for one in came}:
        return False  # they changed places, as subheads may
    old, look = looks
    if len(left) >= LISTED or _opened(came[0], look):
        return True
    if _shifted(_beside(left[0], old), _beside(came[0], look)):
        return True
    standing = _places_of_story(look)
    return all(teaser.boxed and not _places(teaser) & standing for teaser in came)


def is_furniture(teasers: list[Teaser], look: Look, *, known: bool = False) -> bool:
    """Return whether what only one look has is a box of the site's, and no part of the story.

    Linked headlines with excerpts in boxes unlike those of the story's sentences; or at least two,
    or one beside another that stands, behind the last sentence of the story. Where such teasers are
    ``known`` to come and go at that place, one is enough, and sentences may stand behind it.
    """
    if not teasers or any(
        one.kind != "linked" or not one.excerpt or not _is_ours(one, look) for one in teasers
    ):
        return False
    if held(look, teasers[0]) > standing_text(look):
        return False
    if all(one.boxed for one in teasers):
        standing = _places_of_story(look)
        return not any(_places(one) & standing for one in teasers)
    if known:
        return True
    last = max(
        (
            at
            for at, block in enumerate(look.blocks)
            if at not in look.changed and block.ends and not _is_excerpt(look, at, teasers[0])
        ),
        default=-1,
    )
    listed = len(teasers) >= LISTED or any(_beside(teasers[0], look))
    return listed and all(one.first > last for one in teasers)


def _is_excerpt(look: Look, at: int, like: Teaser) -> bool:
    """Return whether a piece of text stands below a headline as a teaser's excerpt does."""
    above = look.blocks[at - 1] if at else None
    return above is not None and kind_of(above) == "linked" and above.tags == like.title.tags


def _is_ours(teaser: Teaser, look: Look) -> bool:
    """Return whether a teaser leads to where most links of the page do: to the site."""
    hosts = Counter(urlsplit(link).netloc for block in look.blocks for link in block.links)
    site = max(hosts, key=hosts.__getitem__)
    return all(urlsplit(link).netloc == site for link in teaser.links)


def _places_of_story(look: Look) -> set[tuple[tuple[str, str], ...]]:
    """Return where sentences stand that both looks show."""
    return {
        block.place for at, block in enumerate(look.blocks) if at not in look.changed and block.ends
    }


def _beside(teaser: Teaser, look: Look) -> tuple[str, str]:
    """Return the headlines of the like teasers above and below one; empty where there is none."""
    size = len(teaser.blocks)
    above, below = (
        look.blocks[at].text
        if 0 <= at < len(look.blocks)
        and look.blocks[at].tags == teaser.title.tags
        and kind_of(look.blocks[at]) == teaser.kind
        else ""
        for at in (teaser.first - size, teaser.first + size)
    )
    return above, below


def _shifted(left: tuple[str, str], came: tuple[str, str]) -> bool:
    """Return whether a list moved on: one left at its one end, and one came at the other."""
    return left[1] == came[0] != "" or left[0] == came[1] != ""


def _opened(teaser: Teaser, look: Look) -> bool:
    """Return whether a widget's line stands above a teaser, or above those beside it."""
    at = teaser.first - 1
    size = len(teaser.blocks)
    while at >= 0:
        block = look.blocks[at]
        if block.prompt:
            return True
        title = at - size + 1
        if (
            title < 0
            or look.blocks[title].tags != teaser.title.tags
            or not kind_of(look.blocks[title])
        ):
            return False
        at = title - 1
    return False


def _places(teaser: Teaser) -> set[tuple[tuple[str, str], ...]]:
    return {block.place for block in teaser.blocks}
