"""Check parts: what goes in comes out, and no byte of the object can change unseen."""

import gzip
import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.checks import (
    Part,
    PartHeader,
    decode_part,
    encode_part,
    parse_part,
    parse_part_of,
)
from crawler.codec import canonical_json
from crawler.errors import BadRecord
from crawler.gzipped import seal
from crawler.identity import check_key
from crawler.model import VERSIONED, Check, Finding, ObjectRef, Outcome

NOW = datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)
RUN = "20261121T102439Z-0a1b2c3d"
HASH = "ab" * 32


def a_check(number: int = 1, run: str = RUN) -> Check:
    """Return one check line's value."""
    return Check(
        kind="article",
        run=run,
        url=f"https://news.example/{number}",
        fetched_at=NOW + timedelta(seconds=number),
        outcome=Outcome.UNCHANGED,
        version=number,
        record_sha256=HASH,
    )


def a_part(number: int = 1, checks: int = 3, report: dict[str, Any] | None = None) -> Part:
    """Return a part of a Run, the first with its plan."""
    if number > 1:
        header = PartHeader(run=RUN, part=number, previous=HASH)
    else:
        seen = (ObjectRef(key=check_key("20261120T102439Z-0a1b2c3d", 2), sha256=HASH),)
        header = PartHeader(
            run=RUN,
            part=1,
            previous=None,
            plan={"targets": []},
            trigger="command line",
            started=NOW,
            seen=seen,
        )
    return Part(header=header, checks=tuple(a_check(n) for n in range(checks)), report=report)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
json_objects = st.dictionaries(
    st.text().filter(lambda name: name != "kind"), json_values, max_size=4
)
part_values = st.builds(
    Part,
    header=st.builds(
        PartHeader,
        run=st.just(RUN),
        part=st.integers(1, 9999),
        previous=st.none() | st.just(HASH),
        plan=st.none() | json_objects,
        trigger=st.none() | st.text(),
        started=st.none() | st.just(NOW),
    ),
    checks=st.lists(st.builds(a_check, st.integers(0, 10**6)), max_size=4).map(tuple),
    report=st.none() | json_objects,
)


@given(part_values)
def test_a_part_comes_back_as_it_was(part: Part) -> None:
    """decode_part is the exact inverse of encode_part, and equal parts give equal bytes."""
    data = encode_part(part)
    assert decode_part(data, part.key) == part
    assert encode_part(part) == data


def test_a_part_is_json_lines_for_any_gunzip() -> None:
    """Any gzip reader shows a header line, the checks, and the report at the end."""
    lines = [
        json.loads(line)
        for line in gzip.decompress(encode_part(a_part(report={"outcome": "done"}))).splitlines()
    ]
    assert [line["kind"] for line in lines] == ["part", "article", "article", "article", "report"]


def test_every_flipped_bit_is_found() -> None:
    """A change of any one bit of the object, its gzip header included, is a BadRecord."""
    part = a_part(checks=20, report={"counts": {"unchanged": 20}})
    data = encode_part(part)
    for position in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            with pytest.raises(BadRecord):
                decode_part(bytes(changed), part.key)


@pytest.mark.parametrize("keep", [0, 1, 10, 47, 48, 60, -9, -1])
def test_a_cut_part_is_found(keep: int) -> None:
    """A part that was cut anywhere is a BadRecord that names its key."""
    part = a_part()
    with pytest.raises(BadRecord, match=part.key):
        decode_part(encode_part(part)[:keep], part.key)


@pytest.mark.parametrize(
    "tail", [b"\0", b"garbage", gzip.compress(b"{}\n", mtime=0), seal(b"{}\n")]
)
def test_something_after_the_member_is_found(tail: bytes) -> None:
    """Nothing may follow the gzip member, not even another member."""
    part = a_part()
    with pytest.raises(BadRecord, match=part.key):
        decode_part(encode_part(part) + tail, part.key)


def test_a_second_member_is_found_however_well_it_is_sealed() -> None:
    """Something behind the member is a BadRecord even where the seal was made to cover it."""
    data = encode_part(a_part())
    body = data[48:] + gzip.compress(b"{}\n")
    with pytest.raises(BadRecord, match="follows the end"):
        parse_part(data[:16] + hashlib.sha256(body).digest() + body)


@pytest.mark.parametrize(
    "key",
    [
        check_key(RUN, 2),
        check_key("20261121T102439Z-ffffffff", 1),
        check_key("20261120T102439Z-0a1b2c3d", 1),
    ],
)
def test_a_part_under_a_wrong_key_is_found(key: str) -> None:
    """A part that stands under another run's or part's key is a BadRecord."""
    with pytest.raises(BadRecord, match="belongs elsewhere"):
        decode_part(encode_part(a_part()), key)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"kind":"part","run":"20261121T102439Z-0a1b2c3d","part":1}\n',
        b'{"kind":"part","run":"nonsense","part":1,"previous":null}\n',
        b'{"kind":"part","run":"20261121T102439Z-0a1b2c3d","part":1,"previous":null}',
        b'{"kind":"part","run":"20261121T102439Z-0a1b2c3d","part":1,"previous":null}\n{"kind":"article"}\n',
        b'{"kind":"part","run":"20261121T102439Z-0a1b2c3d","part":1,"previous":null}\n{"kind":"report"}\n{"kind":"report"}\n',
    ],
)
def test_lines_that_are_no_part_are_refused(content: bytes) -> None:
    """Well-sealed bytes whose lines are no part are a BadRecord, never another exception."""
    with pytest.raises(BadRecord):
        decode_part(seal(content), check_key(RUN, 1))


