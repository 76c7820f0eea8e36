"""What a page is instead of an article: the word for it, which whoever decides on a check knows."""

from enum import StrEnum


class NoArticle(StrEnum):
    """What a page is instead of an article, as a sentence for people."""

    NO_TEXT = "no text: the page holds no story"
    VIDEO = "video: the page holds a film and its caption"
    GALLERY = "gallery: the page holds pictures and their captions"
    FEW_WORDS = "no article: the page holds a few words and does not call itself one"
    SECTION = "section: the page lists other articles"
    TEASERS = "section: the page lists other articles and holds next to no text of its own"
    EMPTY = "empty: the page holds nothing"
    SENT_ON = "no story: the page sends its readers on to another address"
    RELOADS = "no story: the page only reloads itself"
    FRAME = "no text: the page is built by scripts, which only a browser runs"
    ELSEWHERE = "no article: the address leads to a page that is not an article"

    @property
    def lists_articles(self) -> bool:
        """Whether it is a section or a front page: a list, as a source may have one."""
        return self in {NoArticle.SECTION, NoArticle.TEASERS}

    @property
    def leaves_no_story(self) -> bool:
        """Whether a story that stood here is gone, as far as the page shows."""
        return self.lists_articles or self in {
            NoArticle.NO_TEXT,
            NoArticle.FEW_WORDS,
            NoArticle.EMPTY,
            NoArticle.SENT_ON,
            NoArticle.ELSEWHERE,
        }
