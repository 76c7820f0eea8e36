"""What changed beside the text: captions, pictures, links, quoted posts.

Only where both sides were looked at by one extractor: what one of them did not look for is unknown,
and no change.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rapidfuzz.fuzz import ratio

from crawler.diff.segment import sentences
from crawler.diff.spans import spans
from crawler.diff.unit_similarity import letters, same_letters
from crawler.diff.values import AttachmentChange, AttachmentKind, DiffBlock, Span
from crawler.model import Extraction, StoryCaption, StoryEmbed, StoryLink

T = TypeVar("T")

_ALIKE = 50
"""Per cent of letters in order from which two captions are one, edited."""
_TELLING = 15
"""Letters from which a caption within a longer one is the same."""
_MOVED_HOUSE = 2
"""Pictures from which new names for all of them, under the same captions, are a new store's."""
_NONE = StoryCaption()
_SAME_PLACE = re.compile(r"^https?://(?:www\.|m\.|amp\.)?", re.IGNORECASE)
_TOKENS = frozenset(
    """
    token sig signature expires exp nonce timestamp ts hash session sessid _ cb rnd
    """.split()  # noqa: SIM905  # a table of words
)
"""Parameters whose values differ at every look."""


def attachment_changes(
    old: Extraction, new: Extraction, blocks: Sequence[DiffBlock]
) -> tuple[AttachmentChange, ...]:
    """Return them: captions and pictures first, then links, then quoted posts."""
    if old.extractor != new.extractor:
        return ()
    found: list[AttachmentChange] = []
    if old.captions is not None and new.captions is not None:
        found += _pictures(old.captions, new.captions)
    if old.links is not None and new.links is not None:
        found += _links(old, new, blocks)
    if old.embeds is not None and new.embeds is not None:
        found += _embeds(old.embeds, new.embeds)
    return tuple(found)


def _pictures(
    old: Sequence[StoryCaption], new: Sequence[StoryCaption]
) -> Iterator[AttachmentChange]:
    """Yield what differs of the pictures.

    The same picture is found by its name and caption, then by its name, then by its caption, then
    by a caption much like its own.
    """
    left, came = list(old), list(new)
    _pairs(left, came, lambda a, b: _same_name(a, b) and same_letters(a.text, b.text))
    stood = len(old) - len(left)
    renamed = _pairs(left, came, _same_name)
    exchanged = _pairs(left, came, lambda a, b: bool(a.text) and same_letters(a.text, b.text))
    alike = _pairs(left, came, _are_alike)
    # the only ones that are left: one took the other's place
    alone = [(left.pop(), came.pop())] if len(left) == len(came) == 1 else []
    for a, b in (*renamed, *alike, *alone):
        yield from _caption(a, b)
    known = [(a, b) for a, b in (*exchanged, *alike, *alone) if a.image_name and b.image_name]
    rehoused = len(exchanged) >= _MOVED_HOUSE and not stood and not renamed
    for a, b in known:
        if not (rehoused and (a, b) in exchanged):
            yield _address("image", a.image, b.image, b.text or a.text)
    for a in left:
        yield from (
            _caption(a, _NONE) if a.image is None else [_address("image", a.image, None, a.text)]
        )
    for b in came:
        yield from (
            _caption(_NONE, b) if b.image is None else [_address("image", None, b.image, b.text)]
        )


def _are_alike(old: StoryCaption, new: StoryCaption) -> bool:
    """Return whether two captions are one, edited, or with a sentence more or less."""
    if ratio(old.text, new.text) >= _ALIKE:
        return True
    shorter, longer = sorted((letters(old.text), letters(new.text)), key=len)
    return len(shorter) >= _TELLING and shorter in longer


def _same_name(old: StoryCaption, new: StoryCaption) -> bool:
    return old.image_name is not None and old.image_name == new.image_name


def _pairs(left: list[T], came: list[T], alike: Callable[[T, T], bool]) -> list[tuple[T, T]]:
    """Take pairs out of both lists, in order."""
    pairs = []
    for a in list(left):
        b = next((one for one in came if alike(a, one)), None)
        if b is not None:
            left.remove(a)
            came.remove(b)
            pairs.append((a, b))
    return pairs


