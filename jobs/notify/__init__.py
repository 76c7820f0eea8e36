"""Telling people: alerts of changes and of broken sources, through Apprise."""

from jobs.notify.notifier import Notifier, Ticked, all_targets
from jobs.notify.target_state import Delivery
from jobs.notify.targets import AlertTarget, Message, targets_of

__all__ = ["AlertTarget", "Delivery", "Message", "Notifier", "Ticked", "all_targets", "targets_of"]
