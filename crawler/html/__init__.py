"""The one place where HTML is written: Jinja2's templates, with autoescape on.

What is not in a template is text: it is escaped, and no sign of it goes unseen.
"""

import base64
import hashlib
import re
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from crawler.html.elements import ELEMENTS
from crawler.html.moments import machine_time, to_minute, to_second
from crawler.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_OWN = "crawler.html"
_FOLDER = "templates"


class Pages:
    """The templates of a package, in its folder ``templates``; they may use those of this one."""

    def __init__(self, package: str = _OWN) -> None:
        self._package = package

    @cached_property
    def _environment(self) -> "Environment":
        # most commands write no HTML, and need not wait for it
        from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

        packages = dict.fromkeys((self._package, _OWN))
        environment = Environment(
            loader=ChoiceLoader([PackageLoader(name, _FOLDER) for name in packages]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,  # templates are part of a release: no look at their files each time
        )
        environment.filters |= {
            one.__name__: one for one in (language_tag, to_minute, to_second, machine_time)
        }
        environment.globals |= {one.__name__: one for one in ELEMENTS}
        return environment

    def render(self, template: str, **values: Any) -> str:  # noqa: ANN401  # whatever it shows
        """Return the page: values escaped, and unseen signs anywhere shown as their numbers."""
        return visible(self._environment.get_template(template).render(values))


_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")


def language_tag(declared: str | None) -> str:
    """Return what a page declares as its language, if that is a language tag (RFC 5646); else "".

    A screen reader reads a text of any other "language" in a voice that it picks by chance.
    """
    tag = (declared or "").strip().replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else ""


@cache
def style_source(*sheets: str) -> str:
    """Return what a Content-Security-Policy must name to allow these style sheets in one element.

    They are templates of this package, included as they are.
    """
    folder = files(_OWN) / _FOLDER
    style = "".join((folder / sheet).read_text(encoding="utf-8") for sheet in sheets)
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