def test_a_strangers_check_is_refused() -> None:
    """A check of another run has no place in a part."""
    part = Part(header=a_part().header, checks=(a_check(run="20261121T102439Z-ffffffff"),))
    with pytest.raises(BadRecord, match="ffffffff"):
        decode_part(encode_part(part), part.key)


def test_floats_are_refused_when_written() -> None:
    """A plan or report that stored JSON has no form for is the caller's error, before anything is
    stored.
    """
    with pytest.raises(TypeError):
        encode_part(a_part(report={"seconds": 0.5}))


def early_line(**members: Any) -> Check:
    """Return the check of a line that has these members, and no ``finding`` and ``score``."""
    header, line = gzip.decompress(encode_part(a_part(2, checks=1))).splitlines()
    early = json.loads(line) | members
    del early["finding"], early["score"]
    return parse_part(seal(header + b"\n" + canonical_json(early) + b"\n")).checks[0]


@pytest.mark.parametrize("finding", Finding)
def test_an_early_lines_finding_is_read_from_its_reason(finding: Finding) -> None:
    """A line of before the field came has it in brackets at the end of its reason, in words."""
    reason = f"{finding.words}: [paywall, 99 of 100] as it says [{finding.label}, 60 of 100]"
    check = early_line(outcome=finding.outcome.value, reason=reason)
    assert (check.finding, check.score, check.reason) == (finding, 60, reason)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("suspect", None),
        ("suspect", "no brackets"),
        ("suspect", "[shrunk, 60 of 100] and more"),
        ("blocked", "[walled, 60 of 100]"),
        ("failed", "what the server sent: [shrunk, 60 of 100]"),
    ],
)
def test_no_finding_is_made_up(outcome: str, reason: str | None) -> None:
    """A reason that ends otherwise, or of a check that suspected nothing, gives none."""
    check = early_line(outcome=outcome, reason=reason)
    assert (check.finding, check.score) == (None, None)


def test_the_field_counts_and_not_the_reason() -> None:
    """Where a line has the field, its reason is not read, and both come back as they were."""
    reason = "in words [shrunk, 60 of 100]"
    check = replace(
        a_check(), outcome=Outcome.SUSPECT, reason=reason, finding=Finding.PAYWALL, score=80
    )
    part = replace(a_part(2), checks=(check,))
    assert decode_part(encode_part(part), part.key) == part
    assert b'"finding":"paywall"' in gzip.decompress(encode_part(part))


_ARTICLES = ("news.example/1", "news.example/2", "zeitung.example/ü", None)
_TEXTS = st.none() | st.sampled_from(
    (
        ',"outcome":"new"',
        '","kind":"source","outcome":"gone',
        '\\","article":"news.example/1',
        'W/"1"',
        "\\",
        '{"article":"news.example/1"',
    )
)


@st.composite
def odd_checks(draw: st.DrawFn) -> Check:
    """Draw a line of any article, whose texts look like members of a line."""
    return replace(
        a_check(),
        kind=draw(st.sampled_from(("article", "source"))),
        article=draw(st.sampled_from(_ARTICLES)),
        outcome=draw(st.sampled_from(Outcome)),
        version=draw(st.sampled_from((None, 7))),
        record_sha256=draw(st.sampled_from((None, HASH))),
        reason=draw(_TEXTS),
        etag=draw(_TEXTS),
        final_url=draw(_TEXTS),
        source=draw(_TEXTS),
    )


@given(st.lists(odd_checks(), max_size=4), st.sampled_from(_ARTICLES[:3]))
def test_one_articles_lines_are_those_that_a_full_look_finds(
    checks: list[Check], article: str
) -> None:
    """Read for one article, a part gives its lines, each that needs a full look, and the outcomes
    of all, whatever the texts of others look like.
    """
    data = encode_part(replace(a_part(2, report={"counts": {}}), checks=tuple(checks)))
    part, others = parse_part_of(data, {article})
    whole = parse_part(data)
    assert [one for one in part.checks if one.article == article] == [
        one for one in whole.checks if one.article == article
    ]
    assert (part.header, part.report) == (whole.header, whole.report)
    of_articles = Counter(one.outcome.value for one in whole.checks if one.kind == "article")
    assert others + Counter(one.outcome.value for one in part.checks if one.kind == "article") == (
        of_articles
    )
    assert {one for one in whole.checks if _lacks_its_version(one)} <= set(part.checks)


def _lacks_its_version(check: Check) -> bool:
    named = (check.article, check.version, check.record_sha256)
    return check.kind == "article" and check.outcome in VERSIONED and None in named


@pytest.mark.parametrize("old", [b'"outcome":"unchanged"', b'"run":"%s"' % RUN.encode()])
def test_a_strange_line_of_another_article_is_refused(old: bytes) -> None:
    """An outcome that there is not, or another run's name, is no line that may be passed over."""
    content = gzip.decompress(encode_part(a_part(2)))
    key, _ = old.split(b":")
    strange = seal(content.replace(old, key + b':"20261121T102439Z-ffffffff"', 2))
    with pytest.raises(BadRecord):
        parse_part_of(strange, {"news.example/9"})
