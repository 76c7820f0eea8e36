"""The cut tail: what nothing in the store vouches for any more, a checkpoint or a copy
of one does.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.checkpoint import Signer
from crawler.checkpoint.checkpoint_chain import parse
from crawler.errors import UsageError
from crawler.verify import verify
from tests.checkpoint.conftest import Office, resigned

FIRST, SECOND = "checkpoints/00000001.json", "checkpoints/00000002.json"


def newest(office: Office) -> list[str]:
    """Return all that the newest run wrote: its check objects, its Versions, its captures."""
    run = office.builder.runs[-1]
    return [
        key
        for key in office.listed()
        if run in key or key.endswith("versions/00000002.json") or f"captures/{run[:11]}" in key
    ]


def test_a_cut_tail_is_found(office: Office) -> None:
    """The newest run's check objects and all that only they attest, deleted together, are missing:
    a checkpoint vouches for them.
    """
    lost = office.lose(newest(office))
    assert len(lost) == 6
    found = office.problems()
    assert found == {key: "missing" for key in lost if "captures" not in key}


def test_without_the_checkpoint_it_leaves_no_trace(office: Office) -> None:
    """With the newest checkpoint deleted too, the store alone shows nothing.

    That is what a copy is for.
    """
    office.lose([*newest(office), SECOND, "log/00000002.tlog-proof"])
    assert office.verify().findings == ()


def test_a_copy_from_elsewhere_shows_it(office: Office) -> None:
    """The copy of the deleted checkpoint names it, the heads and the check objects that
    are gone.
    """
    copy = office.data(SECOND)
    lost = office.lose([*newest(office), SECOND])
    assert office.problems(checkpoint=copy) == {
        key: "missing" for key in lost if "captures" not in key
    }


def test_a_copy_shows_that_all_checkpoints_were_deleted(office: Office) -> None:
    """With every checkpoint deleted, the copy of the last names them all."""
    copy = office.data(SECOND)
    office.lose([FIRST, SECOND])
    assert office.problems(checkpoint=copy) == {FIRST: "missing", SECOND: "missing"}


def test_any_copy_of_a_sound_archive_is_content(office: Office) -> None:
    """A copy of any checkpoint, old or new, finds nothing in a sound archive, however much that has
    grown since.
    """
    copies = [office.data(key) for key in (FIRST, SECOND)]
    office.run()
    office.sign()
    for copy in copies:
        report = office.verify(checkpoint=copy)
        assert report.findings == ()
        assert report.signed.checkpoints == 3


def test_a_history_that_was_written_anew_is_found(office: Office, other_signer: Signer) -> None:
    """A keeper who signs another past with the same key is found out by the copy.

    The store's checkpoint is not the kept one.
    """
    copy = office.data(SECOND)
    record = parse(copy)
    for signer in (office.signer, other_signer):
        office.put(SECOND, resigned(replace(record, at=record.at.replace(year=2001)), signer))
        assert office.problems(checkpoint=copy) == {SECOND: "altered"}


def test_a_tail_that_was_written_anew_is_found(office: Office, signer: Signer) -> None:
    """Cutting the tail, crawling again and signing again makes a sound archive, and not the one of
    the copy.
    """
    copy = office.data(SECOND)
    heads = office.listed("versions/00000002.json")
    office.lose([*newest(office), SECOND, "log/00000002.tlog-proof"])
    fresh = Office(office.root / "again", signer)
    for key, data in ((key, office.data(key)) for key in office.listed()):
        fresh.path(key).parent.mkdir(parents=True, exist_ok=True)
        fresh.put(key, data)
    fresh.sign()
    assert fresh.problems() == {}
    found = fresh.problems(checkpoint=copy)
    assert found[SECOND] == "altered"
    assert {found[key] for key in heads} == {"missing"}


def test_a_copy_from_another_archive_is_refused(
    office: Office, tmp_path: Path, other_signer: Signer
) -> None:
    """A copy that is about another archive is a wrong call, not damage."""
    other = Office(tmp_path / "other", other_signer)
    other.put("palimpsest.json", other.data("palimpsest.json"))
    record = replace(parse(office.data(SECOND)), archive="ab" * 32)
    with pytest.raises(UsageError, match="another archive"):
        office.verify(checkpoint=resigned(record, office.signer))


def test_a_copy_that_was_changed_is_refused(office: Office) -> None:
    """A file that is no checkpoint, or no longer as it was signed, is a wrong call, before anything
    is read.
    """
    copy = office.data(SECOND)
    for spoilt, words in (
        (b"nonsense", "no canonical JSON"),
        (copy[:-1], "canonical"),
        (copy.replace(b'"heads":2', b'"heads":3'), "sha256"),
    ):
        with pytest.raises(UsageError, match=words):
            office.verify(checkpoint=spoilt)
    record = replace(parse(copy), heads=3)
    unsigned = resigned(record, office.signer).replace(record.key_id.encode(), b"0" * 16)
    with pytest.raises(UsageError, match="sha256"):
        office.verify(checkpoint=unsigned)


def test_one_article_is_compared_with_checkpoints_too(office: Office) -> None:
    """Verifying one article finds its own lost head by a checkpoint, and not the other
    article's.
    """
    heads = office.listed("versions/00000002.json")
    office.lose(heads)
    articles = [key.split("/versions")[0].removeprefix("articles/") for key in heads]
    found = verify(office.store, articles[0]).findings
    assert [one.key for one in found if "versions" in one.key] == [heads[0]]


def test_new_keys_sign_beside_old_ones(office: Office, other_signer: Signer) -> None:
    """After a change of keys old and new checkpoints verify side by side, and every key is reported
    with what it signed.
    """
    office.run()
    office.sign(other_signer)
    document = office.verify().to_json()
    assert document["ok"] is True
    assert document["checkpoints"] == 3
    assert document["keys"] == [
        {"key_id": signer.key_id, "public_key": signer.public.hex(), "checkpoints": number}
        for signer, number in ((office.signer, 2), (other_signer, 1))
    ]


def test_a_trusted_key_stands_for_what_it_signed_and_for_all_before(
    office: Office, other_signer: Signer
) -> None:
    """With the newest key trusted, checkpoints of replaced keys are vouched for by its signature
    over their hashes.
    """
    office.run()
    office.sign(other_signer)
    newest = other_signer.public.hex()
    assert verify(office.store, trusted=[newest]).ok
    assert verify(office.store, trusted=[office.signer.public.hex(), newest]).ok


def test_what_no_trusted_key_stands_for_is_damage(office: Office, other_signer: Signer) -> None:
    """Checkpoints behind the last one of a trusted key, and checkpoints that were all signed anew
    by a stranger, are named.
    """
    office.run()
    third, _ = office.sign(other_signer)
    assert _damage(office, office.signer.public.hex()) == {third: "untrusted"}
    assert _damage(office, "0" * 64) == {
        FIRST: "untrusted",
        SECOND: "untrusted",
        third: "untrusted",
    }


def test_a_trusted_key_asks_for_checkpoints(office: Office) -> None:
    """Where a key is trusted and all checkpoints are gone, that is damage.

    Without one it is an archive without checkpoints.
    """
    office.lose([*office.listed("checkpoints/"), *office.listed("log/")])
    assert verify(office.store).ok
    assert _damage(office, office.signer.public.hex()) == {FIRST: "missing"}


def _damage(office: Office, key: str) -> dict[str, str]:
    found = verify(office.store, trusted=[key]).findings
    return {one.key: one.problem.value for one in found if one.severity == "damage"}
