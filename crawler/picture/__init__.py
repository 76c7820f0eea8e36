"""A change as a picture that can be posted: 1200 by 630, as SVG and PNG."""

from crawler.picture.fonts import HOW_TO_INSTALL, NOT_INSTALLED, can_draw
from crawler.picture.of_versions import picture_of
from crawler.picture.picture_layout import HEIGHT, WIDTH
from crawler.picture.typesetting import draw
from crawler.picture.values import ChangePicture, PictureFormat

__all__ = [
    "HEIGHT",
    "HOW_TO_INSTALL",
    "NOT_INSTALLED",
    "WIDTH",
    "ChangePicture",
    "PictureFormat",
    "can_draw",
    "draw",
    "picture_of",
]
