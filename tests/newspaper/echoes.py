"""Pages that repeat what a reader sent.

Whole and in part, in every form, in every place of an answer.
"""

import base64
import gzip
import html
import json
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus, unquote

import brotli

from tests.newspaper.http import Asked, Reply
from tests.newspaper.server import Newspaper, resource
from tests.newspaper.stories import page, story

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper": str.upper,
    "quoted": quote,
    "quoted-whole": lambda text: quote(text, safe=""),
    "quoted-lower": lambda text: quote(text, safe="").lower(),
    "quoted-twice": lambda text: quote(quote(text, safe=""), safe=""),
    "plus": quote_plus,
    "each-quoted": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "html": html.escape,
    "html-decimal": lambda text: (
        html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    ),
    "numbers": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "hexadecimal-numbers": lambda text: "".join(f"&#x{ord(sign):X};" for sign in text),
    "json": lambda text: json.dumps(text)[1:-1],
    "json-slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "script": lambda text: (
        json.dumps(text)[1:-1]
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace("=", "\\u003d")
        .replace("+", "\\u002b")
        .replace("/", "\\u002f")
        .replace("'", "\\u0027")
    ),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-inside": lambda text: base64.b64encode(f"t={text};".encode()).decode(),
    "base64-inside-two": lambda text: base64.urlsafe_b64encode(f"to={text};x".encode()).decode(),
    "hex": lambda text: text.encode().hex(),
}


def secrets_of(headers: dict[str, str]) -> Iterator[str]:
    """Yield what of a request is secret: header values, tokens, users with passwords, cookies."""
    for name, value in headers.items():
        if name.lower() not in {"authorization", "cookie", "x-api-key"}:
            continue
        yield value
        scheme, _, token = value.partition(" ")
        if scheme in {"Basic", "Bearer"}:
            yield token
        if scheme == "Basic":
            both = base64.b64decode(token).decode()
            yield from (both, both.partition(":")[2])
        if name.lower() == "cookie":
            for pair in value.split("; "):
                yield from (pair.partition("=")[2], unquote(pair.partition("=")[2]))


def all_forms(secrets: Iterator[str]) -> list[str]:
    """Return every form of every secret."""
    return list(dict.fromkeys(form(secret) for secret in secrets for form in FORMS.values()))


@resource("echo")
# one branch for each place
async def echo(_: Newspaper, asked: Asked, where: str) -> Reply:  # noqa: C901
    """Repeats the secrets of a request.

    ``/echo/head``, ``/echo/phrase``, ``/echo/body`` and so on.
    """
    forms = all_forms(secrets_of(asked.headers))
    body = page(story("harbour", 0))
    lines = [f"HTTP/1.1 200 {where}", "Content-Type: text/html; charset=utf-8"]
    told = "".join(
        (
            f"<p>{form} is what you sent to the harbour gate and to the people who wait "
            f"there.</p><i data-t='{form}'></i>"
        )
        for form in forms
    )
    content: bytes = body.encode()
    if where == "head":
        lines += [f"X-Echo-{number}: a{form}b" for number, form in enumerate(forms)] + [
            f'ETag: "{forms[0]}"',
            f"Set-Cookie: s={forms[0]}",
        ]
        lines += [f"X-{form}: name" for form in forms if form.isalnum()]
    elif where == "phrase":
        lines[0] = f"HTTP/1.1 200 {' '.join(forms)}"
    elif where in {"body", "gzip", "br"}:
        content = (
            body.replace("</article>", told + "</article>")
            .replace(
                "<head>",
                f'<head><link rel="canonical" href="/echo/{where}/{quote(forms[0], safe="")}">',
            )
            .encode()
        )
    elif where == "moved":
        query = "&".join(f"t{n}={quote(form)}" for n, form in enumerate(forms[:40]))
        lines = [
            "HTTP/1.1 302 Found",
            f"Location: /echo/landed?{query}",
        ]
    elif where == "away":
        other = asked.headers["Host"].replace("127.0.0.1", "127.0.0.2")
        lines = [
            "HTTP/1.1 302 Found",
            f"Location: http://{other}/echo/landed?t={quote(forms[0], safe='')}",
        ]
    elif where == "refused":
        lines = ["HTTP/1.1 302 Found", f"Location: ftp://files.example/{forms[0]}"]
    elif where == "failed":
        lines[0] = f"HTTP/1.1 {forms[-1].replace(' ', '')} no"
    elif where == "feed":
        items = [
            {
                "id": str(number),
                "url": f"http://{asked.headers['Host']}/echo/landed?u={quote(form, safe='')}",
                "title": form,
            }
            for number, form in enumerate(forms[:5])
        ]
        items += [{"id": "x", "url": f"ftp://files.example/{forms[0]}"}]
        items += [
            {"id": name, "url": f"http://{asked.headers['Host']}/echo/{name}"} for name in PLACES
        ]
        content = json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": "Echoes", "items": items}
        ).encode()
        lines[1] = "Content-Type: application/feed+json"
    if where == "gzip":
        content = gzip.compress(content)
        lines += ["Content-Encoding: gzip"]
    elif where == "br":
        content = brotli.compress(content, quality=4)
        lines += ["Content-Encoding: br"]
    return Reply(
        raw=("\r\n".join([*lines, f"Content-Length: {len(content)}"]) + "\r\n\r\n").encode()
        + content
    )


PLACES = ("head", "phrase", "body", "gzip", "br", "moved", "away", "refused", "failed")
"""Where ``echo`` repeats them."""
