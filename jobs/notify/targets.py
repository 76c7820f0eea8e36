"""Where messages go: Apprise's targets, by the URLs that an environment variable holds.

The only module that knows Apprise.

Such a URL holds credentials. It is never printed, stored or logged, and neither is what Apprise
says, which may quote it.
"""

import logging
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import apprise
from apprise import NotifyFormat, NotifyType, OverflowMode
from apprise.attachment.memory import AttachMemory

from crawler.codec import sha256
from crawler.config import AlertConfig
from crawler.errors import ConfigError
from crawler.picture import HOW_TO_INSTALL, NOT_INSTALLED, can_draw
from crawler.proxy_settings import with_proxies

logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False
logging.getLogger("urllib3.connectionpool").setLevel(
    logging.INFO
)  # its debug lines hold paths, and webhooks' secrets are paths

PATIENCE = 20
"""Seconds after which a target that has not answered counts as one that did not accept. Apprise's
own limits hold for single reads.
"""

Level = Literal["info", "warning", "failure", "success"]

_SILENT = "it did not answer in time"
_TITLE = 250
_SCHEME = re.compile(r"\s*([A-Za-z0-9+-]{1,32})://")
_STATUS = re.compile(r"\berror\s*[=:]\s*([1-5][0-9]{2})\b")
_ASSET = apprise.AppriseAsset(
    app_id="Palimpsest",
    app_desc="Palimpsest, an archive of news articles",
    app_url="",
    async_mode=False,
    secure_logging=True,
    service_timeout=0,
    http_redirects=False,
)
"""Without limits and threads of its own: at a program's end, Apprise's would be waited for, however
long a target takes.

Redirects are not followed: after a 301, 302 or 303 Apprise sends a GET without the message, and
calls its answer a success.
"""


class AttachedPicture(NamedTuple):
    """A PNG that goes with a message."""

    name: str
    data: bytes


class Message(NamedTuple):
    """What one call says: plain text, with pictures for the services that take some."""

    title: str
    body: str
    level: Level = "info"
    pictures: tuple[AttachedPicture, ...] = ()


class AlertTarget:
    """One place that messages are sent to.

    ``name`` says which, without its secrets: ``slack-0a1b2c3d``.
    """

    def __init__(self, name: str, plugin: apprise.NotifyBase) -> None:
        self.name = name
        self.room = int(plugin.body_maxlen) - _TITLE
        """Characters that a message's body may have here: some services take the title as a part of
        it.
        """
        self.takes_pictures = bool(plugin.attachment_support)
        """Whether the service takes files beside a message."""
        self._caller = apprise.Apprise(asset=_ASSET)
        self._caller.add(plugin)

    def send(self, message: Message) -> str | None:
        """Send a message.

        Returns None when it was accepted, else why not, in words that hold nothing secret. Never
        raises.
        """
        answers: list[str | None] = []
        thread = threading.Thread(
            target=lambda: answers.append(self._sent(message)), name=self.name, daemon=True
        )
        thread.start()
        thread.join(PATIENCE)
        return answers[0] if answers else _SILENT

    def _sent(self, message: Message) -> str | None:
        try:
            result = self._caller.notify(
                body=message.body,
                title=message.title,
                notify_type=NotifyType(message.level),
                body_format=NotifyFormat.TEXT,
                attach=_attachments(message) if self.takes_pictures else None,
            )
            return (
                None if result else _why(str(entry) for entry in result.logs())
            )  # its truth counts: it is no bool
        # any of 180 plugins may have a bug, which must not stop the others
        except Exception as error:  # noqa: BLE001
            return f"an error in the program that sends: {type(error).__name__}"


def _attachments(message: Message) -> list[AttachMemory] | None:
    return [
        AttachMemory(  # type: ignore[no-untyped-call]  # Apprise's
            content=one.data, name=one.name, mimetype="image/png"
        )
        for one in message.pictures
    ] or None


def _why(said: Iterable[str]) -> str:
    text = " ".join(said)
    status = _STATUS.search(text)
    if status:
        redirected = (
            ", a redirect, which would lose the message: name the new place in the URL"
            if status[1][0] == "3"
            else ""
        )
        return f"it answered with status {status[1]}{redirected}"
    lower = text.lower()
    if "timeout" in lower or "timed out" in lower:
        return _SILENT
    if "connection" in lower:
        return with_proxies("it could not be reached")
    return "it did not accept the message"


def targets_of(alert: AlertConfig, environ: Mapping[str, str]) -> tuple[AlertTarget, ...]:
    """Return the targets that the alert's variable names.

    Raises ``ConfigError`` that names the variable, and no URL.
    """
    variable = alert.targets_env
    texts = environ.get(variable, "").split()
    if not texts:
        hint = (
            f"Set {variable} to one or more Apprise URLs, with spaces between them, or "
            "take the alert out of config.yaml."
        )
        raise ConfigError(
            [f"alert {alert.name} wants the variable {variable}, which is not set"], hint=hint
        )
    if alert.pictures and not can_draw():
        raise ConfigError([f"alert {alert.name}: {NOT_INSTALLED}"], hint=HOW_TO_INSTALL)
    wrong: list[str] = []
    targets: dict[str, AlertTarget] = {}
    for number, text in enumerate(texts, 1):
        plugin = _plugin(text)
        if plugin is None:
            wrong.append(_complaint(variable, number, text))
            continue
        name = _name(alert.name, plugin, targets)
        targets[name] = AlertTarget(name, plugin)
    if wrong:
        raise ConfigError(
            wrong,
            hint=(
                "Apprise's documentation lists the URLs of all services: "
                "https://appriseit.com/services/"
            ),
        )
    return tuple(targets.values())


def _plugin(text: str) -> apprise.NotifyBase | None:
    plugin = apprise.Apprise.instantiate(text, asset=_ASSET)
    if plugin is None:
        return None
    # whatever the URL says: a message is delivered where its own request was answered with 2xx
    plugin.redirects = False
    if "overflow=" not in text:
        plugin.overflow_mode = (
            OverflowMode.SPLIT
        )  # what is too long for a service would be refused for ever
    return plugin


def _complaint(variable: str, number: int, text: str) -> str:
    scheme = _SCHEME.match(text)
    known = scheme is not None and f"{scheme[1].lower()}://" in _schemes()
    what = (
        "misses something, or holds something that this service does not take"
        if known
        else "is of no service that Apprise knows"
    )
    return (
        f"{variable}: URL {number} in it "
        f"{what}{f' ({scheme[1].lower()}://)' if known and scheme else ''}"
    )


def _schemes() -> set[str]:
    schemas = apprise.Apprise().details()["schemas"]
    return {
        f"{name}://"
        for service in schemas
        for kind in ("protocols", "secure_protocols")
        for name in service[kind] or ()
    }


def _name(alert: str, plugin: apprise.NotifyBase, taken: Iterable[str]) -> str:
    """Return a name that stays when URLs are reordered or a password changes.

    The service, and a hash of what of the URL is no secret.
    """
    # Apprise's
    public = str(plugin.url(privacy=True)).partition("?")[0]  # type: ignore[no-untyped-call]
    name = f"{public.partition('://')[0]}-{sha256(f'{alert} {public}'.encode())[:8]}"
    same = sum(other.startswith(name) for other in taken)
    return f"{name}-{same + 1}" if same else name
