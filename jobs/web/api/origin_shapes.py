"""Where a version came from, and where its text went, in the API's answers."""

from jobs.web.api.list_shapes import AnswerShape, Shape, Time


class RedactedShape(Shape):
    """When the text of a version was taken out, and on whose order. Nothing is damaged."""

    version: int | None = None
    at: Time
    order_id: str
    removal: str


class ImportOriginShape(AnswerShape):
    """The file that another tool wrote and a version was imported from."""

    file: str
    sha256: str
    member: str | None
    record: str | None
    offset: int | None
    block_sha256: str | None
    payload_digest: str | None
    refers_to: str | None
