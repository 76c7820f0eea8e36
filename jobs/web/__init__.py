"""What is answered over HTTP: health and figures for machines, pages for people.

The only place that knows a web framework.
"""

from jobs.web.app import WebPages, application, open_pages
from jobs.web.guard import is_loopback
from jobs.web.serving import Answers, health_routes, serve

__all__ = [
    "Answers",
    "WebPages",
    "application",
    "health_routes",
    "is_loopback",
    "open_pages",
    "serve",
]
