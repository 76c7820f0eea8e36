"""``demo``: a newspaper prints and changes its mind, and the archive shows and proves it.

Every step is what a user would do: the crawls are `palimpsest crawl` in processes of their own, the
views are the commands' own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rich.text import Text

from crawler.capture_reader import ArchiveReader
from crawler.errors import PalimpsestError, UsageError
from crawler.identity import version_key
from crawler.model import VersionRange
from crawler.verify import verify as recompute
from jobs.commands import diff, history, verify
from jobs.commands import story as story_command
from jobs.commands import web as web_command
from jobs.context import Context
from jobs.demo.editions import EDITIONS
from jobs.demo.newspaper import COPY_PATH, STORY_PATH, Press
from jobs.demo.what_next import STORY, print_what_next, print_where
from jobs.reading.resolve_article import find
from jobs.terminal.guide import Guide
from jobs.terminal.screen import shown
from jobs.wording import worded

CONFIG = """\
store: {{url: {store}}}
index: {{url: {index}}}
crawl: {{allow_private_networks: true, per_host_delay: 0}}
sources:
  - name: skerrin-courier
    sections: ["{base}/"]
"""

LOOPBACK, ANY_FREE = "127.0.0.1", 0
"""Where the demonstration's pages answer."""


def run(context: Context, keep: Path | None, *, web: bool = False) -> int:
    """Show the whole job in under a minute.

    With ``web`` in a browser instead of on the terminal, until Ctrl-C. Returns the exit status: 0
    when everything went as it should.
    """
    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError(
            f"{keep} is there already, and no empty folder", hint="give --keep a new folder"
        )
    with _room(context, keep) as folder, Press() as press:
        return Tour(context, folder, press, web=web).walk()


@contextmanager
def _room(context: Context, keep: Path | None) -> Iterator[Path]:
    """Provide the folder of the demonstration's archive.

    It stays for a person to look around in, unless the demonstration did not come to its end; for a
    program only where it was named.
    """
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="palimpsest-demo-"))
    stays = False
    try:
        yield folder
        stays = not context.json
    finally:
        if not stays:
            shutil.rmtree(folder)


