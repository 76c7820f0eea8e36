"""Who brought which sentence: additions, rewordings, moves, returns, removals."""

import unicodedata
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blame import Blame, Sentence, blame
from crawler.diff import sentences_of
from crawler.model import Extraction
from tests.diff.texts import bodies, paragraphs, sentences
from tests.examples import examples

CLOSED = "The old bridge over the Lenne was closed to all traffic on Monday."
CRACK = "A crack was found in its northern pier by 12 divers of the fire brigade."
MORE = CRACK.replace("12", "14")
MAYOR = "Mayor Ada Brandt promised a ferry within a week."
FERRY = "Until the spring a ferry will carry commuters across the river."
TRADE = "Shopkeepers on both banks fear for their trade before Christmas."


def text(*paragraphs: str) -> Extraction:
    """Return an English text of these paragraphs."""
    return Extraction(extractor="x", language="en", paragraphs=paragraphs)


def told(*versions: Extraction | None) -> Blame:
    """Return the blame of versions numbered from 1."""
    return blame(enumerate(versions, 1))


def origins(found: Blame) -> list[tuple[str, int, int | None]]:
    """Return each sentence that stands, with the version that brought it and the one it was
    reworded from.
    """
    return [
        (sentence.text, sentence.version, sentence.reworded_from) for sentence in found.sentences
    ]


def departures(found: Blame) -> list[tuple[str, int, int]]:
    """Return each sentence that left, with the version that brought it and the first without it."""
    return [
        (departure.sentence.text, departure.sentence.version, departure.left_in)
        for departure in found.left
    ]


def folded(words: str) -> str:
    """Return text as the fingerprint sees it."""
    return " ".join(unicodedata.normalize("NFKC", words).split())


def test_one_version_brings_all() -> None:
    """All sentences of an only version are its own, in order, each with its paragraph.

    Nothing left.
    """
    found = told(text(f"{CLOSED} {CRACK}", MAYOR))
    assert origins(found) == [(CLOSED, 1, None), (CRACK, 1, None), (MAYOR, 1, None)]
    assert [sentence.paragraph for sentence in found.sentences] == [0, 0, 1]
    assert found.left == ()


def test_no_version_brings_nothing() -> None:
    """No versions, or only one that says the article is gone, have no sentences."""
    assert told() == told(None) == Blame(sentences=(), left=())


def test_an_addition_is_its_versions() -> None:
    """A sentence that came is attributed to the version that brought it, wherever it stands.

    The others stay.
    """
    found = told(text(CLOSED, MAYOR), text(f"{CLOSED} {CRACK}", FERRY, MAYOR))
    assert origins(found) == [
        (CLOSED, 1, None),
        (CRACK, 2, None),
        (FERRY, 2, None),
        (MAYOR, 1, None),
    ]


def test_a_rewording_is_traced_back() -> None:
    """A reworded sentence is attributed to the version of its wording, and shows every wording it
    had before.
    """
    last = MORE.replace("found", "discovered")
    found = told(text(CLOSED, CRACK), text(CLOSED, MORE), text(CLOSED, MORE), text(CLOSED, last))
    assert origins(found) == [(CLOSED, 1, None), (last, 4, 1)]
    assert [(wording.version, wording.text) for wording in found.sentences[1].wordings] == [
        (1, CRACK),
        (2, MORE),
        (4, last),
    ]


def test_a_move_keeps_the_origin() -> None:
    """Sentences and paragraphs that only moved, within a paragraph or to another one, keep the
    version that brought them.
    """
    found = told(text(f"{CLOSED} {CRACK}", MAYOR, TRADE), text(TRADE, CLOSED, f"{MAYOR} {CRACK}"))
    assert {(sentence.text, sentence.version) for sentence in found.sentences} == {
        (one, 1) for one in (CLOSED, CRACK, MAYOR, TRADE)
    }
    assert found.left == ()


def test_a_moved_paragraph_takes_its_short_sentences_along() -> None:
    """A sentence too short to be known again by itself keeps its origin when its
    paragraph moves.
    """
    found = told(
        text(f"{CRACK} He wept.", MAYOR, TRADE, FERRY),
        text(MAYOR, TRADE, FERRY, f"{CRACK} He wept."),
    )
    assert {sentence.version for sentence in found.sentences} == {1}
    assert found.left == ()


def test_what_left_is_told_with_when() -> None:
    """A sentence that left is told with the version that brought its wording and the first one
    without it.
    """
    found = told(
        text(CLOSED, CRACK, MAYOR), text(CLOSED, MORE, MAYOR), text(CLOSED, MAYOR), text(CLOSED)
    )
    assert departures(found) == [(MORE, 2, 3), (MAYOR, 1, 4)]
    assert found.left[0].sentence.reworded_from == 1


def test_white_space_and_compatible_forms_are_no_rewording() -> None:
    """What the fingerprint takes for equal is no new wording.

    The text shown is the newest one's.
    """
    found = told(
        text(CLOSED, "Ten of\ufb01cers came to the river bank."),
        text(CLOSED, "Ten  officers came to the river bank."),
    )
    assert [(sentence.version, sentence.reworded_from) for sentence in found.sentences] == [
        (1, None),
        (1, None),
    ]
    assert found.sentences[1].text == "Ten  officers came to the river bank."


