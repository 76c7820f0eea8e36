"""Telling people: notices of changes and of broken sources, through Apprise."""

from jobs.notify.desk import Delivery
from jobs.notify.notifier import Notifier, Ticked, all_targets
from jobs.notify.targets import Message, Target, targets_of

__all__ = ["Delivery", "Message", "Notifier", "Target", "Ticked", "all_targets", "targets_of"]
