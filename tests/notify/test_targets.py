"""Targets that refuse, that are down, that are wrong; and what must never be shown of them."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import apprise
import pytest

from crawler.config import AlertConfig, Config
from crawler.errors import ConfigError
from jobs.notify import Message, Notifier, targets_of
from tests.notify.conftest import Newsroom
from tests.notify.receiver import Receiver
from tests.servers.here import QuietHandler, served_by

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"


def test_only_the_target_that_failed_is_tried_again(any_room: Newsroom) -> None:
    """Of several targets each is told once.

    The one that refused is tried again, also by a new process with a new index.
    """
    good, bad = any_room.receive(), any_room.receive()
    any_room.press.introduce(A, B)
    any_room.alert("desk", good, bad)
    any_room.tick()
    bad.status = 503
    told = any_room.press.report((A, "headline"), (B, "fact"))
    ticked = any_room.tick()
    assert [(one.sent, one.failed, one.pending) for one in ticked.deliveries] == [
        (2, 0, 0),
        (0, 1, 2),
    ]
    assert ticked.deliveries[1].trouble == "it answered with status 503"
    any_room.lose_index()
    bad.status = 200
    any_room.tick()
    assert good.ids == bad.ids == told


def test_a_refusing_target_is_left_alone_for_longer_each_time(room: Newsroom) -> None:
    """A target that refuses is tried again after one, two, four minutes and so on, up to an hour;
    then all that waited arrives.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    reader.status = 500
    told = room.press.report((A, "headline"))
    tries = [room.clock.now for _ in range(300) if room.tick().failed]
    gaps = [round((later - earlier).total_seconds() / 60) for earlier, later in pairwise(tries)]
    assert gaps == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    reader.status = 200
    for _ in range(60):
        room.tick()
    assert reader.ids == told


def test_a_failing_alert_holds_up_no_other(room: Newsroom) -> None:
    """An alert whose target is down does not keep others from being told in the same tick."""
    down, up = room.receive(), room.receive()
    room.press.introduce(A)
    room.alert("first", down)
    room.alert("second", up)
    room.environ["FIRST_URLS"] = "json://127.0.0.1:1/"
    room.tick()
    told = room.press.report((A, "headline"))
    first, second = room.tick().deliveries
    assert (first.failed, first.pending, first.trouble) == (1, 1, "it could not be reached")
    assert (second.sent, up.ids) == (1, told)


def test_one_message_that_is_never_accepted_does_not_block_the_rest(room: Newsroom) -> None:
    """Where a target refuses one message for what it says, those after it arrive all the same."""
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader)
    room.tick()
    poison = room.press.report((A, "headline"))
    reader.refuse = lambda message: poison[0] in message["message"]
    room.tick()
    later = [room.press.report((B, "fact"))[0] for _ in range(6)]
    for _ in range(20):
        ticked = room.tick()
    assert sorted(reader.ids) == sorted(later)
    assert ticked.pending == 1


def test_many_changes_at_once_are_bundled(room: Newsroom) -> None:
    """Where more than a few changes wait, one message holds many of them, and every id arrives
    once.
    """
    reader = room.receive()
    urls = [f"https://courier.example/{number}" for number in range(50)]
    room.press.introduce(*urls)
    room.alert("desk", reader)
    room.tick()
    told = room.press.report(*((url, "fact") for url in urls))
    room.tick()
    assert len(reader.accepted) == 3
    assert sorted(reader.ids) == sorted(told)
    assert reader.accepted[0]["title"].endswith(" and 19 more")


def test_a_changed_password_loses_nothing(room: Newsroom) -> None:
    """What waited for a target goes to the URL that took its place.

    What waited for one that was taken out is dropped.
    """
    old, new, other = room.receive(), room.receive(), room.receive()
    room.press.introduce(A)
    room.alert("desk", other, old)
    room.tick()
    old.status = other.status = 403
    told = room.press.report((A, "headline"))
    room.tick()
    room.environ["DESK_URLS"] = f"{new.url} {other.url}"
    room.restart()
    other.status = 200
    room.tick()
    assert new.ids == other.ids == told
    room.environ["DESK_URLS"] = other.url
    room.restart()
    assert room.tick().pending == 0


SECRET = "hunter2"


@pytest.mark.parametrize(
    ("urls", "sentences"),
    [
        ("", ["alert desk wants the variable DESK_URLS, which is not set"]),
        (
            f"slack://{SECRET}",
            [
                (
                    "DESK_URLS: URL 1 in it misses something, or holds something that this "
                    "service does not take (slack://)"
                )
            ],
        ),
        (f"json://x {SECRET}://y", ["DESK_URLS: URL 2 in it is of no service that Apprise knows"]),
        (
            f"{SECRET} jsons://[{SECRET}",
            ["DESK_URLS: URL 1 in it is of no service", "DESK_URLS: URL 2 in it misses something"],
        ),
    ],
)
def test_a_wrong_target_names_its_variable_and_no_url(
    urls: str, sentences: list[str], capfd: pytest.CaptureFixture[str], logged: Callable[[], str]
) -> None:
    """A variable that is not set, or whose URL Apprise does not take, is an error that names it and
    repeats nothing of it.
    """
    config = Config.model_validate({"alerts": [{"name": "desk", "targets_env": "DESK_URLS"}]})
    with pytest.raises(ConfigError) as caught:
        # it comes no further than the targets
        Notifier(config, {"DESK_URLS": urls}, None, None, None)  # type: ignore[arg-type]
    assert len(caught.value.problems) == len(sentences)
    for problem, sentence in zip(caught.value.problems, sentences, strict=True):
        assert problem.startswith(sentence)
    said = capfd.readouterr()
    assert SECRET not in f"{caught.value!r} {caught.value.hint} {said.out} {said.err} {logged()}"


