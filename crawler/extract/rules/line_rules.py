"""Rules on single lines: what a line's wording alone tells, wherever it stands."""

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.house_wordings import reports
from crawler.languages import primary_language


def prompts(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a short line that opens like a prompt or a widget's heading.

    It ends like none of the story's sentences. One that says who said it is the story's.
    """
    for decision in decisions:
        if decision.kept and page.widget[decision.at] and not says_who(page, decision):
            decision.drop("a widget's line")


def says_who(page: PageLayout, decision: BlockDecision) -> bool:
    """Return whether a line that opens like the house's is a sentence that reports speech."""
    return reports(decision.block.text, {"en", primary_language(page.hints.language, "en")})


def pointers(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line that says "read more:" and links to another article.

    In one language or another.
    """
    for decision in decisions:
        if (
            decision.kept
            and page.link[decision.at] >= LINKED
            and boilerplate.POINTER.match(decision.block.text)
        ):
            decision.drop("points to another article")


LINKED = 0.5
"""Share of links in a line that points elsewhere."""


def calls(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line that asks its readers to sign up for a newsletter, in whatever words."""
    for decision in decisions:
        if decision.kept and boilerplate.asks_to_sign_up(decision.block.text):
            decision.drop("a call to sign up")


def captions(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line that ends in a picture's credit: it is the caption."""
    for decision in decisions:
        if decision.kept and boilerplate.is_caption(decision.block.text):
            decision.drop("a caption with its credit")


def addresses(_: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a bare address: it is an image's or a link's, not a sentence."""
    for decision in decisions:
        if (
            decision.kept
            and not decision.block.linked
            and boilerplate.ADDRESS.fullmatch(decision.block.text)
        ):
            decision.drop("a bare address")


def signatures(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a line that is a field and no paragraph.

    Nothing but the authors' names; or, above or below the story, nothing but a date.
    """
    names = {word for name in page.hints.authors for word in name.split()}
    for decision in decisions:
        text = page.plain[decision.at]
        if decision.kept and len(text) <= boilerplate.SHORT and not page.ends[decision.at]:
            words = text.split()
            if (
                len(words) > 1
                and names.intersection(words)
                and all(word in names or word in boilerplate.BYLINE_WORDS for word in words)
            ):
                decision.drop("the byline")
            elif not page.first < decision.at < page.last and boilerplate.is_date_line(words):
                decision.drop("a date")
