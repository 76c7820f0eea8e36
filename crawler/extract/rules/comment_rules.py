"""Rules on what others wrote below a story: readers' comments and the replies of a thread.

A region is known by the names of its boxes; by its heading and what is below that; or by its shape
alone, as a run of texts each beside a line with a name and a date.
"""

import re
from collections import Counter
from collections.abc import Sequence

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.layout import HEADINGS, PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.comment_wordings import (
    is_comment_heading,
    is_comment_prompt,
    is_reply,
    is_says,
    names_comments,
    opens_with_name,
)
from crawler.extract.rules.stamped_runs import Post, is_text, kind_of, posts_of

STORY, SHORT_STORY = 200, 40
"""Characters that a story has above its comments; the least, where no doubt is left that they are
comments.
"""
MIN_ATTRIBUTED = 0.6
"""Share of the texts of a region that must stand beside a name where nothing else shows what they
are.
"""
MIN_POSTS = 3
"""Texts with name and date that make comments or a thread by their shape alone."""
LEVELS = 4
"""Boxes around a heading in which what it heads is looked for."""
COMMENTS, REPLIES = "a reader's comment", "a reply"
"""The reasons given."""

_NUMBER = re.compile(r"\d+")
_THREADS = ("DiscussionForum", "QAPage", "Question", "Conversation")
_LIVE = "LiveBlog"
_ITEMS = frozenset(("li", "dd", "td"))
_SCHEMAS = frozenset(("Comment", "UserComments", "Answer"))


