"""``doctor``: what is wrong with the set-up, and how to mend it.

Every finding is a line; nothing here changes anything.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib import metadata

from rich.text import Text

from crawler.config import Config, CrawlConfig
from crawler.errors import ConfigError, PalimpsestError
from crawler.guides import guide
from crawler.proxy_settings import proxy_places
from crawler.rendering.availability import browser_path, missing_browser
from jobs.authority_findings import authority_findings
from jobs.context import Context
from jobs.engine_findings import engine_findings
from jobs.hiding import hidden
from jobs.index_findings import Diagnosis, index_findings, wrong
from jobs.notify import targets_of
from jobs.store_findings import disk_findings, store_findings
from jobs.terminal.screen import plain
from jobs.witness_findings import witness_findings
from jobs.wording import counted

AS_ROOT = (
    "Chromium's sandbox does not work for the superuser. Run crawls as another "
    f"user: {guide('run/rendering.md')}."
)

LIBRARIES = ("scrapy", "trafilatura", "boto3", "lxml_html_clean")


def run(context: Context) -> int:
    """Print what was found. Returns the exit status: 0, or that of the first thing wrong."""
    findings = []
    for found in examine(context):
        finding = _without_secrets(found, context)
        findings.append(finding)
        if not context.json:
            _print(context, finding)
    status = next((finding.status for finding in findings if finding.status), 0)
    if context.json:
        rows = [
            {name: value for name, value in asdict(finding).items() if name != "status"}
            for finding in findings
        ]
        context.print_json({"ok": status == 0, "findings": rows})
    return status


def _without_secrets(finding: Diagnosis, context: Context) -> Diagnosis:
    mask = hidden(context.environ)
    return replace(
        finding,
        detail=mask.text(finding.detail),
        hint=mask.text(finding.hint) if finding.hint else None,
    )


def _print(context: Context, finding: Diagnosis) -> None:
    colour = {"ok": "green", "note": "yellow", "wrong": "bold red"}[finding.state]
    lead = Text(f"{finding.state:5}", style=colour) + Text(" ")
    text = Text(plain(f"{finding.about}: {finding.detail}"))
    context.out.paragraph(text, lead=lead)
    if finding.hint:
        context.out.paragraph(Text(plain(finding.hint)), lead=" " * len(lead))


def examine(context: Context) -> Iterator[Diagnosis]:
    """Yield each finding. Where the configuration cannot be read, that is the last one."""
    try:
        config = context.config
    except PalimpsestError as error:
        yield wrong("configuration", error)
        return
    yield Diagnosis(
        about="configuration",
        state="ok",
        detail=f"{counted(len(config.sources), 'source')}; captures: {config.captures}",
    )
    yield from store_findings(config.store)
    yield from index_findings(config)
    yield from engine_findings(config)
    yield from disk_findings(config)
    yield from _manners(config.crawl)
    yield from _environment(config)
    yield from _alerts(config)
    yield from authority_findings(config.checkpoint)
    yield from witness_findings(config)
    yield from _browser(config)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    yield Diagnosis(about="libraries", state="ok", detail=versions)


def _manners(crawl: CrawlConfig) -> Iterator[Diagnosis]:
    """Yield what sites may not like."""
    if crawl.user_agent == CrawlConfig().user_agent:
        hint = (
            "Set crawl.user_agent to a name with an address at which sites can reach you: "
            "they block strangers."
        )
        yield Diagnosis(
            about="user agent",
            state="note",
            detail="the built-in one, which does not say who you are",
            hint=hint,
        )
    if not crawl.obey_robots:
        yield Diagnosis(
            about="robots.txt",
            state="note",
            detail="crawl.obey_robots is false: robots.txt is not asked for",
        )
    if crawl.allow_private_networks:
        detail = (
            "crawl.allow_private_networks is true: a link may lead a crawl to this machine "
            "and its network"
        )
        yield Diagnosis(about="private networks", state="note", detail=detail)


def _browser(config: Config) -> Iterator[Diagnosis]:
    """Yield whether the pages of sources that ask for rendering can be rendered."""
    names = [source.name for source in config.sources if source.render]
    if not names:
        return
    error = missing_browser(os.environ)
    if error is not None:
        yield wrong("browser", error)
        return
    detail = f"{browser_path(os.environ)} renders the pages of {', '.join(names)}"
    if os.geteuid() == 0:
        yield Diagnosis(
            about="browser", state="note", detail=f"{detail}, without its sandbox", hint=AS_ROOT
        )
    else:
        yield Diagnosis(about="browser", state="ok", detail=detail)


def _alerts(config: Config) -> Iterator[Diagnosis]:
    """Yield whether everybody who is to be told can be. Sends nothing."""
    for alert in config.alerts:
        try:
            targets = targets_of(alert, os.environ)
        except ConfigError as error:
            yield wrong("alerts", error)
        else:
            names = ", ".join(target.name for target in targets)
            hint = f"`palimpsest notify --test {alert.name}` sends a message there."
            yield Diagnosis(about="alerts", state="ok", detail=f"{alert.name}: {names}", hint=hint)


def _environment(config: Config) -> Iterator[Diagnosis]:
    for source in config.sources:
        names = [
            *source.headers_env.values(),
            *([source.cookies_env] if source.cookies_env else []),
        ]
        for name in (name for name in names if name not in os.environ):
            detail = f"source {source.name} wants the variable {name}, which is not set"
            yield Diagnosis(
                about="environment",
                state="wrong",
                detail=detail,
                hint=f"Set {name}, or take it out of config.yaml.",
                status=2,
            )
    proxies = proxy_places()
    if proxies:
        left = (
            "Names that do not resolve here are left to the proxy"
            if config.crawl.proxy_resolves
            else "The proxy resolves names for itself"
        )
        hint = (
            f"{left}: it must refuse private addresses, too. Hosts that no_proxy names are asked "
            "directly."
        )
        yield Diagnosis(
            about="proxy",
            state="note",
            detail=f"requests go through the proxy {' or '.join(proxies)}",
            hint=hint,
        )
