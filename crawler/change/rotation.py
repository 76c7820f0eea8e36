"""Teasers of other articles that rotate within a story's own box: another one at each look.

One look cannot always tell them from the story: a headline and an excerpt between two paragraphs,
marked up as these are. Two looks can. What changes then is a teaser as a whole, headline with
excerpt, for another one of the same form, while everything around it stands.

An editor replaces a paragraph, or adds one. So a paragraph without a headline of its own is never
held to rotate, nor one that resembles what stood there before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.change.attachment_noise import with_paragraphs, without_shown
from crawler.change.teaser_lists import LISTED, is_furniture, is_list
from crawler.change.teaser_pairs import replaced
from crawler.change.teasers import BESIDE, Look, Teaser, looks_at, shown_on, teasers_of
from crawler.diff import letters
from crawler.languages import Kind, pattern
from crawler.model import Extraction, PageBlock


@dataclass(frozen=True, slots=True)
class Rotation:
    """The texts of teasers that rotated between two looks: those that left, those that came."""

    left: tuple[tuple[str, ...], ...] = ()
    """Teaser by teaser, piece by piece."""
    came: tuple[tuple[str, ...], ...] = ()
    shown: frozenset[str] = frozenset()
    """The addresses of their pictures, films and posts, of both looks."""
    standing: frozenset[str] = frozenset()
    """The addresses of all pictures, films and posts that both looks show, wherever."""

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
) -> Rotation:
    """Return the teasers that rotated between two looks at a page.

    ``earlier`` is the look before both: what was replaced as a whole then, and is again, rotates.
    """
    looks = looks_at(old, new)
    if looks is None:
        return NO_ROTATION
    past: list[Teaser] | None = None
    found = Rotation(standing=shown_on(old) & shown_on(new))
    for ours, theirs in _by_form(looks):
        out, into = replaced(ours, theirs, looks) if ours and theirs else (ours, theirs)
        if (out or into) and not _is_told(out, into, looks):
            past = _past(earlier, old) if past is None else past
            if not _again(out, into, past, looks):
                continue
        found = Rotation(
            found.left + tuple(teaser.texts for teaser in out),
            found.came + tuple(teaser.texts for teaser in into),
            found.shown.union(*(teaser.shown for teaser in (*out, *into))),
            found.standing,
        )
    return found


def _is_told(
    left: list[Teaser],
    came: list[Teaser],
    looks: tuple[Look, Look],
) -> bool:
    """Return whether two looks are enough to tell that these rotated."""
    if not (left and came):
        return is_furniture(left or came, looks[0] if left else looks[1])
    kind = left[0].kind
    if kind in {"linked", "mixed"}:
        return True
    if kind == "plain":
        return is_list(left, came, looks)
    more = pattern(Kind.READ_MORE)
    return kind == "closed" and (
        len(left) == len(came) >= LISTED
        or all(more.search(one.title.closes) for one in (*left, *came))
    )


def _past(earlier: Sequence[PageBlock], old: Sequence[PageBlock]) -> list[Teaser]:
    """Return what came in the place of something unrelated between two earlier looks.

    And the linked teasers that only one of them has.
    """
    looks = looks_at(earlier, old) if earlier else None
    if looks is None:
        return []
    found: list[Teaser] = []
    for ours, theirs in _by_form(looks):
        if ours and theirs:
            found += replaced(ours, theirs, looks)[1]
        else:
            found += (one for one in (*ours, *theirs) if one.kind == "linked")
    return found


def _again(
    left: list[Teaser], came: list[Teaser], past: list[Teaser], looks: tuple[Look, Look]
) -> bool:
    """Return whether what left had come in the same way, beside the same place."""
    if not (left and came):
        alone = left or came
        known = all(any(_is_near(one, other) for other in past) for one in alone)
        return known and is_furniture(alone, looks[0] if left else looks[1], known=True)
    return len(left) == len(came) and all(
        (teaser.kind != "plain" or (teaser.excerpt and not teaser.states))
        and any(_is_near(teaser, other) for other in past)
        for teaser in left
    )


def _is_near(one: Teaser, other: Teaser) -> bool:
    return one.form == other.form and abs(one.first - other.first) <= BESIDE


def _by_form(looks: tuple[Look, Look]) -> Iterator[tuple[list[Teaser], list[Teaser]]]:
    """Yield what may be teasers of one form on either page, form by form."""
    forms: dict[tuple[object, ...], tuple[list[Teaser], list[Teaser]]] = {}
    for page, look in enumerate(looks):
        for teaser in teasers_of(look):
            forms.setdefault(teaser.form, ([], []))[page].append(teaser)
    yield from forms.values()
