"""The configuration: ``config.yaml`` and the environment, validated once into one frozen value.

``docs/run/configuration.md`` lists every key. Nothing below this package reads the environment or
the working directory.
"""

from crawler.config.engine_settings import EngineConfig
from crawler.config.loading import DEFAULT_FILE, load
from crawler.config.model import (
    ALERT_KINDS,
    FIRST_VERSION,
    AlertConfig,
    CheckpointConfig,
    Config,
    CrawlConfig,
    IndexConfig,
    RetentionConfig,
    RevisitConfig,
    SiteConfig,
    SourceConfig,
    StoreConfig,
)
from crawler.config.schedule import Schedule
from crawler.config.values import is_duration, parse_duration
from crawler.config.web_settings import WebConfig

__all__ = [
    "ALERT_KINDS",
    "DEFAULT_FILE",
    "FIRST_VERSION",
    "AlertConfig",
    "CheckpointConfig",
    "Config",
    "CrawlConfig",
    "EngineConfig",
    "IndexConfig",
    "RetentionConfig",
    "RevisitConfig",
    "Schedule",
    "SiteConfig",
    "SourceConfig",
    "StoreConfig",
    "WebConfig",
    "is_duration",
    "load",
    "parse_duration",
]
