"""What a child process does first: it takes the place of one that was started by itself."""

import os
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection

from crawler.processes import begin_collecting, drop_ctrl_c, share_fork_server

_STANDARD = (0, 1, 2)
"""Input, output and errors."""


def enter(
    told: Connection, answers: Connection, errors: Connection, environ: Mapping[str, str]
) -> None:
    """Do the task that comes over ``told``. Ends the process with its exit status.

    The process was forked from a server that began with another environment and other standard
    streams. It leads a process group of its own, which its workers join.
    """
    os.setpgid(0, 0)
    drop_ctrl_c()
    begin_collecting()
    for number, connection in zip(_STANDARD, (told, answers, errors), strict=True):
        os.dup2(connection.fileno(), number)
        connection.close()
    os.environ.clear()
    os.environ.update(environ)
    share_fork_server()
    # what the server has imported; the service, which names this function, has no need of it
    from jobs.children.child import main  # noqa: PLC0415

    sys.exit(main())
