"""What is answered over HTTP: health and figures for machines, pages for people.

The only place that knows a web framework.
"""

from jobs.web.access import access, not_guarded
from jobs.web.app import WebPages, application, open_pages
from jobs.web.serving import Answers, health_routes, serve, shareable_port
from jobs.web.side_processes import SideProcesses, parent_gone

__all__ = [
    "Answers",
    "SideProcesses",
    "WebPages",
    "access",
    "application",
    "health_routes",
    "not_guarded",
    "open_pages",
    "parent_gone",
    "serve",
    "shareable_port",
]
