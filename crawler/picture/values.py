"""What a picture of a change shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.diff import Spans
from crawler.excerpt import excerpt
from crawler.model import ChangeKind, Silence
from crawler.telling_change import TellingChange

PictureFormat = Literal["svg", "png"]

_WHAT = {
    ChangeKind.CORRECTION: "A notice appeared",
    ChangeKind.REMOVAL: "Removed from the text",
    ChangeKind.REWRITE: "Changed in the text",
    ChangeKind.ADDITION: "Added to the text",
    ChangeKind.BYLINE: "The byline changed",
    ChangeKind.COSMETIC: "Spelling or punctuation changed",
    ChangeKind.CAPTION: "A caption changed",
    ChangeKind.LINK: "A link in the text changed",
    ChangeKind.IMAGE: "A picture of the story changed",
    ChangeKind.GONE: "The article was taken down",
    ChangeKind.RETURNED: "The article is back",
    ChangeKind.HEADLINE: "The headline shown to readers changed",
}
_MAX_DESCRIBED = 250
_BADGES = {Silence.SILENT: "Silent change", Silence.ANNOUNCED: "Announced"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePicture:
    """A change as a picture shows it. All texts are those of pages: they may hold anything."""

    site: str
    """The publisher's name, or the host."""
    headline: Spans
    """Before and after in one; without marks where it did not change."""
    telling: TellingChange | None
    """The words of the change, besides the headline."""
    since: datetime | None
    """The last time at which the old state was seen."""
    until: datetime | None
    """The first time at which the new state was seen. None for a picture of no version."""
    silence: Silence | None
    address: str
    """Where the comparison can be read."""
    language: str | None = None
    """The BCP 47 tag of the page's language."""

    @property
    def badge(self) -> str:
        """Return the mark of a change that was announced or not. Empty where that is unknown."""
        if self.telling is not None and self.telling.kind is ChangeKind.GONE:
            return "Removed"
        return _BADGES.get(self.silence, "") if self.silence else ""

    @property
    def what(self) -> str:
        """Return what happened to the words below the headline."""
        if self.telling is None:
            return ""
        if self.telling.fact is not None:
            return f"A {self.telling.fact.kind} changed in the text"
        return "Moved in the text" if self.telling.moved else _WHAT[self.telling.kind]

    @property
    def when(self) -> str:
        """Return the interval in which the change came about."""
        gone = self.telling is not None and self.telling.kind is ChangeKind.GONE
        what = "Taken down" if gone else "Changed"
        if self.until is None:
            return ""
        if self.since is None:
            return f"Seen on {_day(self.until)}, {self.until:%H:%M:%S} UTC"
        day = "" if self.since.date() == self.until.date() else f"{_day(self.until)}, "
        since = f"{_day(self.since)}, {self.since:%H:%M:%S}"
        return f"{what} between {since} and {day}{self.until:%H:%M:%S} UTC"

    @property
    def description(self) -> str:
        """Return the picture in words, for those who cannot see it."""
        before, after = (
            "".join(span.text for span in excerpt(side, _MAX_DESCRIBED))
            for side in (
                tuple(span for span in self.headline if span.mark != "added"),
                tuple(span for span in self.headline if span.mark != "removed"),
            )
        )
        parts = [self.site, f"“{before}” became “{after}”" if before != after else after]
        if self.telling is not None:
            marked = "".join(_worded(span.mark, span.text) for span in self._described)
            parts.append(f"{self.what}: {marked}" if marked else self.what)
        parts += [self.badge, self.when, self.address]
        return ". ".join(part.removesuffix(".") for part in parts if part)

    @property
    def _described(self) -> Spans:
        if self.telling is None or self.telling.kind is ChangeKind.GONE:
            return ()
        return excerpt(self.telling.spans, _MAX_DESCRIBED)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _worded(mark: str, text: str) -> str:
    return text if mark == "same" else f"[{mark}: {text}]"
