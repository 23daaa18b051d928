"""Two readings of one picture made into one, no surer than the two together are."""

from dataclasses import replace

from devices.eyes.grammar import Decoded


def together(one: Decoded, other: Decoded) -> Decoded:
    """The likelier text of the two, its certainty averaged over both: what only one of them saw counts half."""
    best, second = sorted((one, other), key=lambda decoded: decoded.confidence, reverse=True)
    agreeing = second.confidence if second.text == best.text else 0.0
    characters = tuple(
        (certain + _of(second, best.text, position)) / 2
        for position, certain in enumerate(best.characters)
    )
    return replace(
        best,
        confidence=(best.confidence + agreeing) / 2,
        characters=characters,
        alternatives=_alternatives(best, second),
    )


def _of(decoded: Decoded, text: str, position: int) -> float:
    """How certain this reading is of that text's character at the position."""
    same = len(decoded.text) == len(text) and decoded.text[position] == text[position]
    return decoded.characters[position] if same else 0.0


def _alternatives(best: Decoded, second: Decoded) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for text, confidence in (
        (second.text, second.confidence),
        *best.alternatives,
        *second.alternatives,
    ):
        if text != best.text:
            found[text] = found.get(text, 0.0) + confidence / 2
    ranked = sorted(found.items(), key=lambda item: item[1], reverse=True)
    return tuple(ranked[: len(best.alternatives) + 1])