def _caption(old: StoryCaption, new: StoryCaption) -> Iterator[AttachmentChange]:
    if not same_letters(old.text, new.text):
        yield AttachmentChange(
            kind="caption",
            old=old.text or None,
            new=new.text or None,
            label=new.image or old.image or "",
            spans=spans(old.text, new.text),
        )


def _links(
    old: Extraction, new: Extraction, blocks: Sequence[DiffBlock]
) -> Iterator[AttachmentChange]:
    """Yield the links that came, left or lead elsewhere, in sentences that stand.

    In a kept paragraph whose sentence was edited, those that lead elsewhere alone.
    """
    before, after = _by_paragraph(old.links or ()), _by_paragraph(new.links or ())
    for block in blocks:
        if block.kind in {"added", "removed", "moved_away"}:
            continue
        ours = [link for at in range(*block.old) for link in before[at]]
        theirs = [link for at in range(*block.new) for link in after[at]]
        if [_meant(link) for link in ours] == [_meant(link) for link in theirs]:
            continue
        left, came = list(ours), list(theirs)
        _pairs(left, came, lambda a, b: _key(a.url) == _key(b.url))
        for a, b in _pairs(left, came, lambda a, b: same_letters(a.text, b.text)):
            yield _address("link", a.url, b.url, b.text)
        if left or came:
            standing = _standing(old, new, block)
            yield from (_address("link", a.url, None, a.text) for a in left if standing(a, old))
            yield from (_address("link", None, b.url, b.text) for b in came if standing(b, new))


def _by_paragraph(links: Sequence[StoryLink]) -> defaultdict[int, list[StoryLink]]:
    found: defaultdict[int, list[StoryLink]] = defaultdict(list)
    for link in links:
        found[link.paragraph].append(link)
    return found


def _meant(link: StoryLink) -> tuple[str, str]:
    return link.text, _key(link.url)


def _key(url: str) -> str:
    """Return what an address leads to.

    Without scheme, ``www.``, a closing slash, and parameters that differ at every look.
    """
    path, _, query = _SAME_PLACE.sub("", url).partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() not in _TOKENS]
    return "?".join(filter(None, (path.rstrip("/"), "&".join(kept))))


def _standing(
    old: Extraction, new: Extraction, block: DiffBlock
) -> Callable[[StoryLink, Extraction], bool]:
    """Return a function that says whether a link's sentence stands on both sides."""
    language = new.language or old.language
    read = [
        Counter(
            letters(sentence)
            for at in range(*places)
            if at < len(text.paragraphs)
            for sentence in sentences(text.paragraphs[at], language)
        )
        for text, places in ((old, block.old), (new, block.new))
    ]

    def stands(link: StoryLink, side: Extraction) -> bool:
        if not 0 <= link.paragraph < len(side.paragraphs):
            return False
        wanted = letters(link.text)
        around = [
            letters(sentence) for sentence in sentences(side.paragraphs[link.paragraph], language)
        ]
        found = [sentence for sentence in around if wanted in sentence]
        return bool(found) and all(read[0][one] and read[1][one] for one in found)

    return stands


def _embeds(old: Sequence[StoryEmbed], new: Sequence[StoryEmbed]) -> Iterator[AttachmentChange]:
    """Yield the quoted posts that came and left, and those whose words differ."""
    before, after = ({_key(one.url): one for one in side} for side in (old, new))
    for key, one in before.items():
        other = after.get(key)
        if other is None:
            yield _address("embed", one.url, None, one.text)
        elif one.text and other.text and not same_letters(one.text, other.text):
            yield AttachmentChange(
                kind="embed",
                old=one.url,
                new=other.url,
                label=other.text,
                spans=spans(one.text, other.text),
            )
    yield from (
        _address("embed", None, one.url, one.text)
        for key, one in after.items()
        if key not in before
    )


def _address(
    kind: AttachmentKind, old: str | None, new: str | None, label: str
) -> AttachmentChange:
    """Return the change of an address, shown behind the words that it belongs to."""
    parts = (
        Span("same", f"{label}: " if label else ""),
        Span("removed", old or ""),
        Span("added", new or ""),
    )
    shown = tuple(part for part in parts if part.text)
    return AttachmentChange(kind=kind, old=old, new=new, label=label, spans=shown)
