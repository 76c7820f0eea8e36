"""A configuration for a surveyed site, as text with comments."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from crawler.identity import host_of
from jobs.survey.choice import Choice
from jobs.survey.tried_list import TriedList

_HEAD = """\
# Palimpsest's configuration for {site}, drafted by `palimpsest init` on {day}.
# It is yours to change. `palimpsest init --output sample.yaml` writes a sample of every key with
# its default. Relative paths start at this file's folder. No passwords and no keys here:
# credentials come from the environment alone.

store:
  url: "file:archive/store"         # or s3://bucket/prefix, with AWS_* variables or a profile
index:
  url: "sqlite:///archive/index.db" # a cache, which `palimpsest reindex` makes anew

crawl:
  # Say who you are, so that a site can reach you instead of blocking you:
  # user_agent: "ExampleArchive/1.0 (+https://archive.example/about; archive@archive.example)"
"""
_DELAY = "  per_host_delay: 1.0               # seconds between two requests to one host\n"
_TAIL = """\
    watch: true                     # `palimpsest run` looks again at its articles
    # max_age: 7d                   # leave out links that a list dates further back
    # max_links: 200                # take no more links than this in one run
"""
_KINDS = {"feed": "feeds", "sitemap": "sitemaps", "section": "sections", "front": "sections"}


def source_of(choice: Choice, site: str) -> dict[str, Any]:
    """Return the source as the configuration holds it."""
    lists: dict[str, list[str]] = {}
    for key in ("sitemaps", "feeds", "sections"):
        urls = [one.lasting_url for one in choice.lists if _KINDS[one.kind] == key]
        if urls:
            lists[key] = list(dict.fromkeys(urls))
    given = {
        "include": list(choice.include),
        "exclude": list(choice.exclude),
        "same_site": False if choice.off_site else None,
        "max_age": _age(choice.max_age) if choice.max_age else None,
        "max_links": choice.max_links,
        "schedule": {"every": _age(choice.every), "jitter": "1m"},
    }
    kept = {key: value for key, value in given.items() if value or value is False}
    return {"name": source_name(site), **lists, **kept}


def source_name(site: str) -> str:
    """Return a source's name for a site: its host, without ``www`` and dots."""
    host = host_of(site).removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:64] or "site"


def drafted(choice: Choice, site: str, crawl: Mapping[str, Any], now: datetime) -> str:
    """Return the text of a configuration with this choice as its one source.

    ``crawl`` is what the site was looked at with, where that is not the default.
    """
    settings = "".join(f"  {key}: {_plain(value)}\n" for key, value in crawl.items())
    delay = "" if "per_host_delay" in crawl else _DELAY
    source = "".join(_source(choice, source_of(choice, site)))
    head = _HEAD.format(site=_comment(site), day=f"{now:%Y-%m-%d}")
    return f"{head}{delay}{settings}\nsources:\n{source}"


def _source(choice: Choice, source: Mapping[str, Any]) -> Iterator[str]:
    by_url = {one.lasting_url: one for one in reversed(choice.lists)}
    yield f"  - name: {_plain(source['name'])}\n"
    for key in ("sitemaps", "feeds", "sections"):
        if key in source:
            yield f"    {key}:\n"
            yield from (f"      - {_plain(url)}{_about(by_url[url])}\n" for url in source[key])
    reasons = {
        "include": "only addresses like its articles'"
        if choice.are_sections
        else "only its own articles: a list on another site may name anything",
        "exclude": f"pages without a text to keep: {choice.excluded} of what was listed",
        "same_site": f"{', '.join(choice.off_site)} is another site than its articles'",
        "max_age": "older ones stay listed for long",
        "max_links": "the list gives no dates, and may hold all that was ever written",
        "schedule": "how often its lists are read",
    }
    for key, why in reasons.items():
        if key in source:
            yield f"    # {_comment(why)}\n    {key}: {_setting(source[key])}\n"
    tail = _TAIL.splitlines(keepends=True)
    yield from (line for line in tail if line.split(":")[0].strip("# ") not in source)


def _about(one: TriedList) -> str:
    newest = f", newest {one.newest:%Y-%m-%d %H:%M}Z" if one.newest else ""
    return f"  # {one.found} link{'' if one.found == 1 else 's'}{newest}"


def _setting(value: Any) -> str:  # noqa: ANN401  # any value of a configuration
    """Return a setting of ours as people write it; texts of others stay in quotes."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {item}' for key, item in value.items())}}}"
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401  # any value of a configuration
    """Return the value as YAML: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> str:
    """Return text that cannot end the comment that it stands in."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _age(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
