"""Rules on galleries and streams beside a story: pictures of another subject, the day's news.

They stand before, within or below the story, have a form of their own, and change by the hour.
"""

# ruff: noqa: RUF001  # the signs are the languages' own

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, pairwise
from urllib.parse import urljoin, urlsplit

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.comment_rules import is_declared
from crawler.extract.rules.comment_wordings import has_clock
from crawler.extract.rules.stamped_runs import Post, below_all, is_text, kind_of, posts_of

MIN_SLIDES = 3
"""Pictures that make a gallery, entries that make a stream."""
MIN_STORY, MIN_ABOVE = 300, 200
"""Characters of a story besides its gallery, and above a stream."""
MAX_CAPTION, MAX_TEXTS = 600, 2
"""Characters of a picture's caption, and texts below one picture."""
MIN_SHARE = 0.6
"""Share of a stream's entries that have a time of the day, and that lead elsewhere."""
LINKED = 0.9
"""Share of links in a line that is nothing but a link."""
SLIDE, ENTRY = "a gallery's caption", "an entry of a stream"
"""The reasons given."""

_PLACE = re.compile(
    r"\W*(?:(?:foto\w{0,6}|photos?|images?|pictures?|bild(?:er)?|slides?|imagen|imagem|immagine|kuva|"
    r"zdjęcie|фото|снимок|写真|图片?|圖|사진|صورة|תמונה|εικόνα|fotoğraf|obrázek|kép|gambar|ảnh|afbeelding)"
    r"\W{0,3})?(?P<place>\d{1,3})\s?"
    r"(?:/|∕|／|\||of|out of|von|de|di|sur|av|af|van|z|ze|od|из|з|от|από|dari|的|の|/)\s?"
    r"(?P<all>\d{1,3})\b\W*",
    re.IGNORECASE,
)
_MAX_PLACE = 40