def comments(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop readers' comments and the form for them.

    By the names of their boxes, by their heading, or by their shape.
    """
    for at, end in (*_named(page, decisions), *_headed(page, decisions)):
        _drop(page, decisions[at:end], COMMENTS)
    for posts in (_shaped(page, decisions), _replied(page, decisions)):
        if posts:
            _drop(page, decisions[posts[0].at : posts[-1].end], COMMENTS)
    _drop_prompts(decisions)
    _keep_post(page, decisions)


def _drop_prompts(decisions: list[BlockDecision]) -> None:
    """Drop the lines of the form for comments that stand at the story's end."""
    kept = [decision for decision in decisions if decision.kept]
    for decision in kept[max(1, len(kept) - FORM) :]:
        if len(decision.block.text) <= MAX_PROMPT and is_comment_prompt(decision.block.text):
            decision.drop("of the form for comments")


FORM, MAX_PROMPT = 8, 300
"""Paragraphs at a story's end among which the form's are, and characters of one."""


def _keep_post(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep the short post that has comments, where nothing else seemed to be story."""
    first = next((d.at for d in decisions if d.role is BlockRole.OTHERS), None)
    if first is not None and not any(decision.kept for decision in decisions):
        for decision in decisions[page.head + 1 : first]:
            text = is_text(page, decision.at) and not is_comment_prompt(decision.block.text)
            if decision.open and page.ends[decision.at] and text:
                decision.keep("the post that is commented on")


def threads(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop all but the opening post of a thread: the replies are other people's texts."""
    if _LIVE in page.hints.kind or not any(decision.kept for decision in decisions):
        return
    first = next(decision.at for decision in decisions if decision.kept)
    posts = posts_of(page, max(0, page.head))
    told = any(kind in page.hints.kind for kind in _THREADS) or any(
        is_reply(page.blocks[at].text) for post in posts for at in range(post.at, post.end)
    )
    if (
        len(posts) >= (MIN_POSTS - 1 if told else MIN_POSTS)
        and posts[0].at <= first < posts[0].end
        and not any(_has_heading(page, post) for post in posts[1:])
        and _by_several(posts)
    ):
        _drop(page, decisions[posts[1].at : posts[-1].end], REPLIES)


def _by_several(posts: Sequence[Post]) -> bool:
    """Return whether posts are signed, and not all by one."""
    names = {post.name for post in posts}
    return len(names) > 1 and "" not in names


def _has_heading(page: PageLayout, post: Post) -> bool:
    return any(page.blocks[at].box.tag in HEADINGS for at in range(post.at, post.end))


def _drop(page: PageLayout, decisions: Sequence[BlockDecision], reason: str) -> None:
    """Drop what is not declared to be the story's text."""
    for decision in decisions:
        if not is_declared(page, decision.at):
            decision.drop(reason, BlockRole.OTHERS)


def is_declared(page: PageLayout, at: int) -> bool:
    """Return whether the page declares a block to be part of its text."""
    return bool(page.hints.declared) and page.plain[at] in page.hints.declared


def _told(page: PageLayout, decisions: Sequence[BlockDecision]) -> list[int]:
    """Return how much is told above each block: what is kept, or a text below the headline."""
    told, above = 0, []
    for decision in decisions:
        above.append(told)
        if _is_told(page, decision):
            told += page.size[decision.at]
    return above


def _is_told(page: PageLayout, decision: BlockDecision) -> bool:
    at = decision.at
    return decision.kept or (
        at > page.head >= 0 and bool(page.ends[at]) and is_text(page, at)
    )


def _named(page: PageLayout, decisions: list[BlockDecision]) -> list[tuple[int, int]]:
    """Return the regions that the names of their boxes tell: an outermost box for each."""
    found: dict[Box, None] = {}
    told = _told(page, decisions)
    seen: dict[Box, Box | None] = {}
    for decision in decisions:
        if not decision.kept:
            continue
        region = None
        for box in upwards(decision.block.box):
            if box.parent is None:
                break
            if _sureness(box) and _may_be_comments(page, told, box):
                region = box
            if box in seen:
                region = seen[box] or region
                break
        seen[decision.block.box] = region
        if region is not None:
            found[region] = None
    return [(box.first, box.first + box.blocks) for box in found]


def _may_be_comments(page: PageLayout, told: Sequence[int], box: Box) -> bool:
    if box.first <= page.head < box.first + box.blocks:
        return False
    above = told[box.first]
    return above >= (SHORT_STORY if _sureness(box) > 1 or _has_like(page, box) else STORY)


def _sureness(box: Box) -> int:
    """Return how sure a box's names and declared type say that it holds comments."""
    return 2 if box.schema in _SCHEMAS else names_comments(box.name) if box.name else 0


def _has_like(page: PageLayout, box: Box) -> bool:
    """Return whether others of its kind stand beside a box."""
    return (
        box.parent is not None
        and sum(kind_of(other) == kind_of(box) for other in page.children.get(box.parent, ())) > 1
    )


def _headed(page: PageLayout, decisions: list[BlockDecision]) -> list[tuple[int, int]]:
    """Return the regions that a heading tells, with what stands below it."""
    found = []
    told = _told(page, decisions)
    end = 0
    for at, block in enumerate(page.blocks):
        if at < end or at <= page.head or not is_comment_heading(block.text):
            continue
        region = _region(page, at) if told[at] >= SHORT_STORY else None
        if region is None or any(region[0] <= head < region[1] for head in page.heads):
            continue
        if _are_comments(page, decisions, region, told[at]):
            found.append(region)
            end = region[1]
    return found


def _region(page: PageLayout, at: int) -> tuple[int, int] | None:
    """Return what a heading heads: the rest of the smallest box that holds text below it."""
    for up, box in enumerate(upwards(page.blocks[at].box)):
        end = box.first + box.blocks
        if any(is_text(page, below) for below in range(at + 1, end)):
            return at, end
        if up >= LEVELS:
            break
    return None


def _are_comments(
    page: PageLayout,
    decisions: Sequence[BlockDecision],
    region: tuple[int, int],
    above: int,
) -> bool:
    """Return whether what stands below a heading is comments, and not the story going on."""
    at, end = region
    texts = [below for below in range(at + 1, end) if is_text(page, below)]
    story = {
        page.blocks[decision.at].box.parent for decision in decisions[:at] if decision.kept
    }
    flat = any(page.blocks[text].box.parent in story for text in texts)
    posts = [post for post in posts_of(page, at + 1, end) if post.name]
    named = {text for text in texts if _is_attributed(page, text, at)}
    named.update(text for post in posts for text in range(post.at, post.end) if text in texts)
    share = len(named) / len(texts)
    if flat:  # in the story's own box only where it does not go on
        return (
            share >= MIN_ATTRIBUTED and texts[-1] in named and bool(posts or _opened(page, texts))
        )
    if share >= MIN_ATTRIBUTED:
        return True
    number = _NUMBER.search(page.blocks[at].text)
    counted = number is not None and int(number[0][:6]) in {len(texts), _units(page, texts)}
    form = any(
        is_reply(page.blocks[below].text) or is_comment_prompt(page.blocks[below].text)
        for below in range(at, end)
    )
    listed = all(page.blocks[text].box.tag in _ITEMS for text in texts)
    beside = _units(page, texts) > 1 and page.heading[at] > 0
    return counted or (form and above >= STORY) or (beside and (listed or above >= STORY))


def _opened(page: PageLayout, texts: Sequence[int]) -> bool:
    """Return whether texts open with different names."""
    names = {
        page.blocks[text].text.split(":")[0]
        for text in texts
        if opens_with_name(page.blocks[text].text, page.blocks[text].bold)
    }
    return len(names) >= MIN_ATTRIBUTED * len(texts)


def _is_attributed(page: PageLayout, text: int, first: int) -> bool:
    """Return whether a text opens with a name, or a short line above it may be one."""
    block = page.blocks[text]
    if opens_with_name(block.text, block.bold):
        return True
    above = page.blocks[text - 1]
    return text - 1 > first and (is_says(above.text) or _may_be_name(page, text - 1, block))


MAX_NAME, MAX_NAME_WORDS = 50, 6
"""Characters and words of a line that is a name."""


def _may_be_name(page: PageLayout, at: int, below: Block) -> bool:
    text = page.blocks[at].text
    return (
        len(text) <= MAX_NAME
        and len(text.split()) <= MAX_NAME_WORDS
        and not page.ends[at]
        and page.blocks[at].box is not below.box
    )


def _units(page: PageLayout, texts: Sequence[int]) -> int:
    """Return how many boxes of one kind beside each other hold the texts."""
    counts: Counter[object] = Counter()
    for text in texts:
        around = list(upwards(page.blocks[text].box))[:LEVELS]
        for box in around:
            if box.tag != "p" and box.parent is not None and _has_like(page, box):
                counts[box.parent, kind_of(box)] += 1
                break
    return max(counts.values(), default=0)


def _shaped(page: PageLayout, decisions: list[BlockDecision]) -> list[Post]:
    """Return the comments that their shape alone tells, below the story and outside its box."""
    start = _below_story(page, decisions)
    if start is None:
        return []
    posts = _not_the_storys(page, decisions, start, posts_of(page, start))
    if len(posts) < MIN_POSTS:
        return []
    signed = [post for post in posts if post.name]
    return signed if len(signed) >= MIN_POSTS and _by_several(signed) else []


def _replied(page: PageLayout, decisions: list[BlockDecision]) -> list[Post]:
    """Return the comments that the link below each to answer it tells."""
    start = _below_story(page, decisions)
    if start is None:
        return []
    units: dict[Box, Post] = {}
    for at in range(start, len(page.blocks)):
        if is_reply(page.blocks[at].text):
            unit = _unit(page, at)
            if unit is not None and unit.first > page.head:
                units[unit] = Post(unit.first, unit.first + unit.blocks, "", "")
    posts = _not_the_storys(page, decisions, start, list(units.values()))
    return posts if len(posts) >= MIN_POSTS - 1 else []


def _unit(page: PageLayout, at: int) -> Box | None:
    """Return the smallest box around a block that holds a text, where others of its kind are."""
    for box in upwards(page.blocks[at].box):
        texts = any(is_text(page, other) for other in range(box.first, box.first + box.blocks))
        if texts:
            return box if box.parent is not None and _has_like(page, box) else None
    return None


def _below_story(page: PageLayout, decisions: list[BlockDecision]) -> int | None:
    """Return where comments can begin: below a story, however short."""
    if _LIVE in page.hints.kind:
        return None
    told = _told(page, decisions)
    return next((at for at, above in enumerate(told) if above >= SHORT_STORY), None)


def _not_the_storys(
    page: PageLayout, decisions: list[BlockDecision], start: int, posts: list[Post]
) -> list[Post]:
    """Return the posts that stand in no box with the story above them, and have no headings."""
    above = decisions[:start]
    story = {page.blocks[d.at].box.parent for d in above if _is_told(page, d)}
    return [
        post
        for post in posts
        if not any(
            page.blocks[at].box.parent in story
            for at in range(post.at, post.end)
            if is_text(page, at)
        )
        and not _has_heading(page, post)
    ]
