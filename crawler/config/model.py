"""The shape of the configuration.

Every field with its kind and default; ``docs/run/configuration.md`` says the same in prose.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)

from crawler import __version__
from crawler.config import places
from crawler.config.engine_settings import EngineConfig
from crawler.config.schedule import Schedule
from crawler.config.values import (
    Duration,
    EnvName,
    HeaderName,
    HostName,
    LogName,
    Number,
    Pattern,
    Positive,
    Seconds,
    Section,
    Selector,
    SingleLine,
    WebUrl,
    WitnessKeyText,
)
from crawler.config.web_settings import WebConfig
from crawler.model import ChangeKind
from crawler.processors import processors

_MAX_WORKERS = 8

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
FIRST_VERSION = "new"
"""What alerts call an article's first version, which is no change."""
ALERT_KINDS = (FIRST_VERSION, *(kind.value for kind in ChangeKind))


def _alert_kind(text: str) -> str:
    if text not in ALERT_KINDS:
        known = [f"'{kind}'" for kind in ALERT_KINDS]
        raise ValueError(f"this must be {', '.join(known[:-1])} or {known[-1]}")
    return text


AlertKind = Annotated[str, AfterValidator(_alert_kind)]
"""A kind of change, or ``FIRST_VERSION``."""


def default_user_agent() -> str:
    """Return what sites see unless the configuration says more."""
    return f"Palimpsest/{__version__} (+news archive; see config.yaml crawl.user_agent)"


def default_workers() -> int:
    """Return as many as there are processors for this process, eight at most."""
    return min(processors(), _MAX_WORKERS)


