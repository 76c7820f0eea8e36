"""Scrapy's downloader, taught to refuse, to wait and to keep what was on the wire.

A request goes this way, from the spider's side to the server's, and its response goes back:

1. ``robots`` asks the host's robots.txt; ``retries`` sends again what may work later, and leaves a
   host alone that asks for it.
2. ``redirects`` follows hop by hop, within schemes and bounds.
3. ``auth_headers`` adds a source's own headers, on its own site only.
4. ``guard.proxies`` looks at addresses that only a proxy will connect to; ``conditional`` asks the
   gate for the head and the validators.
5. ``wire.exchanges`` makes an Exchange of each response, before anybody decodes it.
6. ``wire.download_handler`` notes the bytes of both heads and the TLS result, and can cut running
   downloads.
7. ``guard.addresses`` is the reactor's name resolver: a refused address is never connected to.

All of them share a fetch's ``fetch_state``, the one object of ours in ``meta``, and count in
``fetch_stats`` what they retry, refuse and drop. ``fetch_results`` turns what came of a request
into the values of ``crawler.capture``.
"""

from crawler.middlewares import quick_import

__all__ = ["quick_import"]
"""Before all others, which import what it imports."""
