"""Whether two Articles carry one text, with the reasons kept."""

from collections.abc import Sequence
from functools import lru_cache

from crawler.diff import letters
from crawler.identity import registrable
from crawler.index import KeptNumbers
from crawler.passages import titles_alike, word_runs
from crawler.story.agencies import agency_mark
from crawler.story.values import Member, Reason, Similarity

MIN_SHARED = 20
"""Shingles that two texts must share before anything else counts: a sentence or two. A short
quotation is no copy.
"""
MIN_SHARE = 0.2
"""The share of one text that must stand in the other, whatever else speaks for them."""
SAME_STORY_SCORE = 0.5
"""The score from which two texts are one: half of one stands in the other, or less and
they say so.
"""
_DOUBT = {"link": 0.4, "outlet": 0.6, "title": 0.75, "agency": 0.9}
"""What each piece of evidence leaves of the doubt that the texts leave."""
_SAME_TITLE = 0.8
_CUT = 2
"""Shingles by which a comparison of cut ones may be wrong."""
_MIN_NAME_LENGTH = 4


def similarity(first: Member, second: Member) -> Similarity:
    """Return what two Articles have in common.

    Symmetric but for the direction of the two shares. The score is 0 where they share too little.

    The score is one minus the doubt. The doubt is the share that is missing of the text that is
    more contained, made less where the other one is contained, too (a copy with a word exchanged
    here and there), and by each piece of evidence beside the text.
    """
    left, right = _runs(first.text.text), _runs(second.text.text)
    shared = len(left & right)
    shares = (_share(shared, left), _share(shared, right))
    said = f"{max(shares):.0%} of the shorter text's word runs stand in the other"
    if shared < MIN_SHARED or max(shares) < MIN_SHARE:
        return Similarity(*shares, 0.0, (Reason("text", said),))
    found = list(_beside_text(first, second))
    doubt = (1 - max(shares)) * (1 - min(shares) / 2)
    for kind in {reason.kind for reason in found}:
        doubt *= _DOUBT[kind]
    enough = 1 - doubt >= SAME_STORY_SCORE
    return Similarity(
        *shares, round(1 - doubt, 4) if enough else 0.0, (Reason("text", said), *found)
    )


def may_be_copies(left: frozenset[int], right: KeptNumbers) -> bool:
    """Return whether two texts of these shingles share enough to be compared.

    Of shingles that are cut to 16 bits some are taken for equal: two texts that share enough never
    seem to share much less, and some that share less may seem to.
    """
    shared = right.shared_with(left)
    shorter = min(len(left), len(right))
    return shared >= MIN_SHARED - _CUT and shared >= MIN_SHARE * shorter - _CUT


@lru_cache(maxsize=256)
def _runs(text: str) -> frozenset[int]:
    return word_runs(text)


def _share(shared: int, of: frozenset[int]) -> float:
    return shared / len(of) if of else 0.0


def _beside_text(first: Member, second: Member) -> Sequence[Reason]:
    reasons: list[Reason] = []
    for one, other in ((first, second), (second, first)):
        if links_to(one, other):
            reasons.append(Reason("link", f"{one.host} links to {other.url}"))
        if said := names(one, other):
            reasons.append(Reason("outlet", said))
    agency = agency_mark(first.text)
    if agency and agency == agency_mark(second.text):
        reasons.append(Reason("agency", f"both are marked {agency}"))
    alike = titles_alike(first.text.title, second.text.title)
    if alike >= _SAME_TITLE:
        reasons.append(
            Reason(
                "title",
                "the titles are the same" if alike == 1 else f"the titles are {alike:.0%} alike",
            )
        )
    return reasons


def links_to(one: Member, other: Member) -> bool:
    """Return whether ``one`` names the page of ``other`` as its canonical address or original."""
    return other.article in one.links


def names(one: Member, other: Member) -> str | None:
    """Return how ``one`` says that its text is from the outlet of ``other``, or None.

    Declared, or in a paragraph that the other lacks.
    """
    outlet, publisher = _bare(one.text.original_publisher), _bare(one.text.publisher)
    if outlet and outlet in _calling(other) and outlet != _bare(other.text.original_publisher):
        return f"{one.host} names {one.text.original_publisher} as its source"
    if publisher and publisher == _house(other) != _house(one):
        return f"{one.host} names {one.text.publisher} as its publisher"
    credited = other.text.publisher or ""
    if len(credited) >= _MIN_NAME_LENGTH and _own_ends_name(one, other, credited):
        return f"{one.host} names {credited} in its text"
    return None


def _own_ends_name(one: Member, other: Member, credited: str) -> bool:
    """Return whether the first or last paragraph of ``one`` has a name.

    As far as the other does not have that paragraph.
    """
    ends = (*one.text.paragraphs[:1], *one.text.paragraphs[-1:])
    naming = {letters(paragraph) for paragraph in ends if credited in paragraph}
    return bool(naming) and not naming <= set(map(letters, other.text.paragraphs))


def _calling(member: Member) -> set[str]:
    """Return what the outlet of a member may be called by others."""
    return {
        _bare(member.text.publisher),
        _house(member),
        _bare(member.host),
        _bare(registrable(member.host)),
    }


def _house(member: Member) -> str:
    """Return the name that a member's host was registered under.

    ``courier`` of ``www.the-courier.example``.
    """
    return _bare(label(member))


def label(member: Member) -> str:
    """Return the registered name of a member's host, without its ending.

    ``courier`` of ``www.courier.example``.
    """
    return registrable(member.host).partition(".")[0]


def _bare(name: str | None) -> str:
    """Return the letters and digits of an outlet's name, without "the"."""
    found = letters(name or "")
    return found.removeprefix("the") if len(found) > len("the") + _MIN_NAME_LENGTH else found
