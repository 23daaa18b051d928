"""Plates that look like another: the errors of eyes, and of people who would like to be let in."""

from random import Random

from devices.interfaces import PlateColour
from gate import plates
from gate.lookalikes import CONFUSIONS


def alike(random: Random, text: str, colour: PlateColour) -> tuple[str, PlateColour]:
    """Another plate: one or two characters, the province or the colour is not the same."""
    way = random.choice((_one, _two, _confused, _confused_twice, _elsewhere, _elsewhere_and_one))
    if random.random() < 0.05:
        return text, random.choice([other for other in PlateColour if other is not colour])
    return way(random, text), colour


def _one(random: Random, text: str) -> str:
    place = random.randrange(1, len(text))
    return text[:place] + random.choice(plates.SERIAL) + text[place + 1 :]


def _two(random: Random, text: str) -> str:
    return _one(random, _one(random, text))


def _confused(random: Random, text: str) -> str:
    pairs = [(place, b) for place, a in enumerate(text) for c, b in CONFUSIONS if a == c]
    if not pairs:
        return _one(random, text)
    place, other = random.choice(pairs)
    return text[:place] + other + text[place + 1 :]


def _confused_twice(random: Random, text: str) -> str:
    return _confused(random, _confused(random, text))


def _elsewhere(random: Random, text: str) -> str:
    return random.choice(plates.PROVINCES) + text[1:]


def _elsewhere_and_one(random: Random, text: str) -> str:
    return _elsewhere(random, _one(random, text))
