"""``notify`` on the command line, and what ``doctor`` says of alerts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.cli.shell import Shell
from tests.notify.press import Clock, Press
from tests.notify.receiver import Receiver

SET_UP = """\
store: {url: "file:store"}
index: {url: "sqlite:///index.db"}
alerts: [{name: desk, targets_env: DESK_URLS}]
"""
A = "https://courier.example/2026/bridge"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Provide a shell beside a configuration with an alert."""
    shell = Shell(tmp_path)
    shell.configure(SET_UP)
    return shell


def test_notify_tells_what_is_new_since_the_last_call(
    shell: Shell, receive: Callable[[], Receiver]
) -> None:
    """Each call tells what came since the one before.

    The status is 1 when a target did not accept, which the next call makes good.
    """
    reader, press = receive(), Press(FileStore(shell.folder / "store"), Clock())
    press.introduce(A)
    urls = {"DESK_URLS": reader.url}
    assert shell.run("notify", env=urls).status == 0
    told = press.report((A, "headline"))
    reader.status = 500
    refused = shell.run("notify", "--json", env=urls)
    (row,) = refused.document["deliveries"]
    assert (refused.status, row["sent"], row["failed"], row["pending"]) == (1, 0, 1, 1)
    assert (row["alert"], row["trouble"]) == ("desk", "it answered with status 500")
    reader.status = 200
    assert "1 event sent" in shell.run("notify", env=urls).out
    assert "0 events sent" in shell.run("notify", env=urls).out
    assert reader.ids == told


def test_a_test_message_brings_a_picture(shell: Shell, receive: Callable[[], Receiver]) -> None:
    """An alert with ``pictures`` is tried with one, so that people see whether it arrives."""
    shell.configure(SET_UP.replace("DESK_URLS}", "DESK_URLS, pictures: true}"))
    reader = receive()
    tested = shell.run("notify", "--test", "desk", env={"DESK_URLS": reader.url})
    assert tested.status == 0
    (one,) = reader.accepted[0]["attachments"]
    assert (one["filename"], one["mimetype"]) == ("test.png", "image/png")


def test_a_test_message(shell: Shell, receive: Callable[[], Receiver]) -> None:
    """``--test`` sends one message to the alert's targets, needs no archive, and says which did not
    accept.
    """
    reader = receive()
    tested = shell.run(
        "notify", "--test", "desk", env={"DESK_URLS": f"{reader.url} json://127.0.0.1:1/hunter2"}
    )
    assert tested.status == 1
    assert "it could not be reached" in tested.out
    assert "hunter2" not in tested.out + tested.err
    assert [message["title"] for message in reader.accepted] == ["Test of the alert desk"]
    assert not (shell.folder / "store").exists()
    unknown = shell.run("notify", "--test", "dusk", env={"DESK_URLS": reader.url})
    assert (unknown.status, "Known alerts: desk" in unknown.err) == (2, True)


def test_wrong_calls(shell: Shell) -> None:
    """Without alerts, or without their variable, the call is wrong, and says what is missing."""
    missing = shell.run("notify")
    assert (
        missing.status,
        "alert desk wants the variable DESK_URLS, which is not set" in missing.err,
    ) == (2, True)
    shell.configure("sources: []\n")
    none = shell.run("notify")
    assert (none.status, "no alerts are configured" in none.err) == (2, True)


def test_the_doctor_looks_at_targets(shell: Shell) -> None:
    """``doctor`` names the targets of each alert, or the variable that is wrong, and
    shows no URL.
    """
    sound = shell.run("doctor", env={"DESK_URLS": "json://reader:hunter2@127.0.0.1/told"})
    assert "ok    alerts: desk: json-" in sound.out
    wrong = shell.run("doctor", env={"DESK_URLS": "hunter2://there"})
    assert (wrong.status, "wrong alerts: DESK_URLS: URL 1 in it is of no service" in wrong.out) == (
        2,
        True,
    )
    assert "hunter2" not in sound.out + sound.err + wrong.out + wrong.err
