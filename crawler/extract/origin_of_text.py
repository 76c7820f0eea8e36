"""Where a text comes from, as the page declares it and as a line of it says."""

from crawler.extract.metadata import Metadata
from crawler.extract.metadata.metadata_page import host_of
from crawler.extract.page_reading import Reading
from crawler.extract.rules.credit_rules import credit


def origin_of(meta: Metadata, reading: Reading) -> tuple[str | None, str | None]:
    """Return the outlet that the text comes from, and the link to the original.

    As declared, else as a line of the page credits it.
    """
    credited = credit(reading.page, reading.decisions) if reading.page is not None else None
    if credited is None:
        return meta.original_publisher, meta.original_url
    bare = meta.original_publisher in {
        None,
        host_of(meta.original_url),
    }  # a name is better than the host of a link
    if (
        bare
        and meta.original_url
        and credited.url
        and host_of(credited.url) != host_of(meta.original_url)
    ):
        bare = False
    return (
        credited.publisher if bare else meta.original_publisher,
        meta.original_url or credited.url,
    )
