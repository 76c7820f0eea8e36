"""The one spider, what it takes of each source's links, and the Scrapy settings that a run needs."""

from crawler.spiders.articles import ArticleSpider
from crawler.spiders.process import quiet_process
from crawler.spiders.settings import scrapy_settings

__all__ = ["ArticleSpider", "quiet_process", "scrapy_settings"]
