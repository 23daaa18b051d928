"""Identifiers that carry a check: VIN (GB 16735) and the machine's environmental code (§6.2, §6.3)."""

_VALUES = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9],
        strict=True,
    )
) | {digit: int(digit) for digit in "0123456789"}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECK_POSITION = 8


def has_vin_shape(text: str) -> bool:
    """17 characters of 0-9 and A-Z without I, O and Q."""
    return len(text) == 17 and all(char in _VALUES for char in text)


def check_digit(text: str) -> str:
    """The check digit that position 9 of these 17 characters should hold: 0-9 or X."""
    total = sum(_VALUES[char] * weight for char, weight in zip(text, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def vin_problem(text: str) -> str | None:
    """Why this is no VIN: "shape" or "check"; None when it is one. Only Chinese VINs (L…) must check (§6.2)."""
    if not has_vin_shape(text):
        return "shape"
    if text.startswith("L") and text[CHECK_POSITION] != check_digit(text):
        return "check"
    return None


def is_machine_code(text: str) -> bool:
    """机械环保代码 or PIN: 8 to 17 capital letters and digits; how its check digit is made nobody has told (§6.3)."""
    return 8 <= len(text) <= 17 and text.isascii() and text.isalnum()


def with_check_digit(text: str) -> str:
    """The same 17 characters with the right check digit in place."""
    return text[:CHECK_POSITION] + check_digit(text) + text[CHECK_POSITION + 1 :]
