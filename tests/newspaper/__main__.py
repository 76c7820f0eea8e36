"""``python -m tests.newspaper [--port N] [--tls DIRECTORY]``.

Prints one JSON line of its ports, serves until its input ends.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from tests.newspaper import controlled, echoes, lists, live_pages, printed, resources, scripted
from tests.newspaper.certificates import tls_context
from tests.newspaper.server import ROUTES, Newspaper


async def main(port: int, tls: Path | None) -> None:
    """Serve until the other end of standard input is closed, so that no newspaper outlives its
    test.
    """
    paper = Newspaper()
    ports = {"http": await paper.listen(port)}
    if tls:
        ports["https"] = await paper.listen(0, tls_context(tls))
    print(json.dumps(ports), flush=True)  # noqa: T201  # the ports are the program's output
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # whoever still waits for a slow page is not waited for


if __name__ == "__main__":
    assert ROUTES, (controlled, echoes, lists, live_pages, printed, resources, scripted)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", type=Path, default=None)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.port, arguments.tls))
