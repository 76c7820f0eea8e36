"""Scrapy's downloader, taught to refuse, to wait and to keep what was on the wire.

A request goes this way, from the spider's side to the server's, and its response goes back:

1. ``robots`` asks the host's robots.txt; ``retries`` sends again what may work later, and leaves a host alone that asks for it.
2. ``redirects`` follows hop by hop, within schemes and bounds.
3. ``auth_headers`` adds a source's own headers, on its own site only.
4. ``conditional`` asks the gate for the head and the validators; ``proxies`` looks at addresses that only a proxy will connect to.
5. ``recording`` makes an Exchange of each response, before anybody decodes it.
6. ``download_handler`` is the download handler: it notes the bytes of both heads and the TLS result, and can cut running downloads.
7. ``addresses`` is the reactor's name resolver: a refused address is never connected to.

``fetch_results`` turns what came of it into the values of ``crawler.capture``.
"""
