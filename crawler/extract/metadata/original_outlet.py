"""On an aggregator's page.

The outlet that the text comes from, and the link to the original, or failing that to the outlet.

The evidence, in this order: a canonical address on another site; declarations (``provider``,
``isBasedOn``, syndication meta elements); a link that says it leads to the original; an outlet's
name on a line of its own between headline and story, with a link to a site of this name or set
twice under the byline.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crawler.extract.metadata.comparable import squeezed
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, host_of, text_of, texts
from crawler.extract.metadata.names import is_boilerplate, person_names
from crawler.extract.metadata.structured import text_of as ld_text
from crawler.identity import registrable
from crawler.languages import Kind, alternatives

_LINKS = elements("//a[starts-with(@href, 'http') or starts-with(@href, '//')]")
_LIKELY = elements(
    "//a[starts-with(@href, 'http') or starts-with(@href, '//')]"
    "[contains(., 'rigin') or contains(., 'RIGIN') or contains(., 'ead ') or "
    "contains(., 'ull ') or contains(., 'ire l') or "
    "contains(../text()[1], 'rigin') or contains(../text()[1], 'irst ')]"
)
"""Links among which ``_ORIGINAL`` may find one: XPath sifts them faster."""

_BARE = texts(
    "//text()[starts-with(normalize-space(), 'http')]"
    "[not(parent::a or parent::script or parent::style)]"
)
"""Texts that begin with an address and link nowhere."""
_SOURCE_METAS = (
    "syndication-source",
    "original-source",
    "original_source",
    "article:original_source",
    "parsely-original-url",
)
_ORIGINAL = re.compile(alternatives(Kind.LINKS_TO_ORIGINAL), re.IGNORECASE)
_SOCIAL = re.compile(
    r"^(?:.+\.)?(?:facebook|fb|twitter|x|t|linkedin|whatsapp|wa|pinterest|reddit|instagram|youtube|youtu|telegram|tiktok|"
    r"threads|bsky|google|apple|flipboard|tumblr|vk|line|weibo|snapchat|xing|"
    r"getpocket|messenger|discord|spotify|patreon|substack|paypal|amazon|amzn|gettyimages|shutterstock|unsplash|pixabay|"
    r"wikipedia|wikimedia|outlook|mailchi|gettr|truthsocial|stumbleupon)\.[a-z.]{2,6}$"
)
_LABEL = re.compile(r"(?:https?:)?//(?:www\d?\.|m\.|amp\.)?(([\w-]+)(?:\.[\w-]+)+)", re.IGNORECASE)
_INLINE = frozenset(("a", "span", "b", "strong", "em", "i", "cite", "small", "font"))
_MAX_LINES, _MAX_WORDS, _MIN_NAME_LENGTH, _MAX_NOTE_LENGTH, _NEAR = 8, 5, 3, 200, 3


_MAX_LINKS = 100


class Origin(NamedTuple):
    """The original's outlet and address; None where the page does not say."""

    publisher: str | None = None
    url: str | None = None
    shown: str | None = None
    """The outlet's name, if it was found between headline and story: there it is the page's
    publisher too, if nothing else is.
    """


def original(
    page: MetadataPage, lead: Sequence[LeadLine], people: Sequence[str], outlets: Sequence[str]
) -> Origin:
    """Return where the page says that its text comes from.

    Empty on a page that tells its own story, or whose own address is unknown.

    ``people`` are the story's authors and ``outlets`` the names of the page's own outlet: neither
    is the original.
    """
    if not page.host:
        return Origin()
    house = {squeezed(name) for name in outlets}
    named = _provider(page, house)
    address = _declared_address(page) or _read_original(page)
    if address or named:
        wanted = squeezed(named)
        return Origin(named or host_of(address), address or _home(page, [wanted]).get(wanted))
    return _shown(page, lead, people, house)


def elsewhere(here: str, address: str) -> bool:
    """Return whether an address is on a site of somebody else than the host ``here``.

    A site that everybody links to does not count.
    """
    host = host_of(address)
    if not host or _SOCIAL.match(host):
        return False
    mine, theirs = registrable(here), registrable(host)
    return (
        mine != theirs
        and theirs.split(".")[0] not in here.split(".")
        and mine.split(".")[0] not in host.split(".")
    )


def names_a_page(address: str) -> bool:
    """Return whether an address leads further than to a site's front page."""
    return len(re.sub(r"^https?://[^/]*|[?#].*$", "", address).strip("/")) > 1


def _declared_address(page: MetadataPage) -> str | None:
    """Return the original's declared address, if it names a page of another site.

    It stands in a canonical link, JSON-LD or meta elements.
    """
    metas = [content for name in _SOURCE_METAS for content in page.metas.get(name, ())]
    based = [
        value.get("url") or value.get("@id") if isinstance(value, Mapping) else value
        for key in ("isBasedOn", "isBasedOnUrl")
        for value in page.ld.values(key)
    ]
    texts = [
        *page.links.get("canonical", ()),
        *page.links.get("syndication-source", ()),
        *metas,
        *based,
    ]
    addresses = (page.absolute(text) for text in texts if isinstance(text, str))
    return next(
        (
            address
            for address in addresses
            if address and names_a_page(address) and elsewhere(page.host, address)
        ),
        None,
    )