def test_no_secret_is_stored_logged_or_returned(
    room: Newsroom, capfd: pytest.CaptureFixture[str], logged: Callable[[], str]
) -> None:
    """The credentials in a target's URL are in no stored object, no log line and no result, whether
    it accepts or not.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    reader.status = 401
    room.press.report((A, "headline"))
    seen = [repr(room.tick())]
    reader.status = 200
    room.clock.pass_by(hours=1)
    seen += [repr(room.tick()), logged(), *capfd.readouterr()]
    assert len(reader.accepted) == 1
    stored = [room.store.read(key) for key in room.store.list()]
    assert not any(SECRET in text for text in seen)
    assert not any(SECRET.encode() in data for data in stored)
    assert any("it answered with status 401" in text for text in seen)


def test_targets_keep_their_names(room: Newsroom) -> None:
    """A target's name depends on what of its URL is no secret.

    Not on its place, nor on its password.
    """

    def names(urls: str) -> list[str]:
        return [
            target.name
            for target in targets_of(AlertConfig(name="desk", targets_env="X"), {"X": urls})
        ]

    one, other = names("json://u:a@h.example/x json://u:a@g.example/x")
    assert names("json://u:b@g.example/x?+token=c json://u:d@h.example/x") == [other, one]
    assert names("json://u:a@h.example/x json://u:b@h.example/x") == [one, f"{one}-2"]
    assert room.indexes == 1


def test_a_target_that_drips_holds_nobody_up() -> None:
    """A target that sends header after header has not accepted when its time is over, and a program
    that told it ends at once.
    """
    program = """\
import socket, threading, time
from crawler.config import AlertConfig
from jobs.notify import Message, targets, targets_of

listener = socket.create_server(("127.0.0.1", 0))
finished = threading.Event()

def drip():
    connection, _ = listener.accept()
    connection.sendall(b"HTTP/1.1 200 OK\\r\\n")
    while not finished.wait(0.2):
        connection.sendall(b"X-More: to come\\r\\n")

threading.Thread(target=drip, daemon=True).start()
targets.PATIENCE = 1
url = f"json://127.0.0.1:{listener.getsockname()[1]}/"
print(targets_of(AlertConfig(name="desk", targets_env="X"), {"X": url})[0].send(Message("a", "b")))
"""
    call = [sys.executable, "-c", program]
    done = subprocess.run(
        call, check=False, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "it did not answer in time\n"), done.stderr


def test_a_silent_target_is_one_that_failed(receive: Callable[[], Receiver]) -> None:
    """A target that takes the message and hangs up without an answer has not accepted it."""
    reader = receive()
    reader.on_accepted = lambda: (_ for _ in ()).throw(
        ConnectionResetError
    )  # the handler's thread dies
    (target,) = targets_of(AlertConfig(name="desk", targets_env="X"), {"X": reader.url})
    assert target.send(Message("a", "b")) == "it could not be reached"


@contextmanager
def answering(status: int, location: str = "/elsewhere") -> Iterator[tuple[int, list[str]]]:
    """Provide a server that answers every first request with the status, and all requests elsewhere
    with 200: its port, and what was asked.
    """
    asked: list[str] = []

    class Handler(QuietHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(f"{self.command} {self.path}")
            self.send_response(status if self.path.startswith("/told") else 200)
            self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET = do_PUT = answer  # noqa: N815  # the base class's names

    with served_by(Handler) as port:
        yield port, asked


SCHEMES = (
    "json://127.0.0.1:{}/told",
    "xml://127.0.0.1:{}/told",
    "form://127.0.0.1:{}/told",
    "json://127.0.0.1:{}/told?method=put",
)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("asked_for", ["", "redirect=yes"])
def test_a_redirect_has_delivered_nothing(status: int, asked_for: str) -> None:
    """A target that answers with a redirect has not taken the message, whatever its URL asks for,
    and nobody goes where it points.
    """
    with answering(status) as (port, asked):
        urls = [scheme.format(port) for scheme in SCHEMES]
        urls = [
            f"{url}{'&' if '?' in url else '?'}{asked_for}" if asked_for else url for url in urls
        ]
        said = [
            target.send(Message("a", "b"))
            for target in targets_of(
                AlertConfig(name="desk", targets_env="X"), {"X": " ".join(urls)}
            )
        ]
        why = (
            f"it answered with status {status}, a redirect, which would lose the message: "
            "name the new place in the URL"
        )
        assert said == [why] * len(SCHEMES)
        assert {line.partition(" ")[2].partition("?")[0] for line in asked} == {"/told"}


@pytest.mark.parametrize("status", [200, 202, 204, 304, 429, 500])
def test_only_the_2xx_of_its_own_request_delivers(status: int) -> None:
    """A message is delivered where its own request was answered with 2xx, and nowhere else."""
    with answering(status) as (port, asked):
        (target,) = targets_of(
            AlertConfig(name="desk", targets_env="X"), {"X": f"json://127.0.0.1:{port}/told"}
        )
        assert (target.send(Message("a", "b")) is None) == (status // 100 == 2)
        assert asked == ["POST /told"]


def test_every_service_can_be_told_not_to_follow_redirects() -> None:
    """No service of this Apprise sends by a request that follows redirects whatever it is told.

    Each call of ``requests`` says so.
    """
    folder = Path(apprise.plugins.__file__).parent
    verbs = {"get", "post", "put", "delete", "patch", "head", "request"}
    unheard = [
        f"{path.relative_to(folder)}:{node.lineno}"
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in verbs
        if ast.unparse(node.func.value) == "requests"
        and not any(word.arg == "allow_redirects" for word in node.keywords)
    ]
    assert unheard == []
