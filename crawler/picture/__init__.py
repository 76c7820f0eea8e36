"""A change as a picture that can be posted: 1200 by 630, as SVG and PNG."""

from crawler.picture.of_versions import picture_of
from crawler.picture.typesetting import HEIGHT, HOW_TO_INSTALL, NOT_INSTALLED, WIDTH, can_draw, draw
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
