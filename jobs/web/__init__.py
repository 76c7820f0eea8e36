"""What the service answers over HTTP: whether it is alive, whether it is ready, and its figures."""

from jobs.web.serving import Answers, serve

__all__ = ["Answers", "serve"]
