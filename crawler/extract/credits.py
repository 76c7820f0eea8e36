"""The line that credits the outlet that a story comes from: "Source.

Harbour Post", "This article was first published by ...".

It counts above or below the story, in a line or paragraph of its own: in running text "via" and
"source" are words as any other, and below a picture, a table or a film they credit that. It stays
in the text: readers were shown it, and who took it out has edited the page.
"""

# ruff: noqa: E501, RUF001  # the signs are the languages' own  # noqa: RUF100

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler.extract.block_decisions import BlockDecision
from crawler.extract.class_hints import ClassHint
from crawler.extract.credit_wordings import LABELS, LEADING, NO_OUTLETS, PERMISSION, SENTENCES
from crawler.extract.layout import PageLayout, upwards
from crawler.extract.metadata.comparable import squeezed
from crawler.extract.metadata.metadata_page import host_of, text_of
from crawler.extract.metadata.original_outlet import elsewhere, names_a_page

MAX_LINE, MAX_SENTENCE, MAX_NAME_WORDS = 160, 420, 7
"""Characters of a labelled line and of a paragraph that opens with a crediting sentence; words of
an outlet's name.
"""
CREDITS = "credits the story's source"
"""The reason given for such a line."""
OWN = 5
"""Letters from which an outlet's name is known again at the beginning of a longer one."""
LINKED = 0.9
"""Share of links in an outlet's name below its label."""
ABOVE, WITHIN, BELOW = 4, 3, 5
"""Blocks above the story's first, at either end of it, and below its last in which a credit may
stand.
"""

_NAME = r"(?P<name>(?:[^.;:|!?。、，；：「」『』《》]|\.(?=\w)){2,90}?)"
_END = (
    r"(?=[\s\"'\u201d\u2019»)\]]*$|[\"'\u201d\u2019»)\]]*[.!,;]\s*$|[.!](?:\s|$)|[。，、]|,?\s(?:and|under|with|on|where|here|in (?:\d|partner)|und|unter|mit|am|et|sous|le|y|bajo|con|el|e|sotto|il|em|"
    r"sob|en|onder|op|och|og|den|i|na|и|под)\s|,\s\d|\s?[(\[|\u2013\u2014]|\s-\s)"
)
_FREE = frozenset(("ja", "zh", "ko", "hi", "fa", "tr"))
_LAST = ("{name}", "{name}[》」]?")
"""Languages whose sentences go on behind the outlet, and the ends of those that don't."""
_BYLINE = r"(?:[^.:]{0,60}\.\s+)?"
_ARTICLES = re.compile(
    r"^(?:the|der|die|das|dem|den|le|la|les|el|los|las|il|lo|gli|i|o|a|os|as|de|het|l['\u2019])\s*(?=[^\W\d_a-z])"
)
_WEBSITE = re.compile(r"(?:['’]s)?\s+(?:web ?site|site|home ?page)$", re.IGNORECASE)
_VIA = re.compile(
    r"^(?P<before>\W*)(?P<word>via|vía|source|quelle|fuente|fonte|bron|经由|経由)"
    r"(?P<sign>\s*[:\uff1a])?\s*(?<=[\s:\uff1a])(?P<name>\S.{1,60}?)\W*$",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?:[^\W\d_a-z][^\s\d]*|(?:of|the|de|la|le|du|der|and|&))(?:\s+|$)")
_PICTURE_BOX = re.compile(
    r"caption|photo|image|figure|gallery|thumb|chart|graphic|diagram|infogra|media", re.IGNORECASE
)
_OUTSIDE = frozenset(
    ("nav", "aside", "form", "figure", "figcaption", "table", "li", "dl", "blockquote")
)
_ELSE = ClassHint.COMMENT | ClassHint.SHARE | ClassHint.NAV | ClassHint.AD
_AGENCY = frozenset(("ap", "afp", "dpa", "reuters", "apa", "ansa", "efe", "pa", "upi", "tass", "xinhua", "yonhap", "kyodo", "anp", "belga", "ritzau", "ntb", "tt", "stt", "pap", "čtk", "ctk", "lusa", "aap", "ptinews", "pti", "ians", "ani", "associatedpress", "theassociatedpress", "agencefrancepresse", "europapress", "cp"))  # fmt: skip


_TAIL = re.compile(r"(?:[.!?…。][\"'”’»)]*\s+|[(\[])(?P<tail>[^.!?…()\[\]]{3,120}[.)\]]*)$")
"""The last sentence of the story's last paragraph, or what stands in brackets at its end."""
_TAIL_OF_TWO = re.compile(
    r"[.!?…。][\"'”’»)]*\s+(?P<tail>[^.!?…()\[\]]{3,160}\.\s+"
    rf"(?:{LEADING})\b[^.!?…]{{0,80}}\.?)$",
    re.IGNORECASE,
)
_PERMITTED = re.compile(rf"\W*(?:{'|'.join(PERMISSION)})\W*", re.IGNORECASE)


