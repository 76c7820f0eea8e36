"""An alias that nothing vouches for, or that is gone: noted as damage, and never followed."""

from crawler import identity
from crawler.attest import AliasStanding, Damage, standing_of
from crawler.errors import BadRecord
from jobs.reading.opened import OpenedArchive


def check_alias(opened: OpenedArchive, url: str, led: str | None) -> None:
    """Take down an alias of this URL that no run has made, and one that is gone.

    Neither changes what is shown: only what check lines attest is followed. ``led``: the Article
    that the URL belongs to, as the index or check lines say.
    """
    key = identity.alias_key(url)
    try:
        alias = opened.archive.alias(url)
    except BadRecord as error:
        problem = error.message.removeprefix(f"{key} ")
    else:
        if alias is None:
            if led in {None, identity.article_of(url)}:
                return
            problem = f"it is not there, and check lines say that {url} belongs to {led}"
        elif (
            standing_of(alias, opened.index, opened.archive.store, now=opened.at)
            is AliasStanding.INJECTED
        ):
            problem = f"no check line says that {url} belongs to {alias.article}: not followed"
        else:
            return
    opened.reader.note(
        Damage(article=identity.article_of(url), version=None, key=key, problem=problem)
    )
