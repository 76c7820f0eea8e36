"""Alerts with pictures: who gets them, what they are of, and that no message waits for one."""

import base64
from typing import Any

import pytest

from crawler.errors import ConfigError
from crawler.picture import fonts
from tests.notify.conftest import Newsroom

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"
MANY = [f"https://courier.example/2026/{number}" for number in range(6)]


def attached(message: dict[str, Any]) -> list[tuple[str, str, bytes]]:
    """Return name, media type and bytes of each file that came with a message."""
    return [
        (one["filename"], one["mimetype"], base64.b64decode(one["base64"]))
        for one in message.get("attachments", [])
    ]


def test_a_change_brings_its_picture(room: Newsroom) -> None:
    """An alert with ``pictures`` sends a PNG named for the article's version; others send none."""
    with_pictures, without = room.receive(), room.receive()
    room.press.introduce(A)
    room.alert("desk", with_pictures, pictures=True)
    room.alert("plain", without)
    room.tick()
    told = room.press.report((A, "headline"))
    room.tick()
    assert with_pictures.ids == without.ids == told
    ((name, kind, data),) = attached(with_pictures.accepted[0])
    assert (name, kind) == ("courier.example-version-2.png", "image/png")
    assert data.startswith(b"\x89PNG")
    assert attached(without.accepted[0]) == []


def test_first_versions_and_broken_sources_have_none(room: Newsroom) -> None:
    """There is nothing to compare: the words arrive alone."""
    reader = room.receive()
    room.alert("desk", reader, pictures=True, kinds=["new"])
    room.tick()
    room.press.introduce(A)
    room.tick()
    assert len(reader.accepted) == 1
    assert attached(reader.accepted[0]) == []


def test_an_article_that_went_has_a_picture_of_its_headline(room: Newsroom) -> None:
    """A version without a text is drawn too."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, pictures=True)
    room.tick()
    room.press.report((A, "gone"))
    room.tick()
    assert len(attached(reader.accepted[0])) == 1


def test_a_bundle_brings_the_first_four(room: Newsroom) -> None:
    """Some services take no more with one message."""
    reader = room.receive()
    room.press.introduce(*MANY)
    room.alert("desk", reader, pictures=True)
    room.tick()
    room.press.report(*((url, "fact") for url in MANY))
    room.tick()
    (message,) = reader.accepted
    assert len(reader.ids) == len(MANY)
    assert len(attached(message)) == 4


def test_a_target_that_refuses_is_sent_the_words_alone(room: Newsroom) -> None:
    """A service may refuse a file: the next try is without, so that no picture holds up words."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, pictures=True)
    room.tick()
    reader.refuse = lambda message: bool(message.get("attachments"))
    told = room.press.report((A, "headline"))
    assert room.tick().failed == 1
    room.tick()
    room.tick()
    assert reader.ids == told
    reader.refuse = lambda _: False
    room.press.report((A, "fact"))
    room.tick()
    assert len(attached(reader.accepted[-1])) == 1


def test_a_service_without_files_is_sent_the_words(room: Newsroom) -> None:
    """Gotify takes no files: Apprise is given none, and the message arrives."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, pictures=True)
    room.environ["DESK_URLS"] = f"gotify://127.0.0.1:{reader.port}/token"
    room.tick()
    told = room.press.report((A, "headline"))
    room.tick()
    assert reader.ids == told
    assert "attachments" not in reader.accepted[0]


def test_what_cannot_be_drawn_holds_nothing_up(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, logged: Any
) -> None:
    """The message goes without it, and the log says so."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, pictures=True)
    room.tick()
    monkeypatch.setitem(fonts._FILES, "serif", ("manimgx_fonts", "nowhere.ttf"))
    for kept in (fonts.font, fonts.family_of, fonts._face, fonts._covered):
        kept.cache_clear()
    told = room.press.report((A, "headline"))
    room.tick()
    assert reader.ids == told
    assert attached(reader.accepted[0]) == []
    assert "no picture of version 2 of courier.example" in logged()


def test_without_the_extra_the_alert_is_refused(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for pictures is told what to install, before anything is sent."""
    room.alert("desk", room.receive(), pictures=True)
    monkeypatch.setattr("jobs.notify.targets.can_draw", lambda: False)
    with pytest.raises(ConfigError, match="alert desk: pictures need libraries") as raised:
        room.service()
    assert raised.value.hint == "Install them: pip install 'palimpsest-archive[pictures]'"
