"""Rules on what others wrote below a story: readers' comments and the replies of a thread.

A region is known by the names of its boxes; by its heading and what is below that; or by its shape
alone, as a run of texts each beside a line with a name and a date.
"""

from collections.abc import Sequence

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import HEADINGS, PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.comment_headings import (
    MIN_ATTRIBUTED,
    SHORT_STORY,
    STORY,
    has_like,
    headed,
    is_told,
    told_above,
)
from crawler.extract.rules.comment_wordings import (
    has_day,
    is_comment_heading,
    is_comment_prompt,
    is_reply,
    is_sure_heading,
    names_comments,
)
from crawler.extract.rules.line_rules import says_who
from crawler.extract.rules.stamped_runs import Post, below_all, is_text, posts_of

MIN_POSTS = 3
"""Texts with name and date that make comments or a thread by their shape alone."""
COMMENTS, REPLIES = "a reader's comment", "a reply"
"""The reasons given."""

_THREADS = ("DiscussionForum", "QAPage", "Question", "Conversation")
_LIVE = "LiveBlog"
_SCHEMAS = frozenset(("Comment", "UserComments", "Answer"))


def comments(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop readers' comments and the form for them.

    By the names of their boxes, by their heading, or by their shape.
    """
    for at, end in (*_named(page, decisions), *headed(page, decisions)):
        _drop(page, decisions[at:end], COMMENTS)
    for post in (*_shaped(page, decisions), *_replied(page, decisions)):
        _drop(page, decisions[post.at : post.end], COMMENTS)
    _drop_prompts(page, decisions)
    _keep_post(page, decisions)


def _drop_prompts(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the lines of the form for comments that stand at the story's end."""
    kept = [decision for decision in decisions if decision.kept]
    for decision in kept[max(1, len(kept) - FORM) :]:
        text = decision.block.text
        if len(text) <= MAX_PROMPT and is_comment_prompt(text) and not says_who(page, decision):
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
    answered = sum(
        any(is_reply(page.blocks[at].text) for at in range(post.at, post.end)) for post in posts
    )
    told = any(kind in page.hints.kind for kind in _THREADS) or answered >= max(2, len(posts) - 1)
    if (
        len(posts) >= (MIN_POSTS - 1 if told else MIN_POSTS)
        and posts[0].at <= first < posts[0].end
        and not any(_has_heading(page, post) for post in posts[1:])
        and _by_several(posts)
    ):
        for post in posts[1:]:
            _drop(page, decisions[post.at : post.end], REPLIES)


def _by_several(posts: Sequence[Post]) -> bool:
    """Return whether posts are signed, and not all by one."""
    names = [name for name in (post.name for post in posts) if name]
    return len(set(names)) > 1 and len(names) >= MIN_ATTRIBUTED * len(posts)


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


def _named(page: PageLayout, decisions: list[BlockDecision]) -> list[tuple[int, int]]:
    """Return the regions that the names of their boxes tell: an outermost box for each."""
    found: dict[Box, None] = {}
    told = told_above(page, decisions)
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
    return above >= (SHORT_STORY if _sureness(box) > 1 or has_like(page, box) else STORY)


def _sureness(box: Box) -> int:
    """Return how sure a box's names, label and declared type say that it holds comments."""
    if box.schema in _SCHEMAS or _is_labelled(box):
        return 2
    return names_comments(box.name) if box.name else 0


def _is_labelled(box: Box) -> bool:
    """Return whether a box is labelled as readers' comments, for those who don't see it."""
    label = box.element.get("aria-label") if box.element is not None else None
    return bool(label) and is_comment_heading(str(label)) and is_sure_heading(str(label))


def _shaped(page: PageLayout, decisions: list[BlockDecision]) -> list[Post]:
    """Return the comments that their shape alone tells, below the story and outside its box."""
    start = _below_story(page, decisions)
    if start is None:
        return []
    posts = _not_the_storys(page, decisions, start, posts_of(page, start))
    dated = [post for post in posts if has_day(post.stamp)]
    if len(dated) < MIN_POSTS or not _by_several(dated) or not below_all(decisions, page, dated):
        return []
    return dated


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
    return posts if len(posts) >= MIN_POSTS - 1 and below_all(decisions, page, posts) else []


def _unit(page: PageLayout, at: int) -> Box | None:
    """Return the smallest box around a block that holds a text, where others of its kind are."""
    for box in upwards(page.blocks[at].box):
        texts = any(is_text(page, other) for other in range(box.first, box.first + box.blocks))
        if texts:
            return box if box.parent is not None and has_like(page, box) else None
    return None


def _below_story(page: PageLayout, decisions: list[BlockDecision]) -> int | None:
    """Return where comments can begin: below a story, however short."""
    if _LIVE in page.hints.kind:
        return None
    told = told_above(page, decisions)
    return next((at for at, above in enumerate(told) if above >= SHORT_STORY), None)


def _not_the_storys(
    page: PageLayout, decisions: list[BlockDecision], start: int, posts: list[Post]
) -> list[Post]:
    """Return the posts that stand in no box with the story above them, and have no headings."""
    above = decisions[:start]
    story = {page.blocks[d.at].box.parent for d in above if is_told(page, d)}
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
