"""What is answered over HTTP: health and figures for machines, pages for people.

The only place that knows a web framework.
"""

from jobs.web.access import not_guarded
from jobs.web.app import WebPages, application, open_pages
from jobs.web.serving import Answers, health_routes, serve

__all__ = [
    "Answers",
    "WebPages",
    "application",
    "health_routes",
    "not_guarded",
    "open_pages",
    "serve",
]
