"""What children and their workers are forked with.

All that a crawl and the reading of pages import, and what the first page of a process compiles; and
nothing that has begun to work.
"""

from importlib import import_module

from crawler.checks import PartHeader
from crawler.codec import prepare
from crawler.extract import extract
from crawler.header import ArchiveHeader
from crawler.model import Check, Extraction, Version
from crawler.plan import Plan
from crawler.spiders.settings import component_modules
from crawler.warc.notes import Notes
from crawler.workers import PRELOADED
from jobs.children.ended import ChildAnswer

_PAGE = b"""<html lang="en"><head><title>Ferry lost in the fog</title></head><body><article>
<h1>Ferry lost in the fog</h1><p class="byline">By Ada Brook, 14 March 2026</p>
<p>The early ferry lost its way in the fog off the harbour, and came back an hour late.</p>
<p>Nobody was hurt, the harbour master said, and the next one left in time.</p></article>
</body></html>
"""
"""A page that asks for most of what is compiled when it is first needed."""

_CRAWLS = (
    "crawler.pipelines",
    "crawler.index.prepared",
    "crawler.index.texts",
    "warcio.warcwriter",
)
"""What a crawl imports on its way."""

for _name in ("jobs.children.child", *PRELOADED, *_CRAWLS, *sorted(component_modules())):
    import_module(_name)
prepare(ArchiveHeader, Plan, PartHeader, Notes, Version, Extraction, Check, ChildAnswer)
extract(_PAGE, "https://news.example/2026/03/14/ferry-lost-in-the-fog")
