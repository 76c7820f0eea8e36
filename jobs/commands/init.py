"""``init``: try what a site offers, and write a configuration that archives it."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import config as configuration
from crawler import identity
from crawler.capture import ListFetched
from crawler.codec import as_json
from crawler.config import load
from crawler.errors import UsageError
from crawler.plan import Plan, SourceRules, Trigger
from crawler.unwritable import unwritable
from jobs.context import Context, now
from jobs.planning import limits
from jobs.survey.config_draft import drafted, source_of
from jobs.survey.rounds import fetch_rounds
from jobs.survey.site_survey import SOURCE, SiteSurvey
from jobs.survey.tried_list import ListJudgement, ListOrigin, TriedList
from jobs.terminal.screen import Screen, shown
from jobs.wording import counted, moment

STANDARD_OUTPUT = Path("-")
MAX_TIMEOUT, MAX_RETRIES = 15, 1
"""Seconds and retries for one list: a slow one is not worth a newcomer's minutes."""

MAX_SHOWN = 60
"""Characters of a URL that the progress line shows."""

ABSENT = (404, 410)
"""Statuses of what is not there."""

_WHY = {
    ListJudgement.INDEX: "names further lists",
    ListJudgement.EMPTY: "holds no links",
    ListJudgement.OTHER_SITE: "its links lie on other sites",
    ListJudgement.COMMENTS: "lists readers' comments",
    ListJudgement.STALE: "nothing new for three months",
    ListJudgement.SAME: "the lists that are taken have its articles",
    ListJudgement.FEW_HEADLINES: "holds too few headlines",
    ListJudgement.NOT_NEEDED: "not needed: feeds and news sitemaps do better",
}
_KINDS = {"front": "page", "section": "page"}


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """What came of a survey, and the configuration that was made of it, if one was."""

    survey: SiteSurvey
    text: str | None = None
    source: Mapping[str, Any] | None = None


def run(context: Context, site: str | None, output: Path) -> int:
    """Write a configuration for a site, or a sample of every key without one.

    Returns the exit status: 1 where the site has no list of articles that could be found.
    """
    _check(output)
    if site is None:
        text = files(configuration).joinpath("sample.yaml").read_text(encoding="utf-8")
        return _sample(context, text, output)
    found = _surveyed(context, _url(site))
    if found.text is not None:
        _write(found.text, output)
    if context.json:
        context.print_json(_document(found, output))
    else:
        _print(context, found, output)
    return 0 if found.text is not None else 1


def _check(output: Path) -> None:
    """Raise ``UsageError`` where no new file can be written, before anything is fetched."""
    if output == STANDARD_OUTPUT:
        return
    if os.path.lexists(output):
        raise UsageError(
            f"{output} exists already, and init overwrites nothing",
            hint="--output OTHER.yaml writes another file, which --config OTHER.yaml then names; "
            "--output - prints the text",
        )
    if not output.parent.is_dir() or not os.access(output.parent, os.W_OK):
        raise UsageError(
            f"{output} cannot be written: {output.parent} is no folder that this user may write",
            hint="make the folder first, or name another with --output",
        )


def _url(site: str) -> str:
    """Return the site's URL. Raises ``BadUrl`` where it cannot be one."""
    url = site if "://" in site else f"https://{site}"
    identity.normalise(url)
    return identity.without_password(url)


def _surveyed(context: Context, site: str) -> SurveyResult:
    """Try the site's lists, and make a configuration of those that are of use."""
    config, survey = context.config, SiteSurvey(site=site, now=now())
    rounds = survey.rounds()
    pace = limits(config.crawl)
    plan = Plan(
        run=identity.new_run_id(now(), secrets.token_bytes(4)),
        trigger=Trigger.INIT,
        limits=replace(
            pace,
            timeout=min(pace.timeout, MAX_TIMEOUT),
            retries=min(pace.retries, MAX_RETRIES),
        ),
        lists=tuple(next(rounds)),
        sources=(SourceRules(name=SOURCE, same_site=False),),
        lists_only=True,
        follow_lists=False,
    )
    with _progress(context, site) as watch:
        fetch_rounds(plan, config, rounds, watch)
    choice = survey.choice
    if not choice.lists:
        return SurveyResult(survey)
    crawl = config.crawl.model_dump(mode="json", exclude_unset=True)
    return SurveyResult(
        survey, drafted(choice, survey.base, crawl, now()), source_of(choice, survey.base)
    )


