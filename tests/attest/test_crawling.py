"""What a crawl does where something that it needs to know is damaged or was put there by a
stranger.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.archive import Alias
from crawler.checks import encode_part
from crawler.codec import canonical_json, encode_sealed, sha256
from crawler.identity import alias_key, article_of, check_key, version_key
from crawler.store.files import FileStore
from tests.newspaper.fixture import Press
from tests.run.conftest import place  # noqa: F401  # the fixture
from tests.run.palimpsest import Place


def overwrite(place: Place, key: str, data: bytes | None) -> None:  # noqa: F811  # as above
    """Put other bytes under a key, or none."""
    assert isinstance(place.store, FileStore)
    path = place.store.root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if data is not None:
        path.write_bytes(data)


def forged(data: bytes, *, whole: bool) -> bytes:
    """Return a record with another title, and with the fingerprint for it if ``whole``."""
    record: Any = json.loads(data)
    record["extraction"]["title"] = "Forged"
    if whole:
        text = " ".join("\n\n".join(record["extraction"]["paragraphs"]).split())
        fields = ["Forged", " ".join(", ".join(record["extraction"]["authors"]).split()), text]
        fields += (
            [" ".join(record["extraction"]["shown_title"].split())]
            if record["extraction"]["shown_title"]
            else []
        )
        record["fingerprint"] = "1:" + sha256("\n".join(fields).encode())
    return canonical_json(record) + b"\n"


@pytest.mark.parametrize("whole", [False, True], ids=["text", "text and hashes"])
# as above
def test_a_forged_head_is_no_baseline(place: Place, newspaper: Press, *, whole: bool) -> None:  # noqa: F811
    """A crawl that meets a forged head records the page anew on top, vouches for the genuine bytes
    only, says so, and ends with 4.
    """
    url = newspaper.url("/story/harbour")
    genuine = place.crawl(url).lines["/story/harbour"].record_sha256
    key = version_key(article_of(url), 1)
    before = place.store.read(key)
    overwrite(place, key, forged(before, whole=whole))
    place.lose_index()
    crawled = place.crawl(url)
    assert (crawled.status, crawled.outcomes) == (4, {"/story/harbour": "changed"}), crawled.err
    assert "version 1 is damaged" in (crawled.reasons["/story/harbour"] or "")
    assert [one["key"] for one in crawled.report["damaged"]] == [key]
    assert "palimpsest verify" in crawled.err
    shown = json.loads(place.run("show", url, "--json").out)
    assert (shown["version"], shown["previous"], "damaged" in shown) == (2, genuine, False)
    assert place.crawl(url).outcomes == {"/story/harbour": "unchanged"}
    overwrite(place, key, before)
    assert place.verified().findings == ()


# as above
def test_a_damaged_capture_that_a_crawl_needs_is_named(place: Place, newspaper: Press) -> None:  # noqa: F811
    """An edit is compared without the capture of the text before where that is damaged, and the
    run says so and ends with 4.
    """
    url = newspaper.url("/etag/orchard")
    place.crawl(url)
    (key,) = (key for key in place.listed("articles/") if "/captures/" in key)
    overwrite(place, key, place.store.read(key)[:-5])
    newspaper.edit("orchard")
    crawled = place.crawl(url)
    assert (crawled.status, crawled.outcomes) == (4, {"/etag/orchard": "changed"})
    assert [one["key"] for one in crawled.report["damaged"]] == [key]


def alias(url: str, to: str, run: str, *, age: timedelta = timedelta(0)) -> bytes:
    """Return an alias as a stranger would make it."""
    return encode_sealed(
        Alias(url=url, article=article_of(to), accepted_at=datetime.now(UTC) - age, run=run)
    )


@pytest.mark.parametrize("run", ["theirs", "nobody's"])
@pytest.mark.parametrize("index", ["kept", "lost"])
def test_an_injected_alias_leads_nowhere(
    place: Place,  # noqa: F811
    newspaper: Press,
    run: str,
    index: str,
) -> None:  # as above
    """An alias that no run accepted leads no command and no crawl to another article.

    Each says so with 4, and verify names it.
    """
    ours, other, new = (
        newspaper.url(f"/story/{name}") for name in ("harbour", "orchard", "bridge")
    )
    crawled = place.crawl(ours, other)
    name = crawled.run if run == "theirs" else "20260101T000000Z-0badcafe"
    keys = []
    for url in (ours, new):
        keys.append(alias_key(url))
        overwrite(place, keys[-1], alias(url, other, name))
    if index == "lost":
        place.lose_index()
    found = {finding.key: finding.problem for finding in place.verified().findings}
    assert found == dict.fromkeys(keys, "injected")
    told = place.run("history", ours, "--json")
    assert (told.status, json.loads(told.out)["article"]) == (4, article_of(ours)), told.err
    assert json.loads(told.out)["damaged"][0]["key"] == keys[0]
    refused = place.run("show", new, "--json")
    assert (refused.status, keys[1] in refused.err, article_of(other) in refused.out) == (
        4,
        True,
        False,
    )
    again = place.crawl(new)
    assert (again.status, again.lines["/story/bridge"].article) == (4, article_of(new))


# as above
@pytest.mark.parametrize(
    "path", ["/story/bridge", "/amp/orchard"], ids=["stranger", "page says so"]
)
def test_an_alias_of_a_run_still_going(place: Place, newspaper: Press, path: str) -> None:  # noqa: F811
    """An alias that names a run still going may be a stranger's: it counts where the page itself
    says the same, else the URL stays its own article's, and nothing is called damage.
    """
    other, new = newspaper.url("/story/orchard"), newspaper.url(path)
    crawled = place.crawl(other)
    header = replace(
        crawled.parts[0].header, run="20261127T000000Z-11223344", part=1, previous=None, seen=()
    )
    going = replace(crawled.parts[0], header=header, checks=(), report=None)
    overwrite(place, check_key(header.run, 1), encode_part(going))
    overwrite(place, alias_key(new), alias(new, other, header.run))
    again = place.crawl(new)
    belongs = other if path.startswith("/amp") else new
    assert (again.status, again.lines[path].article) == (0, article_of(belongs))


# as above
def test_an_alias_that_is_gone_is_named(place: Place, newspaper: Press) -> None:  # noqa: F811
    """An alias that a crawl made is named by it, and its removal by ``verify``."""
    crawled = place.crawl(newspaper.url("/amp/harbour"))
    (key,) = place.listed("aliases/")
    assert [ref.key for part in crawled.parts for ref in part.header.made or ()] == [key]
    data = place.store.read(key)
    overwrite(place, key, None)
    assert {finding.key: finding.problem for finding in place.verified().findings} == {
        key: "missing"
    }
    place.lose_index()
    told = place.run("show", newspaper.url("/amp/harbour"), "--json")
    assert (told.status, told.json["article"]) == (4, article_of(newspaper.url("/story/harbour")))
    assert [one["key"] for one in told.json["damaged"]] == [key]
    overwrite(place, key, data)
    assert place.verified().findings == ()
    assert place.run("show", newspaper.url("/amp/harbour"), "--json").err == ""
