"""The configuration: ``config.yaml`` and the environment, validated once into one frozen value.

``docs/run/configuration.md`` lists every key. Nothing below this package reads the environment or
the working directory.
"""

from crawler.config.loading import DEFAULT_FILE, load
from crawler.config.model import (
    AlertConfig,
    Config,
    CrawlConfig,
    IndexConfig,
    RevisitConfig,
    SiteConfig,
    SourceConfig,
    StoreConfig,
)
from crawler.config.schedule import Schedule
from crawler.config.values import parse_duration

__all__ = [
    "DEFAULT_FILE",
    "AlertConfig",
    "Config",
    "CrawlConfig",
    "IndexConfig",
    "RevisitConfig",
    "Schedule",
    "SiteConfig",
    "SourceConfig",
    "StoreConfig",
    "load",
    "parse_duration",
]
