"""What stands beside a text, as ``show`` and ``extract`` print it below the text."""

from rich.text import Text

from crawler.model import Extraction
from jobs.terminal.screen import Screen, plain


def print_beside(extraction: Extraction, out: Screen) -> None:
    """Print the captions, links and quoted posts, those that there are."""
    lists = (
        ("Pictures", [(one.text, one.image or "") for one in extraction.captions or ()]),
        ("Links in the text", [(one.text, one.url) for one in extraction.links or ()]),
        ("Quoted posts and films", [(one.text, one.url) for one in extraction.embeds or ()]),
    )
    for name, values in lists:
        if not values:
            continue
        out.print()
        out.paragraph(Text(name, style="bold"))
        for words, address in values:
            if words:
                out.paragraph(Text(plain(words)), lead="  ")
            if address:
                out.print(Text(f"  {plain(address)}", style="dim"), soft_wrap=True)
