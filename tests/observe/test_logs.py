"""What the logs look like to machines."""

import io
import json
import logging
import subprocess
import sys

from jobs.observe.repeats import MAX_ALIKE, MAX_KINDS, MAX_OF_A_KIND, WINDOW, Limited

SCRIPT = """
import logging
from jobs.observe import logs
logs.set_up(plain=False)
logs.logger(run="r1").info("check", article="a/1", reason=None)
logging.getLogger("some.library").warning("%s went wrong", "it")
try:
    raise ValueError("told")
except ValueError:
    logging.getLogger("x").exception("a bug")
logging.getLogger("botocore").info("chatter")
"""


def test_every_line_is_json_with_a_time_in_utc() -> None:
    """Our lines and those of libraries have the same form.

    Time, level and event in front, then fields; a traceback is a field.
    """
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    ours, theirs, bug = [json.loads(line) for line in done.stderr.splitlines()]
    assert list(ours)[:3] == ["timestamp", "level", "event"]
    assert ours["timestamp"].endswith("Z")
    assert (ours["event"], ours["run"], ours["article"], ours["level"]) == (
        "check",
        "r1",
        "a/1",
        "info",
    )
    assert (theirs["event"], theirs["level"]) == ("it went wrong", "warning")
    assert "ValueError: told" in bug["exception"]
    assert done.stdout == ""


FLOOD = """
import logging
from jobs.observe import logs
logs.set_up(plain=False)
for number in range(5000):
    for name in ("asyncio", "twisted", "scrapy.core.engine"):
        logging.getLogger(name).error("socket.accept() out of system resource\\nsocket: <%s>", 7)
    logs.logger(run="r1").warning("a target fails", target="x")
    logging.getLogger("uvicorn.error").warning("client %s is odd", number)
    logs.logger().info("check", url=f"https://a.example/{number}")
"""


def test_flood_is_counted_and_not_written() -> None:
    """The same message from any logger is written a few times, and then once more with how often it
    came; different ones are all there.
    """
    done = subprocess.run([sys.executable, "-c", FLOOD], capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    by_asyncio = [line["event"] for line in events if "system resource" in line["event"]]
    assert len(by_asyncio) == 3 * (MAX_ALIKE + 1)
    assert (
        by_asyncio.count(
            f"socket.accept() out of system resource: repeated {5000 - MAX_ALIKE:,} times"
        )
        == 3
    )
    (ours,) = [line for line in events if "repeated" in line]
    assert (ours["event"], ours["run"], ours["repeated"]) == (
        "a target fails: repeated 4,990 times",
        "r1",
        4990,
    )
    odd = [line["event"] for line in events if "is odd" in line["event"]]
    assert (len(odd), odd[-1]) == (
        MAX_OF_A_KIND + 1,
        f"client 4999 is odd: repeated {5000 - MAX_OF_A_KIND:,} times",
    )
    assert len([line for line in events if line["event"] == "check"]) == 5000


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _logger() -> tuple[logging.Logger, Limited, io.StringIO, _Clock]:
    clock, out = _Clock(), io.StringIO()
    # one of its own
    handler, logger = Limited(out, clock=clock), logging.Logger("flooded")  # noqa: LOG001
    logger.addHandler(handler)
    return logger, handler, out, clock


def test_count_is_told_when_its_minute_is_over() -> None:
    """A minute begins with a message's first line.

    When it is over, the next line of any kind brings out the count, and all begins anew.
    """
    logger, _, out, clock = _logger()
    for _ in range(MAX_ALIKE + 3):
        logger.warning("again")
    clock.now = WINDOW
    logger.warning("something else")
    logger.warning("again")
    assert out.getvalue().splitlines() == ["again"] * MAX_ALIKE + [
        "again: repeated 3 times",
        "something else",
        "again",
    ]


def test_what_nobody_repeats_is_written() -> None:
    """Lines in time, of many kinds, are all written, and no more is kept of them than there may be
    kinds.
    """
    logger, handler, out, clock = _logger()
    for number in range(MAX_KINDS * 2):
        clock.now += 1
        logger.warning(f"kind {number}")  # noqa: G004  # a template of its own
    assert len(out.getvalue().splitlines()) == MAX_KINDS * 2
    assert len(handler._windows) <= MAX_KINDS
    logger.warning("%d", "no number")
    handler.close()


def test_another_exception_is_another_message() -> None:
    """Lines of one wording with different exceptions are not taken for one.

    A bug does not hide behind another.
    """
    logger, _, out, _ = _logger()
    for error in [ValueError("one")] * 20 + [ValueError("two")]:
        try:
            raise error
        except ValueError:
            logger.exception("a bug")
    lines = out.getvalue().splitlines()
    assert (
        lines.count("a bug"),
        lines.count("ValueError: one"),
        lines.count("ValueError: two"),
    ) == (11, 10, 1)
