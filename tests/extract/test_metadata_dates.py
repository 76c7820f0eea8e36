"""Dates: as exact as the page gives them, in ISO 8601, and none that cannot be."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.metadata.timestamps import moment
from tests.extract.metadata_pages import FETCHED, HEADLINE, STORY, URL, article, ld, page, read

PUBLISHED, MODIFIED = "2026-05-12T09:30:00+02:00", "2026-05-13T08:00:00+02:00"
PLAIN_URL = "https://www.harbourpost.example/local/ferry-stays-in-port"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-12", "2026-05-12"),
        ("2026-05-12T09:30:00+02:00", "2026-05-12T09:30:00+02:00"),
        ("2026-05-12T09:30:00.123+0200", "2026-05-12T09:30:00+02:00"),
        ("2026-05-12T09:30:00Z", "2026-05-12T09:30:00Z"),
        ("2026-05-12T09:30:00+00:00", "2026-05-12T09:30:00Z"),
        ("2026-05-12 09:30 UTC", "2026-05-12T09:30:00Z"),
        ("2026-05-12T09:30", "2026-05-12T09:30:00"),
        ("2026-5-2", "2026-05-02"),
        ("20260512", "2026-05-12"),
        ("20260512T093000Z", "2026-05-12T09:30:00Z"),
        ("1778578200", "2026-05-12T09:30:00Z"),
        ("1778578200000", "2026-05-12T09:30:00Z"),
        ("Tue, 12 May 2026 09:30:00 GMT", "2026-05-12T09:30:00Z"),
        ("Tue, 12 May 2026 09:30:00 -0500", "2026-05-12T09:30:00-05:00"),
        ("May 12, 2026", "2026-05-12"),
        ("Published 12th May 2026 at noon", "2026-05-12"),
        ("12. März 2026", "2026-03-12"),
        ("12 de mayo de 2026", "2026-05-12"),
        ("le 1er août 2026", "2026-08-01"),
        ("12.05.2026, 9:30 Uhr", "2026-05-12"),
        ("31/05/2026", "2026-05-31"),
        ("05/31/2026", "2026-05-31"),
        ("2026年5月12日", "2026-05-12"),
        ("2026년 5월 12일", "2026-05-12"),
        ("2026/05/12 09:30", "2026-05-12"),
    ],
)
def test_a_time_is_read(text: str, expected: str) -> None:
    """Every common notation becomes ISO 8601, no more exact than it was."""
    assert moment(text, FETCHED) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "4 days ago",
        "05/06/2026",
        "2026-02-30",
        "1989-12-31",
        "2026-11-24",
        "2027",
        "99999999999999",
        "0000-00-00",
    ],
)
def test_no_date_is_made_up(text: str | None) -> None:
    """Relative, ambiguous, impossible, too old and future dates are none."""
    assert moment(text, FETCHED) is None


@given(
    st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001
        max_value=datetime(2026, 11, 20),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)  # hypothesis wants naive bounds
def test_iso_times_come_back(value: datetime) -> None:
    """An ISO time with its zone is the same instant afterwards, but for fractions of a second."""
    found = moment(value.isoformat(), FETCHED)
    assert found is not None
    assert datetime.fromisoformat(found) == value.replace(microsecond=0)


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    """Whatever stands where a date should be, the answer is a date or None."""
    found = moment(text, FETCHED)
    assert found is None or datetime.fromisoformat(found)


@pytest.mark.parametrize(
    "head",
    [
        ld(article(datePublished=PUBLISHED, dateModified=MODIFIED)),
        (
            f'<meta property="article:published_time" content="{PUBLISHED}"><meta '
            f'property="article:modified_time" content="{MODIFIED}">'
        ),
        (
            f'<meta itemprop="datePublished" content="{PUBLISHED}"><meta '
            f'itemprop="dateModified" content="{MODIFIED}">'
        ),
        (
            f'<meta name="parsely-pub-date" content="{PUBLISHED}"><meta '
            f'name="last-modified" content="{MODIFIED}">'
        ),
        ld(
            {
                "@graph": [
                    article(),
                    {"@type": "WebPage", "datePublished": PUBLISHED, "dateModified": MODIFIED},
                ]
            }
        ),
    ],
)
def test_declared_times_keep_their_zone(head: str) -> None:
    """JSON-LD, meta elements and microdata give publication and change with their zone."""
    found = read(page(head), PLAIN_URL)
    assert (found.published, found.modified) == (PUBLISHED, MODIFIED)


def test_a_time_element_below_the_headline_counts() -> None:
    """Without declarations the time elements say when; one that says "updated" is the change."""
    times = (
        '<time datetime="2026-05-12T09:30Z">12 May</time><p class="updated"><time '
        'datetime="2026-05-13T08:00Z">13 May</time></p>'
    )
    found = read(page(body=f"<h1>{HEADLINE}</h1>{times}{STORY}"), PLAIN_URL)
    assert (found.published, found.modified) == ("2026-05-12T09:30:00Z", "2026-05-13T08:00:00Z")


def test_a_written_date_below_the_headline_counts() -> None:
    """A date in words between headline and story is the publication."""
    assert (
        read(page(body=f"<h1>{HEADLINE}</h1><div>12 May 2026</div>{STORY}"), PLAIN_URL).published
        == "2026-05-12"
    )


def test_a_teasers_date_does_not_count() -> None:
    """A date in an aside is another article's."""
    assert (
        read(
            page(
                body=(
                    f"<h1>{HEADLINE}</h1>{STORY}<aside><time datetime='2026-01-02'>2 "
                    "January</time></aside>"
                )
            ),
            PLAIN_URL,
        ).published
        is None
    )


def test_the_address_gives_the_day() -> None:
    """A day in the page's address is used where the page says nothing."""
    assert read(page(), "https://harbourpost.example/2026/05/12/ferry").published == "2026-05-12"


def test_a_relative_date_is_none() -> None:
    """The words "4 days ago" would be another date with every fetch, so it is none."""
    body = f"<h1>{HEADLINE}</h1><p>4 days ago</p>{STORY}"
    assert read(page(body=body), PLAIN_URL).published is None


def test_an_impossible_declaration_gives_way() -> None:
    """A date after the fetch is passed over for the next declaration."""
    head = (
        ld(article(datePublished="2030-01-01"))
        + '<meta property="article:published_time" content="2026-05-12">'
    )
    assert read(page(head), URL).published == "2026-05-12"
