"""Which of several copies is the original, by the weight of what is said.

Links, named outlets, agencies, dates, who was seen first.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from crawler.story.agencies import agency_mark, is_agency
from crawler.story.similarity import label, links_to, names
from crawler.story.values import Member, OriginReason

APART = timedelta(minutes=1)
"""Two declared times that are nearer than this are one."""
SEEN_APART = timedelta(hours=1)
"""First looks that are nearer than this say who was crawled first, not who published first."""
MAX_NAMED = 8
"""Copies that a reason names; of more it says how many."""
_DAY = len("2026-11-21")

Found = tuple[Member | None, OriginReason]


def original(members: Sequence[Member]) -> Found:
    """Return the original with the reason, or None with the reason why nothing tells.

    The order of ``members`` makes no difference.
    """
    ordered = sorted(members, key=lambda member: member.article)
    return (
        _pointed_at(ordered, "link", links_to)
        or _pointed_at(ordered, "outlet", names)
        or _from_agency(ordered)
        or _published_first(ordered)
        or _seen_first(ordered)
        or (None, OriginReason("unknown", "nothing says which came first"))
    )


def _pointed_at(
    members: Sequence[Member],
    ground: Literal["link", "outlet"],
    points: Callable[[Member, Member], object],
) -> Found | None:
    """Return the member that most others point at, of those that point at none themselves."""
    at = {
        one.article: [other for other in members if other is not one and points(other, one)]
        for one in members
    }
    pointing = {other.article for others in at.values() for other in others}
    ends = [one for one in members if at[one.article] and one.article not in pointing]
    most = max((len(at[one.article]) for one in ends), default=0)
    best = [one for one in ends if len(at[one.article]) == most]
    if len(best) != 1:
        return None
    pointers = at[best[0].article]
    verb, what = (
        ("link", "to it") if ground == "link" else ("name", best[0].text.publisher or best[0].host)
    )
    hosts = ", ".join(other.host for other in pointers[:MAX_NAMED])
    if len(pointers) > MAX_NAMED:
        hosts += f" and {len(pointers) - MAX_NAMED} more"
    return best[0], OriginReason(
        ground, f"{hosts} {verb}{'s' if len(pointers) == 1 else ''} {what}"
    )


def _from_agency(members: Sequence[Member]) -> Found | None:
    marked = {agency for member in members if (agency := agency_mark(member.text))}
    if not marked:
        return None
    own = [
        (member, agency)
        for member in members
        for agency in marked
        if is_agency(agency, member.text.publisher, label(member))
    ]
    if len(own) == 1:
        return own[0][0], OriginReason(
            "agency", f"the text comes from {own[0][1]}, and this is its own page"
        )
    return None, OriginReason(
        "agency",
        f"the text comes from {' or '.join(sorted(marked))}: none of these is the original",
    )


def _published_first(members: Sequence[Member]) -> Found | None:
    """Return the member that declares the earliest publication, if another declares a later one."""
    declared = [(member, member.text.published) for member in members if member.text.published]
    times = [(moment, member) for member, text in declared if (moment := exact(text)) is not None]
    if len(times) == len(declared):
        times.sort(key=lambda pair: pair[0])
        if len(times) > 1 and times[1][0] - times[0][0] >= APART:
            return times[0][1], OriginReason(
                "published", f"it declares the earliest publication, {times[0][1].text.published}"
            )
        return None
    days = sorted(((text[:_DAY], member) for member, text in declared), key=lambda pair: pair[0])
    if len(days) > 1 and days[0][0] < days[1][0]:
        return days[0][1], OriginReason(
            "published", f"it declares the earliest publication, {days[0][0]}"
        )
    return None


def exact(text: str | None) -> datetime | None:
    """Return a declared time in UTC; None where it is a date, lacks its zone, or is no time."""
    try:
        moment = datetime.fromisoformat(text) if text and len(text) > _DAY else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def _seen_first(members: Sequence[Member]) -> Found | None:
    ordered = sorted(members, key=lambda member: member.first_seen)
    if len(ordered) > 1 and ordered[1].first_seen - ordered[0].first_seen >= SEEN_APART:
        return ordered[0], OriginReason(
            "seen", "the archive saw it earliest, and nothing else says which came first"
        )
    return None
