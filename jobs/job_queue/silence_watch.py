"""Which workers are dead: those whose heartbeat has stood still for long, by the watch's own clock.

The times of heartbeats are the database's. Its clock may be set while all workers live, so they are
compared with themselves alone, and never with a clock.
"""

from collections.abc import Hashable, Mapping

from crawler.lease import ClockReading


class SilenceWatch:
    """What one worker has seen of the heartbeats of all."""

    def __init__(self, silence: float, *, longest_gap: float) -> None:
        """``silence`` and ``longest_gap`` in seconds.

        After a longer gap between two looks all that was seen is forgotten: this worker was frozen,
        or the database away, and then nobody's heart could beat.
        """
        self._silence, self._longest_gap = silence, longest_gap
        self._last: ClockReading | None = None
        self._since: dict[int, tuple[Hashable, ClockReading]] = {}

    def silent(
        self, beats: Mapping[int, Hashable], asked: ClockReading, heard: ClockReading
    ) -> list[int]:
        """Return the workers that are dead, given each one's newest heartbeat.

        ``asked`` and ``heard``: moments before and after the heartbeats were read. What lies
        between a look's ``heard`` and a later one's ``asked`` was silence for certain.
        """
        if self._last is None or self._last.until(asked) > self._longest_gap:
            self._since = {}
        self._last, known = asked, self._since
        self._since = {
            worker: known[worker] if known.get(worker, (None,))[0] == beat else (beat, heard)
            for worker, beat in beats.items()
        }
        return [
            worker
            for worker, (_, since) in self._since.items()
            if since.until(asked) >= self._silence
        ]
