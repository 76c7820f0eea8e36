"""Canaries: no secret that a run is given, in whatever form a site or an error repeats it, is
stored, logged or printed.
"""

import base64
import gzip
import json
from pathlib import Path

import pytest

from crawler.secrets import Mask, of_environment
from crawler.warc import read as read_warc
from tests.newspaper.echoes import PLACES, all_forms, secrets_of
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place

BASIC = base64.b64encode(b"reader+7@tollen.example:Kan/arie&vogel=<3'gelb").decode()
SENT = {
    "Authorization": f"Basic {BASIC}",
    "Cookie": "sid=Wellen%2Fsittich+9; theme=dunkel-und-still; k=7",
    "X-Api-Key": 'zeisig/"4711"&stieglitz',
}
ENVIRON = {
    "TOLLEN_AUTH": SENT["Authorization"],
    "TOLLEN_COOKIES": SENT["Cookie"],
    "TOLLEN_KEY": SENT["X-Api-Key"],
    "AWS_SECRET_ACCESS_KEY": "Dompfaff/canary+0123456789abcdef",
    "https_proxy": "http://lotse:Gimpel-pass-99@127.0.0.1:1",
    "DESK_URLS": "json://kurier:Buchfink-pass-77@127.0.0.1:1/hook",
}
CANARIES = [
    *all_forms(secret for secret in secrets_of(SENT) if len(secret) >= 8),
    "Dompfaff/canary",
    "Gimpel-pass-99",
    "Buchfink-pass-77",
]


