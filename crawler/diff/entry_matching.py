"""Which entries of a live blog's old text are which of its new one.

Entries come on top, and the oldest leave the page when it is full: they scroll off. So the new text
is compared as if it still held them, in the old one's order. An entry that left in any other way
was removed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from crawler.diff.align import moved
from crawler.model import Extraction, LiveEntry

_CUT = 3
"""Entries that leave at once from which the page may have been cut, and nothing removed."""
_PAGE_SIZE, _MIN_PAGE = 5, 10
"""A page is cut to a multiple of so many entries, and to so many at least."""

Texts = tuple[str, ...]


def _entry_texts(text: Extraction) -> list[Texts]:
    """Return the paragraphs of each entry."""
    return [text.paragraphs[entry.first : entry.end] for entry in text.entries]


def summary_places(text: Extraction) -> list[int]:
    """Return the paragraphs that belong to no entry, by number."""
    taken = {at for entry in text.entries for at in range(entry.first, entry.end)}
    return [at for at in range(len(text.paragraphs)) if at not in taken]


def matched_entries(old: Extraction, new: Extraction) -> dict[int, int]:
    """Return new entry to old one, both by number: by id, else by text, else by time and text."""
    matching = _Matching(old, new)
    matching.by_id()
    matching.by_text()
    matching.by_time()
    matching.by_likeness()
    return matching.found


class _Matching:
    """The pairs found so far."""

    def __init__(self, old: Extraction, new: Extraction) -> None:
        self.found: dict[int, int] = {}
        self._old, self._new = old.entries, new.entries
        self._old_texts, self._new_texts = _entry_texts(old), _entry_texts(new)
        self._trusts_ids = self._ids_hold()

    def _ids_hold(self) -> bool:
        """Return whether ids stay with their texts. Some sites number entries anew each time."""
        ids = dict(zip(self._old_texts, (entry.id for entry in self._old), strict=True))
        same = [
            ids[text] == entry.id
            for text, entry in zip(self._new_texts, self._new, strict=True)
            if text in ids and entry.id is not None
        ]
        return 2 * sum(same) >= len(same)

    def _rest(self) -> tuple[list[int], list[int]]:
        taken = set(self.found.values())
        return [i for i in range(len(self._old)) if i not in taken], [
            j for j in range(len(self._new)) if j not in self.found
        ]

    def by_id(self) -> None:
        """Pair entries of one id, where ids can be trusted."""
        if not self._trusts_ids:
            return
        places = {entry.id: i for i, entry in enumerate(self._old) if entry.id is not None}
        for j, entry in enumerate(self._new):
            if entry.id in places and entry.id is not None:
                self.found[j] = places.pop(entry.id)

    def by_text(self) -> None:
        """Pair entries of one text, those of one time first."""
        left, came = self._rest()
        places: dict[Texts, list[int]] = defaultdict(list)
        for i in left:
            places[self._old_texts[i]].append(i)
        for j in came:
            here = places[self._new_texts[j]]
            if here:
                when = self._new[j].published
                best = min(here, key=lambda i: (self._old[i].published != when, i))
                here.remove(best)
                self.found[j] = best

    def by_time(self) -> None:
        """Pair entries that alone came at one time, where no id says that they are others."""
        left, came = self._rest()
        old = Counter(self._old[i].published for i in left)
        new = Counter(self._new[j].published for j in came)
        places = {self._old[i].published: i for i in left}
        for j in came:
            when = self._new[j].published
            alone = when is not None and old[when] == new[when] == 1
            if alone and self._may_be_one(places[when], j):
                self.found[j] = places[when]

    def by_likeness(self) -> None:
        """Pair entries whose texts are alike, where no id says that they are others."""
        left, came = self._rest()
        for i, j in moved(
            [" ".join(self._old_texts[i]) for i in left],
            [" ".join(self._new_texts[j]) for j in came],
        ):
            if self._may_be_one(left[i], came[j]):
                self.found[came[j]] = left[i]

    def _may_be_one(self, i: int, j: int) -> bool:
        ids = self._old[i].id, self._new[j].id
        return not self._trusts_ids or None in ids or ids[0] == ids[1]


def carried(old: Extraction, new: Extraction) -> Extraction:
    """Return the new text as it is to be compared with the old one.

    With the entries that only scrolled off, without older ones that only came back into view, and
    in the old text's order. A text without entries stays as it is.
    """
    if not old.entries or not new.entries:
        return new
    pairs = matched_entries(old, new)
    usual = _on_top(new, pairs)
    is_turned = [_is_newest_first(text, usual=usual) for text in (old, new)]
    before = _chronological(len(old.entries), newest_first=is_turned[0])
    after = _chronological(len(new.entries), newest_first=is_turned[1])
    scrolled, revealed = _out_of_view(old, new, pairs, before, after)
    order = _order(pairs, before, [j for j in after if j not in revealed], scrolled)
    if is_turned[0]:
        order.reverse()
    return _rebuilt(old, new, order)


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry of the text to compare with: a new one, or an old one that scrolled off."""

    new: int | None
    old: int | None


