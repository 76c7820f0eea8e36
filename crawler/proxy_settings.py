"""The proxies that the environment names, and how an error names the one on its way.

Who meets a refused connection looks at the site first: that a forgotten variable sends the request
elsewhere has to be said.
"""

from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_of(scheme: str, host: str) -> SplitResult | None:
    """Return the proxy that requests of this scheme to this host go through, if there is one."""
    found = getproxies().get(scheme)
    if not found or proxy_bypass(host):
        return None
    return urlsplit(found if "://" in found else f"http://{found}")


def with_proxy(said: str, url: str) -> str:
    """Return what an error says, and the proxy on the way to this URL where there is one.

    Never holds the proxy's credentials.
    """
    asked = urlsplit(url)
    proxy = proxy_of(asked.scheme, asked.hostname) if asked.hostname else None
    if proxy is None:
        return said
    way = f"requests to {asked.hostname} go through the proxy {_place(proxy)}"
    return _joined(said, f"{way}, as no_proxy does not name the host")


def with_proxies(said: str) -> str:
    """Return the same where the URL is not to be shown, or not known: any proxy may be meant."""
    places = proxy_places()
    if not places:
        return said
    way = f"requests go through the proxy {' or '.join(places)}"
    return _joined(said, f"{way}, unless no_proxy names the host")


def proxy_places() -> list[str]:
    """Return host and port of each proxy that the environment names, without its credentials."""
    named = (proxy_of(scheme, "") for scheme in ("http", "https"))
    return sorted({_place(proxy) for proxy in named if proxy})


def _joined(said: str, note: str) -> str:
    """Return the note behind a sentence, or as the end of a part of one."""
    if said.endswith((".", "?")):
        return f"{said} {note[0].upper()}{note[1:]}."
    return f"{said}; {note}"


def _place(proxy: SplitResult) -> str:
    """Return where a proxy is, without user and password."""
    return proxy.netloc.rpartition("@")[2]
