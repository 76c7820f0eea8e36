"""What a child process does first: it takes the place of one that was started by itself."""

import os
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection

from crawler.collection import begin_collecting
from crawler.processes import drop_ctrl_c, share_fork_server

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2


def enter(
    told: Connection, answers: Connection, errors: Connection, environ: Mapping[str, str]
) -> None:
    """Do the tasks that come over ``told``. Ends the process with its exit status.

    The process was forked from a server that began with another environment and other standard
    streams. It leads a process group of its own, which its workers join. What is printed goes where
    errors go.
    """
    os.setpgid(0, 0)
    drop_ctrl_c()
    begin_collecting()
    os.dup2(told.fileno(), _INPUT)
    os.dup2(errors.fileno(), _OUTPUT)
    os.dup2(errors.fileno(), _ERRORS)
    told.close()
    errors.close()
    os.environ.clear()
    os.environ.update(environ)
    share_fork_server()
    # what the server has imported; the service, which names this function, has no need of it
    from jobs.children.child import main  # noqa: PLC0415

    sys.exit(main(answers.fileno()))
