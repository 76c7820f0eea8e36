"""Which teasers were replaced as a whole between two looks, and how much of a page they hold."""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawler.change.teasers import (
    BESIDE,
    LINKED,
    UNRELATED,
    Look,
    Teaser,
    alike,
    kind_of,
    weak_kind_of,
)
from crawler.model import PageBlock

_REWORDED = 0.6
"""Share of common letter groups below which an excerpt under a linked headline is another one.

Many begin or end alike.
"""
_NUMBER = re.compile(r"\d+")
_LINE = 60
"""Characters of a teaser's line of numbers, at the most."""
_RANK = re.compile(r"^\W*\d{1,3}\W+")
_NEXT = 2
"""Pieces of text from one of a list to the next: its headline, behind an excerpt."""
_SHARE = 0.5
"""Share of the text that unlinked teasers can hold."""


def replaced(
    left: list[Teaser], came: list[Teaser], looks: tuple[Look, Look]
) -> tuple[list[Teaser], list[Teaser]]:
    """Return the teasers of one form that were replaced as a whole by unrelated ones."""
    out = [one for one in left if all(_unrelated(one, other) for other in came)]
    into = [one for one in came if all(_unrelated(one, other) for other in left)]
    moved = {one.texts for one in (*_astray(out, into, looks[0]), *_astray(into, out, looks[1]))}
    out, into = ([one for one in some if one.texts not in moved] for some in (out, into))
    if not out or not into:
        return [], []
    out, into = _common(out, into), _common(into, out)
    most = 1.0 if out[0].kind in {"linked", "mixed"} else _SHARE
    if any(
        held(look, teasers[0]) > most * standing_text(look)
        for look, teasers in zip(looks, (out, into), strict=True)
    ):
        return [], []
    return out, into


def _astray(mine: list[Teaser], theirs: list[Teaser], look: Look) -> Iterator[Teaser]:
    """Yield what stands on both pages, and on this one far from all others of its form.

    A teaser may change its place among others. A line of the story goes elsewhere alone.
    """
    same = {one.texts for one in theirs}
    replaced_at = [one.first for one in mine if one.texts not in same]
    for one in mine:
        if one.kind in {"plain", "mixed"} and one.texts in same:
            near = range(one.first - _NEXT, one.first + len(one.blocks) + _NEXT)
            if not any(abs(one.first - place) <= BESIDE for place in replaced_at) and not any(
                _is_of_form(look.blocks[at], one)
                for at in near
                if 0 <= at < len(look.blocks) and look.blocks[at] not in one.blocks
            ):
                yield one


def _is_of_form(block: PageBlock, like: Teaser) -> bool:
    kind = kind_of(block) or weak_kind_of(block)
    return kind == like.kind and block.tags == like.title.tags


def _common(mine: list[Teaser], theirs: list[Teaser]) -> list[Teaser]:
    """Return teasers without what is no teaser's.

    What only one look has below a headline, and what is there in another wording.
    """
    if mine[0].boxed:
        most = _REWORDED if mine[0].kind == "linked" else UNRELATED
        return [
            replace(
                teaser,
                blocks=tuple(
                    block
                    for block in teaser.blocks
                    if block is teaser.title
                    or not any(
                        alike(block.text, other.text, most) and not _is_form(block, other)
                        for one in theirs
                        for other in one.blocks
                    )
                ),
            )
            for teaser in mine
        ]
    size = min(len(teaser.blocks) for teaser in (*mine, *theirs))
    for at in range(1, size):
        if any(
            alike(one.blocks[at].text, other.blocks[at].text)
            and one.blocks[at].text != other.blocks[at].text
            for one in mine
            for other in theirs
        ):
            size = at
            break
    return [replace(teaser, blocks=teaser.blocks[:size]) for teaser in mine]


def _is_form(block: PageBlock, other: PageBlock) -> bool:
    """Return whether two lines are one form with other numbers, as a date or a duration."""
    one, two = (_NUMBER.sub("0", text) for text in (block.text, other.text))
    return one == two and (block.text == other.text or len(one) <= _LINE)


def held(look: Look, like: Teaser) -> int:
    """Return about how many characters all teasers of a form have, whether they changed or not."""
    titles = sum(_is_of_form(block, like) for block in look.blocks)
    return titles * sum(map(len, like.texts))


def standing_text(look: Look) -> int:
    """Return characters of the sentences that stand on both pages."""
    return sum(
        len(block.text)
        for at, block in enumerate(look.blocks)
        if at not in look.changed and block.ends and block.linked < LINKED
    )


def _unrelated(one: Teaser, other: Teaser) -> bool:
    """Return whether a teaser is another one, or the very same at another place."""
    linked = one.kind != "plain"
    if one.texts == other.texts or not alike(one.title.text, other.title.text):
        return True
    if one.ranked and other.ranked and _unnumbered(one) == _unnumbered(other):
        return True
    elsewhere = linked and not one.links & other.links
    return elsewhere and not alike(one.excerpt, other.excerpt)


def _unnumbered(teaser: Teaser) -> str:
    return _RANK.sub("", teaser.title.text)
