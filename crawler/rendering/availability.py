"""Whether pages can be rendered here: the extra, and a Chromium on this machine.

Imports neither.
"""

import shutil
from collections.abc import Mapping
from importlib.util import find_spec

from crawler.errors import UsageError
from crawler.plan import Plan

VARIABLE = "PALIMPSEST_CHROMIUM"
"""Names the browser's executable, where it is none of ``NAMES`` on the path."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser_path(environ: Mapping[str, str]) -> str | None:
    """Return the path of the Chromium to use, or None where there is none."""
    named = environ.get(VARIABLE, "").strip()
    found = (
        shutil.which(name, path=environ.get("PATH")) for name in ((named,) if named else NAMES)
    )
    return next(filter(None, found), None)


def missing_browser(environ: Mapping[str, str]) -> UsageError | None:
    """Return what is not there for rendering, with the remedy; None where all is."""
    if find_spec("scrapy_playwright") is None:
        hint = (
            "Install it: pip install 'palimpsest-archive[render]'. Or take render: true "
            "away from the source."
        )
        return UsageError(
            "a source asks for rendering (render: true), and the extra for that is not installed",
            hint=hint,
        )
    if browser_path(environ) is None:
        named = environ.get(VARIABLE, "").strip()
        missing = (
            f"{VARIABLE} names {named}, which is no program"
            if named
            else f"no Chromium was found ({', '.join(NAMES)})"
        )
        hint = (
            f"Install one (Debian: apt-get install chromium), or set {VARIABLE} to the "
            "path of yours."
        )
        return UsageError(f"a source asks for rendering (render: true), and {missing}", hint=hint)
    return None


def demand(plan: Plan, environ: Mapping[str, str]) -> None:
    """Raise ``UsageError`` where the plan has pages to render and this machine cannot."""
    error = missing_browser(environ) if renders(plan) else None
    if error is not None:
        raise error


def renders(plan: Plan) -> bool:
    """Return whether a page of the plan may need rendering."""
    return not plan.lists_only and any(rules.render for rules in plan.sources)