def test_words_that_come_back() -> None:
    """A sentence that left and came back is the returning version's, names where it stood first,
    and did not leave.
    """
    found = told(text(CLOSED, MAYOR), text(CLOSED), text(CLOSED, MAYOR))
    assert [
        (sentence.text, sentence.version, sentence.returned_from) for sentence in found.sentences
    ] == [
        (CLOSED, 1, None),
        (MAYOR, 3, 1),
    ]
    assert found.left == ()
    again = told(
        text(CLOSED, MAYOR), text(CLOSED), text(CLOSED, MAYOR), text(CLOSED), text(CLOSED, MAYOR)
    )
    assert (again.sentences[1].version, again.sentences[1].returned_from) == (5, 1)


def test_a_removed_article_has_no_sentences() -> None:
    """When the newest state is gone, all sentences left with the removal, after those that left
    before it.
    """
    found = told(text(CLOSED, MAYOR), text(CLOSED), None)
    assert found.sentences == ()
    assert departures(found) == [(MAYOR, 1, 2), (CLOSED, 1, 3)]


def test_a_return_keeps_origins() -> None:
    """After a removal and a return the sentences keep their origins.

    Those that did not return left with the removal.
    """
    found = told(text(CLOSED, CRACK, MAYOR), None, text(CLOSED, MORE, FERRY))
    assert origins(found) == [(CLOSED, 1, None), (MORE, 3, 1), (FERRY, 3, None)]
    assert departures(found) == [(MAYOR, 1, 2)]


def test_joined_and_split_sentences_go_on() -> None:
    """A sentence made of two, or two made of one, are rewordings; their parts did not leave."""
    one = f"{CLOSED[:-1]}, and {CRACK[0].lower()}{CRACK[1:]}"
    joined, split = (
        told(text(f"{CLOSED} {CRACK}"), text(one)),
        told(text(one), text(f"{CLOSED} {CRACK}")),
    )
    assert origins(joined) == [(one, 2, 1)]
    assert origins(split) == [(CLOSED, 2, 1), (CRACK, 2, 1)]
    assert joined.left == split.left == ()


@st.composite
def histories(draw: st.DrawFn) -> list[Extraction | None]:
    """Return versions of an article.

    Each made of the paragraphs of those before, cut, joined and mixed with new ones; some are gone.
    """
    pool: list[str] = draw(bodies.filter(bool))
    versions: list[Extraction | None] = []
    for _ in range(draw(st.integers(1, 5))):
        old = st.sampled_from(pool)
        edited = st.tuples(old, st.integers(0, 40)).map(lambda pair: pair[0][pair[1] :])
        body = draw(
            st.lists(
                old | old | edited | st.tuples(old, sentences).map(" ".join) | paragraphs,
                max_size=8,
            )
        )
        pool += body
        gone = draw(st.integers(0, 5)) == 0
        versions.append(
            None
            if gone
            else Extraction(
                extractor="x",
                language=draw(st.sampled_from([None, "en", "ja"])),
                paragraphs=tuple(body),
            )
        )
    return versions


def read(versions: Sequence[Extraction | None]) -> list[list[str]]:
    """Return the sentences of each version, read by the newest language that one declares."""
    language = next(
        (one.language for one in reversed(versions) if one is not None and one.language), None
    )
    bodies = [() if one is None else one.paragraphs for one in versions]
    return [
        [part.strip() for parts in sentences_of(body, language) for part in parts if part.strip()]
        for body in bodies
    ]


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_every_sentence_has_one_origin(versions: list[Extraction | None]) -> None:
    """The newest text's sentences stand in order, each attributed to a version that has it in that
    wording.
    """
    found, texts = told(*versions), read(versions)
    assert [sentence.text for sentence in found.sentences] == texts[-1]
    for sentence in found.sentences:
        holds(sentence, texts)


@settings(max_examples=examples(200), deadline=None)
@given(histories())
def test_what_left_stood_before_and_stands_no_more(versions: list[Extraction | None]) -> None:
    """What left is attributed to a version that had it, stood in the one before it left, and is not
    in that one's successor as new.
    """
    found, texts = told(*versions), read(versions)
    for departure in found.left:
        holds(departure.sentence, texts)
        assert departure.sentence.version < departure.left_in <= len(versions)
        assert departure.sentence.text in texts[departure.left_in - 2]
    numbers = [departure.left_in for departure in found.left]
    assert numbers == sorted(numbers)


def holds(sentence: Sentence, texts: Sequence[Sequence[str]]) -> None:
    """Each wording stands in the version that it is attributed to, and not before a wording that is
    older.
    """
    numbers = [wording.version for wording in sentence.wordings]
    assert numbers == sorted(set(numbers))
    for wording in sentence.wordings:
        assert folded(wording.text) in map(folded, texts[wording.version - 1])
    assert folded(sentence.text) == folded(sentence.wordings[-1].text)


@settings(max_examples=examples(100), deadline=None)
@given(bodies, st.integers(1, 4))
def test_versions_that_do_not_differ_bring_nothing(body: list[str], count: int) -> None:
    """However often a text is recorded, its sentences are the first version's."""
    found = told(*[text(*body)] * count)
    assert {sentence.version for sentence in found.sentences} <= {1}
    assert found.left == ()
