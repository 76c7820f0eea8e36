"""The one spider, what it takes of each source's links, and the Scrapy settings that a run needs.

Nothing is imported here: worker processes read lists by ``lists`` and ``rules``, and have no use
for Scrapy.
"""
