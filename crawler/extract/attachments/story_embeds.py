"""Posts and films of other services that a story shows, and what a quoted post says."""

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.metadata.metadata_page import text_of
from crawler.model import StoryEmbed, storable

_POSTS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|"
    r"mastodon-embed|reddit-(?:embed-bq|card)|text-post-media|embedly-card|truth-social-embed|"
    r"fb-xfbml-parse-ignore)(?:\s|$)",
    re.IGNORECASE,
)
"""The class of a quotation that a service's script makes a post of."""
_SERVICES = {
    "twitter": re.compile(r"(?:twitter|x)\.com/(?:#!/)?(\w+)/status(?:es)?/(\d+)", re.IGNORECASE),
    "instagram": re.compile(r"instagram\.com/(?:[\w.]+/)?(p|reel|tv)/([\w-]+)", re.IGNORECASE),
    "bluesky": re.compile(
        r"(?:bsky\.app/(?:profile|embed)/|at://)([\w.:-]+)/(?:app\.bsky\.feed\.post|post)/(\w+)",
        re.IGNORECASE,
    ),
    "tiktok": re.compile(r"tiktok\.com/(@[\w.-]+)/(?:video|photo)/(\d+)", re.IGNORECASE),
    "threads": re.compile(r"threads\.(?:net|com)/(@[\w.-]+)/post/([\w-]+)", re.IGNORECASE),
}
_FORMS = {
    "twitter": "https://x.com/{0}/status/{1}",
    "instagram": "https://www.instagram.com/{0}/{1}/",
    "bluesky": "https://bsky.app/profile/{0}/post/{1}",
    "tiktok": "https://www.tiktok.com/{0}/video/{1}",
    "threads": "https://www.threads.net/{0}/post/{1}",
}
_FILM = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/|watch\?(?:.*&)?v=)|youtu\.be/)"
    r"([\w-]{6,})",
    re.IGNORECASE,
)
_FRAMES = re.compile(
    r"""
    (?:^|\.)(?:
        facebook\.com/plugins/(?:post|video) | player\.vimeo\.com/video/\d
      | dailymotion\.com/embed/ | geo\.dailymotion\.com/player | open\.spotify\.com/embed
      | w\.soundcloud\.com/player | player\.twitch\.tv/ | rumble\.com/embed/
      | embed\.reddit\.com/r/ | t\.me/\w+/\d+ | documentcloud\.org/documents/
      | datawrapper\.dwcdn\.net/\w | flo\.uri\.sh/ | embed\.ted\.com/ | odysee\.com/\$/embed/
    )
    | /@[\w.-]+/\d+/embed
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Addresses of frames that show a post, a film, a recording, a chart."""
_IDS = {"amp-twitter": "data-tweetid", "amp-instagram": "data-shortcode"}
_MAX_TEXT = 4_000


def is_post(element: HtmlElement) -> bool:
    """Return whether an element quotes a post of another service."""
    return element.tag == "blockquote" and _POSTS.search(element.get("class") or "") is not None


def story_embed(element: HtmlElement, base: str | None) -> StoryEmbed | None:
    """Return the post or film that an element shows; None where it shows none that is known."""
    if element.tag == "blockquote":
        return _post(element) if is_post(element) else None
    if element.tag in {"lite-youtube", "amp-youtube"}:
        film = element.get("videoid") or element.get("data-videoid")
        return StoryEmbed(url=_watched(film)) if film else None
    if element.tag in _IDS:
        name = element.get(_IDS[element.tag])
        if not name:
            return None
        form = "https://x.com/i/status/{0}" if element.tag == "amp-twitter" else _FORMS["instagram"]
        return StoryEmbed(url=form.format(*((name,) if "{1}" not in form else ("p", name))))
    if element.tag in {"iframe", "amp-facebook"}:
        address = next(
            (
                value
                for key in ("data-src", "data-lazy-src", "data-href", "src")
                if (value := element.get(key)) and not value.startswith(("about:", "data:"))
            ),
            None,
        )
        url = _framed(address, base)
        return StoryEmbed(url=storable(url)) if url else None
    return None


def _post(element: HtmlElement) -> StoryEmbed | None:
    """Return a quoted post: the address it links to, and the words of its paragraphs."""
    named = (
        element.get(key)
        for key in ("cite", "data-instgrm-permalink", "data-bluesky-uri", "data-embed-url",
                    "data-text-post-permalink", "data-post-permalink")
    )  # fmt: skip
    links = [link.get("href") for link in element.iter("a")]
    known = (_of_service(address) for address in (*named, *reversed(links)) if address)
    url = next(filter(None, known), None)
    if url is None:
        href = next((one for one in (element.get("cite"), *reversed(links)) if one), None)
        url = _whole(href)
    if url is None:
        return None
    words = " ".join(filter(None, map(text_of, element.iter("p"))))
    text = "" if "instagram" in (element.get("class") or "") else words
    return StoryEmbed(url=storable(url), text=storable(text[:_MAX_TEXT]))


def _of_service(address: str) -> str | None:
    """Return the one form of a post's address; None for one of no service that is known."""
    if film := _FILM.search(address):
        return _watched(film[1])
    for name, pattern in _SERVICES.items():
        if found := pattern.search(address):
            return _FORMS[name].format(*found.groups())
    return None


def _watched(film: str) -> str:
    return f"https://www.youtube.com/watch?v={film}"


def _whole(address: str | None) -> str | None:
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    whole = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return f"https://{parts.netloc}{parts.path}" if whole else None


def _framed(address: str | None, base: str | None) -> str | None:
    """Return the address of what a frame shows; None for advertisements, forms and the like."""
    try:
        whole = urljoin(base or "https://page.invalid/", (address or "").strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    query = parse_qs(parts.query)
    if parts.hostname == "platform.twitter.com" and query.get("id"):
        return f"https://x.com/i/status/{query['id'][0]}"
    if known := _of_service(whole):
        return known
    if not _FRAMES.search(f"{parts.hostname}{parts.path}"):
        return None
    shown = next((query[key][0] for key in ("href", "url", "video") if query.get(key)), None)
    return _whole(unquote(shown)) if shown and _whole(unquote(shown)) else _whole(whole)
