"""What a check can find, and what a change can be: each word once, with what follows from it.

The strings are stored and are a contract. Whoever wants to know something of an outcome, a kind or
a finding asks its properties. ``tests/test_words.py`` says what else a new member needs.
"""

from enum import Flag, StrEnum, auto
from typing import Self


class Trait(Flag):
    """What is true of some of the members below. Their attributes say what each means."""

    NONE = 0
    VERSION = auto()
    CONFIRMS = auto()
    ANSWERED = auto()
    TEXT = auto()
    DOUBTFUL = auto()
    TROUBLE = auto()
    LINE = auto()
    SMALL = auto()
    REMOVAL = auto()
    US = auto()
    QUIET = auto()
    PART = auto()


_SHOWS_TEXT = Trait.CONFIRMS | Trait.ANSWERED | Trait.TEXT
_VERSION = Trait.VERSION | Trait.LINE
_DOUBTFUL = Trait.ANSWERED | Trait.DOUBTFUL | Trait.LINE
_TROUBLE = Trait.TROUBLE | Trait.LINE
_BESIDE = Trait.SMALL | Trait.QUIET


class Outcome(StrEnum):
    """What one check found."""

    _value_: str
    is_version: bool
    """Whether the check made a version."""
    confirms_head: bool
    """Whether the check saw the state of the version that its line names."""
    is_answered: bool
    """Whether there was a full answer. ``not_modified`` has no body; the others that are none say
    nothing of the page.
    """
    shows_text: bool
    """Whether there was a full answer whose extraction equals the version that its line names."""
    is_doubtful: bool
    """Whether the page may not be the article."""
    is_trouble: bool
    """Whether ``crawl`` ends with exit status 1: a URL or source failed or was unreadable."""
    is_notable: bool
    """Whether it is worth a line of its own, on a terminal or in a log. The others are in the
    store, as all are.
    """

    def __new__(cls, value: str, traits: Trait = Trait.NONE) -> Self:
        """Make a member of its stored string and what is true of it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.is_version = Trait.VERSION in traits
        member.confirms_head = Trait.CONFIRMS in traits
        member.is_answered = Trait.ANSWERED in traits
        member.shows_text = Trait.TEXT in traits
        member.is_doubtful = Trait.DOUBTFUL in traits
        member.is_trouble = Trait.TROUBLE in traits
        member.is_notable = Trait.LINE in traits
        return member

    NEW = "new", _VERSION | _SHOWS_TEXT
    CHANGED = "changed", _VERSION | _SHOWS_TEXT
    UNCHANGED = "unchanged", _SHOWS_TEXT
    NOT_MODIFIED = "not_modified", Trait.CONFIRMS
    GONE = "gone", _VERSION | Trait.CONFIRMS | Trait.ANSWERED
    SUSPECT = "suspect", _DOUBTFUL
    BLOCKED = "blocked", _DOUBTFUL | _TROUBLE
    UNREADABLE = "unreadable", Trait.ANSWERED | _TROUBLE
    REFUSED = "refused", _TROUBLE
    FAILED = "failed", _TROUBLE
    SKIPPED = "skipped"

    @property
    def is_change(self) -> bool:
        """Whether the check made a version of an article that had one."""
        return self.is_version and self is not Outcome.NEW

    @property
    def keeps_validators(self) -> bool:
        """Whether what the head's text was last served with may be sent with the next request."""
        return self.shows_text or self is Outcome.NOT_MODIFIED


VERSIONED = frozenset(outcome for outcome in Outcome if outcome.is_version)
CONFIRMED = frozenset(outcome for outcome in Outcome if outcome.confirms_head)
ANSWERED = frozenset(outcome for outcome in Outcome if outcome.is_answered)
SHOWS_TEXT = frozenset(outcome for outcome in Outcome if outcome.shows_text)
CHANGES = frozenset(outcome for outcome in Outcome if outcome.is_change)
DOUBTFUL = frozenset(outcome for outcome in Outcome if outcome.is_doubtful)
"""The properties as sets, for queries of the index."""


