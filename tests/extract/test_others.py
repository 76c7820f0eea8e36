"""What others wrote, and what is of another subject, is never the story."""

import pytest

from crawler.extract import extract
from tests.extract.others import COMMENTS, GALLERIES, NEWS, READERS, REST, STORY, STREAMS, page

URL = "https://news.example/2026/03/14/ferry-story"
LONG = STORY + REST


@pytest.mark.parametrize("form", sorted(COMMENTS))
def test_comments(form: str) -> None:
    """Readers' comments of any form and language are no text, however short the story is."""
    for meaning in (False, True):
        found = extract(page(below=COMMENTS[form], meaning=meaning), URL)
        assert found.paragraphs == STORY


@pytest.mark.parametrize("form", sorted(COMMENTS))
def test_open_thread(form: str) -> None:
    """Of a post of one sentence with many comments, the sentence is the text."""
    post = ("This is the open thread for Monday, talk about whatever you like.",)
    found = extract(page(post, below=COMMENTS[form], title="Open thread"), URL)
    assert found.paragraphs == post


def test_thread() -> None:
    """Of a forum's thread, the opening post is the text."""
    posts = {"starter": f"{STORY[0]} {STORY[1]}", **READERS}
    for form in (
        "<div><b>{n}</b> <i>1{i} March 2026, 12:3{i}</i><p>{t}</p><a href=#>Quote</a></div>",
        "<table><tr><td>{n}<br>1{i}.03.2026 12:3{i}</td><td>{t}</td></tr></table>",
    ):
        thread = "".join(
            form.format(n=name, t=text, i=at) for at, (name, text) in enumerate(posts.items())
        )
        found = extract(page((), above=thread, title="Ferry out again"), URL)
        assert found.paragraphs == (posts["starter"],)


@pytest.mark.parametrize("place", ["above", "within", "below"])
@pytest.mark.parametrize("form", sorted(GALLERIES))
def test_galleries(form: str, place: str) -> None:
    """The captions of another subject's gallery are no text, wherever it stands."""
    found = extract(page(**{place: GALLERIES[form]}), URL)  # type: ignore[arg-type]
    assert found.paragraphs == STORY


@pytest.mark.parametrize("form", sorted(STREAMS))
def test_streams(form: str) -> None:
    """The day's stream of other news below a story is none of it."""
    assert extract(page(LONG, below=STREAMS[form]), URL).paragraphs == LONG


def _texts(form: str) -> str:
    return "".join(form.format(i=at + 2, t=text) for at, text in enumerate(NEWS))


@pytest.mark.parametrize(
    ("html", "has"),
    [
        (
            page(within="".join(f"<p><b>{n}:</b> {t}</p>" for n, t in READERS.items())),
            (*STORY, *READERS.values()),
        ),
        (
            page(
                within="<h3>What our readers say</h3>"
                + "".join(f"<p><b>{n}:</b> {t}</p>" for n, t in READERS.items())
            ),
            STORY,
        ),
        (page(within=_texts("<h4>{i} March 2026</h4><p>{t}</p>")), (*STORY, *NEWS)),
        (page(within=_texts("<p><b>1{i}:20</b></p><p>{t}</p>")), (*STORY, *NEWS)),
        (page(within=f"<h2>Comments</h2><p>{NEWS[0]}</p>"), (*STORY, NEWS[0])),
        (page(above=f"<p>{NEWS[2]}</p><div>3 comments</div>"), STORY),
        (page(within="<div><a href=#c>5 comments</a></div>"), STORY),
        (page().replace("class=x1", "class='comment comment-body'"), STORY),
        (
            page(
                (NEWS[0],),
                title="The 5 best hotels",
                below="<div>" + _texts("<div class=h><h3>{i}/5 Hotel</h3><p>{t}</p></div>"),
            ),
            NEWS[1:],
        ),
    ],
    ids=[
        "an interview",
        "voices within the story",
        "a timeline",
        "a chronology",
        "a section on comments",
        "a count above",
        "a count within",
        "a box named so",
        "a numbered list",
    ],
)
def test_the_storys_own(html: str, has: tuple[str, ...]) -> None:
    """What only resembles comments, galleries and streams stays."""
    text = extract(html, URL).text
    assert [part for part in has if part not in text] == []


SIGNED = """
en Comments|I was there on Sunday, believe me.|The mayor should pay for this herself.
de Kommentare|Ich war am Sonntag dort, glauben Sie mir.|Das soll die Stadt selbst bezahlen.
es Comentarios|Yo estuve allí el domingo, créanme.|Que lo pague la alcaldesa.
ar التعليقات|كنت هناك يوم الأحد، صدقوني.|على العمدة أن تدفع من جيبها.
"""


@pytest.mark.parametrize("line", SIGNED.strip().split("\n"))
def test_short_comments_in_a_definition_list(line: str) -> None:
    """Terms that are a name and a day make rows of comments, and no table of values."""
    heading, *texts = line[3:].split("|")
    rows = "".join(
        f"<dt>Salt{at}, 1{at}.03.2026 10:2{at}</dt><dd>{text}</dd>" for at, text in enumerate(texts)
    )
    html = page(below=f"<h3>{heading}</h3><dl>{rows}</dl>")
    assert extract(html, URL).paragraphs == STORY


def test_a_list_of_values_below_such_a_heading_stays() -> None:
    """Days that nobody signs are the story's."""
    rows = "<dt>14 March</dt><dd>The ferry leaves</dd><dt>15 March</dt><dd>It is back</dd>"
    text = extract(page(within=f"<h3>Reactions</h3><dl>{rows}</dl>"), URL).text
    assert "14 March | The ferry leaves" in text
