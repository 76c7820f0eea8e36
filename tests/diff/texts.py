"""Random texts and random edits of them, for property tests."""

from hypothesis import strategies as st

from crawler.model import Extraction

_LATIN = (
    "the a of and to river bridge mayor said council March 12 14 3.5 Lenne closed "
    "open ferry “ ” , . ! ? - % $ U.S. Dr. e.g."
)
_OTHERS = (
    "дом стоял реки мост 橋 は 閉鎖 された。 สะพาน ปิด แล้ว الجسر مغلق الآن הגשר נסגר पुल "
    "बंद है। 👩‍👩‍👧 e\u0301 ﬁ ½"
)
WORDS = tuple(f"{_LATIN} {_OTHERS}".split())

sentences = st.lists(st.sampled_from(WORDS), min_size=0, max_size=12).map(
    lambda parts: " ".join(parts) + "."
)
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
bodies = st.lists(paragraphs | st.text(max_size=30), max_size=8)
titles = st.none() | sentences
languages = st.sampled_from([None, "en", "de", "fr-CA", "ja", "th", "xx", "zh_Hant"])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Extraction, Extraction]:
    """Two texts; the second is made of the first's paragraphs, dropped, moved, cut and joined, with
    new ones between.
    """
    old = draw(bodies)
    pool = st.sampled_from(old) if old else sentences
    cut = st.tuples(pool, st.integers(0, 40)).map(lambda pair: pair[0][pair[1] :])
    joined = st.tuples(pool, pool).map(" ".join)
    new = draw(st.lists(pool | pool | cut | joined | paragraphs, max_size=10) | bodies)
    language = draw(languages)
    return tuple(  # type: ignore[return-value]  # two, for two bodies
        Extraction(
            extractor="x",
            title=draw(titles),
            authors=tuple(draw(st.lists(sentences, max_size=2))),
            published=draw(st.sampled_from([None, "2026-11-20", "2026-11-21"])),
            modified=draw(st.sampled_from([None, "2026-11-21T06:00:00Z"])),
            paragraphs=tuple(body),
            language=language,
        )
        for body in (old, new)
    )
