"""What a live blog is made of: entries with times of their own, whose texts are paragraphs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """One entry of a live blog, as the page has it."""

    id: str | None = None
    """As the page names it; None where it does not."""
    published: str | None = None
    """ISO 8601, as exact as the page gave it; or the time of day that it shows, ``10:05``."""
    modified: str | None = None
    headline: str | None = None
    first: int
    """The first of its paragraphs, by number from 0 among those of the text."""
    end: int
    """The one behind its last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCoverage:
    """How long a live blog goes on, as far as its page says."""

    started: str | None = None
    """``coverageStartTime``, as the page declares it."""
    ended: str | None = None
    """``coverageEndTime``; it may lie ahead."""
    running: bool = True
    """Whether it went on when the page was fetched: the end that is declared has not come. Where
    none is, the newest entry was less than a day old, or says no time.
    """
    continued: bool = False
    """Whether older entries stand on other pages, or come when a reader asks for more."""
