"""The story of one Article.

Its copies on other sites, which of them is the original, and what each lacks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, pairwise

from crawler.errors import BadUrl
from crawler.identity import normalise
from crawler.index import Index
from crawler.model import Extraction, Version, interleaved, newest_text
from crawler.story.missing_changes import OriginalTexts, missing_changes
from crawler.story.origin import exact, original
from crawler.story.similarity import may_be_copies, similarity
from crawler.story.values import Member, OriginReason, Similarity, Story, StoryCopy

ROUNDS = 3
"""How often the original's own copies may lead to another original."""

LOOKED_AT = (0, 20, 80, None)
"""Articles that share passages are compared in this order, those first that share most, up to these
numbers: until there is no copy among so many.
"""

Texts = Callable[[Sequence[Version]], Sequence[Extraction | None]]
"""The texts of an Article's versions as one extractor gives them, None for ``gone``."""


Sound = Callable[[Collection[str]], Mapping[str, Sequence[Version]]]
"""The versions of each of several Articles that may be shown, in order."""


_Courses = Mapping[str, tuple[Sequence[Version], Sequence[Version]]]
"""Each Article's own versions, and the same with those of the Articles joined to it."""

_Read = Callable[[Collection[str]], _Courses]


def _recorded(versions: Sequence[Version]) -> Sequence[Extraction | None]:
    return [version.extraction for version in versions]


def story_of(
    index: Index, article: str, *, texts: Texts = _recorded, sound: Sound | None = None
) -> Story | None:
    """Return the story of an Article that the index knows; None if no version of it has a text.

    Raises ``IndexUnusable``.

    The copies are those of the original, so the story is the same whichever of them is asked for;
    where no original is known, they are those of the Article that was asked for. ``sound`` gives
    what is told of its members; without it the index does, which alone finds them.
    """
    members = _Members(index, sound or index.versions_of)
    asked = first = next(iter(members.shown([article])), None)
    if asked is None or first is None:
        return None
    for _ in range(ROUNDS):
        found = _similar(index, first, asked, members)
        if not found:
            return Story(
                first=first,
                original=None,
                original_reason=OriginReason("alone", "no other site has this text"),
                copies=(),
            )
        best, reason = original([first, *(member for member, _ in found)])
        if best is None or best.article == first.article:
            return Story(
                first=first,
                original=best,
                original_reason=reason,
                copies=_copies(first, found, texts if best else None),
            )
        first = best
    reason = OriginReason("unknown", "what is said of the original leads in a circle")
    return Story(
        first=first,
        original=None,
        original_reason=reason,
        copies=_copies(first, _similar(index, first, asked, members), None),
    )


class _Members:
    """The Articles that may be of a story, without those of which no version has a text.

    All are asked for at once, for a story may have hundreds of copies, and each once, for every
    round meets most of them again.
    """

    def __init__(self, index: Index, sound: Sound) -> None:
        self._index, self._sound = index, sound
        self._listed: dict[str, Member | None] = {}
        self._shown: dict[str, Member | None] = {}
        self._belongs: dict[str, str | None] = {}

    def listed(self, names: Sequence[str]) -> list[Member]:
        """Return these, in this order, as the index read them, with their newest texts alone."""
        return self._of(names, self._listed, self._alone)

    def shown(self, names: Sequence[str]) -> list[Member]:
        """Return these, in this order, as they may be shown."""
        return self._of(names, self._shown, self._with_joined)

    def _alone(self, names: Collection[str]) -> _Courses:
        found = self._index.newest_texts(names)
        return {name: ((one,), (one,)) for name, one in found.items()}

    def _with_joined(self, names: Collection[str]) -> _Courses:
        joined = self._index.joined_of(names)
        found = self._sound({*names, *chain.from_iterable(joined.values())})
        return {
            name: (found[name], _one_course([found[one] for one in (name, *joined.get(name, ()))]))
            for name in names
        }

    def _of(
        self, names: Sequence[str], known: dict[str, Member | None], read: _Read
    ) -> list[Member]:
        fresh = [name for name in names if name not in known]
        if fresh:
            known |= dict.fromkeys(fresh) | self._made(read(fresh))
        return [member for name in names if (member := known[name]) is not None]

    def _made(self, found: _Courses) -> dict[str, Member]:
        texts = {name: text for name in found if (text := newest_text(found[name][0])) is not None}
        linked = {name: set(filter(None, map(_normal, _addresses(texts[name])))) for name in texts}
        fresh = set[str]().union(*linked.values()) - self._belongs.keys()
        self._belongs |= dict.fromkeys(fresh) | self._index.articles_for(fresh)
        return {
            name: Member(
                versions=tuple(found[name][0]),
                course=tuple(found[name][1]),
                text=text,
                links=frozenset(filter(None, map(self._belongs.get, linked[name]))) - {name},
            )
            for name, text in texts.items()
        }


def _one_course(courses: Sequence[Sequence[Version]]) -> Sequence[Version]:
    return interleaved(courses, lambda one: one.captured_at) if len(courses) > 1 else courses[0]


def _addresses(text: Extraction) -> tuple[str | None, str | None]:
    return text.canonical, text.original_url


def _normal(url: str | None) -> str | None:
    try:
        return normalise(url) if url else None
    except BadUrl:
        return None


def _similar(
    index: Index, first: Member, asked: Member, members: _Members
) -> list[tuple[Member, Similarity]]:
    """Return the Articles that carry the text of ``first``, the surest first.

    Of equally sure ones, those come first that hold most of it.
    They are found by what the index holds; those that are found are read.
    """
    known = [asked] if asked.article != first.article else []
    names = [name for name in index.sharing(first.article) if name != asked.article]
    own = frozenset[int]()
    near: list[str] = []
    for begin, end in pairwise(LOOKED_AT):
        some = names[begin:end]
        if not some:
            break
        shingles = index.shingles_of([first.article, *some] if begin == 0 else some)
        own = own or frozenset(shingles.get(first.article, ()))
        some = [name for name in some if name in shingles and may_be_copies(own, shingles[name])]
        copies = [one.article for one in members.listed(some) if similarity(first, one).score]
        if not copies:
            break  # what follows shares less still: phrases that many use
        near += copies
    others = known + members.shown(near)
    found = [(member, kin) for member in others if (kin := similarity(first, member)).score]
    return sorted(found, key=lambda pair: (-pair[1].score, -pair[1].contains, pair[0].article))


def _copies(
    first: Member, found: Sequence[tuple[Member, Similarity]], texts: Texts | None
) -> tuple[StoryCopy, ...]:
    """Return the copies as compared with ``first``.

    Without ``texts`` it is not known for the original, and nobody lacks its changes.
    """
    original = OriginalTexts.of(first.course, texts(first.course)) if texts else None
    return tuple(_copy(first, member, kin, original) for member, kin in found)


def _copy(
    first: Member, member: Member, kin: Similarity, original: OriginalTexts | None
) -> StoryCopy:
    ours, theirs = exact(first.text.published), exact(member.text.published)
    lacks = missing_changes(original, member.text) if original else ()
    if ours is not None and theirs is not None and ours != theirs:
        return StoryCopy(
            member=member,
            similarity=kin,
            lag_seconds=int((theirs - ours).total_seconds()),
            lag_by="published",
            lacks=lacks,
        )
    seen = int((member.first_seen - first.first_seen).total_seconds())
    return StoryCopy(
        member=member, similarity=kin, lag_seconds=seen, lag_by="first_seen", lacks=lacks
    )
