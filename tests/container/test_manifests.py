"""What is handed to Docker Compose and to Kubernetes, against their published schemas, and against
our own configuration.
"""

import asyncio
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import kubernetes_validate
import pytest
import yaml

from crawler.config import EngineConfig, load
from jobs.job_queue import QueuedJob
from jobs.job_queue.database_queue import DatabaseQueue
from tests.servers.postgres import running

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES = ("1.31", "1.34")
"""Releases of which the manifests must be valid: one of some years, one of late."""

DOCUMENTS = [
    (path.stem, document)
    for path in sorted((ROOT / "docs" / "run" / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    if document is not None
]
KEDA = {
    document["kind"]: document
    for _, document in DOCUMENTS
    if document["apiVersion"] == "keda.sh/v1alpha1"
}
MANIFESTS = [
    pytest.param(document, id=f"{stem}-{document['kind']}-{document['metadata']['name']}")
    for stem, document in DOCUMENTS
    if document["kind"] not in KEDA
]


@pytest.mark.parametrize("release", KUBERNETES)
@pytest.mark.parametrize("manifest", MANIFESTS)
def test_manifests_are_valid(manifest: dict[str, Any], release: str) -> None:
    """Each manifest fits the schema of its kind, with no property that the schema does not know."""
    kubernetes_validate.validate(manifest, release, strict=True)


def test_a_wrong_manifest_is_found() -> None:
    """The checker is one: a misspelt property of the Deployment is an error."""
    deployment = next(
        param.values[0]
        for param in MANIFESTS
        if isinstance(param.values[0], dict) and param.values[0]["kind"] == "Deployment"
    )
    assert isinstance(deployment, dict)
    wrong = deployment | {"spec": deployment["spec"] | {"replica": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES[-1], strict=True)


def test_the_scaler_of_workers_is_one_that_keda_takes() -> None:
    """The two objects for KEDA have the fields of its resources, and name what is there.

    KEDA's triggers take text only, so a number in them would be refused. What is asked here was
    read from its CRDs (ScaledObject of 2.6, TriggerAuthentication of 2.17) and from the PostgreSQL
    scaler's parser (commit 02d4b80f), all under Apache-2.0, and is written in our own words. By
    hand, both objects were validated with the npm package @kubernetes-models/keda 2.0.0.
    """
    assert {one["apiVersion"] for one in KEDA.values()} == {"keda.sh/v1alpha1"}
    scaled, secret = KEDA["ScaledObject"]["spec"], KEDA["TriggerAuthentication"]
    fields = {"scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval"}
    assert scaled.keys() == fields | {"cooldownPeriod", "triggers"}
    deployments = {one["metadata"]["name"] for _, one in DOCUMENTS if one["kind"] == "Deployment"}
    target = scaled["scaleTargetRef"]["name"]
    assert target in deployments
    assert all(isinstance(scaled[name], int) for name in fields - {"scaleTargetRef"})
    (trigger,) = scaled["triggers"]
    assert trigger["type"] == "postgresql"
    assert trigger.keys() == {"type", "metadata", "authenticationRef"}
    server = {"host", "port", "userName", "dbName", "sslmode"}  # all, where no text has them
    assert trigger["metadata"].keys() == {"query", "targetQueryValue"} | server
    assert all(isinstance(value, str) for value in trigger["metadata"].values())
    assert float(trigger["metadata"]["targetQueryValue"]) > 0
    assert trigger["authenticationRef"] == {"name": secret["metadata"]["name"]}
    (taken,) = secret["spec"]["secretTargetRef"]
    assert secret["spec"].keys() == {"secretTargetRef"}
    assert taken.keys() == {"parameter", "name", "key"}
    assert taken["parameter"] == "password"
    worker = next(
        one
        for _, one in DOCUMENTS
        if one["kind"] == "Deployment" and one["metadata"] == {**one["metadata"], "name": target}
    )
    known = worker["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": taken["name"], "key": taken["key"]} in [
        one["valueFrom"]["secretKeyRef"] for one in known if "valueFrom" in one
    ]


@pytest.mark.slow
def test_the_scaler_counts_what_workers_do() -> None:
    """Its query runs on the queue's tables, and counts a site once and each share of bulk work."""
    (trigger,) = KEDA["ScaledObject"]["spec"]["triggers"]

    async def counted(url: str) -> float:
        queue = DatabaseQueue(EngineConfig.model_validate(url))
        await queue.open()
        sites = ("a.example", "a.example", "b.example", None, None)
        await queue.enqueue([QueuedJob(kind="crawl", entry="x", site=site) for site in sites])
        (row,) = await queue.ask(trigger["metadata"]["query"])
        await queue.close()
        return float(row["count"])

    with running() as url:
        assert asyncio.run(counted(url)) == 4.0


@pytest.mark.parametrize("name", ["compose.yaml", "compose.fleet.yaml"])
def test_the_compose_file_is_valid(name: str) -> None:
    """compose.yaml, and what workers add to it, fit the Compose specification."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(ROOT / name),
    ]
    done = run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings_in_the_manifests_are_ours(tmp_path: Path) -> None:
    """The configuration in the ConfigMap and the variables in compose.yaml load without a
    complaint.
    """
    for settings in [one for _, one in DOCUMENTS if one["kind"] == "ConfigMap"]:
        (tmp_path / "config.yaml").write_text(settings["data"]["config.yaml"], encoding="utf-8")
        assert load(tmp_path / "config.yaml", {}).sources[0].schedule is not None
    fleet = yaml.safe_load((ROOT / "compose.fleet.yaml").read_text(encoding="utf-8"))
    for service in ("palimpsest", "worker"):
        given = fleet["services"][service]["environment"]
        ours = {name: value for name, value in given.items() if name.startswith("PALIMPSEST_")}
        assert load(None, ours).engine.url is not None
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    environ = compose["services"]["palimpsest"]["environment"]
    ours = {name: value for name, value in environ.items() if name.startswith("PALIMPSEST_")}
    assert load(None, ours).store.url == "s3://archive"


def test_nobody_runs_as_root() -> None:
    """Image, Deployment and CronJob run as a numbered user without rights, and with a root that
    cannot be written.
    """
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "\nUSER 10001:10001\n" in dockerfile
    for param in MANIFESTS:
        manifest = param.values[0]
        assert isinstance(manifest, dict)
        pod = {
            "Deployment": lambda one: one["spec"]["template"],
            "CronJob": lambda one: one["spec"]["jobTemplate"]["spec"]["template"],
        }
        if manifest["kind"] in pod:
            spec = pod[manifest["kind"]](manifest)["spec"]
            assert spec["securityContext"]["runAsNonRoot"] is True
            assert spec["enableServiceLinks"] is False
            for container in spec["containers"]:
                rights = container["securityContext"]
                assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (
                    True,
                    False,
                )
