"""Telling people: alerts of changes and of broken sources, through Apprise."""

from jobs.notify.change_pictures import sample
from jobs.notify.notifier import Notifier, Ticked, all_targets
from jobs.notify.target_state import Delivery
from jobs.notify.targets import AlertTarget, AttachedPicture, Message, targets_of

__all__ = [
    "AlertTarget",
    "AttachedPicture",
    "Delivery",
    "Message",
    "Notifier",
    "Ticked",
    "all_targets",
    "sample",
    "targets_of",
]
