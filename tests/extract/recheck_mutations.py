"""Edits of a page in odd markup, made at random places: what sketches must not overlook."""

import random
import re
from collections.abc import Iterator

_PIECE = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>|[^<]+", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<(?!script|style)[a-z]", re.IGNORECASE)
_NEW = "On Friday the board said that it would look at the plan once more."
_UPDATED = "Updated 15 March 2026, 10:20"
_NOTICE = "Correction: the county has 12 ferries."
_PICTURE = "/p/crane-tower.jpg"
INSERTED = (
    _UPDATED, _NOTICE,
    f"<p>{_NEW}</p>", f"<b>{_NEW}</b>", f"<td>{_NEW}</td>", f"<dl><dt>Who</dt><dd>{_NEW}</dd></dl>",
    f"<details><summary>More</summary><p>{_NEW}</p></details>",
    # what parsers read otherwise than it looks
    f'<?xml:namespace prefix="o" ?>{_NEW}', f"<!doctype x>{_NEW}", f"<![CDATA[x]]>{_NEW}",
    f"</3>{_NEW}", f"</>{_NEW}", f"<!-->{_NEW}<!-- -->", f"<!--->{_NEW}<!-- -->",
    f"<!-- x --!>{_NEW}<!-- -->", f'<script src="/x.js"/>{_NEW}', f"<style />{_NEW}",
    f"<svg/>{_NEW}", f"<SCRIPT>x</SCRIPT>{_NEW}", f"<script-x>{_NEW}</script-x>",
    f"<style-guide>{_NEW}</style-guide>", f"<nav-bar>{_NEW}</nav-bar>", "<xmp>", "<plaintext>",
    f"<nav><p>{_NOTICE[:14]} <b>county</b> has <i>12</i> ferries.</p></nav>",
    f"<nav>{_NOTICE}</nav>", f"<svg>{_UPDATED}</svg>", f"<textarea>{_UPDATED}</textarea>",
    # pictures and films
    f'<img src="{_PICTURE}">', f"<noscript><img src={_PICTURE}></noscript>",
    f'<picture><source srcset="{_PICTURE}"><img src="data:image/gif;base64,R0"></picture>',
    f"<figure><img src={_PICTURE}><figcaption>A crane in the morning.</figcaption></figure>",
    f"<figure><noscript><img src={_PICTURE}></noscript><figcaption>A crane.</figcaption></figure>",
    '<iframe src="https://www.youtube.com/embed/zzzzzz99999"></iframe>',
    '<noscript><iframe src="https://www.youtube.com/embed/zzzzzz99999"></iframe></noscript>',
    # dates and names
    '<time class="updated" datetime="2026-04-02T03:04:05Z">an hour ago</time>',
    '<span itemprop="dateModified" title="2026-04-02">x</span>',
    '<meta itemprop="dateModified" content="2026-05-01">',
    '<meta charset="windows-1252">', '<base href="https://other.example/">',
    '<SCRIPT TYPE="application/LD+JSON">{"@type":"Article","dateModified":"2026-05-01"}</SCRIPT>',
    '<span itemprop="author">Jon Varga</span>', '<a rel="author" href="/jon">Jon Varga</a>',
    # what hides, and what ends where nothing began
    "<del>", "<s>", "<p hidden>", '<div style="display:none">', '<div class="show-for-sr">',
    "</article>", "<br>", "<!--", "\0", "&#0;",
)  # fmt: skip
"""What is set before a tag of the page."""
ATTRIBUTES = (
    'class="d-none"', 'class="show-for-sr"', 'class="assistive-text"', "hidden",
    'style="display:none"', 'style="text-decoration: line-through"', 'itemprop="dateModified"',
)  # fmt: skip
"""What is given to a tag of the page."""
_WRAPPERS = ("del", "ins", "s", "template", "noscript", "dialog", "li", "h2", "blockquote", "td")


def edits(page: str, dice: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Yield so many edits of each kind: what was done, and the page."""
    parts = [found[0] for found in _PIECE.finditer(page)]
    tags = [at for at, part in enumerate(parts) if _TAG.match(part)]
    texts = [at for at, part in enumerate(parts) if not part.startswith("<") and part.strip()]

    def changed(at: int, part: str) -> str:
        return "".join((*parts[:at], part, *parts[at + 1 :]))

    for new in INSERTED:
        for at in dice.sample(tags, min(count, len(tags))):
            yield f"{new} before {parts[at]}", changed(at, new + parts[at])
    for new in ATTRIBUTES:
        for at in dice.sample(tags, min(count, len(tags))):
            with_it = re.sub(r"^<[\w-]+", rf"\g<0> {new}", parts[at])
            yield f"{new} in {parts[at]}", changed(at, with_it)
    for wrapper in _WRAPPERS:
        for at in dice.sample(texts, min(count, len(texts))):
            yield f"{wrapper} at {parts[at]}", changed(at, f"<{wrapper}>{parts[at]}</{wrapper}>")
    for at in dice.sample(texts, min(10 * count, len(texts))):
        yield f"gone: {parts[at]}", changed(at, "")
        word = dice.choice(parts[at].split())
        yield f"{word} in {parts[at]}", changed(at, parts[at].replace(word, "Varga", 1))
