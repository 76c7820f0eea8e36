"""What ``doctor`` finds about the time-stamping authority."""

from collections.abc import Iterator

from crawler.checkpoint.timestamping import signer_chain, timestamper
from crawler.config import CheckpointConfig
from crawler.errors import TimestampUnavailable
from jobs.index_findings import Diagnosis

PROBE = b"palimpsest doctor"
"""What the authority is asked to stamp. It sees the hash of it and nothing else."""


def authority_findings(config: CheckpointConfig) -> Iterator[Diagnosis]:
    """Yield whether the authority gives a time-stamp that can be used, if one is configured.

    One that does not is a note: checkpoints are signed all the same, and stamped with a later one.
    """
    url = config.timestamp_url
    if url is None:
        return
    try:
        maker, *_ = signer_chain(timestamper(url)(PROBE))
    except TimestampUnavailable as error:
        yield Diagnosis(
            about="time-stamps",
            state="note",
            detail=error.message,
            hint=(
                "Checkpoints are signed without until it does, and a later one's time-stamp covers "
                "them. Check checkpoint.timestamp_url in config.yaml."
            ),
        )
        return
    name = maker.subject.rfc4514_string()
    yield Diagnosis(about="time-stamps", state="ok", detail=f"{url} gives them, as {name}")
