"""Addresses of the archive's own pages, for those who are not on them: alerts."""

from crawler.model import Version

SOURCES = "/sources"


def page_link(record: Version, base: str | None) -> str | None:
    """Return where readers see what a version changed, or the version where it is the first.

    None where the pages have no public address.
    """
    if base is None:
        return None
    place = (
        f"versions/{record.version}"
        if record.version == 1
        else f"compare/{record.version - 1}/{record.version}"
    )
    return f"{base.rstrip('/')}/articles/{record.article}/{place}"


def sources_link(base: str | None) -> str | None:
    """Return where readers see how the sources do. None where the pages have no public address."""
    return None if base is None else base.rstrip("/") + SOURCES