def galleries(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the captions of a gallery that is not the story itself.

    Known by its numbers ("3/50"), or by a row of boxes with a picture and a caption each.
    """
    numbered = _numbered(page)
    for slides in (*numbered, *_pictured(page)):
        inside = set(slides) | _heading_of(page, slides)
        held = [decision for decision in decisions if decision.at in inside]
        other = sum(page.size[d.at] for d in decisions if d.kept and d.at not in inside)
        own = 0 if slides in numbered else sum(page.size[d.at] for d in held if d.kept)
        if other >= max(MIN_STORY, own) and page.head not in inside:
            for decision in held:
                if not is_declared(page, decision.at):
                    decision.drop(SLIDE)


def _heading_of(page: PageLayout, slides: list[int]) -> set[int]:
    """Return the heading right above a gallery's first picture, in a box with all of them."""
    above = slides[0] - 1
    if above < 0 or above == page.head or not page.heading[above]:
        return set()
    boxes = [box for box in upwards(page.blocks[above].box) if box.first == above]
    return {above} if any(box.first + box.blocks > slides[-1] for box in boxes) else set()


def _numbered(page: PageLayout) -> list[list[int]]:
    """Return the blocks of each gallery whose pictures are numbered, on from the first."""
    by_total: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, block in enumerate(page.blocks):
        found = _PLACE.match(block.text) if any(map(str.isdigit, block.text[:_MAX_PLACE])) else None
        if found and (found.end() == len(block.text) or len(found[0]) <= _MAX_PLACE):
            by_total[int(found["all"])].append((int(found["place"]), at))
    galleries = []
    for total, places in by_total.items():
        run = _rising(places)
        in_title = any(str(total) in title.split() for title in page.hints.titles)
        if len(run) >= MIN_SLIDES and total >= len(run) and not in_title:
            galleries.append(_slides(page, run))
    return galleries


def _rising(places: list[tuple[int, int]]) -> list[int]:
    """Return the blocks of the numbers that count up from one."""
    run: list[int] = []
    for place, at in places:
        if place == len(run) + 1:
            run.append(at)
    return run


def _slides(page: PageLayout, run: list[int]) -> list[int]:
    """Return the blocks from the first number's slide to the end of the last one's."""
    first = {id(box) for box in upwards(page.blocks[run[0]].box)}
    around = next(box for box in upwards(page.blocks[run[-1]].box) if id(box) in first)
    start, end = run[0], run[-1] + 1
    own = [_child_of(around, page.blocks[at].box) for at in (run[0], run[-1])]
    if own[0] is not None and own[1] is not None and own[0] is not own[1]:
        start = min(start, own[0].first)
        end = max(end, own[1].first + own[1].blocks)
    if not any(is_text(page, at) for at in range(run[-1], end)):
        end = min(end + _texts_between(run), around.first + around.blocks)
    return list(range(start, end))


def _child_of(around: Box, box: Box) -> Box | None:
    return next((one for one in upwards(box) if one.parent is around), None)


def _texts_between(run: list[int]) -> int:
    """Return how many blocks follow a number until the next."""
    return min(later - at - 1 for at, later in pairwise(run))


def _pictured(page: PageLayout) -> Iterator[list[int]]:
    """Yield the blocks of each row of boxes of one kind, each a picture and a caption."""
    for children in page.children.values():
        if len(children) < MIN_SLIDES:
            continue
        alike: dict[tuple[str, str], list[Box]] = defaultdict(list)
        for box in children:
            alike[kind_of(box)].append(box)
        for boxes in alike.values():
            if len(boxes) >= MIN_SLIDES and _is_gallery(page, boxes):
                yield [at for box in boxes for at in range(box.first, box.first + box.blocks)]


def _is_gallery(page: PageLayout, boxes: list[Box]) -> bool:
    """Return whether boxes hold a picture and its caption each, named or marked up as one."""
    within = [range(box.first, box.first + box.blocks) for box in boxes]
    texts = [[at for at in places if is_text(page, at)] for places in within]
    return (
        all(texts)
        and all(_is_caption(page.blocks[at].box) for own in texts for at in own)
        and all(len(own) <= MAX_TEXTS for own in texts)
        and all(page.size[at] <= MAX_CAPTION for own in texts for at in own)
        and not any(page.heading[at] for places in within for at in places)
        and all(any(page.blocks[at].pictured for at in places) for places in within)
    )


def _is_caption(box: Box) -> bool:
    return any(
        one.tag in {"figcaption", "figure"} or bool(one.tokens & ClassHint.CAPTION)
        for one in islice(upwards(box), 2)
    )


def streams(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the day's stream of other news below a story.

    Entries of one form with a time each, outside the story's box, most of which lead elsewhere.
    """
    start = _below_story(page, decisions)
    if start is None or "LiveBlog" in page.hints.kind:
        return
    story = {page.blocks[d.at].box.parent for d in decisions[:start] if d.kept}
    posts = [
        post
        for post in posts_of(page, start)
        if not any(page.blocks[at].box.parent in story for at in range(post.at, post.end))
    ]
    timed = sum(has_clock(post.stamp) for post in posts)
    leading = sum(_leads_elsewhere(page, post) for post in posts)
    if (
        len(posts) >= MIN_SLIDES
        and min(timed, leading) >= MIN_SHARE * len(posts)
        and below_all(decisions, page, posts)
    ):
        for post in posts:
            for decision in decisions[post.at : post.end]:
                if not is_declared(page, decision.at):
                    decision.drop(ENTRY, BlockRole.ELSEWHERE)


def _below_story(page: PageLayout, decisions: list[BlockDecision]) -> int | None:
    above = 0
    for decision in decisions:
        if above >= MIN_ABOVE:
            return decision.at
        above += page.size[decision.at] if decision.kept else 0
    return None


def _leads_elsewhere(page: PageLayout, post: Post) -> bool:
    """Return whether a line of an entry is nothing but a link to another page."""
    here = page.hints.url or "https://page.invalid/"
    for at in range(post.at, post.end):
        if page.link[at] >= LINKED:
            for anchor in page.blocks[at].anchors:
                try:
                    address = urlsplit(urljoin(here, (anchor.get("href") or "").strip()))
                except ValueError:
                    continue
                if address.path != urlsplit(here).path and address.scheme in {"http", "https"}:
                    return True
    return False
