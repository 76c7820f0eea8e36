"""What children and their workers are forked with.

All that a crawl and the reading of pages import, and nothing that has begun to work.

Their garbage collector leaves these objects alone: to look at one is to copy its page of memory.
"""

import gc
from importlib import import_module

from crawler.workers import PRELOADED

for _name in ("jobs.children.child", *PRELOADED):
    import_module(_name)
gc.collect()
gc.freeze()
