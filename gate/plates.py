"""Plates by GA 36-2018: which texts are plates, on which colours, and when several looks agree on one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from devices.interfaces import PlateColour, PlateForm, PlateReading

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SERIAL = LETTERS + DIGITS
"""A serial never holds I or O (§6.1)."""
OFFICE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
POWER = "ABCDEFGHJK"
"""The letter of a new-energy plate: D A B C E run on a battery alone, F G H J K do not."""
BATTERY_ONLY = "DABCE"
NEW_ENERGY = ("small_new_energy", "large_new_energy")


def _form(kind: str, alphabets: Sequence[str], *colours: PlateColour) -> PlateForm:
    return PlateForm(kind, tuple(alphabets), frozenset(colours))


_P, _L, _N, _D = PROVINCES, OFFICE, SERIAL, DIGITS

FORMS: tuple[PlateForm, ...] = (
    _form("ordinary", [_P, _L, *[_N] * 5], PlateColour.BLUE, PlateColour.YELLOW),
    _form("small_new_energy", [_P, _L, POWER, _N, *[_D] * 4], PlateColour.GREEN),
    _form("large_new_energy", [_P, _L, *[_D] * 5, POWER], PlateColour.YELLOW_GREEN),
    _form("trailer", [_P, _L, *[_N] * 4, "挂"], PlateColour.YELLOW),
    _form("learner", [_P, _L, *[_N] * 4, "学"], PlateColour.YELLOW),
    _form("police", [_P, _L, *[_N] * 4, "警"], PlateColour.WHITE),
    _form("hong_kong_macau", ["粤", "Z", *[_N] * 4, "港澳"], PlateColour.BLACK),
    _form("embassy", [*[_D] * 6, "使"], PlateColour.BLACK),
    _form("consulate", [_P, *[_D] * 5, "领"], PlateColour.BLACK),
    _form("consulate_old", [_P, _L, *[_D] * 4, "领"], PlateColour.BLACK),
    _form("armed_police", ["W", "J", _P, *[_D] * 4, _D + "TDSHBXJ"], PlateColour.WHITE),
    _form("armed_police_headquarters", ["W", "J", *[_D] * 4, _D + "TDSHBXJ"], PlateColour.WHITE),
    _form("army", ["VKHBSLJNGCE", "ABCDJKLMNOPRSTVY", *[_D] * 5], PlateColour.WHITE),
    _form("emergency", [_P, _L, *[_N] * 4, "应", "急"], PlateColour.WHITE),
)


_DOTS = "·.・•-"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
"""Zero-width characters and variation selectors, as they come along when a plate is copied from a page."""


def normalise(text: str) -> str:
    """Upper case, half width, without dots, blanks and what nobody can see: how a plate is stored and compared.

    Letters of other scripts stay what they are, and so do marks that turn the order of reading about: a text that
    only looks like a plate is none.
    """
    narrow = (chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
    return "".join(char.upper() if char.isascii() else char for char in narrow if _counts(char))


def _counts(char: str) -> bool:
    return not char.isspace() and char not in _DOTS and char not in _UNSEEN


def fits(text: str, form: PlateForm) -> bool:
    """Whether the text has this form, character by character."""
    return len(text) == len(form.alphabets) and all(
        char in alphabet for char, alphabet in zip(text, form.alphabets, strict=True)
    )


@lru_cache(maxsize=4096)
def forms_of(text: str) -> tuple[PlateForm, ...]:
    """Every form that a normalised text has; empty when it is no plate."""
    return tuple(form for form in FORMS if fits(text, form))


def agrees_with_colour(text: str, colour: PlateColour) -> bool:
    """Whether a plate of this text may have this colour (§6.1: 8 characters ⇔ green, 挂 and 学 ⇒ yellow …)."""
    return any(colour in form.colours for form in forms_of(text))


def is_trailer(text: str) -> bool:
    return text.endswith("挂")


def is_new_energy(text: str) -> bool:
    """Whether the plate itself says 新能源."""
    return any(form.kind in NEW_ENERGY for form in forms_of(text))


def is_battery_only(text: str) -> bool:
    """Whether the plate itself says that the vehicle burns nothing."""
    kinds = {form.kind for form in forms_of(text)}
    if "small_new_energy" in kinds:
        return text[2] in BATTERY_ONLY
    return "large_new_energy" in kinds and text[-1] in BATTERY_ONLY


def differences(one: str, other: str) -> int:
    """Positions at which two texts of one length differ; the longer length when they have not one length."""
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(a != b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True, slots=True)
class Agreed:
    """One plate that the looks agree on, the best look of it, and how many looks said so."""

    best: PlateReading
    looks: int

    @property
    def text(self) -> str:
        return self.best.text

    @property
    def colour(self) -> PlateColour | None:
        return self.best.colour


STRONG = 0.95
"""From here on every character is sure enough for a single look."""
FAIR = 0.80
"""Looks below this say nothing. A weak look never grants entry."""
LOOKS_NEEDED = 2
COLOURLESS_LOOKS_NEEDED = 4


def agree(
    looks: Iterable[PlateReading], *, strong: float = STRONG, fair: float = FAIR
) -> Agreed | None:
    """The plate that several looks agree on, exactly, text and colour.

    One strong look is enough while no other fair look contradicts it. Otherwise two fair looks must say the
    very same and outnumber every other text two to one. Similar texts never add up: one character away is
    another vehicle. A look whose colour cannot be told speaks against every other text; where no look shows a
    colour (infrared) many of them name the plate, so that a person can judge what no rule may.
    """
    seen = [look for look in looks if look.weakest >= fair]
    fair_looks = [look for look in seen if look.colour is not None] or seen
    if not fair_looks:
        return None
    by_plate: dict[tuple[str, PlateColour | None], list[PlateReading]] = {}
    for look in fair_looks:
        by_plate.setdefault((look.text, look.colour), []).append(look)
    votes = max(by_plate.values(), key=lambda same: (len(same), max(s.weakest for s in same)))
    best = max(votes, key=lambda look: look.weakest)
    against = sum(look.text != best.text or look.colour not in (best.colour, None) for look in seen)
    if best.colour is None:
        enough = len(votes) >= COLOURLESS_LOOKS_NEEDED
    else:
        enough = len(votes) >= LOOKS_NEEDED or best.weakest >= strong
    if not enough or against * 2 > len(votes):
        return None
    return Agreed(best, len(votes))
