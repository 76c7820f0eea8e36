"""Why a request went no further. Scrapy hands these to the request's errback without logging them as errors."""

from scrapy.exceptions import IgnoreRequest

from crawler.capture import Ending


class Verdict(IgnoreRequest):
    """A request was ended on purpose. ``reason`` is fit for a check line."""

    ending = Ending.FAILED

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Verdict):
    """We would not fetch it: robots, address, scheme, size."""

    ending = Ending.REFUSED


class Skipped(Verdict):
    """The desk said that it need not be fetched."""

    ending = Ending.SKIPPED


class Failed(Verdict):
    """It cannot be had: a redirect loop, a host that wants to be left alone, a body that cannot be decoded."""


class Interrupted(Verdict):
    """The run was told to stop before this request had an answer. Nothing is known of its page, so nothing is reported."""

    def __init__(self) -> None:
        super().__init__("interrupted")