class ChangeKind(StrEnum):
    """What a change can be, in the order in which a Change names its kinds."""

    _value_: str
    description: str
    """When it is given, as ``docs/understand/changes.md`` says it."""
    is_of_text: bool
    """Whether the text changed. Records of before ``silence`` was stored are read by it."""
    is_small: bool
    """Whether a change that is nothing else leaves the words of the text as they were."""
    is_quiet: bool
    """Whether alerts report it only where they name it.

    What stands beside the text, and what a page is there for.
    """

    def __new__(cls, value: str, description: str = "", traits: Trait = Trait.NONE) -> Self:
        """Make a member of its stored string, its description and what is true of it."""
        member = str.__new__(cls, value)
        member._value_, member.description = value, description
        member.is_of_text, member.is_small = Trait.TEXT in traits, Trait.SMALL in traits
        member.is_quiet = Trait.QUIET in traits
        return member

    HEADLINE = (
        "headline",
        "letters or digits of the title differ, or of the shown title",
        Trait.SMALL,
    )
    BYLINE = "byline", "the authors differ", Trait.SMALL
    ADDITION = "addition", "sentences came where none left", Trait.TEXT
    ENTRY = (
        "entry",
        "entries came in a live blog; what changed in others has the kinds beside it",
        Trait.TEXT | Trait.QUIET,
    )
    REMOVAL = "removal", "sentences left where none came", Trait.TEXT
    REWRITE = (
        "rewrite",
        (
            "words of a kept sentence differ; a sentence was replaced by another; sentences or "
            "paragraphs moved"
        ),
        Trait.TEXT,
    )
    CORRECTION = (
        "correction",
        "a correction, clarification or update notice appeared",
        Trait.TEXT,
    )
    FACT = (
        "fact",
        "within a kept sentence a number, date, name or quotation was replaced",
        Trait.TEXT,
    )
    COSMETIC = (
        "cosmetic",
        (
            "only punctuation, quotation marks, case, hyphens, ornaments; one letter in a word of "
            "five or more, or two swapped"
        ),
        Trait.SMALL,
    )
    CAPTION = "caption", "the words below a picture differ", _BESIDE
    LINK = (
        "link",
        "a link in a kept sentence came, left or leads elsewhere; a quoted post came or left",
        _BESIDE,
    )
    IMAGE = "image", "a picture of the story came, left or was replaced", _BESIDE
    REVERT = "revert", "titles, byline and text equal those of an earlier version"
    GONE = "gone", "the removal was confirmed"
    RETURNED = "returned", "the article is back after it was gone"


class Finding(StrEnum):
    """What an answer seems to be instead of the article."""

    _value_: str
    words: str
    """As reasons say it, for people."""
    means_removal: bool
    """Whether the article was taken away. All that mean a removal count as one finding."""
    is_about_us: bool
    """Whether it is how the site treats us: it says nothing of the article, and is never believed
    to be its state.
    """
    shows_part: bool
    """Whether a part of the article is shown all the same: nothing went wrong."""

    def __new__(cls, value: str, words: str = "", traits: Trait = Trait.NONE) -> Self:
        """Make a member of its stored string, its words and what is true of it."""
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        member.means_removal, member.is_about_us = Trait.REMOVAL in traits, Trait.US in traits
        member.shows_part = Trait.PART in traits
        return member

    MISSING = "missing", "the article may have been taken down", Trait.REMOVAL
    SOFT_404 = (
        "soft_404",
        "the page seems to say that the article is not there",
        Trait.REMOVAL,
    )
    SHRUNK = "shrunk", "the page may not hold the whole article"
    PAYWALL = (
        "paywall",
        "the page may show only the free beginning of the article",
        Trait.US | Trait.PART,
    )
    ANOTHER_ARTICLE = "another_article", "another article seems to stand at this address"
    DENIED = "denied", "the site would not show the page", Trait.US
    LOGIN_WALL = "login_wall", "the site seems to show a login page instead", Trait.US
    CONSENT_PAGE = (
        "consent_page",
        "the site seems to show a page that asks for consent instead",
        Trait.US,
    )
    BOT_CHALLENGE = (
        "bot_challenge",
        "the site seems to show a check for robots instead",
        Trait.US,
    )

    @classmethod
    def named(cls, label: str) -> Self:
        """Return the finding of this name in words. Raises ``ValueError`` where there is none."""
        return cls(label.replace(" ", "_"))

    @property
    def label(self) -> str:
        """The name in words: ``soft 404``."""
        return self.value.replace("_", " ")

    @property
    def outcome(self) -> Outcome:
        """The outcome of a check that finds it at a known article's address."""
        blocks = self.is_about_us and not self.shows_part
        return Outcome.BLOCKED if blocks else Outcome.SUSPECT

    def agrees(self, other: "Finding | None") -> bool:
        """Return whether the two count as one finding."""
        return self is other or (other is not None and self.means_removal and other.means_removal)


class Standing(StrEnum):
    """How an article stands at its address now, by the looks since the last sure one.

    ``present`` and ``gone`` are what the newest version says. The others are what its address has
    shown since then, and what no version says yet.
    """

    PRESENT = "present"
    GONE = "gone"
    MISSING = "missing"
    BLOCKED = "blocked"
    SUSPECT = "suspect"
    UNREADABLE = "unreadable"

    @property
    def is_pending(self) -> bool:
        """Whether nothing has settled it yet."""
        return self not in {Standing.PRESENT, Standing.GONE}

    @classmethod
    def shown_by(cls, outcome: Outcome, finding: Finding | None) -> "Standing":
        """Return how a look that settled nothing shows the article.

        Raises ``ValueError`` for an outcome that is none of a doubtful look.
        """
        if outcome is Outcome.SUSPECT and finding is not None and finding.means_removal:
            return cls.MISSING
        return cls(outcome.value)


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


class State(StrEnum):
    """What a Version says of its Article."""

    PRESENT = "present"
    GONE = "gone"