class StoreConfig(Section):
    """Where versions and captures are kept."""

    url: Annotated[str, AfterValidator(places.check_store_url)] = "file:archive/store"
    endpoint_url: WebUrl | None = None
    region: SingleLine | None = None
    addressing: Literal["auto", "path", "virtual"] = "auto"
    object_lock_days: Positive | None = None
    single_writer: bool = False
    encryption: Literal["AES256", "aws:kms"] | None = None
    kms_key_id: SingleLine | None = None

    @property
    def folder(self) -> Path | None:
        """Return the folder of a ``file:`` store, None for any other."""
        return places.folder_of(self.url)

    @field_validator("kms_key_id")
    @classmethod
    def _with_kms(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("encryption") != "aws:kms":
            raise ValueError("this has a meaning only with encryption: aws:kms")
        return value


class IndexConfig(Section):
    """Where the cache over the store is kept.

    ``url`` may hold a password; printing and serialising leave it out.
    """

    url: Annotated[str, AfterValidator(places.check_index_url)] = "sqlite:///archive/index.db"

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite index, None for any other."""
        return places.file_of(self.url)

    @property
    def shown_url(self) -> str:
        """Return the URL without its password, for people and logs."""
        return places.without_password(self.url)

    @field_serializer("url")
    def _masked(self, url: str) -> str:
        return places.without_password(url)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return [("url", self.shown_url)]


class CrawlConfig(Section):
    """How pages are fetched and read."""

    user_agent: SingleLine = Field(default_factory=default_user_agent)
    concurrency: Annotated[Number, Field(ge=1, le=1024)] = 32
    per_host_delay: Annotated[Seconds, Field(ge=0, le=3600)] = 1.0
    obey_robots: bool = True
    allow_private_networks: bool = False
    proxy_resolves: bool = False
    max_page_bytes: Annotated[Number, Field(ge=1000, le=1_000_000_000)] = 10_000_000
    timeout: Annotated[Seconds, Field(ge=1, le=3600)] = 30.0
    retries: Annotated[Number, Field(ge=0, le=20)] = 2
    extract_timeout: Annotated[Seconds, Field(ge=1, le=3600)] = 20.0
    extract_memory: Annotated[Number, Field(ge=50_000_000)] = 200_000_000
    workers: Annotated[Number, Field(ge=1, le=256)] = Field(default_factory=default_workers)


class SourceConfig(Section):
    """A place that yields article URLs."""

    name: Name
    feeds: tuple[WebUrl, ...] = ()
    sitemaps: tuple[WebUrl, ...] = ()
    sections: tuple[WebUrl, ...] = ()
    urls: tuple[WebUrl, ...] = ()
    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    same_site: bool = True
    max_age: Duration | None = None
    max_links: Positive | None = None
    schedule: Schedule | None = None
    watch: bool = True
    broken_after: Duration = timedelta(hours=6)
    headers_env: dict[HeaderName, EnvName] = Field(default_factory=dict)
    cookies_env: EnvName | None = None
    render: bool = False
    screenshot: bool = False

    @property
    def has_lists(self) -> bool:
        """Return whether it has places to find articles in, besides those that it names."""
        return bool(self.feeds or self.sitemaps or self.sections)

    @model_validator(mode="after")
    def _is_rendered_to_be_shown(self) -> Self:
        if self.screenshot and not self.render:
            raise ValueError("screenshot has a meaning only with render: true")
        return self

    @model_validator(mode="after")
    def _yields_something(self) -> Self:
        if not (self.feeds or self.sitemaps or self.sections or self.urls):
            raise ValueError("a source needs at least one of feeds, sitemaps, sections and urls")
        return self


class RevisitConfig(Section):
    """How soon a known article is looked at again, by its age."""

    developing: Duration = timedelta(minutes=10)
    first_day: Duration = timedelta(hours=1)
    first_week: Duration = timedelta(hours=12)
    later: Duration = timedelta(days=7)
    stop_after: Duration = timedelta(days=90)
    requests_per_hour: Positive = 10_000
    requests_per_host_per_hour: Positive = 600


class RetentionConfig(Section):
    """How long raw captures are kept, by class. What is not given is kept for good."""

    versions: Duration | None = None
    daily: Duration | None = None
    suspects: Duration | None = None

    @property
    def is_set(self) -> bool:
        """Return whether any class has a time."""
        return (self.versions, self.daily, self.suspects) != (None, None, None)


class SiteConfig(Section):
    """What to leave out of one site's pages, and what to keep in any case."""

    drop: tuple[Selector, ...] = ()
    keep: tuple[Selector, ...] = ()


class CheckpointConfig(Section):
    """When the archive's heads are signed, and who else says when.

    The key itself is named by ``PALIMPSEST_SIGNING_KEY``.
    """

    after_runs: bool = False
    schedule: Schedule | None = None
    timestamp_url: WebUrl | None = None
    origin: LogName | None = None
    witnesses: tuple[WebUrl, ...] = ()
    witness_keys: tuple[WitnessKeyText, ...] = ()


class AlertConfig(Section):
    """Who is told of changes and of broken sources, and of which.

    All filters that are given must fit.
    """

    name: Name
    targets_env: EnvName
    sources: tuple[str, ...] = ()
    kinds: tuple[AlertKind, ...] = ()
    silent: bool | None = None
    changes: bool = True
    broken: bool = False
    pictures: bool = False
    digest: Duration | None = None

    @model_validator(mode="before")
    @classmethod
    def _early_name(cls, value: object) -> object:
        """Read ``stealth``, the name that ``silent`` had in early releases."""
        if isinstance(value, dict) and "stealth" in value:
            if "silent" in value:
                raise ValueError("silent and stealth are one setting; keep silent")
            return {"silent" if key == "stealth" else key: item for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        if not (self.changes or self.broken):
            raise ValueError(
                "with changes and broken both false, this alert would never tell of anything"
            )
        return self


class ServiceConfig(Section):
    """How ``palimpsest run`` works: where it answers, and what its crawls may take."""

    host: SingleLine = "127.0.0.1"
    port: Annotated[Number, Field(ge=0, le=65535)] = 8080
    crawls: Annotated[Number, Field(ge=1, le=64)] = 2
    crawl_time: Duration = timedelta(hours=2)
    crawl_memory: Annotated[Number, Field(ge=100_000_000)] = 2_000_000_000
    stop_grace: Duration = timedelta(seconds=8)
    revisit_every: Duration = timedelta(minutes=1)
    learn_every: Duration = timedelta(days=1)


class Config(Section):
    """The whole configuration."""

    store: StoreConfig = StoreConfig()
    index: IndexConfig = IndexConfig()
    captures: Literal["versions", "daily", "all"] = "daily"
    retention: RetentionConfig = RetentionConfig()
    crawl: CrawlConfig = Field(default_factory=CrawlConfig)
    sources: tuple[SourceConfig, ...] = ()
    checkpoint: CheckpointConfig = CheckpointConfig()
    revisit: RevisitConfig = RevisitConfig()
    service: ServiceConfig = ServiceConfig()
    engine: EngineConfig = EngineConfig()
    web: WebConfig = WebConfig()
    alerts: tuple[AlertConfig, ...] = ()
    sites: dict[HostName, SiteConfig] = Field(default_factory=dict)

    def site(self, host: str) -> SiteConfig | None:
        """Return the settings of the longest name in ``sites`` that is ``host`` or a parent of it.

        None where there is none.
        """
        while host not in self.sites:
            _, dot, host = host.partition(".")
            if not dot:
                return None
        return self.sites[host]
