"""The shapes of lists: changes, articles, what is found, runs, costs.

Nothing is made of them at run time: they describe the documents of ``jobs.reading`` to readers of
the OpenAPI description, and tests hold each document to its shape.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Time = str
"""ISO 8601 in UTC."""


class Shape(BaseModel):
    """A JSON object. Later releases may add members."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)


class DamageShape(Shape):
    """A stored object that is not what it should be. Its content is withheld."""

    article: str
    version: int | None
    key: str
    problem: str = Field(description="A sentence for people.")


class AnswerShape(Shape):
    """What every answer may have."""

    damaged: list[DamageShape] = Field(
        default=[], description="What was found damaged on the way to this answer, if anything."
    )


class SilenceEvidenceShape(Shape):
    """One thing that can tell whether a change was announced."""

    kind: str
    old: str | None
    new: str | None
    says: str | None


class SilenceShape(Shape):
    """Whether a change was announced."""

    silence: Literal["announced", "silent", "unknown"] | None = Field(
        description="null where the text did not change, or the two versions are no neighbours."
    )
    silence_reason: str | None = Field(description="What decided it, for people.")
    silence_evidence: list[SilenceEvidenceShape]
    stealth: bool | None = Field(description="`silence` in its older form.")


class PendingShape(Shape):
    """What an address shows now, and no version says yet."""

    state: str
    finding: str | None
    reason: str | None
    status: int | None
    since: Time
    last: Time
    looks: int
    looks_needed: int | None
    confirmed_from: Time | None


class PendingArticle(PendingShape):
    """The same, with its article."""

    article: str
    url: str


class PendingPage(AnswerShape):
    """What waits to be settled, the newest begun first."""

    total: int
    pending: list[PendingArticle]


class ArticleRow(Shape):
    """One kept article."""

    article: str = Field(description="Its id, `<host>/<32 hexadecimal digits>`.")
    url: str
    title: str | None
    state: str | None
    version: int | None = Field(description="The number of its newest version.")
    versions: int = Field(
        description="How many there are, with those of articles that were joined to it."
    )
    first_seen: Time | None
    last_checked: Time | None
    last_outcome: str | None
    last_seen: Time | None
    sources: list[str]
    pending: PendingShape | None


class Paged(AnswerShape):
    """A page of a list."""

    next: str | None = Field(
        description="The address of the next page, as the header `Link` has it; null on the last."
    )


class ArticleRows(Paged):
    """Kept articles, in the order of their ids."""

    total: int = Field(description="How many fit in all.")
    articles: list[ArticleRow]


class SearchLeft(Shape):
    """The first version after the last one that had the words."""

    version: int
    state: str
    captured_at: Time
    last_seen_before: Time | None


class SearchRow(AnswerShape):
    """An article that has the words in a version."""

    article: str
    url: str
    title: str | None
    versions: list[int]
    current: bool = Field(description="Whether the newest version has the words.")
    left: SearchLeft | None
    snippet: list[tuple[Literal["text", "match"], str]]


class SearchPage(AnswerShape):
    """The best answers, those first that still have the words."""

    query: str
    total: int
    whole: bool = Field(
        description="False where many versions have the words: `total` and the results are then of "
        "the newest of these."
    )
    results: list[SearchRow]


class DayRow(Shape):
    """A day that had changes."""

    day: str
    changes: int


class CalendarDocument(AnswerShape):
    """How many changes each day of some whole months had."""

    first: str
    last: str
    total: int
    days: list[DayRow]


class FoundArticle(AnswerShape):
    """Which article an address names."""

    article: str
    url: str
    address: str = Field(description="Where this interface has it.")


class RunRow(Shape):
    """One run."""

    run: str
    trigger: str | None
    started: Time | None
    finished: Time | None
    state: Literal["finished", "interrupted", "running"]
    reason: str | None
    checks: int
    counts: dict[str, int] | None
    costs: dict[str, Any] | None
    stats: dict[str, int] | None


class RunPage(Paged):
    """Runs, newest first."""

    runs: list[RunRow]


class WholeRun(RunRow):
    """One run with its plan."""

    left: int | None
    plan: dict[str, Any] | None


class ListCheck(Shape):
    """A look at a list."""

    name: str | None
    url: str
    fetched_at: Time
    outcome: str
    found: int | None
    dropped: dict[str, int]
    reason: str | None


class ArticleCheck(Shape):
    """A look at an article."""

    url: str
    article: str | None
    source: str | None
    fetched_at: Time
    outcome: str
    version: int | None
    reason: str | None


class RunDocument(AnswerShape):
    """All that is known of one run."""

    run: WholeRun
    sources: list[ListCheck]
    checks: list[ArticleCheck]
