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
    "reddit": re.compile(r"reddit\.com/r/(\w+)/comments/(\w+)", re.IGNORECASE),
    "telegram": re.compile(r"(?:^|//|\.)t\.me/(?:s/)?(\w+)/(\d+)", re.IGNORECASE),
}
_FORMS = {
    "twitter": "https://x.com/{0}/status/{1}",
    "instagram": "https://www.instagram.com/{0}/{1}/",
    "bluesky": "https://bsky.app/profile/{0}/post/{1}",
    "tiktok": "https://www.tiktok.com/{0}/video/{1}",
    "threads": "https://www.threads.net/{0}/post/{1}",
    "reddit": "https://www.reddit.com/r/{0}/comments/{1}/",
    "telegram": "https://t.me/{0}/{1}",
}
_PLAIN = re.compile(
    r"facebook\.com/(?:[\w.-]+/(?:posts|videos)/|(?:permalink|story|photo)\.php\?|reel/|share/)"
    r"|^https?://[\w.-]+/@[\w.-]+(?:@[\w.-]+)?/\d{6,}",
    re.IGNORECASE,
)
"""A post of Facebook or Mastodon, whose address is kept as it is."""
_STAMP = re.compile(r"\d{4}|\d:\d|^\W*(?:https?://|t\.me/|@\w|view (?:this|on)\b)", re.IGNORECASE)
"""What the link of a post says that was saved without its service's markup: its day, its author."""
_SIGNED = re.compile(r"@\w[\w.@-]+|posted by|\bpic\.(?:twitter|x)\.com/", re.IGNORECASE)
_MAX_TAIL = 12
"""Characters behind the link that ends such a post."""
_MAX_PROMPT = 40
"""Characters of a prompt beside the link, in a post that is one link."""
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
      | w\.soundcloud\.com/player | player\.twitch\.tv/ | tiktok\.com/embed/ | rumble\.com/embed/
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
    return element.tag == "blockquote" and (
        _POSTS.search(element.get("class") or "") is not None
        or _in_amp(element)
        or _is_saved(element)
    )


def _in_amp(element: HtmlElement) -> bool:
    around = element.getparent()
    return around is not None and str(around.tag).startswith("amp-")


def _is_saved(element: HtmlElement) -> bool:
    """Return whether a quotation without a service's class is a post that was saved as one.

    It ends in a link to the post, which says its day or who wrote it. A sentence of the story's
    that links its source does not.
    """
    links = list(element.iter("a"))
    if not links:
        return False
    address, words, whole = links[-1].get("href") or "", text_of(links[-1]), text_of(element)
    known = _PLAIN.search(address) or any(one.search(address) for one in _SERVICES.values())
    place = whole.rfind(words) if known and words else -1
    if place < 0:
        return False
    dated = _STAMP.search(words) is not None and len(whole) - place - len(words) <= _MAX_TAIL
    if not dated:
        return len(words) >= len(whole) - _MAX_PROMPT
    signed = _SIGNED.search(whole) is not None
    return signed or (_STAMP.match(words) is not None and not words[:1].isdigit())


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
        url = form.format(*((name,) if "{1}" not in form else ("p", name)))
        return StoryEmbed(url=storable(url), text=storable(text_of(element)[:_MAX_TEXT]))
    if element.tag in _FRAMES_OF_ALL:
        address = next(
            (
                value
                for key in ("data-src", "data-lazy-src", "data-href", "src", "data")
                if (value := element.get(key)) and not value.startswith(("about:", "data:"))
            ),
            None,
        )
        shown = _framed(address, base) or (_plain(address) if element.tag != "iframe" else None)
        return StoryEmbed(url=storable(shown)) if shown else None
    return _scripted(element)


_FRAMES_OF_ALL = frozenset(
    ("iframe", "amp-facebook", "amp-iframe", "amp-tiktok", "object", "embed")
)


def _plain(address: str | None) -> str | None:
    return _whole(address) if address and _PLAIN.search(address) else None


def _scripted(element: HtmlElement) -> StoryEmbed | None:
    """Return what a script makes of an empty box, or of a bare address in a box for it."""
    if element.tag == "script":
        name = element.get("data-telegram-post")
        return StoryEmbed(url=storable(f"https://t.me/{name}")) if name else None
    if element.tag == "figure":
        bare = text_of(element) if "embed" in (element.get("class") or "") else ""
        url = _of_service(bare) or _plain(bare) if bare.startswith("http") else None
        return StoryEmbed(url=storable(url)) if url and " " not in bare else None
    if element.tag != "div" or next(element.iter("iframe", "blockquote"), None) is not None:
        return None
    film = element.get("data-youtube-id") or element.get("data-id")
    address = element.get("data-href") or element.get("data-src")
    url = (_of_service(address) or _plain(address)) if address else _watched(film) if film else None
    return StoryEmbed(url=storable(url)) if url else None


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
    words = " ".join(filter(None, map(text_of, element.iter("p")))) or text_of(element)
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
