"""From a call or a schedule to a plan.

What the configuration says, as a value that names everything a run needs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from crawler import identity
from crawler.config import Config, CrawlConfig, SourceConfig
from crawler.errors import BadUrl, UsageError
from crawler.plan import Limits, ListTarget, PageTarget, Plan, SourceRules, Trigger

NAME_SOURCES = (
    "`palimpsest init SITE-URL` writes a config.yaml with a site's own lists, "
    "or add a source under `sources:` in yours"
)
_NO_SOURCES = f"none yet; {NAME_SOURCES}"


def limits(crawl: CrawlConfig) -> Limits:
    """Return the limits of a run."""
    return Limits(
        user_agent=crawl.user_agent,
        concurrency=crawl.concurrency,
        per_host_delay_ms=round(crawl.per_host_delay * 1000),
        timeout=round(crawl.timeout),
        max_page_bytes=crawl.max_page_bytes,
        retries=crawl.retries,
        obey_robots=crawl.obey_robots,
        allow_private_networks=crawl.allow_private_networks,
        proxy_resolves=crawl.proxy_resolves,
    )


def chosen(config: Config, names: Sequence[str], *, everything: bool) -> tuple[SourceConfig, ...]:
    """Return the sources of these names, or all.

    Raises ``UsageError`` that lists the known names for one that is not there.
    """
    known = {source.name: source for source in config.sources}
    if everything:
        return config.sources
    for name in names:
        if name not in known:
            raise UsageError(
                f"there is no source {name!r} in the configuration",
                hint=f"Known sources: {', '.join(sorted(known)) or _NO_SOURCES}.",
            )
    return tuple(known[name] for name in dict.fromkeys(names))


def make_plan(
    config: Config,
    *,
    trigger: str,
    now: datetime,
    randomness: bytes,
    urls: Iterable[str] = (),
    sources: Sequence[SourceConfig] = (),
    since_last: timedelta | None = None,
    leave_known: bool = False,
    lists_only: bool = False,
    watch: bool = False,
) -> Plan:
    """Return the plan of a run over these URLs and sources.

    A URL that none can fetch stays in it, for the run to record as refused.
    """
    targets = [
        PageTarget(url=identity.without_password(url.strip())) for url in urls
    ]  # fetched as it was given; normalised for identity only
    targets += [
        PageTarget(url=url, source=source.name) for source in sources for url in source.urls
    ]
    return Plan(
        run=identity.new_run_id(now, randomness),
        trigger=trigger,
        limits=limits(config.crawl),
        targets=_once(targets),
        lists=tuple(one for source in sources for one in _lists(source)),
        sources=tuple(
            _rules(source) for source in (*sources, *_rendering(config, targets, sources))
        ),
        since_last=round(since_last.total_seconds()) if since_last else None,
        leave_known=leave_known,
        lists_only=lists_only,
        watch=watch,
    )


def revisit_plan(
    config: Config, targets: Sequence[PageTarget], *, now: datetime, randomness: bytes
) -> Plan:
    """Return the plan of a run that looks again at these pages, in this order.

    It has what the sources that they name send along.
    """
    named = {target.source for target in targets}
    sources = [source for source in config.sources if source.name in named]
    return Plan(
        run=identity.new_run_id(now, randomness),
        trigger=Trigger.REVISIT,
        limits=limits(config.crawl),
        targets=tuple(targets),
        sources=tuple(
            _rules(source) for source in (*sources, *_rendering(config, targets, sources))
        ),
    )


def unwatch_plan(config: Config, *, now: datetime, randomness: bytes) -> Plan:
    """Return the plan of a run that only names articles that are no longer watched.

    Its check lines do; it fetches nothing.
    """
    return Plan(
        run=identity.new_run_id(now, randomness),
        trigger=Trigger.UNWATCH,
        limits=limits(config.crawl),
        unwatch=True,
    )


def naming_plan(config: Config, trigger: str, *, now: datetime, randomness: bytes) -> Plan:
    """Return the plan of a run whose parts only name what a job of this name has stored."""
    return Plan(
        run=identity.new_run_id(now, randomness), trigger=trigger, limits=limits(config.crawl)
    )


def _rendering(
    config: Config, targets: Iterable[PageTarget], sources: Sequence[SourceConfig]
) -> Iterable[SourceConfig]:
    """Return the further sources that own a target which names no source and needs rendering."""
    sites = {identity.domain_of(target.url) or "" for target in targets if target.source is None}
    return (
        source
        for source in config.sources
        if source.render and source not in sources and sites.intersection(_rules(source).sites)
    )


def _once(targets: Iterable[PageTarget]) -> tuple[PageTarget, ...]:
    """Return the targets, each article once for a source.

    The run fetches it for the first, and notes that it belongs to the others.
    """
    by_name = {(_name(target.url), target.source): target for target in reversed(list(targets))}
    return tuple(by_name.values())[::-1]


def _name(url: str) -> str:
    """Return the article that the URL names, or the URL itself where it names none."""
    try:
        return identity.article_of(url)
    except BadUrl:
        return url


def _lists(source: SourceConfig) -> Iterable[ListTarget]:
    for kind, urls in (
        ("feed", source.feeds),
        ("sitemap", source.sitemaps),
        ("section", source.sections),
    ):
        for url in urls:
            robots = url.rstrip("/").endswith("/robots.txt")
            # literals
            yield ListTarget(source=source.name, url=url, kind="robots" if robots else kind)  # type: ignore[arg-type]


def _rules(source: SourceConfig) -> SourceRules:
    places = (*source.feeds, *source.sitemaps, *source.sections, *source.urls)
    return SourceRules(
        name=source.name,
        include=tuple(source.include),
        exclude=tuple(source.exclude),
        same_site=source.same_site,
        max_age=round(source.max_age.total_seconds()) if source.max_age else None,
        max_links=source.max_links,
        headers_env=tuple(source.headers_env.items()),
        cookies_env=source.cookies_env,
        sites=tuple(
            dict.fromkeys(identity.registrable(identity.host_of(place)) for place in places)
        ),
        render=source.render,
        screenshot=source.screenshot,
    )
