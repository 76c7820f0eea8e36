"""Small pieces of HTML that stand dozens of times on a page.

Functions, because a template's macro takes ten times as long for each of them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup, escape

from crawler.html.moments import machine_time, to_minute, to_second

_CLOCK = len("2026-11-28 ")
"""Where the time of day begins."""


class Marked(Protocol):
    """Words, and what became of them."""

    @property
    def mark(self) -> str:
        """Return ``same``, ``added`` or ``removed``."""
        ...

    @property
    def text(self) -> str:
        """Return the words."""
        ...


class Originated(Protocol):
    """A sentence, and where it comes from. Versions are named for short."""

    @property
    def text(self) -> str:
        """Return the sentence."""
        ...

    @property
    def age(self) -> int:
        """Return its shade."""
        ...

    @property
    def earlier(self) -> Sequence[tuple[str, str]]:
        """Return versions and its wordings in them, the latest first."""
        ...

    @property
    def more(self) -> int:
        """Return how many earlier wordings are not among these."""
        ...

    @property
    def came_in(self) -> str:
        """Return the version in which it came."""
        ...

    @property
    def returned_from(self) -> str | None:
        """Return the version that had it before it left and came back."""
        ...


def time_element(at: datetime) -> Markup:
    """Return a time, which a script shows in the reader's own zone too."""
    return Markup(f'<time datetime="{machine_time(at)}">{to_minute(at)} UTC</time>')  # noqa: S704  # digits


def interval_element(since: datetime | None, at: datetime) -> Markup:
    """Return between which times something came about."""
    if since is None:
        return Markup("by ") + time_element(at)
    end = to_second(at)[_CLOCK if at.date() == since.date() else 0 :]
    return Markup(  # noqa: S704  # digits
        f'between <time datetime="{machine_time(since)}" data-plain>{to_second(since)}</time> and '
        f'<time datetime="{machine_time(at)}">{end} UTC</time>'
    )


def marked_words(spans: Iterable[Marked]) -> Markup:
    """Return words with what left and came marked."""
    return Markup("").join(map(_span, spans))


def _span(one: Marked) -> Markup:
    text = escape(one.text)
    tag = {"removed": "del", "added": "ins"}.get(one.mark)
    return Markup(f"<{tag}>{text}</{tag}>") if tag else text  # noqa: S704  # escaped above


def kind_badges(names: Iterable[str]) -> Markup:
    """Return a badge for each kind of a change."""
    return Markup("").join(
        Markup('<span class="badge kind">{}</span> ').format(name) for name in names
    )


def originated_sentence(
    one: Originated, in_short: Markup, brought: Markup, version: str | None
) -> Markup:
    """Return a sentence that opens to show its past.

    Which version brought it is said in short, for its title, and at length. ``version`` marks it.
    """
    mark = _MARK.format(version) if version is not None else ""
    past = [_EARLIER.format(called, text) for called, text in one.earlier]
    if one.returned_from:
        past.insert(0, _BACK.format(one.returned_from))
    if one.more:
        past.append(_MORE.format(counted_words(one.more, "earlier wording"), one.came_in))
    return Markup(  # noqa: S704  # all that others wrote is escaped
        f'<details class="sentence a{one.age}" name="sentence">\n'
        f'<summary title="{in_short}{", reworded" if one.earlier else ""}">{mark}'
        f'<span class="words">{escape(one.text)}</span></summary>\n'
        f'<div class="about" lang="en" dir="ltr">{brought}{"".join(past)}</div>\n</details>'
    )


_MARK = Markup('<sup lang="en" dir="ltr"><span class="unseen">Version </span>{}</sup>')
_BACK = Markup('<span class="past">Back, as in version {}.</span>')
_EARLIER = Markup('<span class="past">In version {}: <q dir="auto">{}</q></span>\n')
_MORE = Markup('<span class="past">And {}, the first in version {}.</span>')


def counted_words(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


ELEMENTS = (
    time_element,
    interval_element,
    marked_words,
    kind_badges,
    originated_sentence,
    counted_words,
)
"""Those that templates may use by name."""
