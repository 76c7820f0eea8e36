"""A change as a picture that can be posted: 1200 by 630, as SVG and PNG."""

from crawler.picture.of_versions import picture_of
from crawler.picture.typesetting import HEIGHT, WIDTH, draw
from crawler.picture.values import ChangePicture, PictureFormat

__all__ = ["HEIGHT", "WIDTH", "ChangePicture", "PictureFormat", "draw", "picture_of"]