class Tour:
    """One demonstration, in a folder of its own.

    Nothing of the user's own set-up reaches it, least of all their store.
    """

    def __init__(self, context: Context, folder: Path, press: Press, *, web: bool) -> None:
        self._folder, self._press, self._web = folder, press, web
        self._config = folder / "config.yaml"
        store, index = (
            json.dumps(f"file:{folder}/store"),
            json.dumps(f"sqlite:///{folder}/index.db"),
        )
        self._config.write_text(
            CONFIG.format(store=store, index=index, base=press.base), encoding="utf-8"
        )
        self._out, self._json = context.out, context.json
        self._guide = Guide(context.out, context.environ, quiet=context.json)
        self._environ = _own(os.environ)
        self._crawls: list[dict[str, Any]] = []

    def walk(self) -> int:
        """Take all the steps. Returns the exit status."""
        story, copy = self._press.base + STORY_PATH, self._press.copy_base + COPY_PATH
        for number, edition in enumerate(EDITIONS, 1):
            self._press.edition = edition
            self._say(f"{number}. {edition.note}")
            self._crawl("--source", "skerrin-courier", *([copy] if number == 1 else []))
        self._say(
            f"{len(EDITIONS) + 1}. Nothing has changed since. A check that finds nothing "
            "new is recorded, and stores no page."
        )
        self._crawl("--source", "skerrin-courier", copy)
        if not self._json and not self._web:
            self._guide.wait()
            self._show()
        sound = self._verified()
        damaged = self._damage(story)
        versions = find(self._context(), story).newest
        result = {
            "crawls": self._crawls,
            "versions": versions,
            "sound": sound,
            "damage_found": damaged,
        }
        if self._web:
            self._serve(result)
        elif self._json:
            self._context(json=True).print_json(result)
        else:
            self._guide.wait()
        if not self._json:
            print_what_next(self._out, self._config, seen_pages=self._web)
        return 0 if sound and damaged and versions == len(EDITIONS) else 1

    def _serve(self, result: dict[str, Any]) -> None:
        """Show the archive in a browser until Ctrl-C, beside the newspaper that it is of."""

        def tell(address: str) -> None:
            if self._json:
                self._context(json=True).print_json(result | {"address": address})
            else:
                print_where(self._out, address)

        web_command.run(self._context(), host=LOOPBACK, port=ANY_FREE, tell=tell)

    def _say(self, text: str) -> None:
        if not self._json:
            self._out.print()
            self._out.paragraph(Text(text, style="bold"))

    def _call(self, arguments: str) -> None:
        """Print the call of a command as one would type it."""
        self._out.print(f"\n[bold]$ palimpsest {shown(arguments)}[/]", soft_wrap=True)

    def _context(self, *, json: bool = False) -> Context:
        return Context(
            config_path=self._config,
            json=json,
            out=self._out,
            environ=self._environ,
            capture_readers=ArchiveReader,
        )

    def _crawl(self, *arguments: str) -> None:
        call = [
            sys.executable,
            "-m",
            "jobs.cli",
            "crawl",
            "--json",
            "--config",
            str(self._config),
            *arguments,
        ]
        done = subprocess.run(  # noqa: S603
            call, capture_output=True, text=True, encoding="utf-8", check=False, env=self._environ
        )  # our own command line
        if done.returncode != 0:
            raise PalimpsestError(
                f"the demonstration's crawl failed:\n{done.stderr.strip() or done.stdout.strip()}"
            )
        report = json.loads(done.stdout)
        self._crawls.append(report["counts"])
        for check in report["checks"] if not self._json else ():
            self._out.print(
                (
                    f"   {worded(check['outcome'])}: version {check['version']} of "
                    f"{shown(check['url'].partition('://')[2])}"
                ),
                soft_wrap=True,
            )

    def _show(self) -> None:
        """Show the story as a user would, each call above what it prints."""
        self._guide.show(self._history)
        for number in range(1, len(EDITIONS)):
            self._guide.show(partial(self._diff, VersionRange(old=number, new=number + 1)))
        self._guide.show(self._story)

    def _history(self) -> None:
        self._call(f"history {STORY}")
        history.run(self._context(), STORY)

    def _diff(self, pair: VersionRange) -> None:
        self._call(f"diff {STORY} --from {pair.old} --to {pair.new}")
        diff.run(self._context(), STORY, wanted=pair, form="text")

    def _story(self) -> None:
        self._call(f"story {STORY}")
        story_command.run(self._context(), STORY)

    def _verified(self) -> bool:
        """Verify, aloud unless a machine reads. Returns whether all is sound."""
        if self._json:
            return recompute(self._context().archive.store).ok
        self._call("verify")
        return verify.run(self._context(), None) == 0

    def _damage(self, story: str) -> bool:
        """Change one byte of a stored object by hand, and see ``verify`` name it.

        Puts it back afterwards, and says so.
        """
        key = version_key(find(self._context(), story).article, 2)
        path = self._folder / "store" / key
        untouched = self._folder / "untouched"
        shutil.copy2(path, untouched)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"14 passengers", b"13 passengers", 1))
        self._say(
            "Somebody now changes one digit inside version 2, in the store itself: 14 "
            "passengers become 13."
        )
        missed = self._verified()
        findings = recompute(self._context().archive.store).findings
        untouched.replace(path)
        self._say(
            "The demonstration now puts the digit back, so that the archive it leaves is sound."
        )
        return not missed and any(
            finding.key == key and finding.severity == "damage" for finding in findings
        )


def _own(environ: "os._Environ[str]") -> dict[str, str]:
    """Return the environment without proxies and without settings of the user's own archive.

    The newspaper is on this machine.
    """
    return {
        name: value
        for name, value in environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith("PALIMPSEST_")
    }
