"""The entry to extraction: a page's bytes to an ``Extraction``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.blocks import blocks_of
from crawler.extract.body import RULES, Rule, Verdict, body
from crawler.extract.candidate import candidate
from crawler.extract.decoding import decode
from crawler.extract.features import Hints, Page, plain
from crawler.extract.identity import Named, extractor_identity
from crawler.extract.metadata import Metadata, metadata
from crawler.extract.notices import developing, notices
from crawler.extract.parsing import parse
from crawler.model import Extraction


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    profile: Named | None = None,
    rescue: bytes | str | None = None,  # noqa: ARG001
    rules: Sequence[Rule] = RULES,
) -> Extraction:
    """The story on a page. Never raises on a page: what could not be done stands in ``problem``.

    ``content_type`` is the response's header, ``fetched_at`` the upper bound of any date found, ``rescue`` a feed item's full text.
    """
    identity = extractor_identity(profile)
    tree = parse(decode(html, content_type))
    if tree is None:
        return Extraction(extractor=identity, problem="empty: the page holds no markup")
    meta = metadata(tree, url, fetched_at=fetched_at)
    reading = read(tree, meta, rules)
    paragraphs = reading.paragraphs
    return Extraction(
        extractor=identity,
        title=meta.title,
        authors=meta.authors,
        published=meta.published,
        modified=meta.modified,
        publisher=meta.publisher,
        language=meta.language,
        paragraphs=paragraphs,
        developing=developing(paragraphs),
        notices=notices(paragraphs, meta.language),
        canonical=meta.canonical,
        original_publisher=meta.original_publisher,
        original_url=meta.original_url,
        tags=meta.tags,
        image=meta.image,
        free=meta.free,
        problem=None if paragraphs else "no text: the page holds no story",
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The story's paragraphs, and the verdict on every block of the page."""

    paragraphs: tuple[str, ...]
    verdicts: Sequence[Verdict] = ()


def read(tree: HtmlElement, meta: Metadata, rules: Sequence[Rule] = RULES) -> Reading:
    """The story of a parsed page. The tree is left as it is."""
    blocks = blocks_of(tree)
    other = candidate(tree)
    if not blocks:
        return Reading(other)
    verdicts = body(Page(blocks, _hints(tree, meta, other)), rules)
    return Reading(tuple(verdict.block.text for verdict in verdicts if verdict.kept), verdicts)


def _hints(tree: HtmlElement, meta: Metadata, other: Sequence[str]) -> Hints:
    titles = (plain(title) for title in (meta.title or "", *meta.headline_candidates))
    return Hints(
        titles=tuple(dict.fromkeys(title for title in titles if title)),
        description=plain(_description(tree)),
        declared=plain(meta.article_body or ""),
        candidate="\n".join(map(plain, other)),
    )


def _description(tree: HtmlElement) -> str:
    """The page's ``og:description``, else its ``description``."""
    found = ""
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name == "og:description" and element.get("content"):
            return str(element.get("content"))
        if name == "description":
            found = found or str(element.get("content") or "")
    return found
