"""Silence through real crawls and commands.

Every kind of evidence, once as it announces an edit and once as it does not.
"""

import pytest

from tests.cli.shell import Shell
from tests.extract.stories import FERRY
from tests.newspaper.fixture import Press

EDITED = FERRY.paragraphs[:-1]
NOTICE = "Correction: An earlier version of this article named the wrong harbour."
MONDAY, TUESDAY = "Mon, 23 Nov 2026 08:00:00 GMT", "Tue, 24 Nov 2026 09:30:00 GMT"
EARLY, LATE = "2026-11-23T08:00:00Z", "2026-11-24T09:30:00Z"

Page = tuple[tuple[str, ...], str, str, str, str]
"""Paragraphs; a line under the headline; what the page declares of its modification; the sitemap's
date; the header.
"""

PAGES: dict[str, tuple[Page, Page, str]] = {
    "notice": (
        (FERRY.paragraphs, "", EARLY, "", ""),
        ((*EDITED, NOTICE), "", EARLY, "", ""),
        "announced",
    ),
    "shown-moved": (
        (FERRY.paragraphs, "Updated 23 November 2026, 08:00", "", "", ""),
        (EDITED, "Updated 24 November 2026, 09:30", "", "", ""),
        "announced",
    ),
    "shown-stood": (
        (FERRY.paragraphs, "Stand: 23.11.2026, 08:00 Uhr", "", "", ""),
        (EDITED, "Stand: 23.11.2026, 08:00 Uhr", "", "", ""),
        "silent",
    ),
    "declared-moved": (
        (FERRY.paragraphs, "", EARLY, "", ""),
        (EDITED, "", LATE, "", ""),
        "announced",
    ),
    "declared-stood": (
        (FERRY.paragraphs, "", EARLY, "", ""),
        (EDITED, "", EARLY, "", ""),
        "silent",
    ),
    "declared-went": ((FERRY.paragraphs, "", EARLY, "", ""), (EDITED, "", "", "", ""), "unknown"),
    "listed-moved": (
        (FERRY.paragraphs, "", "", EARLY, ""),
        (EDITED, "", "", LATE, ""),
        "announced",
    ),
    "listed-stood": ((FERRY.paragraphs, "", "", EARLY, ""), (EDITED, "", "", EARLY, ""), "silent"),
    "header-moved": (
        (FERRY.paragraphs, "", "", "", MONDAY),
        (EDITED, "", "", "", TUESDAY),
        "silent",
    ),
    "header-stood": (
        (FERRY.paragraphs, "", "", "", MONDAY),
        (EDITED, "", "", "", MONDAY),
        "silent",
    ),
    "nothing": ((FERRY.paragraphs, "", "", "", ""), (EDITED, "", "", "", ""), "silent"),
    "headline": ((FERRY.paragraphs, "", "", "", ""), (FERRY.paragraphs, "", "", "", ""), "none"),
}


def _publish(newspaper: Press, edition: int) -> None:
    entries = []
    for name, (first, second, _) in PAGES.items():
        paragraphs, line, declared, listed, stamp = second if edition else first
        title = (
            "Ferry to Skerrin stays, "
            f"{'again' if name == 'headline' and edition else 'says council'}"
        )
        meta = f'<meta property="article:modified_time" content="{declared}">' if declared else ""
        shown = f"<p class=meta>{line}</p>" if line else ""
        story = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        head = f"<html lang=en><head><meta charset=utf-8><title>{title}</title>{meta}</head>"
        newspaper.say(
            f"written/{name}",
            f"{head}<body><article><h1>{title}</h1>{shown}{story}</article></body></html>",
        )
        newspaper.say(f"stamped/{name}", stamp)
        lastmod = f"<lastmod>{listed}</lastmod>" if listed else ""
        entries.append(f"<url><loc>{newspaper.url(f'/written/{name}')}</loc>{lastmod}</url>")
    newspaper.say(
        "written/map.xml",
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>',
    )


@pytest.fixture
def desk(shell: Shell, newspaper: Press) -> Shell:
    """Provide a shell that has crawled both editions of the pages, which a sitemap names."""
    shell.configure(
        'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
        "crawl: {allow_private_networks: true, per_host_delay: 0, retries: 0, workers: 1}\n"
        f'sources: [{{name: press, sitemaps: ["{newspaper.url("/written/map.xml")}"]}}]\n'
    )
    for edition in (0, 1):
        _publish(newspaper, edition)
        crawled = shell.run("crawl", "--source", "press", "--json")
        assert (crawled.status, crawled.document["counts"]) == (
            0,
            {("new", "changed")[edition]: len(PAGES)},
        ), crawled.err
    return shell


def test_every_version_says_whether_it_was_announced(desk: Shell, newspaper: Press) -> None:
    """Each kind of evidence comes through a crawl into the record and into every command, with its
    reason; a new index says the same.
    """
    listing = desk.run("changes", "--json").document
    found = {one["url"].rpartition("/")[2]: one for one in listing["changes"]}
    assert {name: one["silence"] or "none" for name, one in found.items()} == {
        name: states[2] for name, states in PAGES.items()
    }
    assert (listing["total"], listing["unknown"]) == (len(PAGES), 1)
    assert all(
        one["silence_reason"] and one["silence_evidence"]
        for one in found.values()
        if one["silence"]
    )
    assert {one["stealth"] for one in found.values() if one["silence"] == "announced"} == {False}

    silent = desk.run("changes", "--silent", "--json").document
    assert {one["url"].rpartition("/")[2] for one in silent["changes"]} == {
        name for name, states in PAGES.items() if states[2] == "silent"
    }
    assert silent["unknown"] == 1
    assert "of 1 other change nobody can tell" in desk.run("changes", "--silent").out

    url = newspaper.url("/written/listed-moved")
    history = desk.run("history", url).out
    assert f"announced: the list that named it moved its date from {EARLY} to {LATE}" in " ".join(
        history.split()
    )
    assert "stealth" not in history
    document = desk.run("diff", url, "--json").document
    assert (document["silence"], document["stealth"]) == ("announced", False)
    assert {"kind": "listed", "old": EARLY, "new": LATE, "says": "announced"} in document[
        "silence_evidence"
    ]
    left = desk.run("blame", url, "--json").document["left"]
    assert {one["silence"] for one in left} == {"announced"}
    (desk.folder / "index.db").unlink()
    assert desk.run("changes", "--json").document == listing
