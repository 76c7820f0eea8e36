"""What stands beside the text of a story: captions of its pictures, its links, quoted posts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCaption:
    """A picture or film of the story, with the words below it."""

    text: str = ""
    """Empty where it has none."""
    image: str | None = None
    """The picture's address; None where the page gives none."""
    image_name: str | None = None
    """What the address calls the picture, whatever its size, crop, format and host.

    Of two addresses with one name the picture is the same.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """A link within the text."""

    text: str
    """The words that are linked."""
    url: str
    paragraph: int
    """The paragraph that it begins in, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEmbed:
    """A post or film of another service that the story shows."""

    url: str
    text: str = ""
    """What the post says, where the page itself holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """All of them, each in the order of the page. None where there are too many to be a story's."""

    captions: tuple[StoryCaption, ...] | None = ()
    links: tuple[StoryLink, ...] | None = ()
    embeds: tuple[StoryEmbed, ...] | None = ()
