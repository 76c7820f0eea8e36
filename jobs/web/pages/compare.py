"""``/articles/{host}/{id}/compare/{a}/{b}``: what differs between two versions, word by word.

Beside it: the page that takes the choice of two versions, and the comparison as a file.
"""

from functools import cache
from typing import Any

from crawler.attest import Read
from crawler.diff import Diff
from crawler.errors import UsageError
from crawler.model import Extraction, Version, VersionRange
from crawler.model.silence_words import explained
from crawler.picture import HEIGHT, WIDTH, can_draw
from jobs.reading.comparison import Comparison, compared, comparison
from jobs.reading.derived_cache import DERIVED
from jobs.reading.diff_formats import html_text, json_text, unified_text
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.web.article_pages import (
    ArticleLinks,
    after,
    article_at,
    article_values,
    cut,
    heading,
    number_at,
    permanent_address,
    require_version,
)
from jobs.web.page_request import PageAnswer, PageMissing, PageRequest, raw, redirect
from jobs.web.rendered import page
from jobs.web.shown_diff import rough_lines, shown_lines, side_by_side
from jobs.wording import interval, words

MAX_COMPARED = 400_000
"""Characters of two texts together that are compared word by word: about a second's work."""

MAX_FIELD = 1_000
"""Characters of a headline or byline, before and after, that are shown without being asked for."""

MAX_BESIDE = 200
"""Captions, pictures, links and quoted posts that are shown."""

MAX_BETWEEN = 12
"""Changes between two versions that are linked one by one."""

_FIELDS = {
    "title": "Headline",
    "shown_title": "Headline as shown",
    "byline": "Byline",
    "published": "Published",
    "modified": "Modified",
}

_BESIDE = {"caption": "Caption", "image": "Picture", "link": "Link", "embed": "Quoted post"}

_EVIDENCE = {
    "notice": "Notice in the text",
    "shown": "Update line for readers",
    "declared": "Declared modification",
    "listed": "Date in the list that named it",
    "last_modified": "Last-Modified of the server",
    "published": "Declared publication",
    "extent": "Extent of the change",
    "extractor": "Extractor",
    "entry": "Time of an entry",
}


_EMPTY = Extraction(extractor="")


