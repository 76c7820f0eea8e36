"""Which way the letters of a line run: Unicode's bidirectional algorithm (UAX 9).

Without its marks, embeddings and isolates, which ``visible`` has made numbers. So one paragraph is
one sequence, and its rules are short. A test compares them with those of another library.
"""

import unicodedata
from collections.abc import Sequence

_TURNING = frozenset({"R", "AL", "AN"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_NUMBERS = frozenset({"EN", "AN"})
_SEPARATORS = frozenset({"ES", "ET", "CS"})
_STRONG = frozenset({"L", "R", "AL"})
_NESTED = 63
"""Brackets within brackets, at most."""

_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩"  # noqa: RUF001  # as they are
    "〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"  # noqa: RUF001
)
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_CLOSERS = frozenset(_CLOSING.values())


def direction(text: str) -> str:
    """Return where a text begins, ``ltr`` or ``rtl``, by its first letter that says so."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def levels(text: str, base: int) -> Sequence[int]:
    """Return each letter's level: odd where it runs leftwards. ``base``: 1 if the text does."""
    if base == 0 and text.isascii():
        return bytes(len(text))
    told = [unicodedata.bidirectional(letter) or "L" for letter in text]
    if base == 0 and _TURNING.isdisjoint(told):
        return bytes(len(text))
    seen = [at for at, kind in enumerate(told) if kind != "BN"]
    kinds = _resolved([text[at] for at in seen], [told[at] for at in seen], "R" if base else "L")
    found = dict(zip(seen, kinds, strict=True))
    result, level = [], base
    for at in range(len(text)):
        kind = found.get(at)  # what is never seen goes with the letter before it
        if kind is not None:
            level = (1 if kind == "R" else 2) if base or kind != "L" else 0
        result.append(level)
    return result


def in_visual_order(levels_of: Sequence[int]) -> list[int]:
    """Return the places of parts from left to right, by the level of each."""
    order = list(range(len(levels_of)))
    for level in range(max(levels_of, default=0), 0, -1):
        start = 0
        while start < len(order):
            if levels_of[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels_of[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


def _resolved(letters: Sequence[str], told: Sequence[str], around: str) -> Sequence[str]:
    """Return for each letter L, R, or the kind of its number."""
    kinds = _weak(told, around)
    _brackets(letters, told, kinds, around)
    _neutral(kinds, around)
    return kinds


def _weak(told: Sequence[str], around: str) -> list[str]:
    """Return the kinds after the rules for numbers and marks, W1 to W7."""
    kinds, before, strong = list(told), around, around
    for at, kind in enumerate(told):
        found = before if kind == "NSM" else kind
        if found in _STRONG:
            strong = found
        elif found == "EN" and strong == "AL":
            found = "AN"
        kinds[at] = before = found
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        left, right = kinds[at - 1], kinds[at + 1]
        if left == right and (
            (kinds[at] == "CS" and left in _NUMBERS) or (kinds[at] == "ES" and left == "EN")
        ):
            kinds[at] = left
    _signs(kinds)
    strong = around
    for at, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _signs(kinds: list[str]) -> None:
    """Make signs beside a number part of it, and others neutral: W5 and W6."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > at:
            beside = {kinds[at - 1] if at else "", kinds[end] if end < len(kinds) else ""}
            kinds[at:end] = ["EN" if "EN" in beside else "ON"] * (end - at)
        at = max(end, at + 1)
    for at, kind in enumerate(kinds):
        if kind in _SEPARATORS:
            kinds[at] = "ON"


def _brackets(letters: Sequence[str], told: Sequence[str], kinds: list[str], around: str) -> None:
    """Give both brackets of a pair one direction: N0."""
    for opened, closed in _bracket_pairs(letters, kinds):
        within = {_side(kind) for kind in kinds[opened + 1 : closed]} - {""}
        if around in within:
            found = around
        elif within:
            sides = (_side(kind) for kind in reversed(kinds[:opened]))
            found = next(filter(None, sides), around)
        else:
            continue
        for at in (opened, closed):
            kinds[at] = found
            after = at + 1
            while after < len(told) and told[after] == "NSM":
                kinds[after] = found
                after += 1


def _bracket_pairs(letters: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for at, letter in enumerate(letters):
        if kinds[at] != "ON":
            continue
        if letter in _CLOSING:
            if len(opened) == _NESTED:
                break
            opened.append((_CLOSING[letter], at))
        elif letter in _CLOSERS:
            for place in range(len(opened) - 1, -1, -1):
                if opened[place][0] == letter:
                    pairs.append((opened[place][1], at))
                    del opened[place:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], around: str) -> None:
    """Give neutral signs the direction of both sides, or of the text: N1 and N2."""
    at, before = 0, around
    while at < len(kinds):
        if kinds[at] not in _NEUTRAL:
            before, at = _side(kinds[at]), at + 1
            continue
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        after = _side(kinds[end]) if end < len(kinds) else around
        kinds[at:end] = [before if before == after else around] * (end - at)
        at = end


def _side(kind: str) -> str:
    """Return the direction that a kind stands for: a number counts as one that runs leftwards."""
    return "L" if kind == "L" else "R" if kind in {"R", "EN", "AN"} else ""
