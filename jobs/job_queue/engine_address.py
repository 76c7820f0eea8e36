"""How the engine's database is reached."""

import re

from crawler.config import EngineConfig

CONNECT_WITHIN = 10
"""Seconds."""


def connection_text(config: EngineConfig) -> str:
    """Return the address as the driver wants it, with the schema in which the queue's tables are.

    What the address says of options of its own stays.
    """
    url = re.sub(r"^postgres(?:ql)?(?:\+\w+)?://", "postgresql://", config.url or "")
    mark = "&" if "?" in url else "?"
    return (
        f"{url}{mark}options=-csearch_path%3D{config.namespace}"
        f"&connect_timeout={CONNECT_WITHIN}&application_name=palimpsest"
    )