def _provider(page: MetadataPage, house: set[str]) -> str | None:
    """Return the outlet in JSON-LD that is declared besides the page's own."""
    values = (
        value
        for key in ("provider", "sourceOrganization", "isBasedOn")
        for value in page.ld.values(key)
        if isinstance(value, Mapping)
    )
    found = (ld_text(value.get("name")) for value in values)
    return next(
        (
            name
            for name in found
            if name and squeezed(name) not in house and len(name.split()) <= _MAX_WORDS
        ),
        None,
    )


def _read_original(page: MetadataPage) -> str | None:
    """Return the address of a link that says that it leads to the original.

    The short paragraph around it may say so instead.
    """
    for link in _LIKELY(page.tree)[:_MAX_LINKS]:
        parent = link.getparent()
        around = f"{(parent.text or '')[-_MAX_NOTE_LENGTH:]} {text_of(link)[:_MAX_NOTE_LENGTH]}"
        if _ORIGINAL.search(around) and len(text_of(parent)) <= _MAX_NOTE_LENGTH:
            address = page.absolute(link.get("href"))
            if address and names_a_page(address) and elsewhere(page.host, address):
                return address
    return None


def _shown(
    page: MetadataPage, lead: Sequence[LeadLine], people: Sequence[str], house: set[str]
) -> Origin:
    """Return the outlet that is named on a line of its own between headline and story."""
    named = {
        at: squeezed(line.text)
        for at, line in enumerate(lead[:_MAX_LINES])
        if _may_name_an_outlet(line, people)
    }
    others = {
        at: name
        for at, name in named.items()
        if len(name) >= _MIN_NAME_LENGTH and name not in house
    }
    homes = _home(page, others.values())
    found = (at for at, name in others.items() if name in homes or _twice_under_byline(lead, at))
    return next(
        (Origin(lead[at].text, homes.get(others[at]), lead[at].text) for at in found), Origin()
    )


def _may_name_an_outlet(line: LeadLine, people: Sequence[str]) -> bool:
    """Return whether a line is short, stands alone, and names no author."""
    return (
        line.text[0].isalnum()
        and len(line.text.split()) <= _MAX_WORDS
        and not is_boilerplate(line.text)
        and not any(name in line.text for name in people)
        and _alone(line)
    )


def _alone(line: LeadLine) -> bool:
    """Return whether the line is all of its box or a short one's part.

    A link in running text is neither.
    """
    element = line.element
    while element.tag in _INLINE and (parent := element.getparent()) is not None:
        before = element.getprevious()
        around = (parent.text if before is None else before.tail, element.tail)
        if any(any(letter.isalnum() for letter in text or "") for text in around):
            return False
        element = parent
    return line.element.tag in _INLINE or len(text_of(element)) <= _MAX_NOTE_LENGTH


def _twice_under_byline(lead: Sequence[LeadLine], at: int) -> bool:
    """Return whether the line stands twice, as logo and name, close under a byline."""
    said = any(
        line.text.lower().startswith("by ") or line.text.lower() == "by"
        for line in lead[max(0, at - _NEAR) : at]
    )
    return (
        said
        and at + 1 < len(lead)
        and lead[at + 1].text == lead[at].text
        and not person_names([lead[at].text], ())
    )


def _home(page: MetadataPage, names: Iterable[str]) -> dict[str, str]:
    """Return the first address on the page for each of these names of sites.

    In links or, for the rest, as bare text.
    """
    wanted = set(names)
    linked = _homes(link.get("href", "") for link in _LINKS(page.tree)) if wanted else {}
    bare = _homes(text.split()[0] for text in _BARE(page.tree)) if wanted - linked.keys() else {}
    return {
        name: address
        for name in wanted
        if (address := _usable(page, linked.get(name) or bare.get(name)))
    }


def _usable(page: MetadataPage, address: str | None) -> str | None:
    """Return the address, if it is the front page of somebody else's site."""
    found = page.absolute(address)
    return (
        found
        if found and not names_a_page(found) and "?" not in found and elsewhere(page.host, found)
        else None
    )


def _homes(texts: Iterable[str]) -> dict[str, str]:
    """Return the first address for everything that a site may be called by its host.

    With and without "the", or by its whole domain.
    """
    found: dict[str, str] = {}
    for address in texts:
        label = _LABEL.match(address)
        if label:
            name = label.group(2).replace("-", "").lower()
            for calling in (
                name,
                f"the{name}",
                label.group(1).replace("-", "").replace(".", "").lower(),
            ):
                found.setdefault(calling, address)
    return found
