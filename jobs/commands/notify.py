"""``notify``: tell people now what waits to be told, or try whether they can be told at all."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from crawler.archive import Archive, open_for_writing
from crawler.codec import format_utc
from crawler.config import SourceConfig
from crawler.errors import UsageError
from crawler.guides import guide
from crawler.store.open_store import open_store
from jobs.context import Context, now
from jobs.notify import (
    AlertTarget,
    AttachedPicture,
    Delivery,
    Message,
    Notifier,
    all_targets,
    sample,
)
from jobs.observe import health
from jobs.terminal.screen import shown
from jobs.wording import counted, moment


def run(context: Context, *, test: str | None) -> int:
    """Send what is due, or a test message to one alert's targets.

    Returns the exit status: 1 where a target did not accept.
    """
    if not context.config.alerts:
        raise UsageError(
            "no alerts are configured",
            hint="Add one under `alerts:` in config.yaml; "
            f"{guide('run/configuration.md')} shows how.",
        )
    made: dict[str, str] = {}
    if test is None:
        archive = _opened(context)
        deliveries = _tick(context, archive)
        made = {"new_archive": archive.store.url} if archive.is_new else {}
    else:
        deliveries = _test(context, test)
    if context.json:
        context.print_json({"deliveries": [_row(one) for one in deliveries], **made})
    else:
        for one in deliveries:
            _print(context, one)
    return int(any(one.failed for one in deliveries))


def _opened(context: Context) -> Archive:
    store = context.config.store
    archive = open_for_writing(open_store(store), now=now(), single_writer=store.single_writer)
    context.tell_of_new(archive)
    return archive


def _tick(context: Context, archive: Archive) -> tuple[Delivery, ...]:
    """Return one tick of the alerts, as the service makes them again and again."""
    config = context.config
    notifier = Notifier(config, context.environ, archive, context.index, now)
    return notifier.tick(health(config, context.index, now(), interval=_interval)).deliveries


def _interval(source: SourceConfig) -> timedelta | None:
    """Return a source's interval where it has one.

    When a cron line runs it, and whether it does, is for its own machine to know.
    """
    return source.schedule.every if source.schedule else None


def _test(context: Context, name: str) -> tuple[Delivery, ...]:
    targets = all_targets(context.config, context.environ).get(name)
    if targets is None:
        known = ", ".join(sorted(alert.name for alert in context.config.alerts))
        raise UsageError(
            f"there is no alert {name!r} in the configuration", hint=f"Known alerts: {known}."
        )
    drawn = any(alert.name == name and alert.pictures for alert in context.config.alerts)
    pictures = (sample(name),) if drawn else ()
    return tuple(_tried(name, target, pictures) for target in targets)


def _tried(name: str, target: AlertTarget, pictures: tuple[AttachedPicture, ...]) -> Delivery:
    body = (
        f"If you can read this, the alert {name} reaches you.\nid: test:{name}:{format_utc(now())}"
    )
    trouble = target.send(Message(f"Test of the alert {name}", body, pictures=pictures))
    sent = int(trouble is None)
    return Delivery(
        alert=name,
        target=target.name,
        sent=sent,
        failed=1 - sent,
        pending=0,
        trouble=trouble,
        retry_at=None,
    )


def _row(one: Delivery) -> dict[str, Any]:
    return asdict(one) | {"retry_at": format_utc(one.retry_at) if one.retry_at else None}


def _print(context: Context, one: Delivery) -> None:
    waits = f", {counted(one.pending, 'event')} waiting" if one.pending else ""
    context.out.print(
        (
            f"[bold]{shown(one.alert)}[/] to {shown(one.target)}: "
            f"{counted(one.sent, 'event')} sent{waits}"
        ),
        soft_wrap=True,
    )
    if one.trouble:
        again = f"; the next try is due at {moment(one.retry_at)}" if one.retry_at else ""
        context.out.print(f"  [red]{shown(one.trouble)}[/]{again}", soft_wrap=True)
