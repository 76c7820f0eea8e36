"""The walk: the newspaper prints, the crawler checks, the newspaper changes its mind, and the archive shows and proves it.

Every step is what a user would do: the crawls are `palimpsest crawl` in processes of their own, the views are the commands' own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.markup import escape

from crawler.errors import UsageError
from crawler.identity import version_key
from crawler.verify import verify as recompute
from jobs.commands import checking, comparing, reading
from jobs.commands.articles import find
from jobs.commands.context import Context
from jobs.demo.newspaper import COPY_PATH, STORY_PATH, Press
from jobs.demo.story import EDITIONS

CONFIG = """\
store: {{url: "file:{folder}/store"}}
index: {{url: "sqlite:///{folder}/index.db"}}
crawl: {{allow_private_networks: true, per_host_delay: 0}}
sources:
  - name: skerrin-courier
    sections: ["{base}/"]
"""


def run(context: Context, keep: Path | None) -> int:
    """Show the whole job in under a minute. Returns the exit status: 0 when everything went as it should."""
    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise UsageError(f"{keep} is not empty", hint="Give --keep a new folder.")
    room: AbstractContextManager[str] = tempfile.TemporaryDirectory() if keep is None else nullcontext(str(keep.absolute()))
    with room as folder, Press() as press:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return Tour(context, Path(folder), press).walk(kept=keep is not None)


class Tour:
    """One demonstration, in a folder of its own."""

    def __init__(self, context: Context, folder: Path, press: Press) -> None:
        self._folder, self._press, self._quiet = folder, press, context.json
        self._config = folder / "config.yaml"
        self._config.write_text(CONFIG.format(folder=folder, base=press.base), encoding="utf-8")
        self._out, self._json = context.out, context.json
        self._crawls: list[dict[str, Any]] = []

    def walk(self, *, kept: bool) -> int:
        """Take all the steps. Returns the exit status."""
        story, copy = self._press.base + STORY_PATH, self._press.copy_base + COPY_PATH
        for number, edition in enumerate(EDITIONS, 1):
            self._press.edition = edition
            self._say(f"{number}. {edition.note}")
            self._crawl("--source", "skerrin-courier", *([copy] if number == 1 else []))
        self._say("5. Nothing has changed since. A check that finds nothing new is recorded, and stores no page.")
        self._crawl("--source", "skerrin-courier", copy)
        self._show("history", story)
        self._show("diff", story)
        sound = self._show("verify", None)
        damaged = self._damage(story)
        if kept:
            self._say(f"The archive stays in {self._folder}; try: palimpsest history --config {self._config} {story}")
        versions = len(find(self._context(), story).versions)
        if self._json:
            self._context(json=True).print_json({"crawls": self._crawls, "versions": versions, "sound": sound, "damage_found": damaged})
        return 0 if sound and damaged and versions == len(EDITIONS) else 1

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._out.print(f"\n[bold]{escape(text)}[/]")

    def _context(self, *, json: bool = False) -> Context:
        return Context(config_path=self._config, json=json, out=self._out)

    def _crawl(self, *arguments: str) -> None:
        call = [sys.executable, "-m", "jobs.cli", "crawl", "--json", "--config", str(self._config), *arguments]
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=_direct(os.environ))  # noqa: S603  # our own command line
        if done.returncode != 0:
            raise UsageError(f"the demonstration's crawl failed:\n{done.stderr.strip()}")
        report = json.loads(done.stdout)
        self._crawls.append(report["counts"])
        for check in report["checks"] if not self._quiet else ():
            self._out.print(f"   {check['outcome']}: version {check['version']} of {escape(check['url'])}", soft_wrap=True)

    def _show(self, command: str, url: str | None) -> bool:
        """Run a command as a user would, with its call above it. Returns whether it ended well."""
        if self._quiet:
            return recompute(self._context().archive.store).ok if command == "verify" else True
        self._say(f"$ palimpsest {command}{' ' + url if url else ''}")
        context = self._context()
        if command == "history":
            return reading.history(context, str(url)) == 0
        if command == "diff":
            return all(
                comparing.diff(context, str(url), old=number, new=number + 1, form="text") == 0 for number in range(1, len(EDITIONS))
            )
        return checking.verify(context, url) == 0

    def _diffs(self, context: Context, url: str) -> bool:
        """Show each step from version to version. Returns whether all went well."""
        well = True
        for number in range(1, len(EDITIONS)):
            well = comparing.diff(context, url, old=number, new=number + 1, form="text") == 0 and well
            self._out.print()
        return well

    def _damage(self, story: str) -> bool:
        """Change one byte of a stored object by hand, and see ``verify`` name it. Mends it afterwards."""
        key = version_key(find(self._context(), story).article, 2)
        path = self._folder / "store" / key
        untouched = self._folder / "untouched"
        shutil.copy2(path, untouched)
        data = bytearray(path.read_bytes())
        place = data.index(b"14 passengers")
        data[place : place + 2] = b"13"
        path.chmod(0o644)
        path.write_bytes(data)
        self._say("Somebody now changes one digit inside version 2, in the store itself: 14 passengers become 13.")
        report = recompute(self._context().archive.store)
        found = any(finding.key == key and finding.severity == "damage" for finding in report.findings)
        if not self._quiet:
            self._show("verify", None)
        untouched.replace(path)
        return found


def _direct(environ: "os._Environ[str]") -> dict[str, str]:
    """Return the environment without proxies: the newspaper is on this machine."""
    return {name: value for name, value in environ.items() if not name.lower().endswith("_proxy")}
