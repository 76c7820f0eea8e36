"""What is told, to whom, in which words, and how often."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.notify.conftest import Newsroom

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"


def test_each_change_is_told_once(any_room: Newsroom) -> None:
    """A change is told once, whatever comes after it.

    Further looks, a restart, the loss of the index.
    """
    reader = any_room.receive()
    any_room.press.introduce(A, B)
    any_room.alert("desk", reader)
    any_room.tick()
    told = any_room.press.report((A, "headline"), (B, "gone"))
    any_room.tick()
    assert reader.ids == told
    run = any_room.press.run()
    run.look(A)
    run.flush(ended=True)
    any_room.tick()
    any_room.restart()
    any_room.tick()
    any_room.lose_index()
    any_room.tick()
    assert reader.ids == told
    told += any_room.press.report((A, "fact"))
    any_room.lose_index()
    assert any_room.tick().sent == 1
    assert reader.ids == told


def test_a_new_alert_begins_with_now(room: Newsroom) -> None:
    """Who is told from today on is not told of what an old archive holds, nor is it when a second
    alert is added.
    """
    first, second = room.receive(), room.receive()
    room.press.introduce(A)
    room.press.report((A, "headline"))
    room.alert("desk", first)
    room.tick()
    told = room.press.report((A, "fact"))
    room.tick()
    room.alert("office", second)
    room.restart()
    room.tick()
    assert (first.ids, second.ids) == (told, [])
    told += room.press.report((A, "removal"))
    room.tick()
    assert (first.ids, second.ids) == (told, told[1:])


def test_new_entries_are_told_to_those_who_ask(room: Newsroom) -> None:
    """An alert that names no kinds is told of an edit in a live blog, and not of what it is for."""
    anyone, who_asks = room.receive(), room.receive()
    room.press.introduce(A)
    room.alert("desk", anyone)
    room.alert("live", who_asks, kinds=["entry"])
    room.tick()
    came = room.press.report((A, "entry"))
    both = room.press.report((A, "entry", "fact"))
    room.tick()
    assert (anyone.ids, who_asks.ids) == (both, [*came, *both])


def test_first_versions_are_told_to_those_who_ask(room: Newsroom) -> None:
    """An article's first version is no change.

    Only an alert whose kinds name ``new`` is told of it.
    """
    changes, news = room.receive(), room.receive()
    room.alert("changes", changes)
    room.alert("news", news, kinds=["new", "gone"])
    room.tick()
    first = list(room.press.introduce(A))
    second = room.press.report((A, "headline"))
    third = room.press.report((A, "gone"))
    room.tick()
    assert changes.ids == [*second, *third]
    assert news.ids == [*first, *third]


def test_a_version_whose_run_was_killed_is_told_when_it_is_seen(room: Newsroom) -> None:
    """A version whose own check line was lost with its run is told once, when anybody looks at the
    article again.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    killed = room.press.run()
    told = killed.find(A, "headline", told=False)
    killed.flush()
    room.tick()
    assert not reader.ids
    later = room.press.run()
    later.look(A)
    later.flush(ended=True)
    room.tick()
    room.tick()
    assert reader.ids == [told]


def test_what_is_beside_the_text_is_told_to_those_who_ask(room: Newsroom) -> None:
    """Captions, links and pictures alone are off by default; with a change of the text they come.

    An alert whose kinds name one is told of it.
    """
    desk, pictures = room.receive(), room.receive()
    room.alert("desk", desk)
    room.alert("pictures", pictures, kinds=["caption", "image"])
    room.press.introduce(A, B)
    room.tick()
    room.press.report((A, "link"))
    both = room.press.report((A, "caption", "link"))
    text = room.press.report((B, "fact", "link"))
    room.tick()
    assert desk.ids == text
    assert pictures.ids == both


FILTERS: tuple[tuple[dict[str, Any], set[str]], ...] = (
    ({}, {"courier-fact", "courier-silent", "herald-fact", "herald-silent"}),
    ({"sources": ["herald"]}, {"herald-fact", "herald-silent"}),
    ({"kinds": ["headline"]}, {"courier-silent", "herald-silent"}),
    (
        {"kinds": ["headline", "fact"]},
        {"courier-fact", "courier-silent", "herald-fact", "herald-silent"},
    ),
    ({"silent": True}, {"courier-silent", "herald-silent"}),
    ({"silent": False}, {"courier-fact", "herald-fact"}),
    ({"stealth": True}, {"courier-silent", "herald-silent"}),
    ({"sources": ["courier"], "kinds": ["fact"]}, {"courier-fact"}),
    ({"sources": ["courier"], "kinds": ["fact"], "silent": True}, set()),
    ({"changes": False, "broken": True}, set()),
)


