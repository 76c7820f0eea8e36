"""What ``doctor`` finds about the witnesses of the log."""

from collections.abc import Iterator

from crawler.checkpoint.chain_reader import noted
from crawler.checkpoint.log_reader import proofs_of_growth
from crawler.checkpoint.witnesses import WitnessAnswer, WitnessRequest, ask_without_note
from crawler.config import Config, StoreConfig
from crawler.errors import PalimpsestError, StoreMissing
from crawler.identity import note_key
from crawler.store.open_store import open_store
from jobs.checkpoint_signing import cosigner_of
from jobs.index_findings import Diagnosis, wrong

_HINT = (
    "Checkpoints are signed all the same, and a later one's note covers them. Check "
    "checkpoint.witnesses and checkpoint.witness_keys in config.yaml."
)


def witness_findings(config: Config) -> Iterator[Diagnosis]:
    """Yield whether each configured witness cosigns.

    It is asked to cosign the newest note once more, of which nothing is stored. Before there is a
    note it is only seen whether it answers as a witness does.
    """
    try:
        cosign = cosigner_of(config.checkpoint)
        if cosign is None:
            return
        request = _newest(config.store)
        answers = cosign(request) if request else ask_without_note(config.checkpoint.witnesses)
    except PalimpsestError as error:
        yield wrong("witnesses", error)
        return
    for one in answers:
        yield _diagnosis(one)


def _diagnosis(one: WitnessAnswer) -> Diagnosis:
    if one.problem is not None:
        detail = f"{one.url} does not cosign: {one.problem}"
        return Diagnosis(about="witnesses", state="note", detail=detail, hint=_HINT)
    if one.names:
        return Diagnosis(
            about="witnesses", state="ok", detail=f"{one.url} cosigns, as {', '.join(one.names)}"
        )
    detail = f"{one.url} answers; it is asked to cosign when the first checkpoint is signed"
    return Diagnosis(about="witnesses", state="ok", detail=detail)


def _newest(config: StoreConfig) -> WitnessRequest | None:
    """Return the newest note as it is sent to witnesses; None where there is none yet."""
    try:
        store = open_store(config)
        number = max(noted(store), default=0)
    except StoreMissing:
        number = 0
    if not number:
        return None
    key = note_key(number)
    return WitnessRequest.of(store.read(key), key, proofs_of_growth(store, number))