def _chronological(count: int, *, newest_first: bool) -> list[int]:
    return list(range(count))[:: -1 if newest_first else 1]


def _on_top(new: Extraction, pairs: dict[int, int]) -> bool:
    """Return whether entries that came stand above those that stood before; True if none did."""
    came = [j for j in range(len(new.entries)) if j not in pairs]
    above = sum(j < min(pairs) for j in came) if pairs else 0
    below = sum(j > max(pairs) for j in came) if pairs else 0
    return above >= below


def _is_newest_first(text: Extraction, *, usual: bool) -> bool:
    """Return whether a page has its newest entry on top, by their times if these tell it."""
    times = [time for entry in text.entries if (time := _instant(entry)) is not None]
    rising = sum((later > sooner) - (later < sooner) for sooner, later in pairwise(times))
    return rising < 0 if rising else usual


def _instant(entry: LiveEntry) -> datetime | None:
    text = entry.published or ""
    try:
        found = datetime.fromisoformat(f"2000-01-01T{text}" if len(text) == len("10:05") else text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _out_of_view(
    old: Extraction,
    new: Extraction,
    pairs: dict[int, int],
    before: Sequence[int],
    after: Sequence[int],
) -> tuple[set[int], set[int]]:
    """Return the old entries that scrolled off, and the new ones that only came into view."""
    kept = set(pairs.values())
    tail = list(_while(before, lambda i: i not in kept))
    head = list(_while(after, lambda j: j not in pairs)) if pairs else []
    came = len(new.entries) - len(pairs) - len(head)
    scrolled = set(tail) if _is_scrolled(old, new, tail, came) else set()
    opened = (old.live is not None and old.live.continued) or len(head) >= _CUT
    return scrolled, set(head) if opened else set()


def _while(places: Sequence[int], holds: Callable[[int], bool]) -> Iterator[int]:
    for place in places:
        if not holds(place):
            return
        yield place


def _is_scrolled(old: Extraction, new: Extraction, tail: Sequence[int], came: int) -> bool:
    """Return whether the oldest entries left because the page holds no more.

    As many came as left, or the page was cut: where it says that it goes on elsewhere, at a round
    number of entries, or between two days.
    """
    if not tail or came >= len(tail):
        return bool(tail)
    more = [text.live is not None and text.live.continued for text in (old, new)]
    if more == [False, True]:
        return True
    if len(tail) - came < _CUT:
        return False
    count = len(new.entries)
    is_round = count >= _MIN_PAGE and count % _PAGE_SIZE == 0
    days = {(old.entries[i].published or "")[:10] for i in tail}
    stays = {(entry.published or "")[:10] for entry in new.entries}
    return more[1] or is_round or (not days & stays and "" not in days)


def _order(
    pairs: dict[int, int], before: Sequence[int], after: Sequence[int], scrolled: set[int]
) -> list[_Place]:
    """Return the entries to compare with, oldest first: the old order, with what came in it.

    What came stands behind what it stands behind on its page.
    """
    back = {i: j for j, i in pairs.items()}
    standing = [_Place(back.get(i), i) for i in before if i in back or i in scrolled]
    anchor = next((place.old for place in reversed(standing) if place.old in scrolled), None)
    behind: dict[int | None, list[_Place]] = defaultdict(list)
    for j in after:
        if j in pairs:
            anchor = pairs[j]
        else:
            behind[anchor].append(_Place(j, None))
    order = list(behind[None])
    for place in standing:
        order += [place, *behind[place.old]]
    return order


def _rebuilt(old: Extraction, new: Extraction, order: Sequence[_Place]) -> Extraction:
    """Return the new text with these entries; the new one itself where they are its own."""
    if [place.new for place in order] == list(range(len(new.entries))):
        return new
    old_texts, new_texts = _entry_texts(old), _entry_texts(new)
    paragraphs = [new.paragraphs[at] for at in summary_places(new)]
    entries = []
    for place in order:
        entry, texts = (
            (new.entries[place.new], new_texts[place.new])
            if place.new is not None
            else (old.entries[place.old or 0], old_texts[place.old or 0])
        )
        first = len(paragraphs)
        paragraphs += texts
        entries.append(replace(entry, first=first, end=len(paragraphs)))
    return replace(new, paragraphs=tuple(paragraphs), entries=tuple(entries))
