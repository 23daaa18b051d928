"""Several readings of one plate made into one, no surer than all of them together are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from devices.eyes.grammar import Decoded
from devices.interfaces import PlateForm


def together(*readings: Decoded) -> Decoded:
    """The likeliest character at each place of the likeliest form, every certainty averaged over all readings.

    What only one of two readings saw counts half.
    """
    form = _likeliest_form(readings)
    told = [reading for reading in readings if reading.form == form]
    shares = tuple(
        _averaged([reading.shares[place] for reading in told], len(readings))
        for place in range(len(form.alphabets))
    )
    text = "".join(max(share, key=lambda symbol: share[symbol]) for share in shares)
    others = _averaged([_texts(reading) for reading in readings], len(readings))
    confidence = others.pop(text, 0.0)
    ranked = sorted(others.items(), key=lambda item: item[1], reverse=True)
    most = max(len(reading.alternatives) for reading in readings) + 1
    characters = tuple(max(share.values()) for share in shares)
    return Decoded(text, form, confidence, characters, tuple(ranked[:most]), shares)


def _likeliest_form(readings: Sequence[Decoded]) -> PlateForm:
    confidence: dict[str, float] = defaultdict(float)
    for reading in readings:
        confidence[reading.form.kind] += reading.confidence
    return max(readings, key=lambda reading: confidence[reading.form.kind]).form


def _texts(reading: Decoded) -> Mapping[str, float]:
    return {reading.text: reading.confidence, **dict(reading.alternatives)}


def _averaged(shares: Sequence[Mapping[str, float]], among: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for share in shares:
        for name, certain in share.items():
            found[name] += certain / among
    return dict(found)
