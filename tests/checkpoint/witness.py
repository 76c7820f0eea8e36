"""A witness of transparency logs, written from C2SP's tlog-witness, tlog-cosignature and RFC 9162.

Nothing of our own checks what our own code makes.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.servers.here import QuietHandler, served_by

NOW = 1_795_000_000


def sha(data: bytes) -> bytes:
    """Return SHA-256."""
    return hashlib.sha256(data).digest()


def consistent(first: int, second: int, roots: tuple[bytes, bytes], proof: list[bytes]) -> bool:
    """Return whether a proof leads from a smaller tree to a larger: RFC 9162, section 2.1.4.2."""
    if first in {0, second}:
        return not proof and (first == 0 or roots[0] == roots[1])
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, roots[0])
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for one in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = sha(b"\1" + one + fr), sha(b"\1" + one + sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = sha(b"\1" + sr + one)
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr, sn) == (roots[0], roots[1], 0)


@dataclass
class Witness:
    """A witness that knows one log by its verifier key."""

    log: str
    name: str = "witness.example/w1"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    size: int = 0
    root: bytes = b""
    statuses: list[int] = field(default_factory=list)
    wrong: bool = False
    """Whether its signatures are over something else."""

    @property
    def verifier_key(self) -> str:
        """Its key as it publishes it."""
        public = b"\x04" + self.key.public_key().public_bytes_raw()
        number = sha(self.name.encode() + b"\n" + public)[:4]
        return f"{self.name}+{number.hex()}+{base64.b64encode(public).decode()}"

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """Return status and body for a request to ``add-checkpoint``."""
        status, said = self._judged(body) if body.startswith(b"old ") else (400, b"")
        self.statuses.append(status)
        return status, said

    def _judged(self, body: bytes) -> tuple[int, bytes]:
        head, _, note = body.partition(b"\n\n")
        first, *lines = head.decode().split("\n")
        old, proof = int(first.removeprefix("old ")), [base64.b64decode(line) for line in lines]
        text, _, signatures = note.partition(b"\n\n")
        origin, size, root = text.decode().split("\n")
        name, _, public = self.log.split("+", 2)
        if origin != name:
            return 404, b""
        if not self._signed(text + b"\n", signatures.decode(), name, base64.b64decode(public)):
            return 403, b""
        if old > int(size):
            return 400, b""
        if old != self.size:
            return 409, f"{self.size}\n".encode()
        roots = (self.root, base64.b64decode(root))
        if not consistent(old, int(size), roots, proof):
            return 422, b""
        self.size, self.root = int(size), roots[1]
        return 200, self._line(text + (b"?" if self.wrong else b"\n"))

    def _signed(self, text: bytes, signatures: str, name: str, public: bytes) -> bool:
        (line,) = signatures.splitlines()
        data = base64.b64decode(line.split(" ")[2])
        if data[:4] != sha(f"{name}\n".encode() + public)[:4]:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(data[4:], text)
        except InvalidSignature:
            return False
        return True

    def _line(self, text: bytes) -> bytes:
        signed = self.key.sign(f"cosignature/v1\ntime {NOW}\n".encode() + text)
        data = bytes.fromhex(self.verifier_key.split("+")[1]) + NOW.to_bytes(8, "big") + signed
        return f"\u2014 {self.name} {base64.b64encode(data).decode()}\n".encode()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Provide its address, as long as the block runs."""
        judge = self.answer

        class Handler(QuietHandler):
            def do_POST(self) -> None:  # noqa: N802  # http.server's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, said = judge(body) if self.path == "/w/add-checkpoint" else (404, b"")
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

        with served_by(Handler) as port:
            yield f"http://127.0.0.1:{port}/w"
