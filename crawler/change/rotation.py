"""Teasers of other articles that rotate within a story's own box: another one at each look.

One look cannot always tell them from the story: a headline and an excerpt between two paragraphs,
marked up as these are. Two looks can. What changes then is a teaser as a whole, headline with
excerpt, for another one of the same form, while everything around it stands.

An editor replaces a paragraph, or adds one. So a paragraph without a headline of its own is never
held to rotate, nor one that resembles what stood there before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crawler.change.attachment_noise import with_paragraphs, without_shown
from crawler.change.teasers import (
    LINKED,
    UNRELATED,
    Look,
    Teaser,
    alike,
    kind_of,
    looks_at,
    teasers_of,
)
from crawler.diff import letters
from crawler.model import Extraction, PageBlock

_REWORDED = 0.6
"""Share of common letter groups below which an excerpt under a linked headline is another one.

Many begin or end alike.
"""
_LISTED = 2
"""Unlinked teasers that rotate together, from which they are a list and no subhead's paragraph."""
_BESIDE = 8
"""Pieces of text from one place to another beside it."""
_SHARE = 0.5
"""Share of the text that unlinked teasers can hold."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """The texts of teasers that rotated between two looks: those that left, those that came."""

    left: tuple[tuple[str, ...], ...] = ()
    """Teaser by teaser, piece by piece."""
    came: tuple[tuple[str, ...], ...] = ()
    shown: frozenset[str] = frozenset()
    """The addresses of their pictures, films and posts, of both looks."""

    def __bool__(self) -> bool:
        """Whether anything rotated."""
        return bool(self.left or self.came)

    @property
    def reason(self) -> str:
        """What rotated, in words for people.

        It goes into check lines, which stay when a text is redacted: so it quotes nothing.
        """
        told = f"{len(self.came) or 'nothing'} in place of {len(self.left) or 'nothing'}"
        return f"a teaser of another article rotated: {told}"


NO_ROTATION = Rotation()


def without_rotating(text: Extraction, found: Rotation) -> Extraction:
    """Return a text without what belongs to teasers that rotated, wherever it stands.

    Both texts are held without the teasers of both looks: a headline may stand on a page twice.
    """
    if not found:  # nearly always
        return text
    teasers = (*found.left, *found.came)
    parts = {letters(part) for teaser in teasers for part in (*teaser, "".join(teaser))}
    kept = tuple(paragraph for paragraph in text.paragraphs if letters(paragraph) not in parts)
    if len(kept) != len(text.paragraphs):
        text = with_paragraphs(text, kept, text)
    return without_shown(text, found.shown, parts)


def rotation(
    old: Sequence[PageBlock],
    new: Sequence[PageBlock],
    *,
    earlier: Sequence[PageBlock] = (),
    boilerplate: Callable[[str], bool] = lambda _: False,
) -> Rotation:
    """Return the teasers that rotated between two looks at a page.

    ``earlier`` is the look before both: what was replaced as a whole then, and is again, rotates.
    ``boilerplate`` knows lines of the site, such as a widget's heading.
    """
    looks = looks_at(old, new)
    if looks is None:
        return NO_ROTATION
    left, came = (list(teasers_of(look)) for look in looks)
    past: list[Teaser] | None = None
    found = NO_ROTATION
    for form in dict.fromkeys(teaser.form for teaser in left):
        out, into = _rotated(_of_form(left, form), _of_form(came, form), looks)
        if out and out[0].kind == "plain" and not _is_list(out, into, looks, boilerplate):
            past = _came(earlier, old) if past is None else past
            if not _again(out, into, past):
                continue
        found = Rotation(
            found.left + tuple(teaser.texts for teaser in out),
            found.came + tuple(teaser.texts for teaser in into),
            found.shown.union(*(teaser.shown for teaser in (*out, *into))),
        )
    return found


def _came(earlier: Sequence[PageBlock], old: Sequence[PageBlock]) -> list[Teaser]:
    """Return what came in the place of something unrelated between two earlier looks."""
    looks = looks_at(earlier, old) if earlier else None
    if looks is None:
        return []
    left, came = (list(teasers_of(look)) for look in looks)
    return [
        teaser
        for form in dict.fromkeys(teaser.form for teaser in left)
        for teaser in _rotated(_of_form(left, form), _of_form(came, form), looks)[1]
    ]


def _again(left: list[Teaser], came: list[Teaser], past: list[Teaser]) -> bool:
    """Return whether what left had come in the same way, beside the same place."""
    return len(left) == len(came) and all(
        teaser.excerpt
        and not teaser.states
        and any(
            teaser.form == other.form and abs(teaser.first - other.first) <= _BESIDE
            for other in past
        )
        for teaser in left
    )


def _of_form(teasers: Sequence[Teaser], form: tuple[object, ...]) -> list[Teaser]:
    return [teaser for teaser in teasers if teaser.form == form]


def _rotated(
    left: list[Teaser], came: list[Teaser], looks: tuple[Look, Look]
) -> tuple[list[Teaser], list[Teaser]]:
    """Return the teasers of one form that were replaced as a whole by unrelated ones."""
    out = [one for one in left if all(_unrelated(one, other) for other in came)]
    into = [one for one in came if all(_unrelated(one, other) for other in left)]
    if not out or not into:
        return [], []
    out, into = _common(out, into), _common(into, out)
    most = _SHARE if out[0].kind == "plain" else 1.0
    if any(
        _held(look, teasers[0]) > most * _standing(look)
        for look, teasers in zip(looks, (out, into), strict=True)
    ):
        return [], []
    return out, into


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
                        alike(block.text, other.text, most) and block.text != other.text
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


def _held(look: Look, like: Teaser) -> int:
    """Return about how many characters all teasers of a form have, whether they changed or not."""
    titles = sum(
        kind_of(block) == like.kind and block.tags == like.title.tags for block in look.blocks
    )
    return titles * sum(map(len, like.texts))


def _standing(look: Look) -> int:
    """Return characters of the sentences that stand on both pages."""
    return sum(
        len(block.text)
        for at, block in enumerate(look.blocks)
        if at not in look.changed and block.ends and block.linked < LINKED
    )


def _is_list(
    left: list[Teaser],
    came: list[Teaser],
    looks: tuple[Look, Look],
    boilerplate: Callable[[str], bool],
) -> bool:
    """Return whether unlinked headlines with a text each are a widget's and no subheads."""
    if len(left) != len(came) or not all(t.excerpt for t in (*left, *came)):
        return False
    if {one.texts for one in left} == {one.texts for one in came}:
        return False  # they changed places, as subheads may
    old, look = looks
    if len(left) >= _LISTED or _opened(came[0], look, boilerplate):
        return True
    if _shifted(_beside(left[0], old), _beside(came[0], look)):
        return True
    standing = {
        block.place for at, block in enumerate(look.blocks) if at not in look.changed and block.ends
    }
    return all(teaser.boxed and not _places(teaser) & standing for teaser in came)


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


def _opened(teaser: Teaser, look: Look, boilerplate: Callable[[str], bool]) -> bool:
    """Return whether a widget's line stands above a teaser, or above those beside it."""
    at = teaser.first - 1
    size = len(teaser.blocks)
    while at >= 0:
        block = look.blocks[at]
        if block.prompt or boilerplate(block.text):
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


def _unrelated(one: Teaser, other: Teaser) -> bool:
    """Return whether a teaser is another one, or the very same at another place."""
    linked = one.kind != "plain"
    if one.texts == other.texts or not alike(one.title.text, other.title.text):
        return True
    elsewhere = linked and not one.links & other.links
    return elsewhere and not alike(one.excerpt, other.excerpt)
