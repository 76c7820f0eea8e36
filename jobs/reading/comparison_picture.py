"""The picture of a comparison."""

from crawler.change import classify
from crawler.model import State
from crawler.picture import ChangePicture, picture_of
from jobs.reading.comparison import Comparison


def comparison_picture(compared: Comparison, *, address: str = "") -> ChangePicture:
    """Return what a picture shows of two versions.

    ``address`` is that of the page that compares them, by default the configured one. Without any
    the picture names the article's own address and the two versions. Of versions that are no
    neighbours it does not say whether changes were announced: there may have been several.
    """
    change = compared.change
    if change is None and State.GONE not in {compared.older.state, compared.newer.state}:
        change = classify(compared.before, compared.after, compared.difference)
    return picture_of(
        compared.older,
        compared.newer,
        compared.difference,
        change,
        address=address or compared.address,
    )
