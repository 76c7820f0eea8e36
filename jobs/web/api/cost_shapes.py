"""The shapes of what sources cost and yield."""

from pydantic import Field

from jobs.web.api.list_shapes import AnswerShape, RunRow, Shape, Time


class Sums(Shape):
    """What checks came to."""

    checks: int
    lists: int
    versions: int
    requests: int
    received: int
    puts: int
    objects: int
    stored: int


class ArticleCosts(Sums):
    """What one article cost."""

    article: str | None


class Failing(Shape):
    """Since when a source fails, and why."""

    since: Time | None
    reason: str
    last_good: Time | None


class CostRow(Sums):
    """What one source cost and yielded."""

    name: str | None = Field(description="null for pages that were given one by one.")
    articles: int
    outcomes: dict[str, int]
    not_modified_rate: float | None
    per_article: dict[str, float] | None
    per_version: dict[str, float] | None
    unmeasured: int


class SourceCosts(CostRow):
    """The same, with what is wrong now."""

    failing: Failing | None


class UnreadableRow(Shape):
    """An article whose newest looks could not read it."""

    article: str
    url: str
    sources: list[str]
    since: Time
    last: Time
    looks: int
    reason: str | None


class RemovalSums(Shape):
    """What removals of one kind took out of the archive."""

    kind: str
    removals: int
    objects: int
    bytes: int = Field(description="Of captures and derivations.")


class CostDocument(AnswerShape):
    """What sources cost and yield, and how the last runs ended."""

    since: Time | None
    sources: list[SourceCosts]
    total: Sums
    articles: list[ArticleCosts]
    unreadable: list[UnreadableRow]
    removed: list[RemovalSums]
    runs: list[RunRow]