def stored(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, compressed ones unpacked."""
    files = {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "config.yaml"
    }
    return {
        name: gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        for name, data in files.items()
    }


def found_in(text: bytes) -> list[str]:
    """Return the canaries that stand in a text."""
    lowered = text.lower()
    return [canary for canary in CANARIES if canary.lower().encode() in lowered]


def test_no_canary_is_stored_or_told(place: Place, newspaper: Press) -> None:
    """A site repeats headers, cookies, tokens and passwords everywhere and in every form.

    Store, index, logs and output hold none of it.
    """
    place.configure(
        sources=[
            {
                "name": "tollen",
                "feeds": [newspaper.url("/echo/feed")],
                "headers_env": {"Authorization": "TOLLEN_AUTH", "X-Api-Key": "TOLLEN_KEY"},
                "cookies_env": "TOLLEN_COOKIES",
                "same_site": False,
            }
        ],
        alerts=[{"name": "desk", "targets_env": "DESK_URLS"}],
        captures="all",
    )
    place = Place(place.folder, place.store, place.settings, ENVIRON)
    crawled = place.crawl("--source", "tollen")
    assert {path: crawled.outcomes[f"/echo/{path}"] for path in PLACES} == {
        **dict.fromkeys(("head", "phrase", "body", "gzip", "br", "away"), "new"),
        "moved": "unchanged",  # it shows the text of an article that is kept
        "refused": "refused",
        "failed": "failed",
    }
    sent = newspaper.log("/echo/head")[0]["headers"]
    assert {name: sent[name] for name in SENT} == SENT
    told = [
        place.run(*command)
        for command in (
            ("doctor",),
            ("report",),
            ("articles", "--json"),
            ("notify",),
            ("sources", "--json"),
            ("why", newspaper.url("/echo/head")),
        )
    ]
    assert found_in("\n".join(done.out + done.err for done in told).encode()) == []
    assert found_in(json.dumps(crawled.report).encode() + crawled.err.encode()) == []
    assert {
        name: hits for name, data in stored(place.folder).items() if (hits := found_in(data))
    } == {}
    assert place.verified().findings == ()


def test_a_capture_says_what_was_masked(place: Place, newspaper: Press) -> None:
    """A masked capture says so.

    The body keeps its length, a coded one is decoded, and the rest is as it came.
    """
    place.configure(
        sources=[
            {
                "name": "tollen",
                "urls": [newspaper.url(f"/echo/{name}") for name in ("body", "gzip", "landed")],
                "headers_env": {"X-Api-Key": "TOLLEN_KEY"},
            }
        ]
    )
    lines = (
        Place(place.folder, place.store, place.settings, ENVIRON).crawl("--source", "tollen").lines
    )
    plain, coded, clean = (
        read_warc(place.store.read(lines[f"/echo/{name}"].capture or "")).answer
        for name in ("body", "gzip", "landed")
    )
    assert (
        plain.reconstructed[-1] == "secrets masked in the body: as many asterisks as each had bytes"
    )
    assert str(len(plain.body)) == plain.header("Content-Length")
    assert coded.reconstructed[-1].endswith("its content coding was undone for that")
    assert (coded.header("Content-Encoding"), coded.header("X-Archive-Orig-Content-Encoding")) == (
        None,
        "gzip",
    )
    assert coded.body.startswith(b"<!doctype html>") or coded.body.lstrip().startswith(b"<")
    assert clean.reconstructed == ("request headers with credentials left out",)


@pytest.mark.parametrize("form", ["pem", "escaped", "body", "argument"])
def test_a_key_in_place_of_its_file_is_not_repeated(place: Place, form: str) -> None:
    """A signing key's content where the name of its file belongs is refused, and no part of it is
    printed.
    """
    made = place.run("checkpoint", "--new-key", "signing.pem")
    assert made.status == 0
    pem = (place.folder / "signing.pem").read_text()
    secret = pem.splitlines()[1]
    value = {"pem": pem, "escaped": pem.replace("\n", "\\n"), "body": secret, "argument": pem}[form]
    environ = {} if form == "argument" else {"PALIMPSEST_SIGNING_KEY": value}
    done = Place(place.folder, place.store, place.settings, environ).run(
        "checkpoint", *(["--key", value] if form == "argument" else [])
    )
    assert done.status == 2
    assert "name the file" in done.err
    assert not any(
        secret[start : start + 12] in done.out + done.err for start in range(0, len(secret) - 12, 4)
    )


def test_short_parts_shred_no_page() -> None:
    """A part of fewer than eight characters, six if it is odd, is masked as a whole header value or
    with its cookie's name only.
    """
    mask = Mask.of_headers(
        [("Cookie", "k=7; lang=en; sid=abcdefgh; pin=hunt-3; year=2026117"), ("X-Key", "short")]
    )
    assert mask.text("2026117 hunt-3 hunt%2D3 hunt&#45;3") == "2026117 ****** ******** **********"
    assert (
        mask.text("The 7 short men said en: abcdefgh, ABCDEFGH")
        == "The 7 short men said en: ********, ********"
    )
    assert [
        mask.value(value) for value in ("short", "shorter", "k=7", "ok=7", "a; lang=en", "7x")
    ] == [
        "[blanked]",
        "shorter",
        "[blanked]",
        "ok=7",
        "[blanked]",
        "7x",
    ]
    assert mask.data(b"en abcdefgh") == b"en ********"
    assert not Mask()


def test_secrets_of_the_environment_are_known_by_name_and_form() -> None:
    """Variables that are called secrets, passwords in URLs and proxies are masked.

    Files that are named, and small words, are not.
    """
    mask = Mask(
        of_environment(
            {
                **ENVIRON,
                "PGPASSWORD": "hunter-2222",
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/run/secrets/token",
                "PALIMPSEST_INDEX__URL": "postgresql+psycopg://desk:In%2Fdex-pass@db/x",
            }
        )
    )
    for secret in (
        "Dompfaff/canary+0123456789abcdef",
        "Gimpel-pass-99",
        "Buchfink-pass-77",
        "hunter-2222",
        "In/dex-pass",
        "In%2Fdex-pass",
    ):
        assert mask.text(f"a {secret} b") == f"a {'*' * len(secret)} b", secret
    assert mask.text("/run/secrets/token of the desk") == "/run/secrets/token of the desk"
