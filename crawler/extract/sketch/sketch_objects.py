"""What the pictures, films and quoted posts of a page are called, for its sketch."""

from typing import TYPE_CHECKING, cast

from lxml import html

from crawler.extract.attachments.image_names import image_address, image_name
from crawler.extract.attachments.story_embeds import story_embed
from crawler.extract.sketch.sketch_tags import attributes_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BASE = "https://page.invalid/"
_PICTURES = frozenset(("img", "amp-img", "video", "amp-video", "source"))


class BareElement:
    """An element with attributes and nothing in it: to parse each picture takes too long."""

    def __init__(self, tag: str, attributes: str) -> None:
        self.tag, self.get = tag, attributes_of(attributes).get

    def iter(self, *_: str) -> tuple[()]:
        """Return the elements within."""
        return ()


def object_name(tag: str, attributes: str) -> str:
    """Return what a picture, a film or a post is called; empty for what a story shows none of."""
    if tag == "blockquote":
        return " ".join(attributes.split())
    if tag in _PICTURES:
        address = image_address(cast("HtmlElement", BareElement(tag, attributes)), _BASE)
        return image_name(address) if address else ""
    try:
        element = html.fragment_fromstring(f"<{tag}{attributes}></{tag}>")
        found = story_embed(element, _BASE)
    except Exception:  # noqa: BLE001  # whatever a tag does to a parser, it shows nothing then
        return ""
    return f"{found.url} {found.text}" if found else ""
