"""One look at a fetched page, in a worker process.

Where the page is the one that was read before, by its sketch, it is not read again.
"""

from dataclasses import dataclass, field

from crawler import extract as reading
from crawler.extract import SiteOptions
from crawler.model import Capture, Extraction
from crawler.profile import Profile
from crawler.warc import Undecodable, document
from crawler.workers import extraction_of_document


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """What was found out about a page."""

    extraction: Extraction | None
    """None where it was spared: the sketch is the known one."""
    sketch: bytes | None = field(default=None, repr=False)
    """That of the page; None where it has none that can be trusted."""
    is_known: bool = False
    """Whether the known sketch is the page's, too."""
    is_timed: bool = False
    """Whether the same bytes may be read otherwise a minute later: a live blog stops running when
    nothing is added to it, and a PDF may have been made for the request.
    """


def look_at(
    capture: Capture,
    max_bytes: int,
    profile: Profile | None,
    options: SiteOptions | None,
    known: bytes | None,
    *,
    spare: bool,
) -> PageLook:
    """Return what a page shows. With ``spare`` it is not read if its sketch is the known one."""
    try:
        body, content_type = document(capture, max_bytes)
    except Undecodable as error:
        extractor = reading.extractor_identity(profile, options)
        return PageLook(extraction=Extraction(extractor=extractor, problem=str(error)))
    is_pdf = reading.is_pdf(body)
    is_known = known is not None and not is_pdf and reading.is_sketched(body, known)
    if is_known and spare:
        return PageLook(extraction=None, is_known=True)
    found = extraction_of_document(capture, body, content_type, profile, options)
    is_timed = is_pdf or (found.live is not None and found.live.running)
    is_read = found.problem is None and not is_timed
    sketch = reading.sketch_of(body, found) if is_read else None
    return PageLook(extraction=found, sketch=sketch, is_known=is_known, is_timed=is_timed)
