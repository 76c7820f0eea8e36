"""The entry to extraction: a page's bytes to an ``Extraction``."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from crawler.extract.fallback import paragraphs_of
from crawler.extract.identity import SiteProfile, extractor_identity
from crawler.extract.live import LiveBlog, live_blog
from crawler.extract.metadata import Metadata, metadata
from crawler.extract.metadata.metadata_page import host_of
from crawler.extract.non_articles import NoArticle, in_its_place, led_elsewhere, problem
from crawler.extract.page_reading import THIN, Reading, much_more, other_layout, read
from crawler.extract.page_tree import page_tree
from crawler.extract.pdf import UnreadablePdf, is_pdf, pdf_reading
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

    def live(
        self, tree: HtmlElement, meta: Metadata, reading: Reading, fetched_at: datetime | None
    ) -> LiveBlog | None:
        """Return the live blog on a parsed page, without what the site's options drop."""
        whole = without_dropped(tree, self.options)
        return live_blog(whole, meta, reading.paragraphs, fetched_at)


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    profile: SiteProfile | None = None,
    options: SiteOptions | None = None,
    rescue: bytes | str | None = None,
    asked: str | None = None,
    rules: Sequence[Rule] = RULES,
) -> Extraction:
    """Return the story on a page.

    Never raises on a page: what could not be done stands in ``problem``.

    ``content_type`` is the response's header, ``fetched_at`` the upper bound of any date found,
    ``rescue`` a feed item's full text, taken where neither the page's body nor its JSON-LD holds
    the story. ``asked`` is the address that redirected to ``url``.
    """
    identity = extractor_identity(profile, options)
    try:
        return _storable(
            _extract(
                html,
                (url, asked),
                fetched_at,
                content_type,
                rescue,
                Site(profile, options, rules),
                identity,
            )
        )
    except (
        MemoryError
    ):  # the limit of the process that this runs in, which is not the page's to say
        raise
    except UnreadablePdf as error:
        return Extraction(extractor=identity, problem=storable(str(error)))
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
        elif isinstance(value, tuple):
            changed[spec.name] = tuple(map(_storable_item, value))
    return replace(found, **changed) if changed else found


def _storable_item(item: object) -> object:
    """Return a text, or a value with texts in it, as it can be stored."""
    if isinstance(item, str):
        return storable(item)
    texts = {spec.name: getattr(item, spec.name) for spec in fields(item)}  # type: ignore[arg-type]
    stored = {name: storable(text) for name, text in texts.items() if isinstance(text, str)}
    return replace(item, **stored)  # type: ignore[type-var]


def _extract(  # noqa: PLR0917  # the entry's own arguments
    html: bytes | str,
    addresses: tuple[str | None, str | None],
    fetched_at: datetime | None,
    content_type: str | None,
    rescue: bytes | str | None,
    site: Site,
    identity: str,
) -> Extraction:
    url, asked = addresses
    tree = page_tree(html, content_type, fetched_at)
    held = (
        list(tree.iter()) if tree is not None else []
    )  # while they live, lxml need not make them anew for each walk over the tree
    if tree is None or not held:
        reading = _with_fallback(Reading(()), "feed", rescue)
        return _assembled(
            identity,
            Metadata(),
            reading,
            None if reading.paragraphs else NoArticle.EMPTY,
        )
    meta = metadata(tree, url, fetched_at=fetched_at)
    reading = site.read(tree, meta)
    if is_pdf(html):
        reading = pdf_reading(reading)
        return _assembled(identity, meta, reading, problem(reading, meta, url))
    if reading.size < THIN:
        reading = _with_fallback(
            other_layout(_with_fallback(reading, "json-ld", meta.article_body), tree),
            "feed",
            rescue,
        )
    live = site.live(tree, meta, reading, fetched_at)
    if live is not None:
        return _live(identity, meta, reading, live)
    trouble = in_its_place(tree, reading, url) or problem(reading, meta, url)
    trouble = trouble or led_elsewhere(reading, meta, asked, url)
    return _assembled(identity, meta, reading, trouble)


def _live(identity: str, meta: Metadata, reading: Reading, live: LiveBlog) -> Extraction:
    """Return a live blog: what any page says of itself, with the entries as its text."""
    found = _assembled(
        identity, meta, replace(reading, paragraphs=live.paragraphs, rescued_from=None), None
    )
    return replace(
        found, entries=live.entries, live=live.coverage, developing=live.coverage.running
    )


_LIVE = {
    True: "stands in an entry of the live blog, or in its summary",
    False: "stands outside the live blog's entries and its summary, or is no text of theirs",
}
"""Why a piece of a live blog's page is taken, and why another is not."""


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
    try:
        tree = page_tree(html, content_type, fetched_at)
    except UnreadablePdf:
        return []
    if tree is None:
        return []
    site, meta = Site(profile, options, RULES), metadata(tree, url, fetched_at=fetched_at)
    reading = site.read(tree, meta)
    reading = pdf_reading(reading) if is_pdf(html) else reading
    live = None if is_pdf(html) else site.live(tree, meta, reading, fetched_at)
    if live is not None:
        told = frozenset(live.paragraphs)
        return [
            Explained(one.block.text in told, _LIVE[one.block.text in told], one.block.text)
            for one in reading.decisions
        ]
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