def compare(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the comparison of two versions; where one is damaged, what is the matter."""
    found = article_at(opened, request)
    links = ArticleLinks(found.article)
    numbers = [require_version(found, number_at(request, name)) for name in ("a", "b")]
    side = _is_side(request)
    if numbers != found.in_order(numbers):
        return redirect(_pair_address(links, found.in_order(numbers), side=side))
    older, newer = found.pair(VersionRange(old=numbers[0], new=numbers[1]))
    values = {
        **article_values(found),
        "older": older,
        "newer": newer,
        "side": side,
        "earlier": _address(request, links, found.before(older.number), older.number),
        "later": _address(request, links, newer.number, after(found, newer.number)),
        "permanent": permanent_address(opened, request, found, older.number, newer.number),
    }
    if older.record is None or newer.record is None:
        return page(request, "compare_withheld.html.j2", damage=opened.reader.damage, **values)
    shown = _shown(opened, older.record, newer.record, (older.sha256, newer.sha256))
    lines = side_by_side(shown["lines"]) if side else shown["lines"]
    cited = _citation(opened, request, found, (older, newer), shown["title"])
    return page(
        request,
        "compare.html.j2",
        **values,
        **{**shown, "lines": lines},
        **_told(found, older.record, newer.record),
        headline=heading(shown["title"], found),
        max_field=MAX_FIELD,
        open_all=request.value("all") is not None,
        view_links={
            "inline": request.link(view=None),
            "side": request.link(view="side"),
            "all": request.link(all=None if request.value("all") else 1),
        },
        citation=cited,
        picture_size=_picture_size(),
    )


def choose(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Lead to the comparison of the two versions that a form names, in whatever order.

    Where it names none, to that of the newest one with the one before.
    """
    found = article_at(opened, request)
    links = ArticleLinks(found.article)
    newer = request.number("b", default=found.newest, most=10**8)
    older = request.number("a", default=found.before(newer) or newer, most=10**8)
    numbers = [require_version(found, number) for number in (older, newer)]
    return redirect(_pair_address(links, found.in_order(numbers), side=_is_side(request)))


def difference(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the comparison as a file: ``html``, ``json`` or ``diff``, as the command writes it."""
    found = article_at(opened, request)
    form = request.path_values["form"]
    if form not in _FORMATS:
        raise PageMissing(
            f"a comparison has no form {form!r}", hint=f"Forms: {', '.join(_FORMATS)}."
        )
    older, newer = (require_version(found, number_at(request, name)) for name in ("a", "b"))
    told = comparison(opened, found, VersionRange(old=older, new=newer), most=MAX_COMPARED)
    if not isinstance(told, Comparison):
        raise PageMissing(
            "One of the two versions is damaged: they are not compared.",
            hint=f"`palimpsest verify {found.article}` says what is the matter.",
        )
    written, media_type = _FORMATS[form]
    name = f"{found.article.partition('/')[0]}-{older}-{newer}.{form}"
    return raw(written(told).encode(), media_type=media_type, file_name=name)


_FORMATS = {
    "html": (html_text, "text/html"),
    "json": (json_text, "application/json"),
    "diff": (unified_text, "text/plain; charset=utf-8"),
}


@cache  # it looks for packages on the disk
def _picture_size() -> tuple[int, int] | None:
    """Return how large pictures are; None where none can be drawn."""
    return (WIDTH, HEIGHT) if can_draw() else None


def _is_side(request: PageRequest) -> bool:
    view = request.value("view")
    if view not in {None, "inline", "side"}:
        raise UsageError(f"a comparison has no view {view!r}", hint="Views: inline, side.")
    return view == "side"


def _pair_address(links: ArticleLinks, numbers: list[int], *, side: bool) -> str:
    """Return the address of two versions in their order; of one version its own."""
    if len(numbers) == 1:
        return links.version(numbers[0])
    return links.compare(*numbers) + ("?view=side" if side else "")


def _address(
    request: PageRequest, links: ArticleLinks, older: int | None, newer: int | None
) -> str | None:
    if older is None or newer is None:
        return None
    return links.compare(older, newer) + ("?view=side" if _is_side(request) else "")


def _shown(
    opened: OpenedArchive, older: Version, newer: Version, hashes: tuple[str | None, str | None]
) -> dict[str, Any]:
    """Return what was made of both records. Kept under their hashes."""

    def make() -> dict[str, Any]:
        told = compared(opened, older, newer, most=MAX_COMPARED)
        before, now = older.extraction, newer.extraction
        if told.rough:
            lines = rough_lines(before or _EMPTY, now or _EMPTY)
        else:
            lines = shown_lines(told.difference)
        return {
            "lines": lines,
            "fields": [
                (_FIELDS[one.name], one.spans, len(one.old or "") + len(one.new or ""))
                for one in told.difference.fields
            ],
            "beside": [
                (_BESIDE[one.kind], one.spans) for one in told.difference.attachments[:MAX_BESIDE]
            ],
            "amount": words(told.difference.words_added, told.difference.words_removed),
            "is_same": _is_same(told.difference),
            "moved": any(one.kind == "moved_here" for one in told.difference.blocks),
            "note": told.note,
            "rough": told.rough,
            "title": told.after.title or (before.title if before else None),
            "language": told.after.language or (before.language if before else None),
            "damage": told.damage,
        }

    return DERIVED.value(
        ("compare", opened.archive.id, *hashes), make, keep=lambda value: not value["damage"]
    )


def _is_same(difference: Diff) -> bool:
    return not difference.differs


def _told(found: Found, older: Version, newer: Version) -> dict[str, Any]:
    """Return what was recorded with the change, or which changes lie between the two."""
    places = [found.numbers.index(one.version) for one in (older, newer)]
    steps = found.numbers[places[0] + 1 : places[1] + 1]
    if len(steps) > 1:
        pairs = [(found.before(one), one) for one in steps]
        return {"change": None, "steps": pairs[:MAX_BETWEEN], "more_steps": pairs[MAX_BETWEEN:]}
    change = newer.change
    if newer.judged_against != older.version:  # one of the two was imported after the other
        return {"change": None, "judged": newer.judged_against, "steps": [], "more_steps": []}
    return {
        "change": change,
        "reason": explained(change),
        "evidence": [(_EVIDENCE[one.kind], one) for one in change.silence_evidence],
        "steps": [],
        "more_steps": [],
    }


def _citation(
    opened: OpenedArchive,
    request: PageRequest,
    found: Found,
    pair: tuple[Read, Read],
    title: str | None,
) -> dict[str, Any]:
    """Return what names this comparison for ever, and one sentence that does."""
    older, newer = (one.sound for one in pair)
    link = permanent_address(opened, request, found, older.version, newer.version)
    times = [f"{one.captured_at:%Y-%m-%d %H:%M:%S} UTC" for one in (older, newer)]
    hashes = " and ".join(one.sha256 or "" for one in pair)
    sentence = (
        f" ({newer.url}), version {older.version} of {times[0]} "
        f"compared with version {newer.version} of {times[1]}, in {request.site_name}, {link} "
        f"(SHA-256 of the records: {hashes}), read on {opened.at:%Y-%m-%d}."
    )
    change = newer.change
    kinds = ", ".join(change.kinds)
    marks = [f"version {older.version} → {newer.version} of {found.article.partition('/')[0]}"]
    if found.before(newer.version) == older.version:
        marks += [kinds, str(change.silence or ""), f"came about {interval(newer)}"]
        marks.insert(1, words(change.words_added, change.words_removed))
    return {
        "quoted": cut(title or found.url, 200),
        "sentence": sentence,
        "description": cut("; ".join(filter(None, marks)), 300),
        "title": cut(title or found.url, 120),
    }
