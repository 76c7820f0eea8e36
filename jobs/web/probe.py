"""``python -m jobs.web.probe``: the health check of the container.

Exit status 0 where the service says that it is alive.
"""

import os
import sys
import urllib.request

TIMEOUT = 4


def main() -> int:
    """Ask ``/healthz``. Returns the exit status."""
    port = os.environ.get("PALIMPSEST_SERVICE__PORT", "8080")
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # a proxy for crawls is none for ourselves
    try:
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT) as answer:
            return int(answer.status != 200)  # noqa: PLR2004  # OK
    except OSError as error:
        sys.stderr.write(f"the service does not answer at port {port}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
