"""The demonstration, from its first edition to the damage that it does and finds."""

from tests.cli.shell import Shell


def test_the_demonstration(shell: Shell) -> None:
    """``demo --json`` says that every edition became a version, that all is sound, and that the
    damage was found.

    Nothing of the user's own set-up reaches it: neither a broken configuration nor variables that
    name another store.
    """
    shell.configure("this is: [no configuration")
    shell.environ = {
        "PALIMPSEST_STORE__URL": "s3://not-to-be-touched/news",
        "http_proxy": "http://127.0.0.1:1",
    }
    result = shell.pipe("demo", "--json", "--keep", "kept 'here'")
    assert (result.status, result.err) == (0, "")
    document = result.document
    assert list(document) == ["crawls", "versions", "sound", "damage_found"]
    assert (document["versions"], document["sound"], document["damage_found"]) == (4, True, True)
    assert document["crawls"] == [
        {"new": 2},
        {"changed": 1},
        {"changed": 1},
        {"changed": 1},
        {"not_modified": 2},
    ]
    shell.environ = {}
    config = "kept 'here'/config.yaml"
    kept = shell.run("history", "--config", config, "2026/03/14", "--json").document["versions"]
    assert [version["stealth"] for version in kept] == [None, False, True, False]
    assert "correction" in kept[3]["kinds"]
    assert shell.run("verify", "--config", config).status == 0
    page = shell.run("diff", "--config", config, "2026/03/14", "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert not any(f'{attribute}="' in page for attribute in ("src", "href"))
