"""Who is dead, by the clock of who looks: a pure rule."""

from itertools import count

from crawler.lease import ClockReading
from jobs.job_queue.silence_watch import SilenceWatch


def at(second: float) -> ClockReading:
    """Return a moment."""
    return ClockReading(second, second)


def test_who_does_not_beat_is_dead_after_the_silence() -> None:
    """Not sooner, and whatever the database's clock says of the heartbeat."""
    watch, beats = SilenceWatch(30.0, longest_gap=15.0), count()
    for second in range(0, 30, 5):
        assert watch.silent({1: next(beats), 2: "still"}, at(second), at(second)) == []
    assert watch.silent({1: next(beats), 2: "still"}, at(30), at(30)) == [2]
    assert watch.silent({1: next(beats)}, at(35), at(35)) == []


def test_clocks_that_step_kill_nobody() -> None:
    """Forward or back: a heartbeat that differs from the last one is a heartbeat."""
    watch = SilenceWatch(30.0, longest_gap=15.0)
    for look, beat in enumerate([100, 4000, 4005, 10, 15, 20, 90000, 90005]):
        assert watch.silent({1: beat}, at(look * 10), at(look * 10)) == []


def test_who_could_not_look_judges_nobody() -> None:
    """After a gap, a time away or asleep, everybody is heard anew."""
    watch = SilenceWatch(30.0, longest_gap=15.0)
    watch.silent({1: "a"}, at(0), at(0))
    assert watch.silent({1: "a"}, ClockReading(10, 100), ClockReading(10, 100)) == []
    for second in (20, 30):
        later = ClockReading(second, second + 90)
        assert watch.silent({1: "a"}, later, later) == []
    later = ClockReading(40, 130)
    assert watch.silent({1: "a"}, later, later) == [1]


def test_an_answer_that_comes_late_counts_from_when_it_came() -> None:
    """The heart may have beaten just before the database answered."""
    watch = SilenceWatch(30.0, longest_gap=15.0)
    watch.silent({1: "a"}, at(0), at(9))
    for second in (10, 20, 30, 38):
        assert watch.silent({1: "a"}, at(second), at(second)) == []
    assert watch.silent({1: "a"}, at(39), at(39)) == [1]
