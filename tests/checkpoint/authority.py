"""A time-stamping authority (RFC 3161) of the test's own.

Certificates and answers by ``openssl ts``, behind HTTP on loopback.
"""

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from cryptography.x509 import load_der_x509_certificate

from tests.servers.here import QuietHandler, served_by

Answering = Callable[[bytes], tuple[int, bytes]]
"""From a query to status and body."""

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@dataclass(frozen=True)
class Authority:
    """One authority: its folder with keys, certificates and configuration."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, name: str) -> "Authority":
        """Return a new authority: a root, and a certificate for time-stamping under it."""
        folder.mkdir()
        for who, file in ((f"{name} root", "root"), (f"{name} stamps", "tsa")):
            (folder / f"{file}.cnf").write_text(CONFIG.format(name=who, folder=folder))
            key = (
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                f"{file}.key",
            )
            _openssl(folder, "req", "-new", *key, "-config", f"{file}.cnf", "-out", f"{file}.csr")
        extensions = ("-days", "3650", "-extfile", "root.cnf")
        _openssl(
            folder,
            "x509",
            "-req",
            "-in",
            "root.csr",
            "-signkey",
            "root.key",
            *extensions,
            "-extensions",
            "root",
            "-out",
            "root.pem",
        )
        signed_by = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial")
        _openssl(
            folder,
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            *signed_by,
            *extensions,
            "-extensions",
            "stamping",
            "-out",
            "tsa.pem",
        )
        (folder / "serial").write_text("01\n")
        return cls(folder)

    @property
    def roots(self) -> Path:
        """The file with its root certificate."""
        return self.folder / "root.pem"

    def answer(self, query: bytes, *, chain: bool = False) -> bytes:
        """Return the answer to a query, with the root's certificate beside the authority's own
        where ``chain``.
        """
        (self.folder / "query.tsq").write_bytes(query)
        more = ("-chain", "root.pem") if chain else ()
        _openssl(
            self.folder,
            "ts",
            "-reply",
            *more,
            "-config",
            "tsa.cnf",
            "-queryfile",
            "query.tsq",
            "-out",
            "answer.tsr",
        )
        return (self.folder / "answer.tsr").read_bytes()


@contextmanager
def serving(answer: Answering) -> Iterator[str]:
    """Provide the URL of an authority that answers so, as long as the block runs."""

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802  # http.server's name
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = (
                answer(query)
                if self.headers["Content-Type"] == "application/timestamp-query"
                else (415, b"")
            )
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with served_by(Handler) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def listening(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """Provide the URL of somebody who takes a request and then speaks as told, whatever that is."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                line.recv(1 << 16)
                speak(line)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            thread.join()


def certificates_of(answer: bytes) -> list[bytes]:
    """Return the certificates in an answer.

    Whatever parses as one and is followed by another, or ends where it should.
    """
    found = []
    for place in range(len(answer)):
        if answer[place : place + 2] == b"\x30\x82":
            data = answer[place : place + 4 + int.from_bytes(answer[place + 2 : place + 4])]
            with suppress(ValueError):
                load_der_x509_certificate(data)
                found.append(data)
    return found
