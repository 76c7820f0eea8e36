"""The shapes of a story's copies, and of an article's next look."""

from pydantic import Field

from jobs.web.api.list_shapes import AnswerShape, Shape, Time


class ReasonShape(Shape):
    """One reason."""

    kind: str
    detail: str


class LackedSentence(Shape):
    """One sentence of a change that a copy lacks."""

    kind: str
    old: str | None
    new: str | None


class LackShape(Shape):
    """A change of the original that a copy lacks."""

    version: int
    article: str | None = Field(
        default=None,
        description="Its article, only if it is one that was joined to the original.",
    )
    kinds: list[str]
    sentences: list[LackedSentence]


class StoryMember(Shape):
    """The original or a copy."""

    article: str
    url: str
    host: str
    publisher: str | None
    title: str | None
    state: str
    versions: int
    first_seen: Time
    published: str | None
    score: float | None
    reasons: list[ReasonShape]
    contains: float | None
    contained_in: float | None
    lag_seconds: int | float | None
    lag_by: str | None
    lacks: list[LackShape]


class StoryDocument(AnswerShape):
    """The copies of an article's text, and which is the original."""

    article: str
    url: str
    original: str | None
    original_reason: ReasonShape
    members: list[StoryMember]


class NextLook(Shape):
    """When the next check is due."""

    at: Time
    interval_seconds: int
    final: bool


class RevisitStep(Shape):
    """One step on the way to that time."""

    name: str
    detail: str
    interval_seconds: int


class RevisitBudget(Shape):
    """What there is to spend on revisits."""

    per_hour: int
    spent: int
    per_host_per_hour: int
    spent_at_host: int


class NextDocument(AnswerShape):
    """When an article is looked at next, and why then."""

    article: str
    url: str
    watched: bool
    source: str | None
    last_checked: Time
    last_outcome: str
    next: NextLook | None
    reasons: list[RevisitStep]
    changes: int
    changes_per_day: float
    budget: RevisitBudget
