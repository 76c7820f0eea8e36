"""The entry to extraction: a page's bytes to an ``Extraction``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.html import HtmlElement

from crawler.collection import collection_paused
from crawler.extract.fallback import paragraphs_of
from crawler.extract.faults import Faults
from crawler.extract.identity import SiteProfile, extractor_identity
from crawler.extract.live import LiveBlog, live_blog
from crawler.extract.metadata import Metadata, metadata
from crawler.extract.no_article import NoArticle
from crawler.extract.non_articles import in_its_place, led_elsewhere, problem
from crawler.extract.origin_of_text import origin_of
from crawler.extract.page_reading import THIN, Reading, much_more, other_layout, read
from crawler.extract.page_tree import page_tree
from crawler.extract.pdf import UnreadablePdf, is_pdf, pdf_reading
from crawler.extract.rules.block_decisions import Rule
from crawler.extract.rules.body import RULES, explained
from crawler.extract.rules.notices import developing, notices
from crawler.extract.site import site_rules, without_dropped
from crawler.extract.site_options import SiteOptions
from crawler.extract.storable import storable_extraction
from crawler.extract.story_surroundings import UNKNOWN, beside_text
from crawler.languages import language_of
from crawler.model import Extraction, storable


@dataclass(frozen=True, slots=True)
class Site:
    """How the pages of one site are read."""

    profile: SiteProfile | None
    options: SiteOptions | None
    rules: Sequence[Rule]

    def read(self, tree: HtmlElement, meta: Metadata, faults: Faults) -> Reading:
        """Return the story of a parsed page, as the general rules and then the site's have it.

        Empty where that fails: then the other sources of text are asked.
        """
        return faults.guard("text", lambda: self._read(tree, meta, faults), Reading(()))

    def _read(self, tree: HtmlElement, meta: Metadata, faults: Faults) -> Reading:
        return read(
            without_dropped(tree, self.options),
            meta,
            (*self.rules, *site_rules(tree, self.profile, self.options)),
            faults,
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
    site = Site(profile, options, rules)
    try:
        with collection_paused():
            return storable_extraction(
                _extract(html, (url, asked), fetched_at, content_type, rescue, site, identity)
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


def _extract(  # noqa: PLR0917  # the entry's own arguments
    html: bytes | str,
    addresses: tuple[str | None, str | None],
    fetched_at: datetime | None,
    content_type: str | None,
    rescue: bytes | str | None,
    site: Site,
    identity: str,
) -> Extraction:
    url, _ = addresses
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
            Faults(),
        )
    faults = Faults()
    meta = metadata(tree, url, fetched_at=fetched_at, faults=faults)
    reading = site.read(tree, meta, faults)
    document = is_pdf(html)
    if document:
        whole = reading
        reading = faults.guard("PDF", lambda: pdf_reading(whole), whole)
    elif reading.size < THIN:
        thin = reading
        reading = faults.guard("fallback", lambda: _elsewhere(thin, tree, meta, rescue), thin)
    told = reading
    live = None if document else _live_blog(site, tree, meta, told, fetched_at, faults)
    if live is not None:
        return _live(identity, meta, told, live, faults)
    trouble = faults.guard(
        "problem", lambda: _trouble(tree, told, meta, addresses, document=document), None
    )
    beside = faults.guard("attachments", lambda: beside_text(told, tree), UNKNOWN)
    found = _assembled(identity, meta, told, trouble, faults)
    return replace(found, captions=beside.captions, links=beside.links, embeds=beside.embeds)


def _trouble(
    tree: HtmlElement,
    reading: Reading,
    meta: Metadata,
    addresses: tuple[str | None, str | None],
    *,
    document: bool,
) -> NoArticle | None:
    """Return why the page is no article, None where it is one.

    A document, which is no page of a site, has no place and no navigation to be judged by.
    """
    url, asked = addresses
    if document:
        return problem(reading, meta, url)
    trouble = in_its_place(tree, reading, url) or problem(reading, meta, url)
    return trouble or led_elsewhere(reading, meta, asked, url)


def _live_blog(  # noqa: PLR0917  # what a live blog is read from
    site: Site,
    tree: HtmlElement,
    meta: Metadata,
    reading: Reading,
    fetched_at: datetime | None,
    faults: Faults,
) -> LiveBlog | None:
    return faults.guard("live blog", lambda: site.live(tree, meta, reading, fetched_at), None)


def _elsewhere(
    reading: Reading, tree: HtmlElement, meta: Metadata, rescue: bytes | str | None
) -> Reading:
    """Return the reading, or the text of the first other source that has much more."""
    declared = _with_fallback(reading, "json-ld", meta.article_body)
    return _with_fallback(other_layout(declared, tree), "feed", rescue)


def _live(
    identity: str, meta: Metadata, reading: Reading, live: LiveBlog, faults: Faults
) -> Extraction:
    """Return a live blog: what any page says of itself, with the entries as its text."""
    told = replace(reading, paragraphs=live.paragraphs, rescued_from=None)
    found = _assembled(identity, meta, told, None, faults)
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
    faults: Faults | None = None,
) -> list[Explained]:
    """Return every piece of text on a page, in order, kept or dropped, with the reason.

    What the options drop is not on the page. ``faults`` notes the parts that failed.
    """
    faults = faults or Faults()
    try:
        tree = page_tree(html, content_type, fetched_at)
    except UnreadablePdf:
        return []
    if tree is None:
        return []
    site = Site(profile, options, RULES)
    meta = metadata(tree, url, fetched_at=fetched_at, faults=faults)
    reading = site.read(tree, meta, faults)
    reading = pdf_reading(reading) if is_pdf(html) else reading
    live = None if is_pdf(html) else _live_blog(site, tree, meta, reading, fetched_at, faults)
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


def _assembled(
    identity: str, meta: Metadata, reading: Reading, trouble: str | None, faults: Faults
) -> Extraction:
    text = reading.paragraphs
    language = meta.language or faults.guard("language", lambda: language_of(text), None)
    publisher, url = faults.guard(
        "credit", lambda: origin_of(meta, reading), (meta.original_publisher, meta.original_url)
    )
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
        paragraphs=text,
        developing=faults.guard("developing", lambda: developing(text), otherwise=False),
        notices=faults.guard("notices", lambda: notices(text, language), ()),
        canonical=meta.canonical,
        original_publisher=publisher,
        original_url=url,
        tags=meta.tags,
        image=meta.image,
        free=meta.free,
        rescued_from=reading.rescued_from,
        problem=trouble,
        faults=faults.found,
    )
