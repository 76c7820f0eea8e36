"""Rules on single lines: what a line's wording alone tells, wherever it stands."""

from crawler.extract import phrases
from crawler.extract.layout import Page
from crawler.extract.verdicts import Verdict


def prompts(page: Page, verdicts: list[Verdict]) -> None:
    """A short line that opens like a prompt or a widget's heading, and ends like none of the story's sentences, is no story."""
    for verdict in verdicts:
        if verdict.kept and page.widget[verdict.at]:
            verdict.drop("a widget's line")


def pointers(page: Page, verdicts: list[Verdict]) -> None:
    """A line that says "read more:" in one language or another and then links to another article is no story."""
    for verdict in verdicts:
        if verdict.kept and page.link[verdict.at] >= LINKED and phrases.POINTER.match(verdict.block.text):
            verdict.drop("points to another article")


LINKED = 0.5
"""Share of links in a line that points elsewhere."""


def calls(_: Page, verdicts: list[Verdict]) -> None:
    """A line that asks its readers to sign up for a newsletter is no story, in whatever words."""
    for verdict in verdicts:
        if verdict.kept and phrases.asks_to_sign_up(verdict.block.text):
            verdict.drop("a call to sign up")


def captions(_: Page, verdicts: list[Verdict]) -> None:
    """A line that ends in a picture's credit is its caption."""
    for verdict in verdicts:
        if verdict.kept and phrases.is_caption(verdict.block.text):
            verdict.drop("a caption with its credit")


def addresses(_: Page, verdicts: list[Verdict]) -> None:
    """A bare address is an image's or a link's, not a sentence."""
    for verdict in verdicts:
        if verdict.kept and not verdict.block.linked and phrases.ADDRESS.fullmatch(verdict.block.text):
            verdict.drop("a bare address")


def signatures(page: Page, verdicts: list[Verdict]) -> None:
    """A line of nothing but the authors' names, or above or below the story of nothing but a date, is a field and no paragraph."""
    names = {word for name in page.hints.authors for word in name.split()}
    for verdict in verdicts:
        text = page.plain[verdict.at]
        if verdict.kept and len(text) <= phrases.SHORT and not page.ends[verdict.at]:
            words = text.split()
            if len(words) > 1 and names.intersection(words) and all(word in names or word in phrases.BYLINE_WORDS for word in words):
                verdict.drop("the byline")
            elif not page.first < verdict.at < page.last and phrases.is_date_line(words):
                verdict.drop("a date")
