"""Why a request went no further.

Scrapy hands these to the request's errback without logging them as errors.
"""

from scrapy.exceptions import IgnoreRequest

from crawler.capture import FetchStatus


class RequestEnded(IgnoreRequest):
    """A request was ended on purpose. ``reason`` is fit for a check line."""

    fetch_status = FetchStatus.FAILED

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(RequestEnded):
    """We would not fetch it: robots, address, scheme, size."""

    fetch_status = FetchStatus.REFUSED


class Skipped(RequestEnded):
    """The gate said that it need not be fetched."""

    fetch_status = FetchStatus.SKIPPED


class Failed(RequestEnded):
    """It cannot be had: a redirect loop, a host that wants to be left alone, a body that cannot be
    decoded.
    """


class Interrupted(RequestEnded):
    """The run was told to stop before this request had an answer.

    Nothing is known of its page, so nothing is reported.
    """

    def __init__(self) -> None:
        super().__init__("interrupted")
