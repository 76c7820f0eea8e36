"""What stands in front of every answer.

Who asks, under which name and how; and headers that keep a browser from doing harm.
"""

from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jobs.observe import logs
from jobs.web.access import Access
from jobs.web.problem_answers import API, WebProblem
from jobs.web.static_files import FOLDER

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Own files only, nothing inline, no frame around us."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""On every answer; an answer's own value of one of them counts."""

MAX_QUERY = 4_096
"""Bytes behind the question mark."""

PROBES = ("/healthz", "/readyz")
"""What orchestrators ask, under whatever name, with nothing in hand."""

METRICS = "/metrics"

WRITING = "/api/v1/"
"""Below this address programs may write, with the token in the header ``Authorization``. Never with
a password that a browser keeps: it would send it along for any site's form.
"""

WRITING_METHODS = frozenset({"POST", "DELETE"})

IS_WRITER = "palimpsest.is_writer"
"""In the scope of a request: whether it brought the token as programs do."""

Refuse = Callable[[Request, WebProblem], Response]


class Guard:
    """An ASGI application around another one."""

    def __init__(self, inner: ASGIApp, access: Access | None, refuse: Refuse) -> None:
        """Guard ``inner``; without ``access`` there are no pages in it, only health."""
        self._inner, self._access, self._refuse = inner, access, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it, and set the headers of the answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answers = self._inner
        if self._access is not None:
            scope = _as_asked(self._access, scope)
            request = Request(scope)
            problem = _problem(self._access, request)
            if problem is not None:
                answers = self._refuse(request, problem)
        await answers(scope, receive, guarded)


def _as_asked(access: Access, scope: Scope) -> Scope:
    """Return the request with the scheme that its reader used, as a declared proxy tells it."""
    told = Headers(scope=scope).get("x-forwarded-proto") if access.behind_proxy else None
    return {**scope, "scheme": told} if told in {"http", "https"} else scope


def _problem(access: Access, request: Request) -> WebProblem | None:
    """Return why a request is refused, or None."""
    path, query = request.scope["path"], request.scope["query_string"]
    authorization = request.headers.get("authorization", "")
    request.scope[IS_WRITER] = access.is_bearer(authorization)
    if path in PROBES and not query:
        return None
    if not (path == METRICS and not access.loopback_only) and not access.is_host_good(
        request.headers.get("host", "")
    ):
        return _WRONG_HOST
    unfit = _not_written(access, request) or _unfit_address(path, query)
    if unfit is not None:
        return unfit
    if not path.startswith(FOLDER) and not access.is_known(authorization):
        if authorization:
            logs.logger().warning("a wrong token or password", client=_client(request))
        return _UNKNOWN_PROGRAM if path.startswith(API) else _UNKNOWN_READER
    return None


def _unfit_address(path: str, query: bytes) -> WebProblem | None:
    """Return why no page can have this address, or None."""
    if len(query) > MAX_QUERY:
        return _TOO_LONG
    return _NUL if "\0" in path or b"%00" in query else None


def _not_written(access: Access, request: Request) -> WebProblem | None:
    """Return why a request that is no reading one is refused, or None."""
    if request.method in {"GET", "HEAD"}:
        return None
    if not request.scope["path"].startswith(WRITING):
        return _READ_ONLY
    if request.scope[IS_WRITER]:
        return None
    if request.method not in WRITING_METHODS:
        return _READ_ONLY
    return _NO_TOKEN if access.token is None else _UNKNOWN_PROGRAM


def _client(request: Request) -> str:
    return request.client.host if request.client is not None else "unknown"


_WRONG_HOST = WebProblem(
    status=421,
    detail="This archive is not served under this name.",
    hint=(
        "Whoever runs it names it in web.hosts in config.yaml. On the machine itself it is "
        "localhost."
    ),
)
_READ_ONLY = WebProblem(
    status=405,
    detail="Pages are only read.",
    headers={"Allow": "GET, HEAD"},
)
_NO_TOKEN = WebProblem(
    status=403,
    detail="This archive takes nothing over HTTP.",
    hint=(
        "Whoever runs it sets web.token_env in config.yaml to the name of a variable that holds a "
        "token. Programs then send `Authorization: Bearer TOKEN`."
    ),
)
_TOO_LONG = WebProblem(
    status=414, detail=f"What stands behind the question mark is longer than {MAX_QUERY:,} bytes."
)
_NUL = WebProblem(
    status=400,
    detail="This address holds the character NUL, which no page's address has.",
    hint="Take %00 out of it.",
)
"""No address or name in an archive has one, and not every database can be asked for it."""
_UNKNOWN_READER = WebProblem(
    status=401,
    detail="This archive asks who reads.",
    hint="Give user and password, or the token in place of the password.",
    headers={"WWW-Authenticate": 'Basic realm="archive", charset="UTF-8"'},
)
_UNKNOWN_PROGRAM = replace(_UNKNOWN_READER, headers={"WWW-Authenticate": 'Bearer realm="archive"'})
