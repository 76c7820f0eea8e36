"""Crawls and other heavy jobs as child processes of the service, each with its own limits.

What they do is in the store, not in a pipe. A child may carry out several crawls, one after
another: a start takes as long as some ten pages.
"""

from jobs.children.child_pool import REST, Children
from jobs.children.child_watch import Renewals
from jobs.children.ended import ChildAnswer, Ended, EndedBy, JobResult
from jobs.children.task import LeaseTerms, Task

__all__ = [
    "REST",
    "ChildAnswer",
    "Children",
    "Ended",
    "EndedBy",
    "JobResult",
    "LeaseTerms",
    "Renewals",
    "Task",
]