class Credit(NamedTuple):
    """The outlet, and where the credit links: to the original, or to the outlet's front page."""

    publisher: str
    url: str | None


Links = Sequence[tuple[str, str]]
"""Text and absolute address of each link in a line."""


def credit_in(
    text: str, links: Links, here: str, house: frozenset[str] = frozenset()
) -> Credit | None:
    """Return the credit that a line is, whatever its place.

    ``here`` is the page's host and ``house`` what its own outlet is called, squeezed.
    """
    outer = [(label, address) for label, address in links if elsewhere(here, address)]
    found = (_labelled(text, outer) or _sentence(text)) if len(text) <= MAX_SENTENCE else None
    return _credit(found, outer, here, house) if found else None


def _labelled(text: str, outer: Links) -> str | None:
    """Return the name behind a label.

    Behind a bare "Via" only an agency's or one that is linked, because people say it of much else.
    """
    if len(text) > MAX_LINE:
        return None
    found = _label_pattern().match(text)
    if found:
        return found["name"]
    via = _VIA.match(text)
    if via and (
        squeezed(via["name"]) in _AGENCY
        or any(squeezed(label) == squeezed(via["name"]) for label, _ in outer)
        or _says_via(via)
    ):
        return via["name"]
    return None


def _says_via(found: re.Match[str]) -> bool:
    """Return whether "via" credits a name without a link: "via: Harbour Post", "(via Harbour
    Post)", "via Harbour Post". "Via Harbour Street" may be an address.
    """
    plain = found["sign"] is not None or "(" in found["before"] or found["word"] in {"via", "vía"}
    said = found["word"].casefold() in {"via", "vía", "经由", "経由"}
    return said and plain and re.fullmatch(rf"(?:{_PROPER.pattern})+", found["name"]) is not None


def _sentence(text: str) -> str | None:
    return next(
        (found["name"] for pattern in _sentence_patterns() if (found := pattern.match(text))), None
    )


def _credit(name: str, outer: Links, here: str, house: frozenset[str]) -> Credit | None:
    """Return the outlet of this name, unless it is the page's own, or none.

    A link on the name, or behind it, leads to it.
    """
    name = _WEBSITE.sub("", name)
    name = _ARTICLES.sub("", name.strip(" \"'\u201c\u201d\u201e\u2018\u2019«»[]()-\u2013\u2014*_"))
    named = [
        (label, address)
        for label, address in outer
        if squeezed(label)
        and (squeezed(label) in squeezed(name) or squeezed(name) in squeezed(label))
    ]
    linked = next(iter(named or outer), None)
    pages = [address for _, address in (*named, *outer) if names_a_page(address)]
    address = pages[0] if pages else linked[1] if linked else None
    if named and 1 <= len(named[0][0].split()) < len(name.split()):
        name = named[0][0]
    bare = _address_of(name)
    if bare:
        if not elsewhere(here, bare):
            return None
        address, name = address or (bare if bare == name else None), host_of(bare)
    if len(name.split()) > MAX_NAME_WORDS and linked is not None:
        name = host_of(linked[1])
    return (
        Credit(name, address)
        if _is_outlet(name, linked=bool(named), here=here, house=house)
        else None
    )


def _is_outlet(name: str, *, linked: bool, here: str, house: frozenset[str]) -> bool:
    """Return whether a name may be another outlet's.

    Not a list of sources, nobody's in brackets, and not the page's own with something behind it.
    """
    plain = squeezed(name)
    own = {squeezed(here), squeezed(here.partition(".")[0]), *house}
    mine = plain in own or any(plain.startswith(each) for each in own if len(each) >= OWN)
    begins = not name[:1].islower() or linked or "." in name or plain in _AGENCY
    listed = not linked and any(sign in name for sign in ",(&/")
    return (
        len(plain) > 1
        and len(name.split()) <= MAX_NAME_WORDS
        and plain not in NO_OUTLETS
        and not mine
        and begins
        and not listed
    )


def _address_of(name: str) -> str | None:
    """Return the address that a name is, if it is one: ``www.harbourpost.example/ferry``."""
    if re.fullmatch(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", name, re.IGNORECASE):
        return name if "://" in name else f"https://{name}"
    return None


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(LABELS.values())
    return re.compile(
        (
            rf"^[\W_]*(?:{labels})(?:\s*[:\uff1a]\s*|\s+[-\u2013\u2014]\s+)(?P"
            rf"<name>[^\s:].{{1,100}}?)[\s.]*$"
        ),
        re.IGNORECASE,
    )


@cache
def _sentence_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(
            rf"^[\W_]*{_BYLINE}[\W_]*{pattern.replace('{name}', _NAME)}{'' if code in _FREE and not pattern.endswith(_LAST) else _END}",
            re.IGNORECASE,
        )
        for code, patterns in SENTENCES.items()
        for pattern in patterns
    )


