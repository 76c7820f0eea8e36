"""What the logs look like to machines."""

import json
import subprocess
import sys

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
    """Our lines and those of libraries have the same form: time, level and event in front, then fields; a traceback is a field."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    ours, theirs, bug = [json.loads(line) for line in done.stderr.splitlines()]
    assert list(ours)[:3] == ["timestamp", "level", "event"]
    assert ours["timestamp"].endswith("Z")
    assert (ours["event"], ours["run"], ours["article"], ours["level"]) == ("check", "r1", "a/1", "info")
    assert (theirs["event"], theirs["level"]) == ("it went wrong", "warning")
    assert "ValueError: told" in bug["exception"]
    assert done.stdout == ""