@contextmanager
def _progress(context: Context, site: str) -> Iterator[Callable[[ListFetched], None]]:
    """Show on a terminal which list was tried last; yield what is told of each."""
    if context.json or not context.err.is_terminal:
        yield lambda _: None
        return
    with context.err.status(f"looking at {shown(site)}") as status:
        yield lambda fetched: status.update(f"tried {shown(fetched.list.url[:MAX_SHOWN])}")


def _write(text: str, output: Path) -> None:
    """Write the text into a new file, and read it as every command will."""
    if output == STANDARD_OUTPUT:
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise unwritable(output, error) from error
    load(output, {})


def _sample(context: Context, text: str, output: Path) -> int:
    _write(text, output)
    if context.json:
        file = None if output == STANDARD_OUTPUT else str(output)
        context.print_json(
            {"site": None, "file": file, "source": None, "tried": [], "config": text}
        )
    elif output == STANDARD_OUTPUT:
        context.out.write(text)
    else:
        context.out.print(f"wrote {shown(str(output))}: every key with its default, and no source")
        context.out.print("`palimpsest init SITE-URL` finds a site's feeds by itself")
    return 0


def _document(found: SurveyResult, output: Path) -> dict[str, Any]:
    written = found.text is not None and output != STANDARD_OUTPUT
    return {
        "site": found.survey.base,
        "file": str(output) if written else None,
        "source": found.source,
        "tried": [
            {
                "url": one.url,
                "kind": _KINDS.get(one.kind, one.kind),
                "origin": one.origin.value,
                "outcome": one.fetched.fetch_status.value,
                "found": one.found,
                "newest": as_json(one.newest),
                "titles": [link.title for link in one.samples],
                "judgement": judgement.value,
                "reason": one.fetched.reason,
            }
            for one, judgement in found.survey.choice.judgements
        ],
        "config": found.text,
    }


def _print(context: Context, found: SurveyResult, output: Path) -> None:
    _print_tried(context.err if output == STANDARD_OUTPUT else context.out, found.survey)
    if found.text is None:
        context.err.print(f"[bold red]nothing found:[/] {shown(_lost(found.survey))}")
    elif output == STANDARD_OUTPUT:
        context.out.write(found.text)
    else:
        _print_written(context, found, output)


def _print_tried(screen: Screen, survey: SiteSurvey) -> None:
    """Print what is taken, what is left and why, and which usual places are not there."""
    choice = survey.choice
    absent = [
        one
        for one, judgement in choice.judgements
        if judgement is ListJudgement.FAILED
        and one.origin is ListOrigin.USUAL
        and one.fetched.status in ABSENT
    ]
    for one in choice.lists:
        newest = f", newest {moment(one.newest)}" if one.newest else ""
        links = counted(len(one.articles_of(choice.domain)), "article")
        screen.print(f"[bold]taken[/] {_place(one)}: {links}{newest}", soft_wrap=True)
        for link in one.samples:
            screen.print(f"        {shown(link.title or link.url)}", soft_wrap=True)
    for one, judgement in choice.judgements:
        if judgement is not ListJudgement.TAKEN and one not in absent:
            why = _WHY.get(judgement) or shown(one.fetched.reason or "it did not arrive")
            screen.print(f"left  {_place(one)}: {why}", soft_wrap=True)
    if absent:
        paths = ", ".join(shown(urlsplit(one.url).path) for one in absent)
        screen.print(f"tried, and not there: {paths}")


def _place(one: TriedList) -> str:
    return f"{_KINDS.get(one.kind, one.kind)} {shown(one.url)}"


def _lost(survey: SiteSurvey) -> str:
    front = next((one for one in survey.tried if one.kind == "front"), None)
    if front is not None and front.fetched.status is None:
        return f"{survey.site} could not be read: {front.fetched.reason}; no file was written"
    return (
        f"{survey.site} offers no feed, news sitemap or section that could be read; no file was "
        "written. `palimpsest crawl URL` archives single pages; `palimpsest init` without a site "
        "writes a sample, in which you can name lists yourself"
    )


def _print_written(context: Context, found: SurveyResult, output: Path) -> None:
    source = found.source or {}
    lists = [
        counted(len(source[key]), noun)
        for key, noun in (("sitemaps", "sitemap"), ("feeds", "feed"), ("sections", "section"))
        if key in source
    ]
    option = "" if output == Path("config.yaml") else f" --config {output}"
    context.out.print(
        f"wrote [bold]{shown(str(output))}[/]: source {source['name']} with {' and '.join(lists)}"
    )
    context.out.print(
        f"next: `palimpsest crawl --all{shown(option)}` archives what they list now;\n"
        f"      `palimpsest run{shown(option)}` does so on a schedule, and looks again at articles"
    )