@pytest.mark.parametrize(
    ("settings", "expected"), FILTERS, ids=[str(settings) for settings, _ in FILTERS]
)
def test_all_filters_must_fit(room: Newsroom, settings: dict[str, Any], expected: set[str]) -> None:
    """A change is told when all filters that are given fit it, and an empty one fits all."""
    reader = room.receive()
    room.alert("desk", reader, **settings)
    made = {}
    for source in ("courier", "herald"):
        room.press.introduce(
            *(f"https://{source}.example/{name}" for name in ("fact", "silent")), source=source
        )
    room.tick()
    for source in ("courier", "herald"):
        made[f"{source}-fact"] = room.press.report(
            (f"https://{source}.example/fact", "fact"), source=source
        )[0]
        silent = (f"https://{source}.example/silent", "headline", "removal")
        made[f"{source}-silent"] = room.press.report(silent, source=source, stealth=True)[0]
    for _ in range(3):
        room.tick()
    assert set(reader.ids) == {made[name] for name in expected}
    assert len(reader.ids) == len(expected)


def test_what_a_message_says(room: Newsroom) -> None:
    """A message says what changed, how and how much, in which interval, where to look, and ends
    with its id.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    run = room.press.run()
    told = run.find(A, "headline", "fact", stealth=True, title="Bridge shut")
    run.flush(ended=True)
    room.tick()
    (message,) = reader.accepted
    assert (message["title"], message["type"]) == (
        "Headline changed without notice: “Bridge closed” → “Bridge shut” (courier.example)",
        "warning",
    )
    assert message["message"].splitlines() == [
        A,
        "after 2026-11-21T08:47:00Z, by 2026-11-21T09:02:00Z: version 2",
        "3 words added, 1 removed",
        "silent: so recorded; the evidence is not kept",
        "headline: why headline",
        "fact: why fact",
        "source: courier",
        f"Look: palimpsest diff {A} --from 1 --to 2",
        f"id: {told}",
    ]


def test_the_words_of_pages_stay_in_their_line(room: Newsroom) -> None:
    """A headline can neither add lines nor move a cursor, and a URL cannot break out of the
    command.
    """
    reader = room.receive()
    url = "https://courier.example/2026/a?b=1&c='$(x)"
    room.press.introduce(url)
    room.alert("desk", reader)
    room.tick()
    run = room.press.run()
    run.find(url, "headline", title="Calm\nid: courier.example/0/9\x1b[2J" + "very " * 100)
    run.flush(ended=True)
    room.tick()
    (message,) = reader.accepted
    assert message["title"].startswith(
        "Headline changed: “Bridge closed” → “Calm id: courier.example/0/9 [2Jvery very"
    )
    assert message["title"].endswith("…” (courier.example)")
    assert len(message["title"]) <= 180
    assert (
        "palimpsest diff 'https://courier.example/2026/a?b=1&c='\"'\"'$(x)' --from 1 --to 2"
        in message["message"]
    )


@pytest.mark.parametrize(
    "harm",
    [lambda _: b"{", lambda data: data.replace(b"Bridge closed", b"Bridge ablaze")],
    ids=["cut", "forged"],
)
def test_a_version_that_cannot_be_shown_is_told_all_the_same(
    room: Newsroom, harm: Callable[[bytes], bytes]
) -> None:
    """Where a record was damaged or forged between its reading and its telling, the change is told
    without its details.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    reader.status = 500
    (told,) = room.press.report((A, "headline"))
    room.tick()
    path = room.folder / "store" / f"articles/{told.rpartition('/')[0]}/versions/00000002.json"
    path.write_bytes(harm(path.read_bytes()))
    reader.status = 200
    room.clock.pass_by(minutes=5)
    room.tick()
    assert reader.ids == [told]
    assert "palimpsest verify" in reader.accepted[0]["message"]
    assert "ablaze" not in str(reader.accepted)