def credited(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """A line that credits the outlet that the story comes from stays with it, whatever else such a
    line would be.
    """
    last = max((decision.at for decision in decisions if decision.kept), default=len(page.blocks))
    permitted = (
        at
        for at in range(last + 1, min(len(page.blocks), last + BELOW + 1))
        if _PERMITTED.fullmatch(page.blocks[at].text) and _is_the_storys(page, at)
    )
    for at in [*permitted, *(at for at, _ in _credits(page, decisions))]:
        for decision in decisions[at : at + (2 if _bare_credit(page, at) else 1)]:
            if not decision.kept:
                decision.keep(CREDITS)


def credit(page: PageLayout, decisions: Sequence[BlockDecision]) -> Credit | None:
    """Return the outlet that the page credits with its story, one with a link before others.

    None where it credits none, or itself.
    """
    found = [one for _, one in _credits(page, decisions)]
    return next((one for one in found if one.url), next(iter(found), None))


def _credits(page: PageLayout, decisions: Sequence[BlockDecision]) -> Iterator[tuple[int, Credit]]:
    """Yield the lines that are credits, with their places, where they may stand."""
    kept = [decision.at for decision in decisions if decision.kept and decision.reason != CREDITS]
    if not kept:
        return
    first, last = kept[0], kept[-1]
    for at in range(max(0, first - ABOVE), min(len(page.blocks), last + BELOW + 1)):
        if not first + WITHIN <= at <= last - WITHIN:
            text, links = _read(page, at)
            here, house = host_of(page.hints.url), frozenset(page.hints.outlets)
            tails = (text, *(_tails(text) if at == last else ()))
            each = (credit_in(one, links, here, house) for one in tails)
            found = next((one for one in each if one is not None), None)
            if found is not None and _is_the_storys(page, at):
                yield at, found


def _tails(text: str) -> Iterator[str]:
    """Yield the ends of the story's last paragraph that may be a credit."""
    for pattern in (_TAIL, _TAIL_OF_TWO):
        if tail := pattern.search(text):
            yield tail["tail"]


def _read(page: PageLayout, at: int) -> tuple[str, Links]:
    """Return a block's text and links; those of the next one too, where it is a label alone."""
    blocks = page.blocks[at : at + (2 if _bare_credit(page, at) else 1)]
    text = (
        blocks[0].text if len(blocks) == 1 else f"{blocks[0].text.rstrip(' :')}: {blocks[1].text}"
    )
    return text, [
        (text_of(anchor), _absolute(anchor.get("href"), page.hints.url))
        for one in blocks
        for anchor in one.anchors
    ]


def _absolute(address: str | None, url: str | None) -> str:
    try:
        found = urljoin(url or "https://page.invalid/", (address or "").strip())
        return found if urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _bare_credit(page: PageLayout, at: int) -> bool:
    """Return whether a block is a label alone, and the next one a link that may be the outlet."""
    return (
        _is_bare_label(page.blocks[at].text)
        and at + 1 < len(page.blocks)
        and page.link[at + 1] >= LINKED
        and len(page.blocks[at + 1].text) < MAX_LINE
    )


def _is_bare_label(text: str) -> bool:
    return len(text) < MAX_LINE and _bare_pattern().fullmatch(text) is not None


@cache
def _bare_pattern() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(LABELS.values())})\s*[:\uff1a]\s*", re.IGNORECASE)


def _is_the_storys(page: PageLayout, at: int) -> bool:
    """Return whether a credit is in place for the story's.

    Not a picture's, a table's, a quotation's, a comment's or a list's.
    """
    block = page.blocks[at]
    around = [box for box in upwards(block.box) if box.parent is not None]
    around = [box for box in around if page.mass.get(box, 0) < MAX_SENTENCE]
    if any(box.tag in _OUTSIDE or box.tokens & _ELSE for box in around) or any(
        _PICTURE_BOX.search(box.name) for box in around[:2]
    ):
        return False
    labelled = len(block.text) <= MAX_LINE and not any(
        pattern.match(block.text) for pattern in _sentence_patterns()
    )
    before = page.blocks[at - 1].box if at else None
    below_picture = block.pictured or (
        before is not None
        and any(box.tag in {"table", "figure", "figcaption"} for box in upwards(before))
    )
    return not (labelled and below_picture)
