"""Asking witnesses of transparency logs to cosign a note (C2SP tlog-witness).

All are asked at once. What none gives in time is left out: the next note covers this one's entries.
"""

import base64
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from crawler.checkpoint.cosignatures import fits
from crawler.checkpoint.http_problems import problem_of
from crawler.checkpoint.transparency_log import parse_note
from crawler.errors import PalimpsestError
from crawler.proxy_settings import with_proxy
from crawler.witness_key import WitnessKey

SECONDS = 10
"""How long all witnesses together may take."""

_MAX_ANSWER = 1 << 16
_REFUSALS = {
    HTTPStatus.BAD_REQUEST: "it takes the request for a wrong one",
    HTTPStatus.FORBIDDEN: "it does not know this key: give it the verifier key",
    HTTPStatus.NOT_FOUND: "it does not know this log: give it the log's name and verifier key",
    HTTPStatus.UNPROCESSABLE_ENTITY: "it refuses the proof that the log only grew",
}


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """A signed note, and the proofs that its log only grew."""

    note: bytes
    """From the name of the log to its signature."""
    text: bytes
    """What is signed."""
    size: int
    proof: Callable[[int], tuple[bytes, ...]]
    """Gives the proof from an older size."""

    @classmethod
    def of(cls, stored: bytes, key: str, proof: Callable[[int], tuple[bytes, ...]]) -> Self:
        """Return what is asked about a stored note. Raises ``BadRecord`` where there is none."""
        note = parse_note(stored, key)
        own = stored.rpartition(b"\n\n")[2].splitlines(keepends=True)[0]  # cosignatures follow it
        return cls(note.text + b"\n" + own, note.text, note.size, proof)

    def body(self, old: int) -> bytes:
        """Return what is sent to a witness that cosigned this size last."""
        lines = [f"old {old}", *(base64.b64encode(one).decode() for one in self.proof(old)), "", ""]
        return "\n".join(lines).encode() + self.note


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAnswer:
    """What came of asking one witness."""

    url: str
    names: tuple[str, ...] = ()
    """Those of the keys that it cosigned with."""
    lines: tuple[str, ...] = ()
    problem: str | None = None
    """Why it did not; None where it did."""


Cosigner = Callable[[WitnessRequest], tuple[WitnessAnswer, ...]]


class _RefusedError(Exception):
    """A witness gave no cosignature."""


def cosigner(urls: Sequence[str], keys: Sequence[WitnessKey]) -> Cosigner:
    """Return what asks these witnesses. Only cosignatures by one of the keys are taken."""

    def ask(request: WitnessRequest) -> tuple[WitnessAnswer, ...]:
        return _all_at_once(urls, lambda url: _answer(url, lambda: _cosigned(url, request, keys)))

    return ask


def ask_without_note(urls: Sequence[str]) -> tuple[WitnessAnswer, ...]:
    """Return whether these are witnesses, without a note to cosign: they refuse such a request."""
    return _all_at_once(urls, lambda url: _answer(url, lambda: _refused(url)))


def _all_at_once(
    urls: Sequence[str], answer: Callable[[str], WitnessAnswer]
) -> tuple[WitnessAnswer, ...]:
    results: SimpleQueue[WitnessAnswer] = SimpleQueue()
    for url in urls:
        Thread(target=lambda url=url: results.put(answer(url)), name="witness", daemon=True).start()
    answers: dict[str, WitnessAnswer] = {}
    end = time.monotonic() + SECONDS
    while len(answers) < len(urls):
        try:
            one = results.get(timeout=max(end - time.monotonic(), 0.001))
        except Empty:
            break
        answers[one.url] = one
    late = f"no answer within {SECONDS} s"
    return tuple(
        answers.get(url) or WitnessAnswer(url=url, problem=with_proxy(late, url)) for url in urls
    )


def _answer(url: str, ask: Callable[[], dict[str, str]]) -> WitnessAnswer:
    """Return what came of asking, which gives lines by the names of their keys."""
    try:
        found = ask()
    except _RefusedError as error:
        return WitnessAnswer(url=url, problem=str(error))
    except PalimpsestError as error:  # an entry of the log cannot be read for the proof
        return WitnessAnswer(url=url, problem=error.message)
    except (URLError, OSError, HTTPException, ValueError) as error:
        return WitnessAnswer(
            url=url, problem=with_proxy(f"it cannot be asked: {problem_of(error)}", url)
        )
    return WitnessAnswer(url=url, names=tuple(found), lines=tuple(found.values()))


def _cosigned(url: str, request: WitnessRequest, keys: Sequence[WitnessKey]) -> dict[str, str]:
    return _found(_asked(url, request), request, keys)


def _refused(url: str) -> dict[str, str]:
    status, _ = _post(url, b"")
    if status != HTTPStatus.BAD_REQUEST:
        raise _RefusedError(f"it answers a request without a note with status {status}, not 400")
    return {}


def _asked(url: str, request: WitnessRequest) -> bytes:
    """Return the witness's answer.

    It is taken for one that cosigned the note before this one, and says if that is wrong.
    """
    status, answer = _post(url, request.body(request.size - 1))
    if status == HTTPStatus.CONFLICT:
        size = int(answer) if re.fullmatch(rb"(0|[1-9][0-9]{0,8})\n?", answer) else None
        if size is None or size > request.size:
            known = "another log" if size is None else f"{size} entries of the log already"
            raise _RefusedError(f"it has cosigned {known}, and this note is about {request.size}")
        status, answer = _post(url, request.body(size))
    if status == HTTPStatus.OK:
        return answer
    said = _REFUSALS.get(HTTPStatus(status), "") if status in {*HTTPStatus} else ""
    raise _RefusedError(f"it answered with status {status}{': ' if said else ''}{said}")


def _post(url: str, body: bytes) -> tuple[int, bytes]:
    address = f"{url.rstrip('/')}/add-checkpoint"
    # configuration and command take http and https only
    request = Request(address, body, {"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # as above
            return answer.status, bytes(answer.read(_MAX_ANSWER))
    except HTTPError as error:
        with error:
            return error.code, error.read(_MAX_ANSWER)


def _found(answer: bytes, request: WitnessRequest, keys: Sequence[WitnessKey]) -> dict[str, str]:
    """Return the answer's lines that fit, by the names of their keys."""
    found = {}
    for line in answer.decode().splitlines():
        match = re.fullmatch("\u2014 (\\S+) ([A-Za-z0-9+/]+={0,2})", line)
        if match is None:
            continue
        data = base64.b64decode(match[2], validate=True)
        for key in keys:
            if key.made(match[1], data) and fits(key, data, request.text):
                found[key.name] = line
    if not found:
        raise _RefusedError("it gave no cosignature by a known key: check checkpoint.witness_keys")
    return found
