"""The entry to extraction: a page's bytes to an ``Extraction``."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from crawler.extract.attachments import attachments
from crawler.extract.decoding import decode
from crawler.extract.fallback import paragraphs_of
from crawler.extract.identity import SiteProfile, extractor_identity
from crawler.extract.metadata import Metadata, metadata
from crawler.extract.metadata.metadata_page import host_of
from crawler.extract.non_articles import problem
from crawler.extract.page_reading import THIN, Reading, much_more, other_layout, read
from crawler.extract.parsing import parse
from crawler.extract.rules.block_decisions import Rule
from crawler.extract.rules.body import RULES, explained
from crawler.extract.rules.credit_rules import credit
from crawler.extract.rules.notices import developing, notices
from crawler.extract.site import SiteOptions, site_rules, without_dropped
from crawler.languages import language_of
from crawler.model import Extraction, storable


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages of one site are read."""

    profile: SiteProfile | None
    options: SiteOptions | None
    rules: Sequence[Rule]

    def read(self, tree: HtmlElement, meta: Metadata) -> Reading:
        """Return the story of a parsed page, as the general rules and then the site's have it."""
        return read(
            without_dropped(tree, self.options),
            meta,
            (*self.rules, *site_rules(tree, self.profile, self.options)),
        )


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    profile: SiteProfile | None = None,
    options: SiteOptions | None = None,
    rescue: bytes | str | None = None,
    rules: Sequence[Rule] = RULES,
) -> Extraction:
    """Return the story on a page.

    Never raises on a page: what could not be done stands in ``problem``.

    ``content_type`` is the response's header, ``fetched_at`` the upper bound of any date found,
    ``rescue`` a feed item's full text, taken where neither the page's body nor its JSON-LD holds
    the story.
    """
    identity = extractor_identity(profile, options)
    try:
        return _storable(
            _extract(
                html, url, fetched_at, content_type, rescue, Site(profile, options, rules), identity
            )
        )
    except (
        MemoryError
    ):  # the limit of the process that this runs in, which is not the page's to say
        raise
    # whatever a page does to a parser is a finding about the page
    except Exception as error:  # noqa: BLE001
        return Extraction(
            extractor=identity, problem=storable(f"unreadable: {type(error).__name__}: {error}")
        )


def _storable(found: Extraction) -> Extraction:
    """Return the extraction with U+FFFD for what can be stored nowhere.

    NUL, and halves of surrogate pairs.
    """
    changed: dict[str, Any] = {}
    for spec in fields(found):
        value = getattr(found, spec.name)
        if isinstance(value, str) and storable(value) != value:
            changed[spec.name] = storable(value)
        elif isinstance(value, tuple) and any(
            isinstance(item, str) and storable(item) != item for item in value
        ):
            changed[spec.name] = tuple(map(storable, value))
    return replace(found, **changed) if changed else found


def _extract(  # noqa: PLR0917  # the entry's own arguments
    html: bytes | str,
    url: str | None,
    fetched_at: datetime | None,
    content_type: str | None,
    rescue: bytes | str | None,
    site: Site,
    identity: str,
) -> Extraction:
    tree = parse(decode(html, content_type))
    held = (
        list(tree.iter()) if tree is not None else []
    )  # while they live, lxml need not make them anew for each walk over the tree
    if tree is None or not held:
        reading = _with_fallback(Reading(()), "feed", rescue)
        return _assembled(
            identity,
            Metadata(),
            reading,
            None if reading.paragraphs else "empty: the page holds nothing",
        )
    meta = metadata(tree, url, fetched_at=fetched_at)
    reading = site.read(tree, meta)
    if reading.size < THIN:
        reading = _with_fallback(
            other_layout(_with_fallback(reading, "json-ld", meta.article_body), tree),
            "feed",
            rescue,
        )
    return _with_attachments(
        _assembled(identity, meta, reading, problem(reading, meta, url)), reading, tree
    )


def _with_attachments(found: Extraction, reading: Reading, tree: HtmlElement) -> Extraction:
    """Return the extraction with what stands beside its text.

    Where the text was not taken from the page's blocks nobody can tell what belongs to it.
    """
    from_blocks = tuple(one.block.text for one in reading.decisions if one.kept)
    if reading.page is None or not from_blocks or from_blocks[:1] != found.paragraphs[:1]:
        return found
    try:
        beside = attachments(reading.page, reading.decisions, found.paragraphs, tree)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # a page's odd markup costs these fields, never its text
        return found
    return replace(found, captions=beside.captions, links=beside.links, embeds=beside.embeds)


@dataclass(frozen=True, slots=True)
class Explained:
    """One piece of a page's text, and what was decided on it."""

    kept: bool
    reason: str
    text: str


def explain(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    profile: SiteProfile | None = None,
    options: SiteOptions | None = None,
) -> list[Explained]:
    """Return every piece of text on a page, in order, kept or dropped, with the reason.

    What the options drop is not on the page.
    """
    tree = parse(decode(html, content_type))
    if tree is None:
        return []
    reading = Site(profile, options, RULES).read(tree, metadata(tree, url, fetched_at=fetched_at))
    return [
        Explained(decision.kept, explained(decision), decision.block.text)
        for decision in reading.decisions
    ]


def _with_fallback(reading: Reading, source: str, text: bytes | str | None) -> Reading:
    """Return the reading, or the source's text in its place.

    In its place where the page's body holds next to nothing and the source much more.
    """
    paragraphs = paragraphs_of(text)
    return (
        replace(reading, paragraphs=paragraphs, rescued_from=source)
        if much_more(paragraphs, reading.size)
        else reading
    )


def _origin(meta: Metadata, reading: Reading) -> tuple[str | None, str | None]:
    """Return the outlet that the text comes from, and the link to the original.

    As declared, else as a line of the page credits it.
    """
    credited = credit(reading.page, reading.decisions) if reading.page is not None else None
    if credited is None:
        return meta.original_publisher, meta.original_url
    bare = meta.original_publisher in {
        None,
        host_of(meta.original_url),
    }  # a name is better than the host of a link
    if (
        bare
        and meta.original_url
        and credited.url
        and host_of(credited.url) != host_of(meta.original_url)
    ):
        bare = False
    return (
        credited.publisher if bare else meta.original_publisher,
        meta.original_url or credited.url,
    )


def _assembled(identity: str, meta: Metadata, reading: Reading, trouble: str | None) -> Extraction:
    language = meta.language or language_of(reading.paragraphs)
    publisher, url = _origin(meta, reading)
    return Extraction(
        extractor=identity,
        title=meta.title,
        shown_title=meta.shown_title,
        authors=meta.authors,
        published=meta.published,
        modified=meta.modified,
        shown_modified=meta.shown_modified,
        publisher=meta.publisher,
        language=language,
        paragraphs=reading.paragraphs,
        developing=developing(reading.paragraphs),
        notices=notices(reading.paragraphs, language),
        canonical=meta.canonical,
        original_publisher=publisher,
        original_url=url,
        tags=meta.tags,
        image=meta.image,
        free=meta.free,
        rescued_from=reading.rescued_from,
        problem=trouble,
    )
