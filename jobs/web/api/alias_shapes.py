"""The shapes of what is told of an article's addresses."""

from pydantic import Field

from jobs.web.api.list_shapes import AnswerShape, Shape, Time


class AliasReasonShape(Shape):
    """A piece of evidence that a decision on an address rests on."""

    kind: str
    detail: str


class AliasShape(AnswerShape):
    """A decision on which article an address belongs to."""

    url: str
    article: str
    number: int = Field(description="Counts the decisions on this address.")
    holds: bool = Field(description="Whether no later decision replaces it.")
    accepted_at: Time
    run: str
    by_hand: bool
    score: int | None
    reasons: list[AliasReasonShape]
