"""``alias join`` and ``alias split`` take an address as all commands take an article."""

from crawler.identity import article_of
from crawler.store.files import FileStore
from tests.archives import build_archive
from tests.cli.conftest import KEPT
from tests.cli.shell import Shell

OTHER = "https://news.example/2026/bridge-0"
URL = "https://news.example/2026/bridge-1"
NEW = "https://news.example/moved/span"


def test_parts_and_ids_name_an_address(shell: Shell) -> None:
    """A part of a known address, one without its scheme and an id do, also of one that was only
    ever joined.
    """
    shell.configure(KEPT)
    build_archive(FileStore(shell.folder / "store"), runs=1)
    for joined, split, url in (
        ("bridge-1", article_of(URL), URL),
        (article_of(URL), "news.example/2026/bridge-1", URL),
        (NEW, "moved/SPAN", NEW),
        ("moved", NEW, NEW),
    ):
        done = shell.run("alias", "join", joined, "bridge-0")
        assert (done.status, done.out) == (0, f"{url} now belongs to {OTHER}\n")
        done = shell.run("alias", "split", split)
        assert (done.status, done.out) == (0, f"{url} now is an article of its own\n")
