"""The sentences of a paragraph with their past as HTML.

A function, because a template takes several times as long, and a page has dozens of them.
"""

from collections.abc import Mapping

from markupsafe import Markup, escape

from crawler.html.elements import counted_words
from jobs.web.shown_blame import ShownParagraph, ShownSentence


def blamed_sentences(
    paragraph: ShownParagraph, told: Mapping[int, tuple[Markup, Markup]]
) -> Markup:
    """Return the sentences, each of which opens to show its past.

    ``told``: which version brought it, by the version's place: for its title, and as elements.
    """
    is_mixed = len(paragraph.versions) > 1
    return Markup("").join(
        _sentence(one, *told[one.version.place], mark=_MARK if is_mixed and one.is_marked else "")
        for one in paragraph.sentences
    )


def _sentence(one: ShownSentence, in_short: Markup, brought: Markup, *, mark: str) -> Markup:
    past = [_EARLIER.format(called, text) for called, text in one.earlier]
    if one.returned_from:
        past.insert(0, _BACK.format(one.returned_from))
    if one.more:
        past.append(_MORE.format(counted_words(one.more, "earlier wording"), one.came_in))
    reworded = ", reworded" if one.earlier else ""
    return Markup(  # noqa: S704  # all that others wrote is escaped
        f'<details class="sentence a{one.age}" name="sentence">\n'
        f'<summary title="{in_short}{reworded}">{mark and mark.format(one.version.called)}'
        f'<span class="words">{escape(one.text)}</span></summary>\n'
        f'<div class="about" lang="en" dir="ltr">{brought}{"".join(past)}'
        "</div>\n</details>\n"
    )


_MARK = Markup('<sup lang="en" dir="ltr"><span class="unseen">Version </span>{}</sup>')
_BACK = Markup('<span class="past">Back, as in version {}.</span>')
_EARLIER = Markup('<span class="past">In version {}: <q dir="auto">{}</q></span>\n')
_MORE = Markup('<span class="past">And {}, the first in version {}.</span>')
