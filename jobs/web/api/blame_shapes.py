"""The shapes of what is told of where each sentence comes from."""

from typing import Any

from pydantic import Field

from jobs.web.api.list_shapes import AnswerShape, Shape, Time
from jobs.web.api.origin_shapes import RedactedShape


def _other_article(what: str) -> Any:  # noqa: ANN401  # what pydantic's Field gives
    return Field(
        default=None,
        description=f"The article of {what}, only if it is one that was joined to this one.",
    )


class EarlierWording(Shape):
    """How a sentence stood in an earlier version."""

    version: int
    article: str | None = _other_article("`version`")
    text: str


class SentencePast(Shape):
    """Where a sentence comes from."""

    text: str
    captured_at: Time
    last_seen_before: Time | None
    silence: str | None
    reworded_from: int | None
    reworded_from_article: str | None = _other_article("`reworded_from`")
    earlier: list[EarlierWording]
    returned_from: int | None
    returned_from_article: str | None = _other_article("`returned_from`")


class StandingSentence(SentencePast):
    """A sentence of the version."""

    paragraph: int
    version: int
    article: str | None = _other_article("`version`")


class LeftSentence(SentencePast):
    """A sentence that had left by then."""

    from_version: int
    from_article: str | None = _other_article("`from_version`")
    left_in: int
    left_in_article: str | None = _other_article("`left_in`")


class BlameDocument(AnswerShape):
    """Each sentence with the version that brought it, and the sentences that left."""

    article: str
    url: str
    version: int
    state: str
    note: str | None
    sentences: list[StandingSentence]
    left: list[LeftSentence]


class WithheldBlameShape(AnswerShape):
    """A damaged or redacted version, of whose sentences nothing is told."""

    redacted: list[RedactedShape] = Field(default=[])

    article: str
    url: str
    version: int
