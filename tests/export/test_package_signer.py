"""Signed WACZ packages: both forms, checked with other software, and what is no key for them."""

import base64
import json
import shutil
import subprocess
import venv
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)
from cryptography.x509.oid import NameOID
from wacz.main import main as wacz

from crawler.checkpoint import new_key
from crawler.checkpoint.timestamping import timestamper
from crawler.codec import sha256
from crawler.errors import UsageError
from crawler.export import PackageSigner, load_package_signer, write_wacz
from crawler.store.files import FileStore
from tests.archives import build_archive
from tests.checkpoint.authority import Authority, serving
from tests.cli.shell import Shell
from tests.export.conftest import Shelf

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="install openssl")

DOMAIN = "archive.example"


@dataclass(frozen=True)
class Desk:
    """Keys, certificates and a time-stamping authority for one test module."""

    folder: Path
    authority: Authority

    def file(self, name: str) -> Path:
        """Return a file of the desk."""
        return self.folder / name

    def answer(self, query: bytes) -> tuple[int, bytes]:
        """Answer as the authority does, its root's certificate beside its own."""
        return 200, self.authority.answer(query, chain=True)


def private(path: Path, curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    """Make a key in a file."""
    key = ec.generate_private_key(curve)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def certificate(
    name: str, key: ec.EllipticCurvePrivateKey, above: x509.Certificate | None, by: Any
) -> x509.Certificate:
    """Return a certificate of this name, signed by the key of the one above it."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(above.subject if above else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=above is None, path_length=None), critical=True)
        .sign(by, SHA256())
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Provide a bare key, a domain's key with its certificate and root in the wrong order, and
    an authority.
    """
    folder = tmp_path_factory.mktemp("desk")
    private(folder / "bare.pem", ec.SECP384R1())
    own, root = (
        private(folder / "domain.pem", ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
    )
    above = certificate("Skerrin Certificates", root, None, root)
    below = certificate(DOMAIN, own, above, root)
    pem = [one.public_bytes(Encoding.PEM) for one in (above, below)]
    (folder / "chain.pem").write_bytes(b"".join(pem))
    (folder / "root.pem").write_bytes(pem[0])
    return Desk(folder, Authority.make(folder / "authority", "Skerrin Time"))


def signed(shelf: Shelf, signer: PackageSigner, path: Path, at: datetime) -> dict[str, Any]:
    """Write a signed package. Returns what it says of its signature."""
    with path.open("xb") as out:
        write_wacz(shelf.evidence(), shelf.history(), at, out, signer)
    return digest_of(path)


def digest_of(path: Path) -> dict[str, Any]:
    """Return a package's ``datapackage-digest.json``, which is true of its description."""
    with zipfile.ZipFile(path) as package:
        found: dict[str, Any] = json.loads(package.read("datapackage-digest.json"))
        description = package.read("datapackage.json")
    assert found["hash"] == f"sha256:{sha256(description)}"
    assert found["signedData"]["hash"] == found["hash"]
    assert found["signedData"]["created"] == json.loads(description)["created"]
    return found


def bare_form_holds(data: dict[str, str]) -> None:
    """Raise unless the signature is what a browser verifies: two numbers of 48 bytes, P-384."""
    raw = base64.b64decode(data["signature"])
    numbers = (int.from_bytes(raw[:48]), int.from_bytes(raw[48:]))
    public = load_der_public_key(base64.b64decode(data["publicKey"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encode_dss_signature(*numbers), data["hash"].encode(), ec.ECDSA(SHA256()))


def test_a_bare_key_signs(shelf: Shelf, desk: Desk, tmp_path: Path) -> None:
    """The anonymous form has exactly the specification's members, and its signature holds."""
    path = tmp_path / "bare.wacz"
    data = signed(shelf, load_package_signer(desk.file("bare.pem")), path, datetime.now(UTC))[
        "signedData"
    ]
    assert set(data) == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert data["version"] == "0.1.0"
    bare_form_holds(data)
    assert wacz(["validate", "-f", str(path)]) == 0


def test_a_domain_signs(shelf: Shelf, desk: Desk, tmp_path: Path) -> None:
    """The domain's form holds by ``openssl``: the signature by the certificate, the certificate by
    its root, the time-stamp by the authority. Both chains begin with the signer's certificate,
    whatever order they came in.
    """
    with serving(desk.answer) as url:
        signer = load_package_signer(
            desk.file("domain.pem"), desk.file("chain.pem"), timestamper(url)
        )
        data = signed(shelf, signer, tmp_path / "domain.wacz", datetime.now(UTC))["signedData"]
    assert signer.unstamped is None
    assert data.keys() == {
        *("hash", "created", "software", "version", "signature"),
        *("domain", "domainCert", "timeSignature", "timestampCert"),
    }
    assert data["domain"] == DOMAIN
    for name in ("domainCert", "timestampCert"):
        first, second = x509.load_pem_x509_certificates(data[name].encode())
        first.verify_directly_issued_by(second)
        assert data[name].count("-\n\n-") == 1, "where a browser divides them"
    files = {
        "hash": data["hash"].encode(),
        "signature.der": base64.b64decode(data["signature"]),
        "signature": data["signature"].encode(),
        "answer.tsr": base64.b64decode(data["timeSignature"]),
        "chain.pem": data["domainCert"].encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    for command in (
        f"verify -CAfile {desk.file('root.pem')} chain.pem",
        "x509 -in chain.pem -pubkey -noout -out public.pem",
        "dgst -sha256 -verify public.pem -signature signature.der hash",
        f"ts -verify -in answer.tsr -data signature -CAfile {desk.authority.roots}",
    ):
        subprocess.run(["openssl", *command.split()], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.parametrize("trouble", ["down", "early", "late"])
def test_an_authority_delays_no_signature(
    shelf: Shelf, desk: Desk, tmp_path: Path, trouble: str
) -> None:
    """Without a time-stamp, or with one that readers refuse, the package is signed with the bare
    key, and the reason is told.
    """
    late = {"early": timedelta(hours=1), "late": -timedelta(minutes=11)}.get(trouble, timedelta())
    with serving(desk.answer if late else lambda _: (503, b"")) as url:
        signer = load_package_signer(
            desk.file("domain.pem"), desk.file("chain.pem"), timestamper(url)
        )
        data = signed(shelf, signer, tmp_path / "x.wacz", datetime.now(UTC) + late)["signedData"]
    assert set(data) == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert signer.unstamped is not None
    assert ("clock" if late else "503") in signer.unstamped.message
    assert "Export it again" in str(signer.unstamped.hint)


def test_what_is_no_key_for_a_package(desk: Desk, tmp_path: Path) -> None:
    """Each wrong file is named, with what to do."""
    new_key(tmp_path / "ed25519.pem")
    private(tmp_path / "p521.pem", ec.SECP521R1())
    (tmp_path / "nonsense.pem").write_text("nonsense")
    bare, domain = desk.file("bare.pem"), desk.file("domain.pem")
    for key, given, words in (
        (tmp_path / "absent.pem", None, "cannot be read"),
        (tmp_path / "nonsense.pem", None, "no unencrypted private key"),
        (tmp_path / "ed25519.pem", None, "another kind than ECDSA"),
        (tmp_path / "p521.pem", None, "another kind than ECDSA"),
        (domain, None, "P-384 only"),
        (bare, desk.file("chain.pem"), "is that of the key"),
        (domain, desk.file("root.pem"), "is that of the key"),
        (domain, tmp_path / "nonsense.pem", "no certificate"),
        (domain, tmp_path / "absent.pem", "cannot be read"),
    ):
        with pytest.raises(UsageError, match=words) as raised:
            load_package_signer(key, given, lambda _: "")
        assert raised.value.hint
    with pytest.raises(UsageError, match="needs a time-stamp"):
        load_package_signer(domain, desk.file("chain.pem"))


def test_the_command_signs(desk: Desk, tmp_path: Path) -> None:
    """``export --sign`` takes its key from the call or the environment, says what it signed as, and
    refuses what cannot be signed.
    """
    shell = Shell(tmp_path)
    build_archive(FileStore(tmp_path / "store"), lines=1)
    call = ("export", "https://news.example/2026/bridge-1", "--format", "wacz", "--json")
    with serving(desk.answer) as url:
        shell.configure(
            'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
            f'checkpoint: {{timestamp_url: "{url}"}}\n'
        )
        keys = {
            "PALIMPSEST_EXPORT_KEY": str(desk.file("domain.pem")),
            "PALIMPSEST_EXPORT_CERTIFICATE": str(desk.file("chain.pem")),
        }
        told = shell.run(*call, "--sign", "--output", "domain.wacz", env=keys).document["signature"]
        assert (told["domain"], told["timestamp_problem"]) == (DOMAIN, None)
    unstamped = shell.run(*call, "--sign", "--output", "later.wacz", env=keys)
    assert (unstamped.status, "not time-stamped" in unstamped.err) == (0, True)
    assert unstamped.document["signature"]["domain"] is None
    key = ("--key", str(desk.file("bare.pem")))
    told = shell.run(*call, "--sign", *key, "--output", "bare.wacz").document["signature"]
    data = digest_of(tmp_path / "bare.wacz")["signedData"]
    assert told["public_key"] == data["publicKey"]
    bare_form_holds(data)
    for wrong, words in (
        ((*call, *key, "--output", "x"), "Add --sign"),
        ((*call, "--sign", "--output", "x"), "no key to sign with"),
        ((*call[:3], "warc", "--sign", *key, "--output", "x"), "--format wacz"),
    ):
        refused = shell.run(*wrong)
        assert (refused.status, words in refused.err) == (2, True), refused.err


AUTHSIGN = """
import json, sys
from authsign.verifier import Verifier
print(Verifier(sys.argv[1])(json.load(sys.stdin)["signedData"]).observer)
"""


@pytest.mark.slow
def test_authsign_verifies_the_domain(
    shelf: Shelf, desk: Desk, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """The specification's own verifier accepts the package, and refuses another hash or time."""
    folder = pytestconfig.cache.mkdir("authsign")
    python = folder / "bin" / "python"
    if not (folder / "bin" / "authsign").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "authsign==0.6.1"], check=True)
    roots = {}
    for name, path in (
        ("domain_cert_roots", desk.file("root.pem")),
        ("timestamp_cert_roots", desk.authority.roots),
    ):
        root = x509.load_pem_x509_certificate(path.read_bytes())
        roots[name] = [root.fingerprint(SHA256()).hex()]
    (tmp_path / "roots.yaml").write_text(json.dumps(roots))
    with serving(desk.answer) as url:
        signer = load_package_signer(
            desk.file("domain.pem"), desk.file("chain.pem"), timestamper(url)
        )
        digest = signed(shelf, signer, tmp_path / "domain.wacz", datetime.now(UTC))

    def verified(change: dict[str, str]) -> subprocess.CompletedProcess[str]:
        given = {**digest, "signedData": {**digest["signedData"], **change}}
        return subprocess.run(
            [python, "-c", AUTHSIGN, "roots.yaml"],
            input=json.dumps(given),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    sound = verified({})
    assert sound.stdout.strip().endswith(DOMAIN), sound.stderr
    for change in ({"hash": "sha256:00"}, {"created": "2020-01-01T00:00:00Z"}):
        assert verified(change).returncode != 0
