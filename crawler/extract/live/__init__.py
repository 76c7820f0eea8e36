"""Live blogs: a page of dated entries that come, are edited and go."""

from crawler.extract.live.live_reading import LiveBlog, live_blog

__all__ = ["LiveBlog", "live_blog"]
