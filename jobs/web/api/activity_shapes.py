"""The shapes of what the archive does: sources, plots, a run at a glance."""

from typing import Literal

from pydantic import Field

from jobs.web.api.cost_shapes import CostRow
from jobs.web.api.list_shapes import (
    AnswerShape,
    ArticleCheck,
    ListCheck,
    RunRow,
    Shape,
    Time,
)


class ScheduleShape(Shape):
    """When a source is crawled."""

    cron: str | None
    every_seconds: int | None = Field(description="null where the schedule is a cron line.")
    timezone: str


class SourceRow(Shape):
    """One source: how it does, and what it gave and cost since `since`. null is not known."""

    name: str
    status: Literal["ok", "waiting", "late", "broken"] | None = Field(
        description="null for a source that is not configured any more, as the members below."
    )
    reason: str | None
    last_run: Time | None
    last_success: Time | None
    last_good: Time | None
    found: int | None = Field(description="Links in the last crawl, over all lists.")
    failing_since: Time | None
    articles: int = Field(description="That it has led to in all.")
    changes: int = Field(description="Changes of its articles since `since`.")
    silent: int = Field(description="How many of them nobody announced.")
    schedule: ScheduleShape | None
    last_crawl: Time | None
    next_crawl: Time | None = Field(description="null where the schedule is a cron line.")
    costs: CostRow | None = Field(description="null where nothing was looked at since `since`.")


class SourcePage(AnswerShape):
    """All sources, in the order of their names: those configured, and those once crawled."""

    since: Time = Field(description="From when on costs and changes are counted.")
    sources: list[SourceRow]


class SourceLook(Shape):
    """A look at a list or an article of a source."""

    url: str
    article: str | None
    run: str
    fetched_at: Time
    outcome: str
    status: int | None
    found: int | None
    dropped: dict[str, int]
    reason: str | None


class SourceDocument(AnswerShape):
    """One source with its lists, and the newest checks that failed or could not be believed."""

    since: Time
    source: SourceRow
    lists: list[SourceLook] = Field(description="The newest look at each list.")
    trouble: list[SourceLook]


class PlotSpan(Shape):
    """What was counted in one span of time."""

    begin: Time
    counts: dict[str, int] = Field(description="By name, without zeros.")


class AgeSpan(Shape):
    """How many changes came so long after their articles."""

    age: str
    changes: int


class EditsPlot(Shape):
    """Changes by the time since publication."""

    newest_only: int | None = Field(description="How many are counted, where there are more.")
    spans: list[AgeSpan]


class PlotsDocument(AnswerShape):
    """What the plots are drawn from. Spans are full hours, days and weeks (from Monday) in UTC."""

    at: Time = Field(description="When it was counted: a minute ago at most.")
    source: str | None = Field(description="Whose it is; null for the whole archive.")
    edits_after_publication: EditsPlot = Field(description="Of the last 12 weeks.")
    silence_by_week: list[PlotSpan] = Field(
        description="Changes of 12 weeks: `silent`, `announced`, `unknown`."
    )
    load_by_hour: list[PlotSpan] = Field(
        description="`checks` of articles in 48 hours, and the `changes` that they found."
    )
    outcomes_by_day: list[PlotSpan] = Field(
        description="Checks of articles in 7 days by their outcome."
    )


class GlancedRun(RunRow):
    """One run with what its check lines came to."""

    list_counts: dict[str, int] = Field(description="Looks at lists by outcome.")
    left: int | None


class RunGlance(AnswerShape):
    """A run at a glance: of lists, of what it made and of what failed, the first each."""

    run: GlancedRun
    sources: list[ListCheck]
    made: list[ArticleCheck] = Field(description="Checks that made a version.")
    trouble: list[ArticleCheck] = Field(
        description="Looks at lists and articles that failed or could not be believed."
    )
