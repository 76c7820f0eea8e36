"""Pages that scripts build, and pages whose scripts are up to something."""

import asyncio
import json
from dataclasses import asdict

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource
from tests.newspaper.stories import page, story

_BUILD = """
const name = location.pathname.split("/").pop();
const add = (parent, tag, text, kind) => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  parent.append(made);
};
fetch("/told/" + name).then(answer => answer.json()).then(told => {
  document.title = told.title;
  const article = document.querySelector("article");
  add(article, "h1", told.title);
  add(article, "p", "By " + told.author, "byline");
  for (const paragraph of told.paragraphs) add(article, "p", paragraph);
});
"""


@resource("scripted")
async def scripted(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Return a frame without a word of the story.

    A script asks ``/told/<name>`` for it and puts it in. Its ETag never moves.
    """
    head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>…</title></head>'
    html = f"{head}<body><article></article><script>{_BUILD}</script>"
    return Reply(html.encode(), headers=(("ETag", '"frame"'),))


@resource("told")
async def told(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return a story as JSON."""
    return Reply(
        json.dumps(asdict(story(name, paper.state[name]))).encode(), kind="application/json"
    )


@resource("acting")
async def acting(paper: Newspaper, _: Asked, name: str) -> Reply:
    """Return an article with the script that a test told ``acting/<name>``."""
    script = paper.text.get(f"acting/{name}", "")
    return Reply(
        page(story(name, 0)).replace("</body>", f"<script>{script}</script></body>").encode()
    )


@resource("endless")
async def endless(_: Newspaper, __: Asked, ___: str) -> Reply:
    """Nothing, for longer than anybody waits."""
    await asyncio.sleep(3600)
    return Reply()
