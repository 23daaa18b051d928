"""Several papers of one vehicle held against each other: one suggestion for each field, and who says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.papers.told import Told

MODEL = "vehicle_model"
Papers = Mapping[str, Mapping[str, Told]]
"""What each paper says, by its kind and the names of the fields."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a field may be filled with: the paper that says so, whether another one agrees, and what others say.

    That two papers agree makes nothing sure: eyes that take one character for another do so on both.
    """

    kind: str
    told: Told
    agreed: bool
    otherwise: tuple[tuple[str, Told], ...]


def together(papers: Papers) -> dict[str, Suggestion]:
    """One suggestion for each field of which some paper tells something."""
    names = dict.fromkeys(name for told in papers.values() for name in told)
    return {name: _suggestion(name, papers) for name in names}


def _suggestion(name: str, papers: Papers) -> Suggestion:
    said = [(kind, told[name]) for kind, told in papers.items() if name in told]
    kind, best = max(said, key=lambda one: _weight(name, one[1], [told for _, told in said]))
    others = [(other, told) for other, told in said if other != kind and told.value]
    return Suggestion(
        kind=kind,
        told=best,
        agreed=any(_same(name, best.value, told.value) for _, told in others),
        otherwise=tuple(one for one in others if not _same(name, best.value, one[1].value)),
    )


def _weight(name: str, told: Told, all_told: list[Told]) -> tuple[object, ...]:
    backing = sum(_same(name, told.value, other.value) for other in all_told)
    return (
        bool(told.value),
        told.sure,
        backing,
        len(told.value) if name == MODEL else 0,
        told.weakest,
    )


def _same(name: str, one: str, other: str) -> bool:
    """A licence writes the mark before the model, a list writes the model alone."""
    if name == MODEL and one and other:
        return one.endswith(other) or other.endswith(one)
    return bool(one) and one == other
