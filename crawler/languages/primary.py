"""The language that a language tag names, whatever region or script it names besides."""

_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
"""Tags of languages whose data file has another code: Norway's two forms, and two old codes."""


def primary_language(tag: str | None, default: str = "") -> str:
    """Return the code that a language has among the data files: "pt" for "pt-BR", "no" for "nb_NO".

    ``default`` where no tag is given.
    """
    code = (tag or default).strip().replace("_", "-").partition("-")[0].lower()
    return _SAME.get(code, code)
