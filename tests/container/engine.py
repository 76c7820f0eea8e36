"""Docker, podman or buildah, whichever works here.

Builds the image and runs commands in it, on the machine's network.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "palimpsest-under-test"
CERTIFICATES = Path("/etc/ssl/certs")
"""The machine's, so that a build reaches its package index behind a proxy with a certificate of its
own.
"""

BUILD_TIME, RUN_TIME = 1800, 600
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Engine:
    """One of them. ``environ`` is what it needs besides."""

    program: str
    environ: Mapping[str, str]

    def _do(self, *arguments: str | Path, seconds: int = RUN_TIME, check: bool = True) -> Done:
        done = subprocess.run(
            [self.program, *arguments],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={**os.environ, **self.environ},
        )
        assert not check or done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done

    def build(self) -> None:
        """Build the image."""
        mounts = (
            ["--volume", f"{CERTIFICATES}:{CERTIFICATES}:ro"]
            if self.program != "docker" and CERTIFICATES.exists()
            else []
        )
        options = ["bud", "--layers"] if self.program == "buildah" else ["build"]
        with TemporaryDirectory() as folder:
            self._do(
                *options,
                *mounts,
                "--tag",
                IMAGE,
                "--file",
                self._dockerfile(Path(folder)),
                ROOT,
                seconds=BUILD_TIME,
            )

    def _dockerfile(self, folder: Path) -> Path:
        """Return the Dockerfile.

        Without the base's digest where a stand-in of its name was made here, as without a registry
        it must be.
        """
        text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        base = re.findall(r"^FROM (\S+)@sha256:", text, re.MULTILINE)[0]
        if (
            self.program != "buildah"
            or self._do("inspect", "--type", "image", base, check=False).returncode
        ):
            return ROOT / "Dockerfile"
        copy = folder / "Dockerfile"
        copy.write_text(re.sub(r"@sha256:\w+", "", text), encoding="utf-8")
        return copy

    def run(
        self,
        command: Sequence[str],
        environ: Mapping[str, str] | None = None,
        *,
        folder: Path | None = None,
    ) -> Done:
        """Run a command in a fresh container, as the image's user. ``folder`` becomes ``/mnt``."""
        settings = [
            part for name, value in (environ or {}).items() for part in ("--env", f"{name}={value}")
        ]
        mounts = ["--volume", f"{folder}:/mnt"] if folder else []
        if self.program != "buildah":
            start, *rest = command
            safe = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--network", "host"]
            return self._do(
                "run",
                "--rm",
                *safe,
                *settings,
                *mounts,
                "--entrypoint",
                start,
                IMAGE,
                *rest,
                check=False,
            )
        container = self._do("from", "--pull-never", IMAGE).stdout.strip()
        try:
            return self._do(
                "run",
                "--user",
                "10001:10001",
                *settings,
                *mounts,
                container,
                "--",
                *command,
                check=False,
            )
        finally:
            self._do("rm", container)


def find_engine() -> Engine:
    """Return the first engine that works here. Skips the test where there is none."""
    for program, question, environ in (
        ("docker", ("info",), {}),
        ("podman", ("info",), {}),
        ("buildah", ("images",), {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}),
    ):
        if shutil.which(program):
            wanted = {name: os.environ.get(name, value) for name, value in environ.items()}
            asked = subprocess.run(
                [program, *question],
                capture_output=True,
                check=False,
                timeout=60,
                env={**os.environ, **wanted},
            )
            if asked.returncode == 0:
                return Engine(program, wanted)
    pytest.skip("install docker, podman or buildah: none is here that works")
