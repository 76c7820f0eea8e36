"""Language tags as pages write them."""

import pytest

from crawler.languages import LANGUAGES, primary_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pt-BR", "pt"),
        ("zh_Hant_TW", "zh"),
        (" EN ", "en"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("iw", "he"),
        ("in-ID", "id"),
        ("fil", "fil"),
        ("", "de"),
        (None, "de"),
    ],
)
def test_a_tag_leads_to_its_language(tag: str | None, code: str) -> None:
    """Region and script are left out; a code of three letters is no other one's beginning."""
    assert primary_language(tag, "de") == code


def test_codes_of_the_data_files_stay() -> None:
    """Each names itself."""
    assert [primary_language(code) for code in LANGUAGES] == list(LANGUAGES)
