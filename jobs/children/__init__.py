"""Crawls and other heavy jobs as child processes of the service, each with its own limits.

What they do is in the store, not in a pipe.
"""

from jobs.children.child_watch import Children, Renewals
from jobs.children.ended import ChildAnswer, Ended, EndedBy, JobResult
from jobs.children.task import LeaseTerms, Task

__all__ = [
    "ChildAnswer",
    "Children",
    "Ended",
    "EndedBy",
    "JobResult",
    "LeaseTerms",
    "Renewals",
    "Task",
]
